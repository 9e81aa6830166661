//! Whether a schema allows null.

use indexmap::{IndexMap, IndexSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::SCHEMA_CHAIN;
use crate::openapi::keyword::annotates;
use crate::source::{Origin, Sources};

use super::super::views::SchemaView;
use super::{Schemas, Subschema};

/// The schemas for which the result is known.
#[derive(Default)]
pub(super) struct Nullability {
    known: IndexMap<Origin, bool>,
    /// The schemas that have been visited for the current question.
    seen: IndexSet<Origin>,
    /// How often a visited schema was met again.
    circles: usize,
}

impl Nullability {
    /// Whether a schema allows null.
    pub(super) fn allows_null<'s>(&mut self, schema: SchemaView<'s>, sources: &'s Sources) -> bool {
        self.decide(schema, sources, 0)
    }

    fn decide<'s>(&mut self, schema: SchemaView<'s>, sources: &'s Sources, depth: usize) -> bool {
        // A long list of values is only searched once.
        if let Some(known) = self.known.get(&schema.origin()) {
            return *known;
        }
        if schema.says_null() {
            self.known.insert(schema.origin(), true);
            return true;
        }
        if depth > SCHEMA_CHAIN {
            return false;
        }
        // A schema that leads back to itself adds nothing. A result found inside such a cycle may be incomplete, so it
        // is not kept.
        if !self.seen.insert(schema.origin()) {
            self.circles = self.circles.saturating_add(1);
            return false;
        }
        let circles = self.circles;
        let target = schema.target(sources);
        let mut allowed = target.is_some_and(|target| self.decide(target, sources, depth + 1));
        let mut all = schema.all_of().peekable();
        if all.peek().is_some() {
            allowed |= all.all(|part| self.decide(part, sources, depth + 1));
        }
        for keyword in ["oneOf", "anyOf"] {
            let mut alternatives = schema.list(keyword);
            allowed = allowed
                || alternatives.any(|part| {
                    takes_anything(part, sources) && !schema.parts(sources).any(excludes_null)
                        || self.decide(part, sources, depth + 1)
                });
        }
        if allowed || self.circles == circles || depth == 0 {
            self.known.insert(schema.origin(), allowed);
        }
        if depth == 0 {
            self.seen.clear();
        }
        allowed
    }
}

impl<'s> Schemas<'s> {
    /// Reports an alternative for null beside an object of the same `allOf`, as utoipa and salvo describe a flattened
    /// `Option`: they mean an object without the properties of the other alternative.
    pub(super) fn report_null_beside_object(
        &self,
        null: SchemaView<'s>,
        owner: &Subschema<'s>,
        base: &[Subschema<'s>],
    ) {
        let mut others = base.iter().map(|part| part.schema);
        let object = others.find(|other| {
            other.origin() != owner.schema.origin()
                && other.is_structural()
                && excludes_null(*other)
        });
        if let Some(given) = object.and_then(|object| object.get("type")) {
            self.context.report(
                Diagnostic::warning(
                    Code::ContradictorySchema,
                    null.at_value(),
                    "the schemas beside this alternative do not allow null; the whole value may be null instead",
                )
                .related(given.at_value(), "this applies too")
                .help(
                    "write `{type: object}` where the properties of the other alternative may be absent, or remove it",
                ),
            );
        }
    }
}

/// Whether a schema has types, and null is none of them.
pub(super) fn excludes_null(schema: SchemaView<'_>) -> bool {
    !schema.types().is_empty() && !schema.says_null()
}

/// Whether a schema does not limit its values, so that null is allowed too.
pub(super) fn takes_anything(schema: SchemaView<'_>, sources: &Sources) -> bool {
    let says_nothing = |schema: SchemaView<'_>| {
        let mut keywords = schema.keywords();
        keywords.all(|(keyword, _)| annotates(keyword))
    };
    let target = schema.follow(sources);
    target.is_some_and(|target| match target.as_bool() {
        Some(anything) => anything,
        None => target.is_map() && says_nothing(target),
    })
}

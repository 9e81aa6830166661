//! Whether null is a value of a schema.

use indexmap::{IndexMap, IndexSet};

use crate::limits::SCHEMA_CHAIN;
use crate::source::{Origin, Sources};

use super::super::views::SchemaView;

/// The schemas of which it is known.
#[derive(Default)]
pub(super) struct Nullability {
    known: IndexMap<Origin, bool>,
    /// Those that are being looked into, or that were on the way to what is asked.
    seen: IndexSet<Origin>,
    /// How often one of them was met again.
    circles: usize,
}

impl Nullability {
    /// Whether a schema takes null.
    pub(super) fn allows_null<'s>(&mut self, schema: SchemaView<'s>, sources: &'s Sources) -> bool {
        self.decide(schema, sources, 0)
    }

    fn decide<'s>(&mut self, schema: SchemaView<'s>, sources: &'s Sources, depth: usize) -> bool {
        // Whether a long list of values has null is looked for once.
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
        // A schema that leads back to itself says nothing by that; what was found on such a way may be less than all.
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
                    takes_anything(part, sources) || self.decide(part, sources, depth + 1)
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

/// Whether a schema says nothing of values, so that null is one, too.
pub(super) fn takes_anything(schema: SchemaView<'_>, sources: &Sources) -> bool {
    let says_nothing = |schema: SchemaView<'_>| {
        let mut keywords = schema.keywords();
        keywords.all(|(keyword, _)| matches!(keyword, "title" | "description" | "deprecated"))
    };
    let target = schema.follow(sources);
    target.is_some_and(|target| match target.as_bool() {
        Some(anything) => anything,
        None => target.is_map() && says_nothing(target),
    })
}

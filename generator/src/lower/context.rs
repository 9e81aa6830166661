//! What the lowering carries along.

use std::collections::VecDeque;
use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::ir::{Api, NameHint, Parameter, Rules, Type, TypeDef, TypeId, TypeKind};
use crate::openapi::Version;
use crate::source::{Node, Origin, RefProblem, Sources};

use super::ledger::Ledger;
use super::schema::{Job, Key, Twins, UnionPlan};
use super::view::{docs, lifecycle, wanted};
use super::words::words_by_place;
use super::{OnUnsupported, response::Declared};

/// A construct for which there is no code.
#[derive(Clone, Debug)]
pub(super) struct Unsupported {
    /// Where it stands.
    pub(super) place: Place,
    /// What it is, for a message.
    pub(super) reason: String,
    /// What to do about it.
    pub(super) help: String,
}

/// The state of one lowering.
pub(super) struct Lowering<'s, 'd> {
    pub(super) sources: &'s Sources,
    pub(super) version: Version,
    pub(super) on_unsupported: OnUnsupported,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) ledger: &'d mut Ledger,
    pub(super) api: Api,
    /// Schemas that have a type of their own, by where they stand.
    pub(super) by_origin: IndexMap<Origin, TypeId>,
    /// The same for schemas that are combined of several.
    pub(super) by_parts: IndexMap<Vec<Key>, TypeId>,
    /// Objects that inline ones may repeat.
    pub(super) twins: Twins<'s>,
    /// Types that are named but not looked into yet: this keeps the stack flat whatever the references.
    pub(super) jobs: VecDeque<Job<'s>>,
    /// How unions are told apart; decided when all types are known.
    pub(super) unions: IndexMap<TypeId, UnionPlan>,
    /// Whether a schema allows null, by where it stands.
    pub(super) nullable: IndexMap<Origin, bool>,
    /// Named types that have been looked into.
    pub(super) defined: IndexSet<TypeId>,
    /// How many members have been merged into variants of unions.
    pub(super) merged: usize,
    /// Schemas without a name that are being looked into.
    pub(super) open: Vec<Origin>,
    /// How deep the stack is in nested schemas.
    pub(super) depth: usize,
    /// Patterns that have been tried.
    pub(super) patterns: IndexMap<&'s str, Option<regex_lite::Regex>>,
    /// Parameters by where they stand; most are used by many operations.
    pub(super) parameters: IndexMap<Origin, Option<Parameter>>,
    /// Responses by where they are declared.
    pub(super) responses: IndexMap<Origin, Declared>,
    /// Schemas whose examples and defaults have been checked.
    pub(super) checked: IndexSet<Origin>,
    /// Tags by name.
    pub(super) tags: IndexMap<&'s str, usize>,
}

impl<'s, 'd> Lowering<'s, 'd> {
    pub(super) fn new(
        sources: &'s Sources,
        version: Version,
        on_unsupported: OnUnsupported,
        diagnostics: &'d mut Diagnostics,
        ledger: &'d mut Ledger,
    ) -> Self {
        Lowering {
            sources,
            version,
            on_unsupported,
            diagnostics,
            ledger,
            api: Api::default(),
            by_origin: IndexMap::new(),
            by_parts: IndexMap::new(),
            twins: Twins::default(),
            jobs: VecDeque::new(),
            unions: IndexMap::new(),
            nullable: IndexMap::new(),
            defined: IndexSet::new(),
            merged: 0,
            open: Vec::new(),
            depth: 0,
            patterns: IndexMap::new(),
            parameters: IndexMap::new(),
            responses: IndexMap::new(),
            checked: IndexSet::new(),
            tags: IndexMap::new(),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn warn(
        &mut self,
        code: Code,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(Diagnostic::warning(code, place, message).help(help));
    }

    pub(super) fn note(&mut self, code: Code, place: Place, message: impl Into<String>) {
        self.report(Diagnostic::note(code, place, message).help(note_help(code)));
    }

    /// Follows references to the object they mean; reports those that lead nowhere.
    pub(super) fn follow(&mut self, node: Node<'s>) -> Option<Node<'s>> {
        if node.reference().is_none() {
            return Some(node);
        }
        match self.sources.follow(node) {
            Ok(target) => Some(target),
            // The members of a cycle have been reported each; who refers to one of them is not at fault.
            Err(error) if error.problem == RefProblem::Cycle => None,
            Err(error) => {
                let place = node.get("$ref").unwrap_or(node).origin().at_value();
                self.report(error.into_diagnostic(place));
                None
            }
        }
    }

    /// What an identifier for a node is made from.
    pub(super) fn hint(&self, words: Vec<String>, node: Node<'s>) -> NameHint {
        NameHint {
            words,
            wanted: wanted(node),
            origin: node.origin(),
        }
    }

    /// A new type; what it is follows later.
    pub(super) fn add_type(&mut self, words: Vec<String>, node: Node<'s>) -> TypeId {
        let name = self.hint(words, node);
        let example = self.example(node);
        self.api.types.push(TypeDef {
            name,
            docs: docs(node),
            lifecycle: lifecycle(node),
            kind: TypeKind::Alias(Type::Any),
            rules: Rules::default(),
            example,
            origin: node.origin(),
        })
    }

    pub(super) fn type_def(&self, id: TypeId) -> Option<&TypeDef> {
        self.api.types.get(id)
    }

    pub(super) fn type_def_mut(&mut self, id: TypeId) -> Option<&mut TypeDef> {
        self.api.types.get_mut(id)
    }

    /// The words of a named type, shared by what is made from its schema.
    pub(super) fn words_of(&self, id: TypeId) -> Rc<[String]> {
        self.type_def(id)
            .map_or_else(|| Rc::from([]), |def| Rc::from(def.name.words.as_slice()))
    }

    /// `example`, or the first of `examples` (an array in schemas, a map of Example Objects elsewhere).
    pub(super) fn example(&self, node: Node<'s>) -> Option<Value> {
        if let Some(example) = node.get("example") {
            return Some(example.to_json());
        }
        let examples = node.get("examples")?;
        if let Some(first) = examples.items().next() {
            return Some(first.to_json());
        }
        let (_, first) = examples.entries().next()?;
        let first = self.sources.follow(first).ok()?;
        first
            .get("dataValue")
            .or_else(|| first.get("value"))
            .map(Node::to_json)
    }

    /// The words for a component that is reached by reference; `words` where it stands in place.
    pub(super) fn home(
        &self,
        written: Node<'s>,
        target: Node<'s>,
        words: Vec<String>,
    ) -> Vec<String> {
        if written.origin() == target.origin() {
            words
        } else {
            words_by_place(target)
        }
    }
}

/// What to do about a note: mostly nothing, but the author should not have to guess that.
fn note_help(code: Code) -> &'static str {
    match code {
        Code::InvalidPattern => {
            "nothing to do; without look-around and back references it would be checked"
        }
        Code::UntoldUnion => {
            "add a `discriminator`, or require a property in each variant that the others do not have"
        }
        Code::Unsupported => {
            "nothing to do, unless it should be typed; then describe it more plainly"
        }
        Code::TooDeep | Code::TooLarge => "name the inner schemas under `components`",
        _ => "nothing to do; the client works without it",
    }
}

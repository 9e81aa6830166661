//! What every part of the lowering needs: the documents, the options, and where findings go.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::ir::NameHint;
use crate::openapi::Version;
use crate::source::pointer::file_name;
use crate::source::{Kind, Node, Origin, RefError, RefProblem, Sources};

use super::Broken;
use super::ledger::Ledger;
use super::name_path::{letters, name_path_of};
use super::views::{DocumentView, SchemaView, View};

/// A construct for which no code can be generated.
#[derive(Clone, Debug)]
pub(super) struct Unsupported {
    /// The place of the construct.
    pub(super) place: Place,
    /// The construct, for a message.
    pub(super) reason: String,
    /// The edit to make.
    pub(super) help: String,
}

/// The documents, the options, and where findings and counts go.
pub(super) struct Context<'s> {
    pub(super) sources: &'s Sources,
    pub(super) version: Version,
    /// The parts that cannot be generated because of errors, where the rest is generated.
    pub(super) broken: &'s Broken,
    diagnostics: RefCell<&'s mut Diagnostics>,
    ledger: RefCell<&'s mut Ledger>,
}

impl<'s> Context<'s> {
    pub(super) fn new(
        sources: &'s Sources,
        version: Version,
        broken: &'s Broken,
        diagnostics: &'s mut Diagnostics,
        ledger: &'s mut Ledger,
    ) -> Self {
        Context {
            sources,
            version,
            broken,
            diagnostics: RefCell::new(diagnostics),
            ledger: RefCell::new(ledger),
        }
    }

    pub(super) fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// Reports a finding with the help "did you mean", or other help if no candidate is close.
    pub(super) fn suggest<'a>(
        &self,
        found: Diagnostic,
        wrong: &str,
        candidates: impl IntoIterator<Item = &'a str>,
        otherwise: impl Into<String>,
    ) {
        let mut diagnostics = self.diagnostics.borrow_mut();
        diagnostics.suggest(found, wrong, candidates, otherwise);
    }

    /// Returns the nearest of the candidates from a description.
    pub(super) fn nearest<'a>(
        &self,
        wanted: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        self.diagnostics.borrow_mut().nearest(wanted, candidates)
    }

    pub(super) fn warn(
        &self,
        code: Code,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(Diagnostic::warning(code, place, message).help(help));
    }

    pub(super) fn note(&self, code: Code, place: Place, message: impl Into<String>) {
        let mut note = Diagnostic::note(code, place, message);
        note.help = note_help(code).map(str::to_owned);
        self.report(note);
    }

    pub(super) fn has_errors(&self) -> bool {
        self.diagnostics.borrow().has_errors()
    }

    /// Changes the counts.
    pub(super) fn count(&self, change: impl FnOnce(&mut Ledger)) {
        change(&mut self.ledger.borrow_mut());
    }

    /// Follows references to the object at their end; `None` where one has no target.
    pub(super) fn follow(&self, node: Node<'s>) -> Option<Node<'s>> {
        self.target(node, self.sources.follow(node))
    }

    /// Resolves one step of a schema's reference; `None` where it has no target.
    pub(super) fn resolve(&self, schema: SchemaView<'s>, reference: &str) -> Option<Node<'s>> {
        let node = schema.node();
        self.target(node, self.sources.resolve(node, reference))
    }

    /// Whether two schemas are equal and their references, whose meaning depends on where they are, have equal targets.
    pub(super) fn are_equal(&self, one: Node<'s>, other: Node<'s>) -> bool {
        if one.origin() == other.origin() {
            return true;
        }
        if one.kind() != other.kind() || one.len() != other.len() {
            return false;
        }
        let is_same_file = one.origin().file() == other.origin().file();
        match (one.key(), one.kind()) {
            (Some("$ref"), Kind::String) => {
                let target = |node: Node<'s>| Some(self.sources.target(node.parent()?)?.origin());
                let is_same_place =
                    || target(one).map_or(is_same_file, |one| target(other) == Some(one));
                one.equals(other) && is_same_place()
            }
            (Some("$dynamicRef" | "mapping"), _) => is_same_file && one.equals(other),
            // Their order means nothing.
            (Some("required" | "type"), Kind::Seq) => {
                let names = |list: Node<'s>| {
                    let names = list.items().map(Node::as_str);
                    names.collect::<Option<BTreeSet<_>>>()
                };
                names(one).map_or_else(|| one.equals(other), |one| names(other) == Some(one))
            }
            (_, Kind::Seq) => {
                let mut items = one.items().zip(other.items());
                items.all(|(one, other)| self.are_equal(one, other))
            }
            (_, Kind::Map) => one.entries().all(|(key, one)| {
                let other = other.get(key);
                other.is_some_and(|other| self.are_equal(one, other))
            }),
            _ => one.equals(other),
        }
    }

    /// Returns the target of a reference. The lack of one has been reported, except in a file with errors in its
    /// syntax, which say enough unless the operations that need the target are to be left out. Of a cycle, only the
    /// members are reported.
    fn target(&self, node: Node<'s>, found: Result<Node<'s>, RefError>) -> Option<Node<'s>> {
        match found {
            Err(error) if self.broken.is_left_out() && error.problem != RefProblem::Cycle => {
                self.report(error.into_diagnostic(reference_place(node)));
                None
            }
            found => found.ok(),
        }
    }

    /// Returns the typed view of an object.
    pub(super) fn view<V: View<'s>>(&self, node: Node<'s>) -> V {
        V::new(node, self.version)
    }

    /// Returns the view of the object at the end of references; `None` where a reference is unresolved, which is
    /// reported.
    pub(super) fn follow_view<V: View<'s>>(&self, node: Node<'s>) -> Option<V> {
        Some(self.view(self.follow(node)?))
    }

    /// Returns the root of the main file.
    pub(super) fn document(&self) -> DocumentView<'s> {
        self.view(self.sources.root())
    }

    /// Returns the view of a schema.
    pub(super) fn schema(&self, node: Node<'s>) -> SchemaView<'s> {
        SchemaView::new(node, self.version)
    }

    /// Returns the words for the identifier of a node.
    pub(super) fn hint(&self, words: Vec<String>, node: Node<'s>) -> NameHint {
        NameHint {
            words,
            wanted: rust_name(node),
            origin: node.origin(),
        }
    }

    /// Returns `example`, or the first of `examples` (an array in schemas, a map of Example Objects in other objects).
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

    /// Returns the words for the name of a component that is reached by a reference, or `words` where it is inline.
    /// `kind` distinguishes a component that is a whole file from a schema that is one.
    pub(super) fn name_prefix(
        &self,
        written: Node<'s>,
        target: Node<'s>,
        words: Vec<String>,
        kind: &str,
    ) -> Vec<String> {
        if written.origin() == target.origin() {
            return words;
        }
        let mut words = self.name_path_of(target);
        let says_kind = |word: &String| letters(word).ends_with(&letters(kind));
        if target.parent().is_none() && !words.last().is_some_and(says_kind) {
            words.push(kind.to_owned());
        }
        words
    }

    /// Returns the words for the name of a node that is reached by a reference, made from the path to the node.
    pub(super) fn name_path_of(&self, node: Node<'s>) -> Vec<String> {
        name_path_of(node, || self.file_stem(node))
    }

    /// Returns the name of the file of a node, without folders and extension.
    pub(super) fn file_stem(&self, node: Node<'s>) -> String {
        let trees = self.sources.trees();
        let tree = trees.get(usize::from(node.origin().file()));
        let path = tree.map_or("", |tree| tree.path());
        let name = file_name(path);
        name.split('.').next().unwrap_or(name).to_owned()
    }
}

/// Returns the place of the reference of an object.
pub(super) fn reference_place(node: Node<'_>) -> Place {
    node.get("$ref").unwrap_or(node).at_value()
}

/// Returns the value of `x-rust-name`, and its place.
pub(super) fn rust_name(node: Node<'_>) -> Option<(String, Origin)> {
    let name = node.get("x-rust-name")?;
    Some((name.as_str()?.to_owned(), name.origin()))
}

/// Returns the edit that the author can make about a note, if there is one.
fn note_help(code: Code) -> Option<&'static str> {
    match code {
        Code::AmbiguousUnion => Some(
            "add a `discriminator`, or require a property in each variant that the others do not have",
        ),
        Code::TooDeep | Code::TooLarge => Some("name the inner schemas under `components`"),
        _ => None,
    }
}

//! The parts that are left out of the output: those that errors break, where the caller wants the rest, and those that
//! the caller did not select.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::source::{Node, Origin, Sources};

use super::choice::Chosen;
use super::ledger::Skipped;
use super::views::{OperationView, PathItemView, View};

/// Fields in which an error does not break the enclosing object, since nothing is generated from them.
const APART: [&str; 5] = ["callbacks", "example", "examples", "links", "webhooks"];

/// Objects whose keys are names that the description chooses.
const NAMES: [&str; 6] = [
    "properties",
    "patternProperties",
    "$defs",
    "schemas",
    "parameters",
    "headers",
];

/// The nodes of a description that errors break: those that hold an error, and those that refer to one of them.
#[derive(Debug, Default)]
pub struct Broken {
    is_left_out: bool,
    chosen: Option<Chosen>,
    /// The errors that were taken, turned into warnings.
    accepted: Vec<Diagnostic>,
    /// Nodes with an error, each with the index of the error.
    places: BTreeMap<Origin, usize>,
    /// Nodes that contain or refer to one of those.
    nodes: BTreeMap<Origin, usize>,
    /// For each node, the nodes that refer to it; computed at the first error.
    users: Option<BTreeMap<Origin, Vec<Origin>>>,
}

impl Broken {
    /// Returns an empty set. `is_left_out` says whether broken parts are left out and the rest is generated.
    pub fn new(is_left_out: bool) -> Self {
        Broken {
            is_left_out,
            ..Broken::default()
        }
    }

    /// Sets the operations that the caller selected.
    pub fn choose(&mut self, chosen: Option<Chosen>) {
        self.chosen = chosen;
    }

    /// Returns the operations that the caller selected; `None` where all are.
    pub(super) fn chosen(&self) -> Option<&Chosen> {
        self.chosen.as_ref()
    }

    /// Removes the findings about parts that the caller did not select.
    pub(crate) fn keep_chosen(&self, sources: &Sources, diagnostics: &mut Diagnostics) {
        if let Some(chosen) = &self.chosen {
            diagnostics.retain(|found| chosen.concerns(sources, found.place));
        }
    }

    /// Whether broken parts are left out instead of stopping the generation.
    pub(super) fn is_left_out(&self) -> bool {
        self.is_left_out
    }

    /// Takes the errors that break only a part of the description, and returns whether they break more than the errors
    /// taken before. Parts in `skipped` are already left out.
    pub fn take(
        &mut self,
        sources: &Sources,
        found: &mut Diagnostics,
        skipped: &[Skipped],
    ) -> bool {
        let skipped: BTreeSet<Place> = skipped.iter().map(|skipped| skipped.place).collect();
        let mut reached = Vec::new();
        for mut error in found.take_errors(|error| !is_fatal(sources, error)) {
            error.severity = Severity::Warning;
            if !error.otherwise.is_empty() {
                error.message = format!("{}; {}", error.message, error.otherwise);
                self.accepted.push(error);
                continue;
            }
            let origin = error.place.origin();
            if !skipped.contains(&error.place) && !self.places.contains_key(&origin) {
                self.places.insert(origin, self.accepted.len());
                reached.push((origin, self.accepted.len()));
            }
            self.accepted.push(error);
        }
        let breaks_more = !reached.is_empty();
        self.spread(sources, reached);
        breaks_more
    }

    /// Returns the errors that were taken, as warnings.
    pub fn into_warnings(self) -> Vec<Diagnostic> {
        self.accepted
    }

    /// Marks the nodes that contain or refer to these nodes.
    fn spread(&mut self, sources: &Sources, mut reached: Vec<(Origin, usize)>) {
        if reached.is_empty() {
            return;
        }
        let users = self.users.get_or_insert_with(|| users(sources));
        while let Some((origin, error)) = reached.pop() {
            if self.nodes.contains_key(&origin) {
                continue;
            }
            self.nodes.insert(origin, error);
            let node = sources.node(origin);
            if let Some(parent) = node.parent().filter(|_| !is_apart(node)) {
                reached.push((parent.origin(), error));
            }
            let users = users.get(&origin).into_iter().flatten();
            reached.extend(users.map(|user| (*user, error)));
        }
    }

    /// Returns the error that a node contains or refers to.
    pub(super) fn of(&self, node: Node<'_>) -> Option<&Diagnostic> {
        self.accepted.get(*self.nodes.get(&node.origin())?)
    }

    /// Returns the error at a node itself.
    fn at(&self, node: Node<'_>) -> Option<&Diagnostic> {
        self.accepted.get(*self.places.get(&node.origin())?)
    }

    /// Returns the error that breaks an operation, in itself or in something that applies to it.
    pub(super) fn of_operation(
        &self,
        document: Node<'_>,
        items: &[PathItemView<'_>],
        operation: OperationView<'_>,
    ) -> Option<&Diagnostic> {
        let operation = operation.node();
        let field = |node: Node<'_>, name| self.of(node.get(name)?);
        // The nearest of the objects that have the field.
        let nearest = |name: &str| {
            let items = items.iter().map(|item| item.node());
            let mut holders = [operation].into_iter().chain(items).chain([document]);
            holders.find_map(|holder| holder.field(name))
        };
        let scheme = |requirements: Node<'_>| {
            let schemes = document.get("components")?.get("securitySchemes")?;
            let is_usable = |(name, _)| schemes.get(name).is_some_and(|it| self.of(it).is_none());
            if requirements.items().any(|one| one.entries().all(is_usable)) {
                return None;
            }
            let mut names = requirements.items().flat_map(Node::entries);
            names.find_map(|(name, _)| self.of(schemes.get(name)?))
        };
        let of_item = |item: &PathItemView<'_>| {
            self.at(item.node())
                .or_else(|| field(item.node(), "parameters"))
        };
        self.of(operation)
            .or_else(|| items.iter().find_map(of_item))
            .or_else(|| self.of(nearest("servers")?))
            .or_else(|| self.of(nearest("security")?))
            .or_else(|| scheme(nearest("security")?))
    }
}

/// Whether an error makes the whole document unreadable, or leaves its meaning uncertain.
fn is_fatal(sources: &Sources, error: &Diagnostic) -> bool {
    let is_unreadable = matches!(
        error.code,
        Code::NotUtf8
            | Code::YamlSyntax
            | Code::JsonSyntax
            | Code::SeveralDocuments
            | Code::TooDeep
            | Code::TooLarge
            | Code::UnsupportedVersion
    );
    let is_of_all = matches!(error.code, Code::Overlay | Code::Selection);
    is_of_all || is_unreadable && sources.is_own(error.place.file())
}

/// Whether the enclosing object can be generated without a node.
fn is_apart(node: Node<'_>) -> bool {
    let holder = node.parent().and_then(Node::key);
    node.key().is_some_and(|key| APART.contains(&key))
        && !holder.is_some_and(|key| NAMES.contains(&key))
}

/// Returns, for each node, the nodes that refer to it.
fn users(sources: &Sources) -> BTreeMap<Origin, Vec<Origin>> {
    let mut users: BTreeMap<Origin, Vec<Origin>> = BTreeMap::new();
    for node in sources.nodes() {
        let targets = sources.target(node).into_iter();
        for target in targets.chain(sources.dynamic_target(node)) {
            users
                .entry(target.origin())
                .or_default()
                .push(node.origin());
        }
    }
    users
}

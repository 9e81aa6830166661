//! The schemas that hold together: `$ref` followed, `allOf` flattened.

use std::rc::Rc;

use indexmap::IndexSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Rules, TypeId};
use crate::openapi::Version;
use crate::source::{Node, Origin};

use super::super::context::Lowering;
use super::super::view::{flag, items};
use super::super::words::{Path, given_name, words_by_place};
use super::is_structural;
use super::kinds::ValueKind;

/// Which of a schema's unions have been taken apart already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(in super::super) enum Spent {
    #[default]
    Nothing,
    OneOf,
    AnyOf,
    Both,
}

impl Spent {
    /// Whether the union under this keyword is still to be looked at.
    pub(super) fn leaves(self, keyword: &str) -> bool {
        match self {
            Spent::Nothing => true,
            Spent::OneOf => keyword != "oneOf",
            Spent::AnyOf => keyword != "anyOf",
            Spent::Both => false,
        }
    }

    /// After the union under this keyword has been looked at.
    pub(super) fn and(self, keyword: &str) -> Self {
        match (self, keyword) {
            (Spent::Nothing, "oneOf") => Spent::OneOf,
            (Spent::Nothing, _) => Spent::AnyOf,
            (Spent::OneOf, "oneOf") => Spent::OneOf,
            (Spent::AnyOf, "anyOf") => Spent::AnyOf,
            _ => Spent::Both,
        }
    }
}

/// What identifies a member among others.
pub(in super::super) type Key = (Origin, Spent, Option<ValueKind>);

/// One of several schemas that hold together; its own `allOf` and `$ref` are members beside it.
#[derive(Clone)]
pub(in super::super) struct Member<'s> {
    pub(super) node: Node<'s>,
    /// The words for what is inline in it, where that is not the way that led here: a schema that is
    /// referred to names its parts itself, whoever refers to it.
    pub(super) home: Option<Rc<[String]>>,
    pub(super) spent: Spent,
    /// The only kind of value that is looked at, where a schema takes several.
    pub(super) only: Option<ValueKind>,
}

impl<'s> Member<'s> {
    pub(super) fn new(node: Node<'s>, home: Option<Rc<[String]>>) -> Self {
        Member {
            node,
            home,
            spent: Spent::Nothing,
            only: None,
        }
    }

    pub(super) fn key(&self) -> Key {
        (self.node.origin(), self.spent, self.only)
    }

    /// Whether it is a complete schema by itself.
    pub(super) fn is_whole(&self) -> bool {
        self.spent == Spent::Nothing
            && self.only.is_none()
            && self.node.get("allOf").is_none()
            && self.node.get("$ref").is_none()
    }

    /// The words for a type made of this member alone.
    pub(super) fn words(&self, path: &Path<'_>) -> Vec<String> {
        self.home
            .as_ref()
            .map_or_else(|| path.words(), |home| home.to_vec())
    }
}

/// A schema with a name, or one without.
pub(super) enum Atom<'s> {
    Named(TypeId, Node<'s>),
    Inline(Member<'s>),
}

/// A list of members before named schemas are looked into.
#[derive(Default)]
pub(super) struct Members<'s> {
    atoms: Vec<Atom<'s>>,
    seen: Vec<Origin>,
}

impl<'s> Members<'s> {
    /// The first place, for diagnostics.
    pub(super) fn origin(&self) -> Option<Origin> {
        self.atoms.first().map(|atom| match atom {
            Atom::Named(_, node) => node.origin(),
            Atom::Inline(member) => member.node.origin(),
        })
    }

    /// The named schema, if the members add nothing to the shape of one.
    pub(super) fn only_named(&self) -> Option<TypeId> {
        let mut found = None;
        for atom in &self.atoms {
            match atom {
                Atom::Named(id, _) if found.is_none() || found == Some(*id) => found = Some(*id),
                Atom::Named(..) => return None,
                Atom::Inline(member) => {
                    let union = ["oneOf", "anyOf"].iter().any(|keyword| {
                        member.spent.leaves(keyword) && member.node.get(keyword).is_some()
                    });
                    if union || is_structural(member.node) {
                        return None;
                    }
                }
            }
        }
        found
    }

    /// Schemas without a name that references led to.
    pub(super) fn seen(&self) -> impl Iterator<Item = Origin> {
        self.seen.iter().copied()
    }

    pub(super) fn push(&mut self, member: Member<'s>) {
        self.atoms.push(Atom::Inline(member));
    }
}

impl<'s> Lowering<'s, '_> {
    /// A schema's members.
    pub(super) fn members_of(&mut self, node: Node<'s>) -> Members<'s> {
        let mut all = Members::default();
        self.collect(node, None, &mut all);
        all
    }

    /// Adds a schema's members to a list.
    pub(super) fn collect(
        &mut self,
        node: Node<'s>,
        home: Option<Rc<[String]>>,
        all: &mut Members<'s>,
    ) {
        if let Some(reference) = node.reference() {
            self.collect_target(node, reference, all);
            // 3.0 says that what stands beside `$ref` is ignored; 3.1 that it holds as well. What only
            // describes is read in both.
            if node.len() > 1 && (self.version >= Version::V31 || !is_structural(node)) {
                all.atoms.push(Atom::Inline(Member::new(node, home)));
            }
            return;
        }
        if let Some(target) = recursive_target(node) {
            let id = self.named_by_place(target);
            all.atoms.push(Atom::Named(id, target));
            return;
        }
        let mut listed = false;
        for part in items(node, "allOf").filter(|part| part.is_map()) {
            listed = true;
            self.collect(part, home.clone(), all);
        }
        if !listed || node.len() > 1 {
            all.atoms.push(Atom::Inline(Member::new(node, home)));
        }
    }

    fn collect_target(&mut self, node: Node<'s>, reference: &str, all: &mut Members<'s>) {
        let target = match self.sources.resolve(node, reference) {
            Ok(target) => target,
            Err(error) => {
                let place = node.get("$ref").unwrap_or(node).origin().at_value();
                self.report(error.into_diagnostic(place));
                return;
            }
        };
        if let Some(name) = given_name(target) {
            let id = self.named(target, name);
            all.atoms.push(Atom::Named(id, target));
        } else if target.parent().is_none() {
            let name = self.file_stem(target);
            let id = self.named(target, &name);
            all.atoms.push(Atom::Named(id, target));
        } else if all.seen.contains(&target.origin()) {
            self.report_cycle(node);
        } else if self.open.contains(&target.origin()) {
            let id = self.named_by_place(target);
            all.atoms.push(Atom::Named(id, target));
        } else if let Some(id) = self.by_origin.get(&target.origin()) {
            all.atoms.push(Atom::Named(*id, target));
        } else {
            all.seen.push(target.origin());
            let home = Rc::from(words_by_place(target));
            self.collect(target, Some(home), all);
        }
    }

    /// The name of a file without folders and extension.
    fn file_stem(&self, root: Node<'s>) -> String {
        let tree = self.sources.trees().get(usize::from(root.origin().file()));
        let path = tree.map_or("", |tree| tree.path());
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        name.split('.').next().unwrap_or(name).to_owned()
    }

    pub(super) fn report_cycle(&mut self, node: Node<'s>) {
        let place = node.get("$ref").unwrap_or(node).origin().at_value();
        self.report(
            Diagnostic::error(
                Code::ReferenceCycle,
                place,
                "the schema contains itself as a whole",
            )
            .help("refer to it from a property or from `items`, so that values can end"),
        );
    }

    /// The members with every named schema replaced by its own members, each once.
    pub(super) fn expanded(&mut self, all: Members<'s>) -> Vec<Member<'s>> {
        let mut members = Vec::new();
        let mut done = IndexSet::new();
        for atom in all.atoms {
            match atom {
                Atom::Inline(member) => {
                    if done.insert(member.key()) {
                        members.push(member);
                    }
                }
                Atom::Named(id, node) => {
                    let home = self.words_of(id);
                    self.expand(
                        node,
                        home,
                        &mut Expansion {
                            members: &mut members,
                            done: &mut done,
                            open: Vec::new(),
                        },
                    );
                }
            }
        }
        members
    }

    fn expand(&mut self, node: Node<'s>, home: Rc<[String]>, into: &mut Expansion<'_, 's>) {
        if into.open.contains(&node.origin()) {
            self.report_cycle(node);
            return;
        }
        if into.open.len() > LONGEST || !into.done.insert((node.origin(), Spent::Nothing, None)) {
            return;
        }
        into.open.push(node.origin());
        if let Some(reference) = node.reference()
            && let Ok(target) = self.sources.resolve(node, reference)
        {
            let home = match given_name(target) {
                Some(name) => {
                    let id = self.named(target, name);
                    self.words_of(id)
                }
                None => Rc::from(words_by_place(target)),
            };
            self.expand(target, home, into);
        }
        for part in items(node, "allOf").filter(|part| part.is_map()) {
            self.expand(part, home.clone(), into);
        }
        let own = node
            .entries()
            .any(|(key, _)| key != "$ref" && key != "allOf");
        if own || node.is_empty() {
            into.members.push(Member::new(node, Some(home)));
        }
        into.open.pop();
    }

    /// Whether null is a value: said so in place, or by every named schema where nothing else is said.
    pub(super) fn null_allowed(&mut self, all: &Members<'s>) -> bool {
        let mut named = 0usize;
        let mut named_null = 0usize;
        let mut shaped = false;
        for atom in &all.atoms {
            match atom {
                Atom::Named(_, node) => {
                    named += 1;
                    named_null += usize::from(self.allows_null(*node, 0));
                }
                Atom::Inline(member) => {
                    if says_null(member.node) {
                        return true;
                    }
                    shaped |= is_structural(member.node);
                }
            }
        }
        named > 0 && named == named_null && !shaped
    }

    /// Whether a schema takes null.
    pub(super) fn allows_null(&mut self, node: Node<'s>, depth: usize) -> bool {
        if says_null(node) {
            return true;
        }
        if depth > LONGEST {
            return false;
        }
        let follows = ["$ref", "allOf", "oneOf", "anyOf"]
            .iter()
            .any(|keyword| node.get(keyword).is_some());
        if !follows {
            return false;
        }
        if let Some(known) = self.nullable.get(&node.origin()) {
            return *known;
        }
        // A schema that leads back to itself says nothing by that.
        self.nullable.insert(node.origin(), false);
        let mut answer = false;
        if let Some(reference) = node.reference() {
            answer = match self.sources.resolve(node, reference) {
                Ok(target) => self.allows_null(target, depth + 1),
                Err(_) => false,
            };
        }
        let mut parts = items(node, "allOf").peekable();
        if parts.peek().is_some() {
            answer |= parts.all(|part| self.allows_null(part, depth + 1));
        }
        for keyword in ["oneOf", "anyOf"] {
            answer = answer || items(node, keyword).any(|part| self.allows_null(part, depth + 1));
        }
        self.nullable.insert(node.origin(), answer);
        answer
    }

    /// The rules that stand beside a reference.
    pub(super) fn sibling_rules(&mut self, all: &Members<'s>) -> Rules {
        let inline: Vec<Member<'s>> = all
            .atoms
            .iter()
            .filter_map(|atom| match atom {
                Atom::Inline(member) => Some(member.clone()),
                Atom::Named(..) => None,
            })
            .collect();
        if inline.is_empty() {
            return Rules::default();
        }
        self.rules_of_any_kind(&inline)
    }
}

/// What `$recursiveRef` of JSON Schema 2019-09 leads to: the enclosing schema that is marked for it, else
/// the one with a name.
fn recursive_target(node: Node<'_>) -> Option<Node<'_>> {
    node.get("$recursiveRef")?;
    let mut at = node;
    loop {
        at = at.parent()?;
        if flag(at, "$recursiveAnchor") || given_name(at).is_some() {
            return Some(at);
        }
    }
}

/// The state of one expansion.
struct Expansion<'a, 's> {
    members: &'a mut Vec<Member<'s>>,
    done: &'a mut IndexSet<Key>,
    open: Vec<Origin>,
}

/// Longest chain of references and `allOf` that is followed.
const LONGEST: usize = 64;

/// Whether a schema itself says that null is a value.
pub(super) fn says_null(node: Node<'_>) -> bool {
    if flag(node, "nullable") {
        return true;
    }
    if let Some(given) = node.get("type")
        && (given.as_str() == Some("null")
            || given.items().any(|item| item.as_str() == Some("null")))
    {
        return true;
    }
    node.get("const").is_some_and(Node::is_null) || items(node, "enum").any(Node::is_null)
}

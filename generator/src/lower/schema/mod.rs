//! Schemas to types.
//!
//! A schema is looked at as the list of schemas that a value must satisfy together ([`Member`]s): itself,
//! what its `allOf` lists, what its `$ref` leads to. A schema that needs a name gets its
//! [`TypeId`](crate::ir::TypeId) at once and is looked into later, from a queue; so recursion in the
//! document is never recursion on the stack.

mod array;
mod check;
mod constraints;
mod cycles;
mod enums;
mod kinds;
mod members;
mod object;
mod scalar;
mod tell;
mod texts;
mod twins;
mod union;

use std::rc::Rc;

use crate::diagnostic::Code;
use crate::ir::{Rules, Type, TypeId, TypeKind};
use crate::source::{Kind, Node, Origin};

use super::context::Lowering;
use super::words::{Path, given_name, words_by_place};
use kinds::{Kinds, ValueKind};
pub(super) use members::{Key, Member};
pub(super) use twins::Twins;
pub(super) use union::UnionPlan;

/// Nesting of schemas without names beyond this is kept as JSON, so that no document overflows the stack.
const DEEPEST: usize = 64;

/// What a schema became.
#[derive(Clone, Debug)]
pub(super) struct Lowered {
    /// The type of values other than null.
    pub(super) ty: Type,
    /// Whether null is a value too.
    pub(super) nullable: bool,
    /// What is checked of values here, beside what their named type checks.
    pub(super) rules: Rules,
}

impl Lowered {
    pub(super) fn of(ty: Type) -> Self {
        Lowered {
            ty,
            nullable: false,
            rules: Rules::default(),
        }
    }

    pub(super) fn any() -> Self {
        Self::of(Type::Any)
    }

    /// The type as it stands where null cannot be told otherwise: in arrays, maps and aliases.
    pub(super) fn with_null(self) -> Type {
        match self.ty {
            Type::Any => Type::Any,
            ty if self.nullable => Type::Nullable(Box::new(ty)),
            ty => ty,
        }
    }
}

/// A type that is named but not looked into yet.
pub(super) struct Job<'s> {
    id: TypeId,
    task: Task<'s>,
}

enum Task<'s> {
    /// A schema that the document names: whatever it turns out to be.
    Named(Node<'s>),
    /// An object, as the members that make it up.
    Struct(Vec<Member<'s>>),
}

impl<'s> Lowering<'s, '_> {
    /// The type of a schema.
    pub(super) fn schema(&mut self, node: Node<'s>, path: &Path<'_>) -> Lowered {
        if node.kind() == Kind::Bool && node.as_bool() == Some(false) {
            self.note(
                Code::Unsupported,
                node.origin().at_value(),
                "no value satisfies `false`; any JSON value is taken",
            );
        }
        if !node.is_map() {
            return Lowered::any();
        }
        self.check_values(node);
        let members = self.members_of(node);
        self.combined(members, path, None)
    }

    /// The type of several schemas that hold together.
    pub(super) fn schemas(
        &mut self,
        nodes: &[(Node<'s>, Option<Rc<[String]>>)],
        path: &Path<'_>,
    ) -> Lowered {
        if let [(node, None)] = nodes {
            return self.schema(*node, path);
        }
        let mut all = members::Members::default();
        for (node, home) in nodes {
            self.check_values(*node);
            self.collect(*node, home.clone(), &mut all);
        }
        self.combined(all, path, None)
    }

    /// The type that a reference to a schema with a name means.
    pub(super) fn named(&mut self, node: Node<'s>, name: &str) -> TypeId {
        if let Some(id) = self.by_origin.get(&node.origin()) {
            return *id;
        }
        let id = self.add_type(vec![name.to_owned()], node);
        self.by_origin.insert(node.origin(), id);
        self.jobs.push_back(Job {
            id,
            task: Task::Named(node),
        });
        id
    }

    /// The type of a schema that is used while it is being looked into: it needs a name after all.
    pub(super) fn named_by_place(&mut self, node: Node<'s>) -> TypeId {
        if let Some(id) = self.by_origin.get(&node.origin()) {
            return *id;
        }
        let words = match given_name(node) {
            Some(name) => vec![name.to_owned()],
            None => words_by_place(node),
        };
        let id = self.add_type(words, node);
        self.by_origin.insert(node.origin(), id);
        self.jobs.push_back(Job {
            id,
            task: Task::Named(node),
        });
        id
    }

    /// Gives every schema under `components.schemas` its type.
    pub(super) fn component_schemas(&mut self) {
        let schemas = self
            .sources
            .root()
            .get("components")
            .and_then(|components| components.get("schemas"));
        for (name, node) in schemas.into_iter().flat_map(Node::entries) {
            self.ledger.schemas += 1;
            if given_name(node).is_some() {
                let id = self.named(node, name);
                self.twins.remember(id, node);
            }
        }
        self.run_jobs();
    }

    /// Looks into every type that has been named.
    pub(super) fn run_jobs(&mut self) {
        while let Some(job) = self.jobs.pop_front() {
            match job.task {
                Task::Named(node) => self.define(job.id, node),
                Task::Struct(members) => self.define_struct(job.id, &members),
            }
        }
    }

    /// Looks into a schema that has a name, unless that has been done.
    pub(super) fn define(&mut self, id: TypeId, node: Node<'s>) {
        if !self.defined.insert(id) {
            return;
        }
        self.check_values(node);
        let words = self.words_of(id);
        let path = Path::of(&words);
        let lowered = if node.is_map() {
            let members = self.members_of(node);
            self.combined(members, &path, Some(id))
        } else {
            self.schema(node, &path)
        };
        let itself = lowered.ty == Type::Named(id);
        if let Some(def) = self.type_def_mut(id) {
            if !itself {
                def.kind = TypeKind::Alias(lowered.ty);
            }
            def.rules = lowered.rules;
        }
    }

    /// A type of its own for members: `target` if it is given, else one for this very combination.
    /// The answer tells whether it is new and must be filled.
    fn own_type(
        &mut self,
        members: &[Member<'s>],
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> (TypeId, IsNew) {
        if let Some(id) = target {
            return (id, IsNew::Yes);
        }
        let Some(last) = members.last() else {
            return (TypeId(0), IsNew::No);
        };
        if let [only] = members
            && only.is_whole()
        {
            if let Some(id) = self.twins.of(only.node) {
                return (id, IsNew::No);
            }
            return match self.by_origin.get(&only.node.origin()) {
                Some(id) => (*id, IsNew::No),
                None => {
                    let id = self.add_type(only.words(path), only.node);
                    self.by_origin.insert(only.node.origin(), id);
                    self.twins.remember_inline(id, only.node);
                    (id, IsNew::Yes)
                }
            };
        }
        let key: Vec<Key> = members.iter().map(Member::key).collect();
        if let Some(id) = self.by_parts.get(&key) {
            return (*id, IsNew::No);
        }
        let id = self.add_type(path.words(), last.node);
        self.by_parts.insert(key, id);
        (id, IsNew::Yes)
    }

    /// The type of members that hold together.
    fn combined(
        &mut self,
        all: members::Members<'s>,
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> Lowered {
        if self.depth >= DEEPEST {
            if let Some(origin) = all.origin() {
                self.note(
                    Code::TooDeep,
                    origin.at_value(),
                    "schemas nested this deep are kept as JSON",
                );
            }
            return Lowered::any();
        }
        self.depth += 1;
        let open = self.open.len();
        self.open.extend(all.seen());
        let lowered = self.combined_here(all, path, target);
        self.open.truncate(open);
        self.depth -= 1;
        lowered
    }

    fn combined_here(
        &mut self,
        all: members::Members<'s>,
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> Lowered {
        let nullable = self.null_allowed(&all);
        if let Some(id) = all.only_named()
            && Some(id) != target
        {
            let rules = self.sibling_rules(&all);
            return Lowered {
                ty: Type::Named(id),
                nullable,
                rules,
            };
        }
        let members = self.expanded(all);
        let mut lowered = self.of_members(members, path, target);
        lowered.nullable |= nullable;
        lowered
    }

    /// The type of members, all references followed.
    fn of_members(
        &mut self,
        members: Vec<Member<'s>>,
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> Lowered {
        let members = match self.alternatives(members, path, target) {
            Ok(union) => return union,
            Err(members) => members,
        };
        self.report_unchecked(&members);
        let kinds = self.kinds_of(&members);
        let mut listed = kinds.iter();
        match (listed.next(), listed.next()) {
            (None, _) => Lowered::any(),
            (Some(kind), None) => self.of_kind(kind, members, path, target),
            _ => self.of_kinds(kinds, &members, path, target),
        }
    }

    /// The type of values of one kind.
    fn of_kind(
        &mut self,
        kind: ValueKind,
        members: Vec<Member<'s>>,
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> Lowered {
        match kind {
            ValueKind::Bool => Lowered::of(Type::Bool),
            ValueKind::Integer | ValueKind::Number | ValueKind::Text => {
                if let Some(lowered) = self.enumeration(kind, &members, path, target) {
                    return lowered;
                }
                self.scalar(kind, &members)
            }
            ValueKind::Array => self.array(&members, path),
            ValueKind::Object => self.object(members, path, target),
        }
    }

    /// A type list, such as `[string, integer]`: a union of what each type makes of the schema.
    fn of_kinds(
        &mut self,
        kinds: Kinds,
        members: &[Member<'s>],
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> Lowered {
        let Some(node) = members.last().map(|member| member.node) else {
            return Lowered::any();
        };
        let mut found = Vec::new();
        for kind in kinds.iter() {
            let own = members.iter().cloned();
            let own = own
                .map(|member| Member {
                    only: Some(kind),
                    ..member
                })
                .collect();
            let lowered = self.of_kind(kind, own, &path.then(kind.word()), None);
            found.push(union::Found {
                word: kind.word().to_owned(),
                lowered,
                node,
                component: None,
            });
        }
        self.union_of(found, None, members, path, target)
    }

    /// Keywords that a client cannot turn into types or checks.
    fn report_unchecked(&mut self, members: &[Member<'s>]) {
        for (keyword, found) in members.iter().flat_map(|member| member.node.entries()) {
            if matches!(
                keyword,
                "not"
                    | "if"
                    | "then"
                    | "else"
                    | "dependentSchemas"
                    | "dependentRequired"
                    | "contains"
                    | "minContains"
                    | "maxContains"
                    | "propertyNames"
                    | "unevaluatedItems"
            ) {
                self.note(
                    Code::Ignored,
                    found.origin().at_key(),
                    format!("`{keyword}` is not checked by the client; the rest of the schema is"),
                );
            }
        }
    }
}

/// Whether a type has just been made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IsNew {
    Yes,
    No,
}

/// Whether a schema says anything about the shape of values, beside its type.
fn is_structural(node: Node<'_>) -> bool {
    node.entries().any(|(keyword, value)| match keyword {
        "properties" | "required" => !value.is_empty(),
        // What only closes an object adds nothing to its type.
        "additionalProperties" => value.as_bool() != Some(false),
        "patternProperties" | "items" | "prefixItems" | "enum" | "const" => true,
        _ => false,
    })
}

/// The first place of a list of members.
fn first_origin(members: &[Member<'_>]) -> Option<Origin> {
    members.first().map(|member| member.node.origin())
}

//! Objects: structs with fields, maps, and what stands beside the properties.

use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::ir::{
    Access, Additional, Docs, Field, Lifecycle, Presence, Sensitivity, Struct, Text, Type, TypeId,
    TypeKind,
};
use crate::source::{Kind, Node};

use super::super::context::Lowering;
use super::super::view::{docs, flag, items, strings};
use super::super::words::Path;
use super::kinds::ValueKind;
use super::{IsNew, Job, Lowered, Member, Task};

/// A property as the members of its object declare it, each with the words of its home.
type Declared<'s> = Vec<(Node<'s>, Option<Rc<[String]>>)>;

impl<'s> Lowering<'s, '_> {
    /// An object: a struct where properties are declared, else a map.
    pub(super) fn object(
        &mut self,
        members: Vec<Member<'s>>,
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> Lowered {
        let has_properties = members.iter().any(|member| {
            member
                .node
                .get("properties")
                .is_some_and(|all| !all.is_empty())
        });
        let mut rules = self.rules(ValueKind::Object, &members);
        if !has_properties && !is_empty_object(&members) {
            let value = self.additional(&members, path);
            let (value, each) = match value {
                Some(lowered) => (lowered.ty.clone(), Some(lowered)),
                None => (Type::Any, None),
            };
            let value = match each {
                Some(lowered) => {
                    rules.each =
                        Some(Box::new(lowered.rules.clone())).filter(|each| !each.is_empty());
                    lowered.with_null()
                }
                None => value,
            };
            return Lowered {
                rules,
                ..Lowered::of(Type::Map(Box::new(value)))
            };
        }
        let (id, new) = self.own_type(&members, path, target);
        if new == IsNew::Yes {
            self.jobs.push_back(Job {
                id,
                task: Task::Struct(members),
            });
        }
        self.of_own(id, new, target, rules)
    }

    /// The answer for a type of its own: rules of a type that the document names are returned to be kept
    /// with it, those of an inline one are kept here.
    pub(super) fn of_own(
        &mut self,
        id: TypeId,
        new: IsNew,
        target: Option<TypeId>,
        rules: crate::ir::Rules,
    ) -> Lowered {
        if target.is_some() {
            return Lowered {
                rules,
                ..Lowered::of(Type::Named(id))
            };
        }
        if new == IsNew::Yes
            && let Some(def) = self.type_def_mut(id)
        {
            def.rules = rules;
        }
        Lowered::of(Type::Named(id))
    }

    /// Fills a struct that has been named.
    pub(super) fn define_struct(&mut self, id: TypeId, members: &[Member<'s>]) {
        let words = self.words_of(id);
        let path = Path::of(&words);
        let mut declared: IndexMap<&'s str, Declared<'s>> = IndexMap::new();
        let mut required: IndexMap<&'s str, Node<'s>> = IndexMap::new();
        for member in members {
            for (name, node) in member
                .node
                .get("properties")
                .into_iter()
                .flat_map(Node::entries)
            {
                let nodes = declared.entry(name).or_default();
                if !nodes
                    .iter()
                    .any(|(other, _)| other.origin() == node.origin())
                {
                    nodes.push((node, member.home.clone()));
                }
            }
            for (name, node) in strings(member.node.get("required")) {
                required.entry(name).or_insert(node);
            }
        }
        self.report_undeclared(&required, &declared);
        let mut fields = Vec::with_capacity(declared.len());
        for (name, nodes) in &declared {
            fields.push(self.field(name, nodes, required.contains_key(name), &path));
        }
        let additional = match self.additional(members, &path) {
            Some(lowered) => Additional::Typed(lowered.with_null()),
            None if self.is_extended(members) => Additional::Typed(Type::Any),
            None => Additional::Ignored,
        };
        if let Some(def) = self.type_def_mut(id) {
            def.kind = TypeKind::Struct(Struct { fields, additional });
        }
    }

    /// Whether others extend a schema that has a discriminator of its own and no list of alternatives: what
    /// they add would be lost.
    fn is_extended(&mut self, members: &[Member<'s>]) -> bool {
        let own = members.last().map(|member| member.node);
        let Some(discriminator) = own.and_then(|own| own.get("discriminator")) else {
            return false;
        };
        if own.is_some_and(|own| own.get("oneOf").or_else(|| own.get("anyOf")).is_some()) {
            return false;
        }
        self.report(
            Diagnostic::note(
                Code::Discriminator,
                discriminator.origin().at_key(),
                "the schemas that extend this one are not told apart; what they add is kept as JSON",
            )
            .help("list them with `oneOf` beside the discriminator"),
        );
        true
    }

    fn field(
        &mut self,
        name: &'s str,
        declared: &Declared<'s>,
        required: bool,
        path: &Path<'_>,
    ) -> Field {
        let layers: Vec<Node<'s>> = declared
            .iter()
            .flat_map(|(node, _)| self.layers(*node))
            .collect();
        let constant = required.then(|| single_value(declared)).flatten();
        let lowered = match (constant, declared.as_slice()) {
            (Some(value), _) => {
                declared
                    .iter()
                    .for_each(|(node, _)| self.check_values(*node));
                Lowered::of(type_of_constant(value))
            }
            (None, [(node, Some(home))]) => self.schema(*node, &Path::of(home).then(name)),
            (None, [(node, None)]) => self.schema(*node, &path.then(name)),
            (None, _) => {
                let nodes: Declared<'s> = declared
                    .iter()
                    .map(|(node, home)| {
                        let home = home.as_ref().map(|home| Path::of(home).then(name).words());
                        (*node, home.map(Rc::from))
                    })
                    .collect();
                self.schemas(&nodes, &path.then(name))
            }
        };
        let presence = match (required, lowered.nullable) {
            (true, false) => Presence::Required,
            (true, true) => Presence::RequiredNullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        };
        let any = |key: &str| layers.iter().any(|layer| flag(*layer, key));
        let access = match (any("readOnly"), any("writeOnly")) {
            (true, false) => Access::ReadOnly,
            (false, true) => Access::WriteOnly,
            _ => Access::Both,
        };
        let secret = lowered.ty == Type::Text(Text::Secret) || any("x-sensitive");
        let default = layers
            .iter()
            .find_map(|layer| layer.get("default"))
            .filter(|value| !value.is_null());
        let node = declared.last().map(|(node, _)| *node);
        let (name_hint, origin) = match node {
            Some(node) => (self.hint(vec![name.to_owned()], node), node.origin()),
            None => (
                self.hint(vec![name.to_owned()], self.sources.root()),
                self.sources.root().origin(),
            ),
        };
        Field {
            wire: name.to_owned(),
            name: name_hint,
            ty: lowered.ty,
            presence,
            access,
            rules: lowered.rules,
            docs: docs_of(declared.iter().rev().map(|(node, _)| *node), &layers),
            lifecycle: if any("deprecated") {
                Lifecycle::Deprecated
            } else {
                Lifecycle::Current
            },
            default: default.map(Node::to_json),
            constant: constant.map(Node::to_json),
            sensitivity: if secret {
                Sensitivity::Secret
            } else {
                Sensitivity::Plain
            },
            origin,
        }
    }

    /// The schemas that describe a property: itself, what it refers to, and what it combines in place.
    pub(in super::super) fn layers(&self, node: Node<'s>) -> Vec<Node<'s>> {
        let mut layers = vec![node];
        if node.reference().is_some()
            && let Ok(target) = self.sources.follow(node)
        {
            layers.push(target);
        }
        layers.extend(items(node, "allOf").filter(|part| part.reference().is_none()));
        layers
    }

    fn report_undeclared(
        &mut self,
        required: &IndexMap<&'s str, Node<'s>>,
        declared: &IndexMap<&'s str, Declared<'s>>,
    ) {
        for (name, node) in required {
            if !declared.contains_key(name) {
                let mut diagnostic = Diagnostic::warning(
                    Code::RequiredUndeclared,
                    node.origin().at_value(),
                    format!("`{name}` is required but is no property of the schema"),
                );
                diagnostic = diagnostic.help(match nearest(name, declared.keys().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "declare it under `properties`, or take it out of `required`".to_owned()
                    }
                });
                self.report(diagnostic);
            }
        }
    }

    /// The type of what may stand beside the properties; none where nothing is said.
    fn additional(&mut self, members: &[Member<'s>], path: &Path<'_>) -> Option<Lowered> {
        let mut free = false;
        let mut nodes: IndexSet<crate::source::Origin> = IndexSet::new();
        let mut found: Option<Lowered> = None;
        for member in members {
            let additional = ["additionalProperties", "unevaluatedProperties"]
                .map(|keyword| member.node.get(keyword));
            let patterns = member
                .node
                .get("patternProperties")
                .into_iter()
                .flat_map(Node::entries)
                .map(|(_, node)| node);
            for node in additional.into_iter().flatten().chain(patterns) {
                if node.kind() == Kind::Bool || (node.is_map() && node.is_empty()) {
                    free |= node.as_bool() != Some(false);
                    continue;
                }
                if !nodes.insert(node.origin()) {
                    continue;
                }
                let lowered = match &member.home {
                    Some(home) => self.schema(node, &Path::of(home).then("Value")),
                    None => self.schema(node, &path.then("Value")),
                };
                found = Some(match found {
                    None => lowered,
                    Some(before)
                        if before.ty == lowered.ty && before.nullable == lowered.nullable =>
                    {
                        before
                    }
                    Some(_) => {
                        self.note(
                            Code::Unsupported,
                            node.origin().at_key(),
                            "keys of different patterns have different types; their values are kept as JSON",
                        );
                        free = true;
                        continue;
                    }
                });
            }
        }
        if free { Some(Lowered::any()) } else { found }
    }
}

/// Whether an object is declared to have nothing in it.
fn is_empty_object(members: &[Member<'_>]) -> bool {
    let says = |keyword: &str| {
        members
            .iter()
            .filter_map(|member| member.node.get(keyword))
            .collect::<Vec<_>>()
    };
    let additional = says("additionalProperties");
    !additional.is_empty()
        && additional.iter().all(|node| node.as_bool() == Some(false))
        && says("patternProperties").is_empty()
}

/// The value that a property always has: `const`, or the only value of an enum.
fn single_value<'s>(declared: &Declared<'s>) -> Option<Node<'s>> {
    declared.iter().find_map(|(node, _)| {
        if node.reference().is_some() || super::members::says_null(*node) {
            return None;
        }
        let mut values = items(*node, "enum");
        let value = node
            .get("const")
            .or_else(|| values.next().filter(|_| values.next().is_none()))?;
        matches!(value.kind(), Kind::String | Kind::Bool | Kind::Number).then_some(value)
    })
}

fn type_of_constant(value: Node<'_>) -> Type {
    match ValueKind::of_value(value) {
        Some(ValueKind::Text) => Type::Text(Text::Plain(None)),
        Some(ValueKind::Bool) => Type::Bool,
        Some(ValueKind::Integer) if value.as_i64().is_some() => {
            Type::Integer(crate::ir::Integer::I64)
        }
        Some(ValueKind::Integer) => Type::Integer(crate::ir::Integer::Big),
        Some(ValueKind::Number) => Type::Number(crate::ir::Number::F64),
        _ => Type::Any,
    }
}

/// The text on a property: its own, else what it combines; a type that it refers to has its text itself.
fn docs_of<'s>(nodes: impl Iterator<Item = Node<'s>>, layers: &[Node<'s>]) -> Docs {
    let mut found = Docs::default();
    for node in nodes {
        found = docs(node);
        if found.description.is_some() || found.summary.is_some() {
            return found;
        }
    }
    for layer in layers {
        let inner = docs(*layer);
        if inner.description.is_some() || inner.summary.is_some() {
            return inner;
        }
    }
    found
}

//! `oneOf` and `anyOf`.

use indexmap::IndexSet;

use crate::diagnostic::Code;
use crate::ir::{
    Integer, NameHint, Number, Rules, Text, Type, TypeId, TypeKind, Union, UnionStrategy, Variant,
};
use crate::source::{Node, Origin};

use super::super::context::Lowering;
use super::super::view::{docs, flag, items};
use super::super::words::{Path, given_name};
use super::enums::{has_values, values_of};
use super::kinds::{Kinds, ValueKind, declared, inferred};
use super::members::Members;
use super::{IsNew, Lowered, Member, is_structural};

/// What is needed to tell a union's variants apart once all types are known.
#[derive(Clone, Debug)]
pub(in super::super) struct UnionPlan {
    /// `discriminator`.
    pub(super) discriminator: Option<Origin>,
    /// The named schema of each variant.
    pub(super) components: Vec<Option<Component>>,
}

/// A schema that a discriminator can name.
#[derive(Clone, Debug)]
pub(super) struct Component {
    pub(super) name: String,
    pub(super) origin: Origin,
}

/// A variant before it is known whether there is a union at all.
pub(super) struct Found<'s> {
    pub(super) word: String,
    pub(super) lowered: Lowered,
    pub(super) node: Node<'s>,
    pub(super) component: Option<Component>,
}

/// No description needs more members in merged variants than this; beyond, JSON is kept.
const MOST_MERGED: usize = 20_000;

impl<'s> Lowering<'s, '_> {
    /// The type of members of which one is a union; the members back where none is.
    pub(super) fn alternatives(
        &mut self,
        mut members: Vec<Member<'s>>,
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> Result<Lowered, Vec<Member<'s>>> {
        let whole = members.clone();
        loop {
            let mut open = members.iter_mut().filter_map(|member| {
                let keyword = ["oneOf", "anyOf"].into_iter().find(|keyword| {
                    member.spent.leaves(keyword) && items(member.node, keyword).next().is_some()
                })?;
                Some((member, keyword))
            });
            let Some((member, keyword)) = open.next() else {
                return Err(members);
            };
            member.spent = member.spent.and(keyword);
            let (node, home) = (member.node, member.home.clone());
            let parts = nested_parts(node, keyword);
            if parts.iter().all(|part| only_demands(*part)) {
                if let Some(group) = node.get(keyword) {
                    let message =
                        "the alternatives only demand properties; the client does not check that";
                    self.note(Code::Ignored, group.origin().at_key(), message);
                }
                continue;
            }
            if let Some(lowered) = self.text_union(&parts, &whole, path, target) {
                return Ok(lowered);
            }
            let base_path = home.as_ref().map(|home| Path::of(home));
            let base_path = base_path.as_ref().unwrap_or(path);
            return Ok(self.union(node, &parts, &members, &whole, (base_path, path), target));
        }
    }

    fn union(
        &mut self,
        node: Node<'s>,
        parts: &[Node<'s>],
        base: &[Member<'s>],
        whole: &[Member<'s>],
        (home, path): (&Path<'_>, &Path<'_>),
        target: Option<TypeId>,
    ) -> Lowered {
        let merges = base.iter().any(|member| {
            let union = ["oneOf", "anyOf"]
                .iter()
                .any(|keyword| member.spent.leaves(keyword) && member.node.get(keyword).is_some());
            union || is_structural(member.node)
        });
        let nullable_part = parts.iter().any(|part| is_null(*part));
        let parts: Vec<Node<'s>> = parts
            .iter()
            .copied()
            .filter(|part| !is_null(*part))
            .collect();
        if let [only] = parts.as_slice() {
            self.check_values(*only);
            let mut all = Members::default();
            if merges {
                base.iter().for_each(|member| all.push(member.clone()));
            }
            self.collect(*only, None, &mut all);
            let path = if merges { path } else { home };
            let lowered = self.combined(all, path, target);
            return Lowered {
                nullable: lowered.nullable || nullable_part,
                ..lowered
            };
        }
        let mut nullable = nullable_part;
        let mut found: Vec<Found<'s>> = Vec::new();
        let mut words = IndexSet::new();
        for part in &parts {
            let component = self.component_of(*part);
            let mut word = self.variant_word(*part, component.as_ref());
            if !words.insert(word.clone()) {
                word = format!("{word} {}", found.len() + 1);
                words.insert(word.clone());
            }
            let lowered = if merges {
                self.merged += base.len() + 1;
                if self.merged > MOST_MERGED {
                    self.note(
                        Code::TooLarge,
                        part.origin().at_value(),
                        "too many combinations; kept as JSON",
                    );
                    return Lowered::any();
                }
                let mut all = Members::default();
                base.iter().for_each(|member| all.push(member.clone()));
                self.check_values(*part);
                self.collect(*part, None, &mut all);
                self.combined(all, &path.then(&word), None)
            } else {
                self.schema(*part, &home.then(&word))
            };
            nullable |= lowered.nullable;
            found.push(Found {
                word,
                lowered,
                node: *part,
                component,
            });
        }
        let mut lowered = self.union_of(found, node.get("discriminator"), whole, path, target);
        lowered.nullable |= nullable;
        lowered
    }

    /// A union of what was found; one type where the variants come down to one.
    pub(super) fn union_of(
        &mut self,
        found: Vec<Found<'s>>,
        discriminator: Option<Node<'s>>,
        members: &[Member<'s>],
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> Lowered {
        let nullable = found.iter().any(|found| found.lowered.nullable);
        let mut found = joined(found);
        if found.len() < 2 {
            let only = found.pop().map_or_else(Lowered::any, |found| found.lowered);
            return Lowered {
                nullable: nullable || only.nullable,
                ..only
            };
        }
        let (id, new) = self.own_type(members, path, target);
        if new == IsNew::Yes {
            let mut components = Vec::new();
            let mut variants = Vec::new();
            for found in found {
                components.push(found.component);
                variants.push(Variant {
                    name: NameHint {
                        wanted: None,
                        ..self.hint(vec![found.word], found.node)
                    },
                    ty: found.lowered.ty,
                    tags: Vec::new(),
                    shape: None,
                    docs: docs(found.node),
                    origin: found.node.origin(),
                });
            }
            let discriminator = discriminator.map(Node::origin);
            self.unions.insert(
                id,
                UnionPlan {
                    discriminator,
                    components,
                },
            );
            if let Some(def) = self.type_def_mut(id) {
                def.kind = TypeKind::Union(Union {
                    variants,
                    strategy: UnionStrategy::Untold,
                });
            }
        }
        Lowered {
            nullable,
            ..self.of_own(id, new, target, Rules::default())
        }
    }

    /// The named schema that a part refers to.
    fn component_of(&self, part: Node<'s>) -> Option<Component> {
        let reference = part.reference().or_else(|| {
            // `allOf: [$ref]` is how 3.0 puts a description beside a reference.
            let mut listed = items(part, "allOf");
            listed
                .next()
                .filter(|_| listed.next().is_none())
                .and_then(Node::reference)
        })?;
        let target = self.sources.resolve(part, reference).ok()?;
        let name = given_name(target)?.to_owned();
        Some(Component {
            name,
            origin: target.origin(),
        })
    }

    fn variant_word(&self, part: Node<'s>, component: Option<&Component>) -> String {
        if let Some(component) = component {
            return component.name.clone();
        }
        let target = self.sources.follow(part).unwrap_or(part);
        if let Some(title) = target
            .get_str("title")
            .filter(|title| !title.trim().is_empty())
        {
            return title.to_owned();
        }
        let tag = target
            .get("properties")
            .into_iter()
            .flat_map(Node::entries)
            .find_map(|(_, property)| {
                let mut values = values_of(property);
                let value = values.next().filter(|_| values.next().is_none())?;
                value.as_str()
            });
        if let Some(tag) = tag.filter(|tag| !tag.trim().is_empty()) {
            return tag.to_owned();
        }
        let kinds = kinds_said(target);
        kinds
            .iter()
            .next()
            .map_or("Other", ValueKind::word)
            .to_owned()
    }
}

/// The parts of a union; a union inside it that has no name and no discriminator adds its own parts.
fn nested_parts<'s>(node: Node<'s>, keyword: &str) -> Vec<Node<'s>> {
    let mut parts = Vec::new();
    let mut rest: Vec<Node<'s>> = items(node, keyword).filter(|part| part.is_map()).collect();
    rest.reverse();
    while let Some(part) = rest.pop() {
        let inner = ["oneOf", "anyOf"]
            .into_iter()
            .find(|keyword| items(part, keyword).next().is_some());
        match inner {
            Some(inner) if is_only_union(part) => {
                let mut inner: Vec<Node<'s>> =
                    items(part, inner).filter(|part| part.is_map()).collect();
                inner.reverse();
                rest.extend(inner);
            }
            _ => parts.push(part),
        }
    }
    parts
}

/// Whether a schema is nothing but one union.
fn is_only_union(part: Node<'_>) -> bool {
    let mut unions = 0usize;
    part.entries().all(|(key, _)| {
        unions += usize::from(matches!(key, "oneOf" | "anyOf"));
        unions < 2 && matches!(key, "oneOf" | "anyOf" | "description" | "title")
    })
}

/// Whether a schema only demands that some properties are there.
fn only_demands(part: Node<'_>) -> bool {
    part.get("required").is_some()
        && part
            .entries()
            .all(|(key, _)| matches!(key, "required" | "title" | "description" | "not" | "type"))
}

/// Whether a schema is that of null, or one of the ways in which 3.0 documents write it.
pub(super) fn is_null(part: Node<'_>) -> bool {
    if has_values(part) {
        return values_of(part).all(Node::is_null);
    }
    if let Some(given) = part.get("type") {
        let listed = given.items().all(|item| item.as_str() == Some("null"));
        if given.as_str() == Some("null") || (!given.is_empty() && listed) {
            return true;
        }
    }
    if !flag(part, "nullable") {
        return false;
    }
    // `{nullable: true}` alone, or an object without anything in it that says it stands for null.
    let shaped = |key: &str| {
        !matches!(
            key,
            "nullable" | "description" | "title" | "type" | "additionalProperties" | "example"
        ) && !key.starts_with("x-")
    };
    if part.entries().any(|(key, _)| shaped(key)) {
        return false;
    }
    let closed = part.get("additionalProperties").and_then(Node::as_bool) == Some(false);
    let titled = part
        .get_str("title")
        .is_some_and(|title| title.to_ascii_lowercase().contains("null"));
    let is_object = part.get_str("type") == Some("object");
    part.get("type").is_none() || (is_object && (closed || titled))
}

pub(super) fn kinds_said(node: Node<'_>) -> Kinds {
    let kinds = declared(node);
    if kinds.is_empty() {
        inferred(node)
    } else {
        kinds
    }
}

/// Equal types, all numbers and all strings without a name become one variant each.
fn joined(found: Vec<Found<'_>>) -> Vec<Found<'_>> {
    let mut kept: Vec<Found<'_>> = Vec::new();
    for found in found {
        let same = kept
            .iter_mut()
            .find_map(|other| Some((join(&other.lowered.ty, &found.lowered.ty)?, other)));
        match same {
            Some((ty, other)) => {
                if other.lowered.rules != found.lowered.rules {
                    other.lowered.rules = Rules::default();
                }
                other.lowered.ty = ty;
            }
            None => kept.push(found),
        }
    }
    kept
}

/// The type that takes the values of both, where that loses nothing.
pub(super) fn join(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        _ if a == b => Some(a.clone()),
        (Type::Integer(a), Type::Integer(b)) => Some(Type::Integer(match (a, b) {
            (Integer::Big, _) | (_, Integer::Big) => Integer::Big,
            (Integer::U64, Integer::U32) | (Integer::U32, Integer::U64) => Integer::U64,
            (Integer::U64, _) | (_, Integer::U64) => Integer::Big,
            _ => Integer::I64,
        })),
        (Type::Integer(_) | Type::Number(_), Type::Integer(_) | Type::Number(_)) => {
            Some(Type::Number(Number::F64))
        }
        (Type::Text(Text::Secret), Type::Text(_)) | (Type::Text(_), Type::Text(Text::Secret)) => {
            Some(Type::Text(Text::Secret))
        }
        (Type::Text(_), Type::Text(_)) => Some(Type::Text(Text::Plain(None))),
        _ => None,
    }
}

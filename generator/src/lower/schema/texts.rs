//! Unions that come down to strings.

use indexmap::IndexSet;

use crate::ir::{Docs, EnumValue, Lifecycle, NameHint, Rules, Text, Type, TypeId, TypeKind};
use crate::source::Node;

use super::super::context::Lowering;
use super::super::view::{docs, items, lifecycle, wanted};
use super::super::words::Path;
use super::enums::{has_values, values_of};
use super::kinds::ValueKind;
use super::members::says_null;
use super::union::{is_null, kinds_said};
use super::{IsNew, Lowered, Member};

impl<'s> Lowering<'s, '_> {
    /// A union of strings only: an open enum of all values that are listed, or a string.
    pub(super) fn text_union(
        &mut self,
        parts: &[Node<'s>],
        whole: &[Member<'s>],
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> Option<Lowered> {
        let mut texts = Vec::new();
        let mut nullable = false;
        if !self.text_leaves(parts, &mut texts, &mut nullable, 0) {
            return None;
        }
        if texts.len() < 2 {
            return None;
        }
        let listed: Vec<(Node<'s>, Node<'s>)> = texts
            .iter()
            .copied()
            .filter(|(_, node)| has_values(*node))
            .collect();
        let mut lowered = match listed.as_slice() {
            [] => Lowered::of(Type::Text(self.common_text(&texts))),
            [(part, _)] => {
                self.check_values(*part);
                let members = self.members_of(*part);
                Lowered {
                    rules: Rules::default(),
                    ..self.combined(members, path, target)
                }
            }
            _ => self.joined_enum(&listed, whole, path, target),
        };
        lowered.nullable |= nullable;
        Some(lowered)
    }

    /// The string schemas that a union comes down to, each with the part that leads to it; `false` if it is
    /// not of strings only.
    fn text_leaves(
        &self,
        parts: &[Node<'s>],
        found: &mut Vec<(Node<'s>, Node<'s>)>,
        nullable: &mut bool,
        depth: usize,
    ) -> bool {
        const DEEPEST: usize = 8;
        const MOST: usize = 256;
        depth <= DEEPEST
            && parts.iter().all(|part| {
                if is_null(*part) {
                    *nullable = true;
                    return true;
                }
                let Ok(node) = self.sources.follow(*part) else {
                    return false;
                };
                if node.get("allOf").is_some() || found.len() >= MOST {
                    return false;
                }
                *nullable |= says_null(*part) || says_null(node);
                let mut inner = items(node, "oneOf").chain(items(node, "anyOf")).peekable();
                if inner.peek().is_some() {
                    let inner: Vec<Node<'s>> = inner.collect();
                    return !has_values(node)
                        && self.text_leaves(&inner, found, nullable, depth + 1);
                }
                let mut kinds = kinds_said(node).iter();
                if kinds.next() != Some(ValueKind::Text) || kinds.next().is_some() {
                    return false;
                }
                found.push((*part, node));
                true
            })
    }

    fn common_text(&mut self, texts: &[(Node<'s>, Node<'s>)]) -> Text {
        let mut common: Option<Text> = None;
        for (part, node) in texts {
            self.check_values(*part);
            let member = Member::new(*node, None);
            let own = match self.scalar(ValueKind::Text, &[member]).ty {
                Type::Text(text) => text,
                _ => Text::Plain(None),
            };
            common = Some(match common {
                None => own,
                Some(before) if before == own => own,
                Some(Text::Secret) => Text::Secret,
                Some(_) if own == Text::Secret => own,
                Some(_) => Text::Plain(None),
            });
        }
        common.unwrap_or(Text::Plain(None))
    }

    fn joined_enum(
        &mut self,
        listed: &[(Node<'s>, Node<'s>)],
        whole: &[Member<'s>],
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> Lowered {
        let (id, new) = self.own_type(whole, path, target);
        if new == IsNew::Yes {
            let mut seen = IndexSet::new();
            let mut values = Vec::new();
            for (_, node) in listed {
                let single = values_of(*node).nth(1).is_none();
                for value in values_of(*node) {
                    let Some(wire) = value.as_str().filter(|wire| seen.insert(*wire)) else {
                        continue;
                    };
                    // A schema for one value describes that value, by title and description.
                    let title = node.get_str("title").filter(|_| single).unwrap_or(wire);
                    let wanted = if single { wanted(*node) } else { None };
                    values.push(EnumValue {
                        wire: wire.to_owned(),
                        name: NameHint {
                            words: vec![title.to_owned()],
                            wanted,
                            origin: value.origin(),
                        },
                        docs: if single { docs(*node) } else { Docs::default() },
                        lifecycle: if single {
                            lifecycle(*node)
                        } else {
                            Lifecycle::Current
                        },
                    });
                }
            }
            if let Some(def) = self.type_def_mut(id) {
                def.kind = TypeKind::StringEnum(values);
            }
        }
        self.of_own(id, new, target, Rules::default())
    }
}

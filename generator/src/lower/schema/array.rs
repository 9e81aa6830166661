//! Arrays.

use crate::diagnostic::Code;
use crate::ir::Type;
use crate::source::Node;

use super::super::context::Lowering;
use super::super::view::items;
use super::super::words::Path;
use super::kinds::ValueKind;
use super::{Lowered, Member, first_origin};

impl<'s> Lowering<'s, '_> {
    /// An array of what `items` says; a tuple (`prefixItems`) becomes an array of the type that its items
    /// share, or of JSON values.
    pub(super) fn array(&mut self, members: &[Member<'s>], path: &Path<'_>) -> Lowered {
        let mut rules = self.rules(ValueKind::Array, members);
        let item = if members
            .iter()
            .any(|member| member.node.get("prefixItems").is_some())
        {
            self.tuple(members, path)
        } else {
            self.item(members, path)
        };
        rules.each = Some(Box::new(item.rules.clone())).filter(|each| !each.is_empty());
        Lowered {
            rules,
            ..Lowered::of(Type::Array(Box::new(item.with_null())))
        }
    }

    fn item(&mut self, members: &[Member<'s>], path: &Path<'_>) -> Lowered {
        let found: Vec<(Node<'s>, &Member<'s>)> = members
            .iter()
            .filter_map(|member| Some((member.node.get("items")?, member)))
            .collect();
        match found.as_slice() {
            [] => Lowered::any(),
            [(node, member)] => match &member.home {
                Some(home) => self.schema(*node, &Path::of(home).then("Item")),
                None => self.schema(*node, &path.then("Item")),
            },
            several => {
                let nodes: Vec<_> = several
                    .iter()
                    .map(|(node, member)| {
                        let home = member
                            .home
                            .as_ref()
                            .map(|home| Path::of(home).then("Item").words().into());
                        (*node, home)
                    })
                    .collect();
                self.schemas(&nodes, &path.then("Item"))
            }
        }
    }

    fn tuple(&mut self, members: &[Member<'s>], path: &Path<'_>) -> Lowered {
        let mut common: Option<Lowered> = None;
        for member in members {
            let rest = member.node.get("items").filter(|rest| rest.is_map());
            for node in items(member.node, "prefixItems").chain(rest) {
                let lowered = self.schema(node, &path.then("Item"));
                match &common {
                    None => common = Some(lowered),
                    Some(before)
                        if before.ty == lowered.ty && before.nullable == lowered.nullable => {}
                    Some(_) => {
                        if let Some(origin) = first_origin(members) {
                            let message =
                                "items of different types; the array is kept as JSON values";
                            self.note(Code::Unsupported, origin.at_value(), message);
                        }
                        return Lowered::any();
                    }
                }
            }
        }
        let common = common.unwrap_or_else(Lowered::any);
        Lowered {
            rules: crate::ir::Rules::default(),
            ..common
        }
    }
}

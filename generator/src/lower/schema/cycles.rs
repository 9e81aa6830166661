//! Aliases that only refer to each other.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Type, TypeId, TypeKind};

use super::Schemas;

impl Schemas<'_> {
    /// Reports aliases that only refer to each other, so that no value has such a type.
    pub(super) fn report_alias_cycles(&mut self) {
        // The alias from which each one was first reached.
        let mut reached: Vec<Option<TypeId>> = vec![None; self.types.len()];
        let ids: Vec<TypeId> = self.types.entries().map(|(id, _)| id).collect();
        for start in ids {
            let mut next = Some(start);
            while let Some(at) = next {
                match reached.get_mut(at.index()) {
                    Some(from @ None) => *from = Some(start),
                    Some(Some(from)) if *from == start => {
                        self.break_alias(at);
                        break;
                    }
                    _ => break,
                }
                next = self.alias_target(at);
            }
        }
    }

    fn alias_target(&self, at: TypeId) -> Option<TypeId> {
        let TypeKind::Alias(target) = &self.types.get(at)?.kind else {
            return None;
        };
        match target {
            Type::Named(next) => Some(*next),
            Type::Nullable(inner) => match **inner {
                Type::Named(next) => Some(next),
                _ => None,
            },
            _ => None,
        }
    }

    fn break_alias(&mut self, at: TypeId) {
        let Some(def) = self.types.get_mut(at) else {
            return;
        };
        def.kind = TypeKind::Alias(Type::Any);
        let name = def.name.words.join(" ");
        self.context.report(
            Diagnostic::error(
                Code::ReferenceCycle,
                def.origin.at_value(),
                format!("the schema `{name}` is defined only by itself"),
            )
            .help("give it a type, or let it refer to another schema"),
        );
    }
}

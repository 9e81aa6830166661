//! Aliases that only refer to each other.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Type, TypeId, TypeKind};

use super::Schemas;

#[derive(Clone, Copy)]
enum Visit {
    New,
    Open,
    Done,
}

impl Schemas<'_> {
    /// Reports aliases that only refer to each other, so that no value has such a type.
    pub(super) fn report_alias_cycles(&mut self) {
        let mut state = vec![Visit::New; self.types.len()];
        let ids: Vec<TypeId> = self.types.entries().map(|(id, _)| id).collect();
        for start in ids {
            let mut chain = Vec::new();
            let mut next = Some(start);
            while let Some(at) = next {
                match state.get_mut(at.index()) {
                    Some(visit @ Visit::New) => *visit = Visit::Open,
                    Some(Visit::Open) => {
                        self.break_alias(at);
                        break;
                    }
                    _ => break,
                }
                chain.push(at);
                next = self.alias_target(at);
            }
            for at in chain {
                if let Some(visit) = state.get_mut(at.index()) {
                    *visit = Visit::Done;
                }
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

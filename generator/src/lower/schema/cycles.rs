//! Names that mean nothing but each other.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Type, TypeKind};

use super::super::context::Lowering;

impl Lowering<'_, '_> {
    /// Aliases that only lead to each other: no value has such a type.
    pub(in super::super) fn report_alias_cycles(&mut self) {
        let mut state = vec![Visit::New; self.api.types.len()];
        for start in 0..self.api.types.len() {
            let mut chain = Vec::new();
            let mut at = start;
            let closed = loop {
                match state.get(at) {
                    Some(Visit::New) => {}
                    Some(Visit::Open) => break Some(at),
                    _ => break None,
                }
                mark(&mut state, at, Visit::Open);
                chain.push(at);
                let next =
                    self.api
                        .types
                        .iter()
                        .as_slice()
                        .get(at)
                        .and_then(|def| match &def.kind {
                            TypeKind::Alias(Type::Named(next)) => Some(next.0 as usize),
                            TypeKind::Alias(Type::Nullable(inner)) => match **inner {
                                Type::Named(next) => Some(next.0 as usize),
                                _ => None,
                            },
                            _ => None,
                        });
                let Some(next) = next else { break None };
                at = next;
            };
            if let Some(def) = closed.and_then(|at| <[_]>::get_mut(&mut self.api.types, at)) {
                def.kind = TypeKind::Alias(Type::Any);
                let place = def.origin.at_value();
                let name = def.name.words.join(" ");
                self.report(
                    Diagnostic::error(
                        Code::ReferenceCycle,
                        place,
                        format!("the schema `{name}` is defined only by itself"),
                    )
                    .help("give it a type, or let it refer to another schema"),
                );
            }
            for at in chain {
                mark(&mut state, at, Visit::Done);
            }
        }
    }
}

fn mark(state: &mut [Visit], at: usize, visit: Visit) {
    if let Some(slot) = state.get_mut(at) {
        *slot = visit;
    }
}

#[derive(Clone, Copy)]
enum Visit {
    New,
    Open,
    Done,
}

//! Aliases that only refer to each other.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::graph::{Graph, held_in_place};
use crate::ir::{Type, TypeId, TypeKind};

use crate::lower::schema::Schemas;

impl Schemas<'_> {
    /// Reports aliases that only refer to each other, once for each cycle: no value has such a type.
    pub(in crate::lower::schema) fn report_alias_cycles(&mut self) {
        let circles = Graph::new(&self.types, |def, found| {
            if let TypeKind::Alias(ty) = &def.kind {
                found.extend(held_in_place(ty));
            }
        })
        .components();
        let mut broken: Vec<u32> = Vec::new();
        for at in (0..).take(self.types.len()) {
            if circles.is_cyclic(at) && !broken.iter().any(|of| circles.is_cycle(*of, at)) {
                self.break_alias(TypeId(at));
                broken.push(at);
            }
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

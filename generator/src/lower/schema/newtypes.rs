//! Newtypes of strings: `x-rust-newtype`.

use crate::diagnostic::Code;
use crate::ir::{StringFormat, Type, TypeKind};

use super::Schemas;

impl Schemas<'_> {
    /// Turns each named string with `x-rust-newtype` into a newtype. It runs last, so that all earlier steps treat it
    /// as an alias.
    pub(in crate::lower) fn make_newtypes(&mut self) {
        for def in self.types.iter_mut() {
            let node = self.context.sources.node(def.origin);
            let Some(asks) = node.get("x-rust-newtype") else {
                continue;
            };
            if asks.as_bool() != Some(true) {
                continue;
            }
            match &mut def.kind {
                TypeKind::Alias(ty @ Type::String(StringFormat::Plain(_))) => {
                    let ty = std::mem::replace(ty, Type::Any);
                    def.kind = TypeKind::Newtype(ty);
                }
                _ => self.context.warn(
                    Code::ExtensionMisuse,
                    asks.at_key(),
                    "`x-rust-newtype` has no effect: this is not a plain string",
                    "it belongs to named schemas with `type: string`, without `enum`",
                ),
            }
        }
    }
}

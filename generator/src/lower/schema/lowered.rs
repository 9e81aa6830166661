//! The result of lowering schemas.

use crate::ir::{Rules, Type};

/// The result of lowering a schema.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Lowered {
    /// The type of values other than null.
    pub(in crate::lower) ty: Type,
    /// Whether null is allowed too.
    pub(in crate::lower) nullable: bool,
    /// The rules of values at this place, beside those of their named type.
    pub(in crate::lower) rules: Rules,
}

impl Lowered {
    pub(in crate::lower) fn of(ty: Type) -> Self {
        Lowered {
            ty,
            nullable: false,
            rules: Rules::default(),
        }
    }

    pub(in crate::lower) fn with_rules(self, rules: Rules) -> Self {
        Lowered { rules, ..self }
    }

    pub(in crate::lower) fn any() -> Self {
        Self::of(Type::Any)
    }

    /// Returns the type including null, for places where only the type can express it: arrays, maps and aliases.
    pub(in crate::lower) fn with_null(self) -> Type {
        match self.ty {
            Type::Any => Type::Any,
            ty if self.nullable => Type::Nullable(Box::new(ty)),
            ty => ty,
        }
    }

    /// Returns the type including null, and the rules.
    pub(in crate::lower) fn with_null_and_rules(mut self) -> (Type, Rules) {
        let rules = std::mem::take(&mut self.rules);
        (self.with_null(), rules)
    }

    /// Returns the rules of each item or value of this type.
    pub(super) fn rules_of_each(&self) -> Option<Box<Rules>> {
        (!self.rules.is_empty()).then(|| Box::new(self.rules.clone()))
    }
}

//! What schemas became.

use crate::ir::{Rules, Type};

/// What a schema became.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Lowered {
    /// The type of values other than null.
    pub(in crate::lower) ty: Type,
    /// Whether null is a value too.
    pub(in crate::lower) nullable: bool,
    /// What is checked of values here, beside what their named type checks.
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

    /// Returns the type where nothing but the type can say that null is a value: in arrays, maps and aliases.
    pub(in crate::lower) fn with_null(self) -> Type {
        match self.ty {
            Type::Any => Type::Any,
            ty if self.nullable => Type::Nullable(Box::new(ty)),
            ty => ty,
        }
    }

    /// Returns the rules of each item or value of this type.
    pub(super) fn rules_of_each(&self) -> Option<Box<Rules>> {
        (!self.rules.is_empty()).then(|| Box::new(self.rules.clone()))
    }
}

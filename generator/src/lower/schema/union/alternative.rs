//! The alternatives of a union, before it is known whether a union remains at all.

use crate::ir::{Rules, Type};
use crate::source::Origin;

use crate::lower::schema::scalar::{common_type, merge_scalar_variants};
use crate::lower::schema::{Lowered, Schemas};
use crate::lower::views::SchemaView;

/// A schema that a discriminator can name.
#[derive(Clone, Debug)]
pub(in crate::lower::schema) struct Component {
    pub(in crate::lower::schema) name: String,
    pub(in crate::lower::schema) origin: Origin,
}

/// An alternative of a union, before it is known whether a union remains at all.
pub(in crate::lower::schema) struct Alternative<'s> {
    pub(in crate::lower::schema) name: String,
    pub(in crate::lower::schema) lowered: Lowered,
    pub(in crate::lower::schema) schema: SchemaView<'s>,
    pub(in crate::lower::schema) component: Option<Component>,
    /// The schemas of other alternatives whose values have the same type.
    pub(in crate::lower::schema) merged: Vec<(SchemaView<'s>, Rules)>,
}

impl<'s> Alternative<'s> {
    pub(in crate::lower::schema) fn new(
        name: &str,
        lowered: Lowered,
        schema: SchemaView<'s>,
    ) -> Self {
        Alternative {
            name: name.to_owned(),
            lowered,
            schema,
            component: None,
            merged: Vec::new(),
        }
    }

    /// Returns the schemas that its values may satisfy, each with its rules.
    fn all(&self) -> Vec<(SchemaView<'s>, Rules)> {
        match self.merged.is_empty() {
            true => vec![(self.schema, self.lowered.rules.clone())],
            false => self.merged.clone(),
        }
    }
}

impl<'s> Schemas<'s> {
    /// Merges the alternatives whose values have a common type.
    pub(super) fn joined(&mut self, found: Vec<Alternative<'s>>) -> Vec<Alternative<'s>> {
        let mut found = merge_scalar_variants(
            found,
            |earlier, one| common_type(&earlier.lowered.ty, &one.lowered.ty),
            |earlier, one, ty| {
                earlier.merged.push((one.schema, one.lowered.rules));
                earlier.lowered.ty = ty;
            },
        );
        for one in &mut found {
            if !one.merged.is_empty() {
                one.merged.push((one.schema, one.lowered.rules.clone()));
            }
        }
        // An integer is read as the integer variant, but it is also valid if it satisfies the schema of a number.
        let numbers: Vec<_> = found
            .iter()
            .filter(|one| matches!(one.lowered.ty, Type::Number(_)))
            .flat_map(Alternative::all)
            .collect();
        for one in &mut found {
            let is_integer = matches!(one.lowered.ty, Type::Integer(_));
            let mut all = one.all();
            if is_integer {
                all.extend(numbers.iter().cloned());
            }
            one.lowered.rules = self.rules_of_any(&all);
        }
        found
    }
}

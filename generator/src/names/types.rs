//! Names of the models and of what they have.

use super::member::Member;
use super::reserved;
use super::role::{ConstName, FieldName, Role, TypeName, VariantName};
use super::scope::{self, Assigned};
use crate::diagnostic::Diagnostics;
use crate::ir::{Additional, Api, NameHint, Struct, TypeDef, TypeKind};

/// The names of a model.
#[derive(Clone, Debug)]
pub struct TypeNames {
    /// The type.
    pub name: TypeName,
    /// Why it has an unexpected name.
    pub note: Option<String>,
    /// What it has.
    pub members: Members,
    /// The static with its rules.
    pub rules: ConstName,
}

/// The names in a model, in the order of the model.
#[derive(Clone, Debug)]
pub enum Members {
    /// An alias has none.
    None,
    /// A struct's fields.
    Fields(Vec<(FieldName, Option<String>)>),
    /// An enum's variants.
    Variants(Vec<(VariantName, Option<String>)>),
}

pub(super) fn names(api: &Api, diagnostics: &mut Diagnostics) -> Vec<TypeNames> {
    let members: Vec<_> = api
        .types
        .iter()
        // A component keeps its name; an inline type that would get the same one is the one to move.
        .map(|def| Member::new(Role::Type, &def.name).rank(u8::from(def.name.words.len() > 1)))
        .map(|member| member.beside_prelude(diagnostics))
        .collect();
    let given = scope::assign(Role::Type, &[], &members, diagnostics);
    let rules: Vec<_> = given
        .iter()
        .zip(&api.types)
        .map(|(given, def)| {
            Member::from_words(
                Role::Const,
                &[given.text.clone(), "Rules".to_owned()],
                def.origin,
            )
        })
        .collect();
    let rules = scope::assign(Role::Const, &[], &rules, &mut Diagnostics::new());
    let mut names = Vec::with_capacity(api.types.len());
    for ((def, given), rules) in api.types.iter().zip(given).zip(rules) {
        names.push(TypeNames {
            rules: ConstName::new(rules.text),
            name: TypeName::new(given.text),
            note: given.note,
            members: members_of(def, diagnostics),
        });
    }
    names
}

fn members_of(def: &TypeDef, diagnostics: &mut Diagnostics) -> Members {
    match &def.kind {
        TypeKind::Struct(object) => Members::Fields(fields(object, diagnostics)),
        TypeKind::StringEnum(values) => Members::Variants(variants(
            values.iter().map(|value| &value.name),
            diagnostics,
        )),
        TypeKind::IntEnum(values) => Members::Variants(variants(
            values.iter().map(|value| &value.name),
            diagnostics,
        )),
        TypeKind::Union(union) => Members::Variants(variants(
            union.variants.iter().map(|variant| &variant.name),
            diagnostics,
        )),
        TypeKind::Newtype(_) | TypeKind::Alias(_) => Members::None,
    }
}

fn fields(object: &Struct, diagnostics: &mut Diagnostics) -> Vec<(FieldName, Option<String>)> {
    let reserved = match object.additional {
        Additional::Ignored | Additional::Forbidden => reserved::MODEL_METHODS,
        Additional::Typed(_) => reserved::OPEN_MODEL_METHODS,
    };
    let members: Vec<_> = object
        .fields
        .iter()
        .map(|field| Member::new(Role::Field, &field.name))
        .collect();
    let given = scope::assign(Role::Field, reserved, &members, diagnostics);
    given
        .into_iter()
        .map(|Assigned { text, note }| (FieldName::new(text), note))
        .collect()
}

fn variants<'a>(
    hints: impl Iterator<Item = &'a NameHint>,
    diagnostics: &mut Diagnostics,
) -> Vec<(VariantName, Option<String>)> {
    let members: Vec<_> = hints.map(|hint| Member::new(Role::Variant, hint)).collect();
    let given = scope::assign(Role::Variant, reserved::VARIANTS, &members, diagnostics);
    given
        .into_iter()
        .map(|Assigned { text, note }| (VariantName::new(text), note))
        .collect()
}

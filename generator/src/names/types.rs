//! Names of the models and of their members.

use std::collections::BTreeSet;

use super::member::Member;
use super::reserved;
use super::role::{ConstName, FieldName, Name, Role, TypeName, VariantName};
use super::scope;
use crate::diagnostic::Diagnostics;
use crate::ir::{Additional, Api, NameHint, Struct, TypeDef, TypeId, TypeKind};

/// The names of a model.
#[derive(Clone, Debug)]
pub struct TypeNames {
    /// The type.
    pub name: TypeName,
    /// Why its name is not the expected one.
    pub note: Option<String>,
    /// The names of its members.
    pub members: Members,
    /// The static with its rules.
    pub rules: ConstName,
    /// The type whose name this one has: its own is only a second name of that type, and is taken. It is not declared.
    pub declared: Option<TypeId>,
}

/// The names of a model's members, in the order of the model.
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
    let places = api.files.iter().enumerate().map(|(file, name)| match file {
        0 => "of the main file".to_owned(),
        _ => format!("of `{name}`"),
    });
    let places: Vec<String> = places.collect();
    let place = |def: &TypeDef| places.get(usize::from(def.origin.file()));
    let members: Vec<_> = api
        .types
        .iter()
        .map(|def| {
            let place = place(def).map_or("", String::as_str);
            Member::new(Role::Type, &def.name)
                .rank(rank(def))
                .place(place)
        })
        .map(|member| member.beside_prelude(diagnostics))
        .collect();
    let declared = declared(api, &members);
    let kept = members.into_iter().zip(&declared);
    let kept = kept.filter(|(_, declared)| declared.is_none());
    let kept: Vec<_> = kept.map(|(member, _)| member).collect();
    let given = scope::assign(Role::Type, &[], &kept, diagnostics);
    let rules = given.iter().zip(&kept).map(|(given, member)| {
        let words = [given.text.clone(), "Rules".to_owned()];
        Member::from_words(Role::Const, &words, member.origin)
    });
    let rules: Vec<ConstName> = scope::names(&[], rules, &mut Diagnostics::new());
    let mut given = given.into_iter().zip(rules);
    let own = declared.iter().map(|known| match known {
        Some(_) => None,
        None => given.next(),
    });
    let own: Vec<Option<_>> = own.collect();
    let mut names = Vec::with_capacity(api.types.len());
    for (index, (def, declared)) in api.types.iter().zip(declared).enumerate() {
        let known = declared.map_or(index, TypeId::index);
        let Some((given, rules)) = own.get(known).cloned().flatten() else {
            continue;
        };
        names.push(TypeNames {
            rules,
            name: TypeName::new(given.text),
            note: given.note,
            members: members_of(def, diagnostics),
            declared,
        });
    }
    names
}

/// Returns the type of each second name that is taken. Nobody asked for that name, so the place has the first name.
fn declared(api: &Api, members: &[Member<'_>]) -> Vec<Option<TypeId>> {
    let all = || api.types.iter().zip(members);
    let own = all().filter(|(def, _)| def.repeats().is_none());
    let mut taken: BTreeSet<&str> = own.map(|(_, member)| member.first.as_str()).collect();
    let declared = all().map(|(def, member)| {
        let known = def.repeats().filter(|_| member.wanted.is_none())?;
        let is_own = api.types.get(known)?.repeats().is_none();
        (is_own && !taken.insert(&member.first)).then_some(known)
    });
    declared.collect()
}

/// Returns the rank of a type among those with its name: a component keeps its name, an inline type has to give way,
/// and first of all one that is only another name for an equal one.
fn rank(def: &TypeDef) -> u8 {
    match def.is_named {
        true => 0,
        false => 1 + u8::from(def.repeats().is_some()),
    }
}

fn members_of(def: &TypeDef, diagnostics: &mut Diagnostics) -> Members {
    match &def.kind {
        TypeKind::Struct(object) => fields(object, diagnostics),
        TypeKind::StringEnum(values) => {
            variants(values.iter().map(|value| &value.name), diagnostics)
        }
        TypeKind::IntEnum(values) => variants(values.iter().map(|value| &value.name), diagnostics),
        TypeKind::Union(union) => {
            let hints = union.variants.iter().map(|variant| &variant.name);
            variants(hints, diagnostics)
        }
        TypeKind::Newtype(_) | TypeKind::Alias(_) => Members::None,
    }
}

fn fields(object: &Struct, diagnostics: &mut Diagnostics) -> Members {
    let reserved = match object.additional {
        Additional::Ignored | Additional::Forbidden => reserved::MODEL_METHODS,
        Additional::Typed(_) => reserved::OPEN_MODEL_METHODS,
    };
    let fields = object.fields.iter();
    let members = fields.map(|field| Member::new(Role::Field, &field.name));
    Members::Fields(scope::noted_names(reserved, members, diagnostics))
}

fn variants<'a>(
    hints: impl Iterator<Item = &'a NameHint>,
    diagnostics: &mut Diagnostics,
) -> Members {
    let members = hints.map(|hint| Member::new(Role::Variant, hint));
    Members::Variants(scope::noted_names(reserved::VARIANTS, members, diagnostics))
}

//! How a caller sets the fields of an object.

use super::super::context::Context;
use super::super::fragment::Fragment;
use super::constructor::constant;
use super::{Conversion, FieldCode, field_codes, setter};
use crate::ir::{Field, Struct, TypeId};
use crate::names::{FieldName, Module, TypeNames};

/// A field, and how a caller sets it.
pub(crate) struct Given<'a> {
    pub(crate) field: &'a Field,
    pub(crate) name: &'a FieldName,
    pub(crate) by: By,
    pub(crate) takes: Takes,
}

/// The function that takes a field's value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The constructor, as its next argument.
    Constructor,
    /// The setter with the name of the field.
    Setter,
    /// None: the constructor sets a constant.
    Itself,
}

/// The values that the function accepts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Values of the field's type.
    Same,
    /// Values that convert into the field's type.
    Into,
    /// Lists of values that convert into the type of the field's items.
    Items,
}

/// Returns the fields of an object in their order, which is the order of the constructor's arguments.
pub(crate) fn given<'a>(
    context: &Context<'_>,
    id: TypeId,
    names: &'a TypeNames,
    object: &'a Struct,
) -> Vec<Given<'a>> {
    let no_comment = |_: &Field, _: Option<&str>| Fragment::NONE;
    field_codes(
        &context.in_module(Module::Root),
        id,
        names,
        object,
        no_comment,
    )
    .iter()
    .map(|code| Given {
        field: code.field,
        name: code.name,
        by: match code.is_argument {
            _ if constant(context, code).is_some() => By::Itself,
            true => By::Constructor,
            false => By::Setter,
        },
        takes: takes(code),
    })
    .collect()
}

fn takes(code: &FieldCode<'_>) -> Takes {
    let is_nullable = code.presence.is_nullable();
    match (&code.items, code.conversion) {
        _ if setter::is_nullable(code) => Takes::Into,
        (Some(_), _) => Takes::Items,
        (None, Conversion::Into) if !is_nullable => Takes::Into,
        _ => Takes::Same,
    }
}

//! Names of the parts of a request body.

use crate::diagnostic::Diagnostics;
use crate::ir::{BodyKind, Operation, Part};
use crate::names::member::Member;
use crate::names::reserved;
use crate::names::role::{ConstName, FieldName, Role, TypeName, VariantName};
use crate::names::scope;
use crate::names::statics::contents;

/// The names of a multipart body.
#[derive(Clone, Debug)]
pub struct FormNames {
    /// The struct of the parts.
    pub ty: TypeName,
    /// The setters of the parts.
    pub parts: Vec<FieldName>,
    /// The tables of the parts.
    pub tables: Vec<ConstName>,
    /// The headers of each part.
    pub headers: Vec<Vec<PartHeaderNames>>,
}

/// The names of a header of a part.
#[derive(Clone, Debug)]
pub struct PartHeaderNames {
    /// The argument or setter.
    pub name: FieldName,
    /// The table.
    pub table: ConstName,
}

/// Returns the names of the variants, which follow from their media types: `application/json` is `Json`.
pub(super) fn body_variants(operation: &Operation) -> Vec<VariantName> {
    let members = contents(operation).map(|(content, _)| {
        let (family, subtype) = content.media_type.family_and_subtype();
        let word = match (&content.kind, subtype) {
            (BodyKind::Form { .. }, _) => "form",
            (BodyKind::Multipart(_), "form-data") => "multipart",
            (_, "*") if family == "*" => "other",
            (_, "*" | "") => family,
            _ => subtype,
        };
        let member = Member::from_word(Role::Variant, word, content.origin);
        member.or_words("", &content.media_type.text)
    });
    scope::names(&[], members, &mut Diagnostics::new())
}

/// Returns the setters of the parts, and those of the headers of each part.
pub(super) fn part_names(
    parts: &[Part],
    diagnostics: &mut Diagnostics,
) -> (Vec<FieldName>, Vec<Vec<FieldName>>) {
    let of_parts = parts.iter();
    let of_parts = of_parts.map(|part| Member::new(Role::Field, &part.name));
    let headers = parts.iter().flat_map(|part| &part.headers);
    let of_headers = headers.map(|header| Member::new(Role::Field, &header.name).rank(1));
    let members = of_parts.chain(of_headers);
    let mut names = scope::names(reserved::FORM_METHODS, members, diagnostics);
    let mut of_headers = names.split_off(parts.len().min(names.len())).into_iter();
    let counts = parts.iter().map(|part| part.headers.len());
    let of_headers = counts
        .map(|count| of_headers.by_ref().take(count).collect())
        .collect();
    (names, of_headers)
}

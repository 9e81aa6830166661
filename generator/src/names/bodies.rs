//! Names of what belongs to the body of a request.

use super::member::Member;
use super::reserved;
use super::role::{FieldName, Role, VariantName};
use super::scope;
use super::statics::contents;
use super::words;
use crate::diagnostic::Diagnostics;
use crate::ir::{BodyKind, Operation, Part};

/// Media types are called what they are for: `application/json` is `Json`.
pub(super) fn body_variants(operation: &Operation) -> Vec<VariantName> {
    let words: Vec<Vec<String>> = contents(operation)
        .map(|(content, _)| {
            let (family, subtype) = content.media_type.family_and_subtype();
            match (&content.kind, subtype) {
                (BodyKind::Form { .. }, _) => vec!["form".to_owned()],
                (BodyKind::Multipart(_), "form-data") => vec!["multipart".to_owned()],
                (_, "*" | "") => vec![family.to_owned()],
                _ => vec![subtype.to_owned()],
            }
        })
        .collect();
    let members: Vec<_> = words
        .iter()
        .zip(contents(operation))
        .map(|(words, (content, _))| {
            let whole = words::split(&content.media_type.text);
            Member::from_words(Role::Variant, words, content.origin)
                .or_else(Role::Variant.case(&whole))
        })
        .collect();
    scope::names(
        Role::Variant,
        &[],
        &members,
        &mut Diagnostics::new(),
        VariantName::new,
    )
}

pub(super) fn part_names(parts: &[Part], diagnostics: &mut Diagnostics) -> Vec<FieldName> {
    let members: Vec<_> = parts
        .iter()
        .map(|part| Member::new(Role::Field, &part.name))
        .collect();
    scope::names(
        Role::Field,
        reserved::FORM_METHODS,
        &members,
        diagnostics,
        FieldName::new,
    )
}

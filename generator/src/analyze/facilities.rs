//! Which facilities of the runtime a client uses.

use std::collections::BTreeSet;

use crate::facility::Facility;
use crate::ir::{
    Access, Additional, Api, BodyKind, Integer, Part, PartKind, ResponseKind, Rules, SchemeKind,
    Type, TypeDef, TypeId, TypeKind,
};

/// Returns the facilities that the code of a description uses. `checked` has the types whose rules it states.
pub(super) fn used(api: &Api, checked: &BTreeSet<TypeId>) -> BTreeSet<Facility> {
    let mut used = BTreeSet::new();
    for scheme in &api.schemes {
        match &scheme.kind {
            SchemeKind::SdkHmacSha256 => used.insert(Facility::Huawei),
            SchemeKind::OAuth2 { token_url: Some(_) } => used.insert(Facility::OAuth2),
            _ => false,
        };
    }
    for (id, def) in api.types.entries() {
        if holds_fractions(def) {
            used.insert(Facility::Float);
        }
        if checked.contains(&id) && holds_pattern(def) {
            used.insert(Facility::Pattern);
        }
    }
    let shared = api.client_parameters.iter();
    let own = api.operations.iter().flat_map(|known| &known.parameters);
    for parameter in shared.chain(own) {
        value(&parameter.ty, &mut used);
        rules(&parameter.rules, &mut used);
    }
    for operation in &api.operations {
        if operation.paging.is_some() {
            used.insert(Facility::Paging);
        }
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            sent(&content.kind, &mut used);
        }
        for response in operation.successes.iter().chain(&operation.errors) {
            for header in &response.headers {
                value(&header.ty, &mut used);
            }
            for content in &response.contents {
                received(&content.kind, &mut used);
            }
        }
    }
    used
}

fn sent(body: &BodyKind, used: &mut BTreeSet<Facility>) {
    match body {
        BodyKind::Json(ty) => value(ty, used),
        BodyKind::Form { ty, .. } => {
            used.insert(Facility::Form);
            value(ty, used);
        }
        BodyKind::Multipart(parts) => {
            used.insert(Facility::Multipart);
            for Part {
                kind, rules: own, ..
            } in parts
            {
                rules(own, used);
                if let PartKind::Text(ty) | PartKind::Json(ty) = kind {
                    value(ty, used);
                }
            }
        }
        BodyKind::JsonLines(ty) => {
            used.insert(Facility::Events);
            value(ty, used);
        }
        BodyKind::Text | BodyKind::Binary => {}
    }
}

fn received(body: &ResponseKind, used: &mut BTreeSet<Facility>) {
    match body {
        ResponseKind::Json(ty) | ResponseKind::Scalar(ty) => value(ty, used),
        ResponseKind::JsonLines(ty) | ResponseKind::Events(Some(ty)) => {
            used.insert(Facility::Events);
            value(ty, used);
        }
        ResponseKind::Events(None) => {
            used.insert(Facility::Events);
        }
        ResponseKind::Text | ResponseKind::Binary => {}
    }
}

fn value(ty: &Type, used: &mut BTreeSet<Facility>) {
    if is_fraction(ty) {
        used.insert(Facility::Float);
    }
}

fn rules(rules: &Rules, used: &mut BTreeSet<Facility>) {
    if has_pattern(rules) {
        used.insert(Facility::Pattern);
    }
}

/// Whether a value may be or hold a number with a fraction, apart from what its named types hold.
fn is_fraction(mut ty: &Type) -> bool {
    while let Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) = ty {
        ty = inner;
    }
    matches!(
        ty,
        Type::Any | Type::Number(_) | Type::Integer(Integer::Big)
    )
}

fn holds_fractions(def: &TypeDef) -> bool {
    match &def.kind {
        TypeKind::Struct(object) => {
            let additional = match &object.additional {
                Additional::Ignored => None,
                Additional::Typed(ty) => Some(ty),
            };
            let fields = object.fields.iter().map(|field| &field.ty);
            fields.chain(additional).any(is_fraction)
        }
        // A union keeps values that it does not know as JSON.
        TypeKind::Union(_) => true,
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => is_fraction(ty),
        TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => false,
    }
}

fn holds_pattern(def: &TypeDef) -> bool {
    let fields = match &def.kind {
        TypeKind::Struct(object) => object.fields.as_slice(),
        _ => &[],
    };
    has_pattern(&def.rules)
        || fields
            .iter()
            .any(|field| field.access != Access::ReadOnly && has_pattern(&field.rules))
}

fn has_pattern(mut rules: &Rules) -> bool {
    loop {
        if rules.pattern.is_some() {
            return true;
        }
        match rules.each.as_deref() {
            Some(each) => rules = each,
            None => return false,
        }
    }
}

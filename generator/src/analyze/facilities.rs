//! Which facilities of the runtime a client uses.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::has_required_of_client;
use super::unknown::Unknown;
use crate::facility::Facility;
use crate::ir::graph::innermost;
use crate::ir::{
    Access, Api, BodyKind, CharsetSupport, Check, Integer, Location, MediaType, Part, PartKind,
    Pattern, ResponseKind, Rules, SchemeKind, Syntax, Type, TypeDef, TypeId, TypeKind,
};

/// Returns the facilities that the code of a description uses. `checked` has the types with rules in the output, `both`
/// those that are sent and received, `open` those that keep any JSON.
pub(super) fn used(
    api: &Api,
    generated: &BTreeSet<TypeId>,
    checked: &BTreeSet<TypeId>,
    both: &BTreeSet<TypeId>,
    open: &BTreeMap<TypeId, Unknown>,
) -> BTreeSet<Facility> {
    let mut used = BTreeSet::new();
    for scheme in &api.schemes {
        match &scheme.kind {
            SchemeKind::SdkHmacSha256 => used.insert(Facility::Huawei),
            SchemeKind::OAuth2 { token_url: Some(_) } => used.insert(Facility::OAuth2),
            _ => false,
        };
    }
    let types = api.types.entries();
    for (id, def) in types.filter(|(id, _)| generated.contains(id)) {
        if holds_fractions(def) || open.contains_key(&id) {
            used.insert(Facility::Float);
        }
        if checked.contains(&id) {
            rules_of(def).for_each(|own| rules(own, &mut used));
            if both.contains(&id) && has_required_of_client(def) {
                used.insert(Facility::Keywords);
            }
        }
    }
    let shared = api.client_parameters.iter();
    let own = api.operations.iter().flat_map(|known| &known.parameters);
    for parameter in shared.chain(own) {
        value(&parameter.ty, &mut used);
        if parameter.presence.constant().is_none() {
            rules(&parameter.rules, &mut used);
        }
        if parameter.location == Location::QueryString {
            used.insert(Facility::Form);
        }
    }
    if !api.busy.is_empty() {
        used.insert(Facility::Busy);
    }
    for operation in &api.operations {
        if operation.paging.is_some() {
            used.insert(Facility::Paging);
        }
        for content in operation.contents() {
            charset(&content.media_type, &mut used);
            sent(&content.kind, &mut used);
            rules(&content.rules, &mut used);
        }
        for response in operation.responses() {
            for header in &response.headers {
                value(&header.ty, &mut used);
            }
            for content in &response.contents {
                content
                    .media_types()
                    .for_each(|media| charset(media, &mut used));
                received(&content.kind, &mut used);
            }
        }
    }
    used
}

fn charset(media: &MediaType, used: &mut BTreeSet<Facility>) {
    if media.charset_support() == CharsetSupport::Optional {
        used.insert(Facility::Charsets);
    }
}

fn sent(body: &BodyKind, used: &mut BTreeSet<Facility>) {
    body.value_type().into_iter().for_each(|ty| value(ty, used));
    match body {
        BodyKind::Form { .. } => drop(used.insert(Facility::Form)),
        BodyKind::JsonLines(_) => drop(used.insert(Facility::Events)),
        BodyKind::Multipart(parts) => {
            used.insert(Facility::Multipart);
            for Part {
                kind,
                content_type,
                rules: own,
                headers,
                ..
            } in parts
            {
                let written = content_type.iter().filter(|_| *kind != PartKind::File);
                written.for_each(|media| charset(media, used));
                rules(own, used);
                for header in headers {
                    if header.presence.constant().is_none() {
                        rules(&header.rules, used);
                    }
                    value(&header.ty, used);
                }
                if let Some(ty) = kind.value_type() {
                    value(ty, used);
                }
            }
        }
        BodyKind::Json(_) | BodyKind::Scalar(_) | BodyKind::Text | BodyKind::Binary => {}
    }
}

fn received(body: &ResponseKind, used: &mut BTreeSet<Facility>) {
    body.types().for_each(|ty| value(ty, used));
    used.extend(match body {
        ResponseKind::JsonLines(_) | ResponseKind::Events(_) => Some(Facility::Events),
        ResponseKind::Parts => Some(Facility::Parts),
        _ => None,
    });
}

fn value(ty: &Type, used: &mut BTreeSet<Facility>) {
    if is_fraction(ty) {
        used.insert(Facility::Float);
    }
}

fn rules(rules: &Rules, used: &mut BTreeSet<Facility>) {
    let mut next = Some(rules);
    while let Some(rules) = next {
        used.extend(rules.pattern.as_ref().map(of_pattern));
        checks(&rules.checks, used);
        next = rules.each.as_deref();
    }
}

fn of_pattern(pattern: &Pattern) -> Facility {
    match pattern.syntax {
        Syntax::Small(_) => Facility::Pattern,
        Syntax::Ecma => Facility::EcmaPattern,
    }
}

fn checks(own: &[Check], used: &mut BTreeSet<Facility>) {
    let mut left: Vec<&Check> = own.iter().collect();
    while let Some(check) = left.pop() {
        match check {
            Check::Rules(plain) => rules(plain, used),
            Check::Properties { patterns, .. } => {
                used.insert(Facility::Keywords);
                used.extend(patterns.iter().map(|(pattern, _)| of_pattern(pattern)));
            }
            _ => drop(used.insert(Facility::Keywords)),
        }
        left.extend(check.schemas().into_iter().flatten());
    }
}

/// Whether a value may be or contain a number with a fraction, apart from its named types.
fn is_fraction(ty: &Type) -> bool {
    matches!(
        innermost(ty),
        Type::Any | Type::Tuple(_) | Type::Number(_) | Type::Integer(Integer::Big)
    )
}

fn holds_fractions(def: &TypeDef) -> bool {
    // A union keeps unknown values as JSON.
    matches!(def.kind, TypeKind::Union(_)) || def.held().into_iter().any(is_fraction)
}

/// Returns the rules of a type and of its parts that are not named types.
fn rules_of(def: &TypeDef) -> Box<dyn Iterator<Item = &Rules> + '_> {
    let own = std::iter::once(&*def.rules);
    match &def.kind {
        TypeKind::Struct(object) => {
            let sent = object.fields.iter();
            let sent = sent.filter(|field| field.access != Access::ReadOnly);
            Box::new(own.chain(sent.map(|field| &*field.rules)))
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter().map(|variant| &*variant.rules);
            Box::new(own.chain(variants).chain([&*union.beside]))
        }
        _ => Box::new(own),
    }
}

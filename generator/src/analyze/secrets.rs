//! The secrets in the parameters and bodies of an operation.

use std::collections::{BTreeMap, BTreeSet};

use super::usage::roots;
use crate::ir::graph::Graph;
use crate::ir::{
    Api, BodyKind, Operation, ParameterScope, Sensitivity, Type, TypeDef, TypeId, TypeKind, Types,
};

/// Identifies an operation by its method and path.
pub(super) type Key = (String, String);

pub(super) fn key(operation: &Operation) -> Key {
    (operation.method.as_str().to_owned(), operation.path.clone())
}

/// Returns the types with values that may contain a secret, and the names of the secrets of each operation that has
/// any: parameters, parts, headers of responses, and properties of its bodies at any depth; `""` is a body that is a
/// secret as a whole, and `"{}"` one that is a map of secrets.
pub(super) fn of(
    api: &Api,
    mentions: &Graph,
    mentioned_by: &Graph,
) -> (BTreeSet<TypeId>, BTreeMap<Key, BTreeSet<String>>) {
    let own: Vec<Vec<&str>> = api
        .types
        .iter()
        .map(|def| secrets(def, &api.types))
        .collect();
    let is_secret = |at: &u32| api.types.holds_secret(&Type::Named(TypeId(*at)), false);
    let with_own = (0u32..).zip(&own);
    let with_own = with_own.filter(|(at, own)| !own.is_empty() || is_secret(at));
    // Most operations have no secret, so their types are not visited.
    let holding = mentioned_by.reach(with_own.map(|(at, _)| at));
    let holds = |root: &u32| holding.contains(&TypeId(*root));
    let mut all = BTreeMap::new();
    for operation in &api.operations {
        let mut names: BTreeSet<String> = parameters(api, operation).map(str::to_owned).collect();
        let (sent, received) = roots(operation);
        let roots = sent.into_iter().chain(received).filter(holds);
        for id in mentions.reach(roots) {
            let own = own.get(id.index()).into_iter().flatten();
            names.extend(own.map(|name| (*name).to_owned()));
        }
        names.extend(parts_and_headers(operation, &api.types).map(str::to_owned));
        names.extend(
            bodies(operation)
                .filter_map(|ty| whole(ty, &api.types))
                .map(str::to_owned),
        );
        if !names.is_empty() {
            all.insert(key(operation), names);
        }
    }
    (holding, all)
}

fn parameters<'a>(api: &'a Api, operation: &'a Operation) -> impl Iterator<Item = &'a str> {
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| match parameter.scope {
            ParameterScope::Client(index) => api.client_parameters.get(index).unwrap_or(parameter),
            ParameterScope::Call => parameter,
        });
    let secret = parameters.filter(|parameter| parameter.sensitivity == Sensitivity::Secret);
    secret.map(|parameter| parameter.wire.as_str())
}

/// Returns the name for a body that is a secret as a whole.
fn whole(ty: &Type, types: &Types) -> Option<&'static str> {
    match types.resolve_null(ty).0 {
        Type::Map(values) => types.holds_secret(values, true).then_some("{}"),
        ty => types.holds_secret(ty, false).then_some(""),
    }
}

/// Returns the types of the bodies of an operation, without those that are made of parts.
fn bodies(operation: &Operation) -> impl Iterator<Item = &Type> {
    let sent = operation
        .contents()
        .filter_map(|content| content.kind.value_type());
    let contents = operation
        .responses()
        .flat_map(|response| &response.contents);
    sent.chain(contents.flat_map(|content| content.kind.types()))
}

/// Returns the secret parts of a multipart body with their secret headers, and the secret headers of responses, which
/// have no object.
fn parts_and_headers<'a>(
    operation: &'a Operation,
    types: &'a Types,
) -> impl Iterator<Item = &'a str> {
    let parts = operation
        .contents()
        .flat_map(|content| match &content.kind {
            BodyKind::Multipart(parts) => parts.as_slice(),
            _ => &[],
        });
    let parts = parts.flat_map(|part| {
        let headers = part.headers.iter();
        let headers = headers.map(|header| (header.wire.as_str(), &header.ty, header.sensitivity));
        headers.chain([(part.wire.as_str(), &part.ty, part.sensitivity)])
    });
    let headers = operation.responses().flat_map(|response| &response.headers);
    let headers = headers.map(|header| (header.wire.as_str(), &header.ty, header.sensitivity));
    let secret = parts.chain(headers).filter(|(_, ty, sensitivity)| {
        *sensitivity == Sensitivity::Secret || types.holds_secret(ty, true)
    });
    secret.map(|(name, ..)| name)
}

/// Returns the secret properties of an object.
fn secrets<'a>(def: &'a TypeDef, types: &Types) -> Vec<&'a str> {
    let TypeKind::Struct(object) = &def.kind else {
        return Vec::new();
    };
    let fields = object.fields.iter().filter(|field| {
        field.sensitivity == Sensitivity::Secret || types.holds_secret(&field.ty, false)
    });
    fields.map(|field| field.wire.as_str()).collect()
}

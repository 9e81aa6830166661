//! The statics that describe an operation and its parameters.

use super::super::context::{Context, ModuleContext, NamedOperation};
use super::super::fragment::{Fragment, code};
use super::{busy, parameters, responses};
use crate::ir::{
    Method, Operation, ParameterScope, Repeat, ResponseContent, Server, ServerVariable,
};

/// Returns the static of an operation, and the statics of those of its parameters that no other operation of the module
/// declares.
pub(super) fn statics(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Fragment {
    let names = operation.names;
    let table = &names.table;
    let id = operation
        .id
        .as_deref()
        .unwrap_or_else(|| names.method.plain());
    let path = &operation.sent_path();
    let request = context.of_client("REQUEST");
    let described = match &operation.method {
        Method::Other(method) => {
            code!(request, id, method, path => #request.operation(#id, #method, #path))
        }
        method => {
            let method = Fragment::Name(method.as_str().to_ascii_lowercase());
            code!(request, method, id, path => #request.#method(#id, #path))
        }
    };
    let more = more(context, &operation);
    let parameters = parameters::of_call(operation)
        .filter(|(_, names)| names.is_declared_here)
        .filter(|(parameter, _)| parameters::by_name(context, parameter).is_none())
        .map(|(parameter, names)| parameters::declared(context, parameter, &names.table));
    let operation = code! { table, described, more =>
        static #table: apiruntime::codegen::OperationInfo = #described #more;
    };
    std::iter::once(operation)
        .chain(parameters)
        .collect::<Vec<_>>()
        .into()
}

/// Returns the calls for settings that differ from the defaults of the HTTP method or of requests that belong to no
/// operation.
fn more(context: &ModuleContext<'_>, operation: &Operation) -> Vec<Fragment> {
    let mut more = Vec::new();
    match (&operation.repeat, operation.method.is_idempotent()) {
        (Repeat::WithKey(header), _) => more.push(code!(header => .idempotency_key(#header))),
        (Repeat::Idempotent, false) => more.push(code!(=> .idempotent())),
        (Repeat::OnlyUnsent, true) => more.push(code!(=> .not_idempotent())),
        (Repeat::Idempotent, true) | (Repeat::OnlyUnsent, false) => {}
    }
    if !operation.accept.is_empty() {
        let accept = operation.accept.join(", ");
        more.push(code!(accept => .accept(#accept)));
    }
    more.extend(success(operation));
    more.extend(busy::of_info(context, operation));
    more.extend(bodies(operation));
    more.extend(client_parameters(context, operation));
    more.extend(security(context, operation));
    let secrets: Vec<Fragment> = context.facts.secrets(operation).map(Into::into).collect();
    if !secrets.is_empty() {
        let secrets = Fragment::listed(secrets);
        more.push(code!(secrets => .sensitive(&[#secrets])));
    }
    if let Some(server) = operation.servers.first() {
        more.push(own_server(context, server));
    }
    more
}

/// Returns the parameters of the client that the operation has, unless it has them all.
fn client_parameters(context: &ModuleContext<'_>, operation: &Operation) -> Option<Fragment> {
    let indexes = || {
        operation
            .parameters
            .iter()
            .filter_map(|parameter| match parameter.scope {
                ParameterScope::Client(index) => Some(index),
                ParameterScope::Call => None,
            })
    };
    let tables = &context.names.client.parameter_tables;
    if indexes().eq(0..tables.len()) {
        return None;
    }
    let listed = indexes().filter_map(|index| tables.get(index));
    let listed = Fragment::listed(listed.map(|table| {
        let table = context.of_client(table.as_str());
        code!(table => &#table)
    }));
    Some(code!(listed => .client_parameters(&[#listed])))
}

/// Returns the credentials of the operation, if they differ from those of requests that belong to no operation.
fn security(context: &ModuleContext<'_>, operation: &Operation) -> Option<Fragment> {
    if operation.security == context.security {
        return None;
    }
    let alternatives = Fragment::listed(operation.security.iter().map(|alternative| {
        let slots = alternative
            .iter()
            .filter_map(|slot| context.names.client.slots.get(*slot))
            .map(|slot| context.of_client(slot.as_str()));
        let slots = Fragment::listed(slots);
        code!(slots => &[#slots])
    }));
    Some(code!(alternatives => .security(&[#alternatives])))
}

/// Returns the server of the operation. Its variables have the client's values if the client has them, too.
fn own_server(context: &Context<'_>, server: &Server) -> Fragment {
    let of_client = &context.api.servers.variables;
    let is_shared = |own: &ServerVariable| of_client.iter().any(|known| known.name == own.name);
    if !server.variables.iter().any(is_shared) {
        let url = &server.default_url;
        return code!(url => .server(#url));
    }
    let template = server.template();
    let variables = Fragment::listed(server.variables.iter().map(|own| {
        let (name, default) = (&own.name, &own.default);
        let described = own.uncommon_values(default);
        let described = Fragment::listed(described.iter().map(|value| Fragment::from(&**value)));
        code!(name, default, described => (#name, #default, &[#described]))
    }));
    code!(template, variables => .server(#template).server_variables(&[#variables]))
}

/// Returns the documented success as which an undocumented one is read.
fn success(operation: &Operation) -> Option<Fragment> {
    let taken = operation.undocumented_success()?;
    let status = |status: Option<u16>| {
        Fragment::option(status.map(|status| Fragment::Number(status.into())))
    };
    let listed: Vec<_> = operation
        .successes
        .iter()
        .filter(|known| known.statuses.0 < 300)
        .map(|known| Fragment::Number(known.statuses.0.into()))
        .collect();
    if listed.len() < 2 {
        let status = Fragment::Number(taken.empty?.into());
        return Some(code!(status => .success(#status)));
    }
    let (with_body, empty) = (status(taken.with_body), status(taken.empty));
    let listed = Fragment::listed(listed);
    Some(code!(listed, with_body, empty => .successes(&[#listed], #with_body, #empty)))
}

/// Returns what must be known of bodies before they are read: which of them are streams, and the media types of each
/// response.
fn bodies(operation: &Operation) -> Vec<Fragment> {
    let mut calls = Vec::new();
    let mut streamed = Vec::new();
    let mut contents = Vec::new();
    let mut before: Vec<(u16, u16)> = Vec::new();
    let successes = operation.successes.iter().map(|response| (response, true));
    let errors = operation.errors.iter().map(|response| (response, false));
    for (response, is_success) in successes.chain(errors) {
        let is_stream = |content: &ResponseContent| is_success && responses::is_stream(content);
        // Only a response with a stream leaves out the statuses that are documented by another response.
        let statuses = match response.contents.iter().any(is_stream) {
            true => without(response.statuses, &before),
            false => vec![response.statuses],
        };
        before.push(response.statuses);
        let statuses = statuses
            .into_iter()
            .map(|(first, last)| [first, last].map(|status| Fragment::Number(status.into())));
        if let [content] = response.contents.as_slice()
            && !response.is_read_by_media_type()
        {
            if is_stream(content) {
                streamed
                    .extend(statuses.map(|[first, last]| code!(first, last => (#first, #last))));
            }
            continue;
        }
        let all = || {
            let all = response.contents.iter();
            all.flat_map(|content| content.media_types().map(move |media| (content, media)))
        };
        let listed: Vec<Fragment> = all().map(|(_, media)| media.text.as_str().into()).collect();
        if listed.is_empty() {
            continue;
        }
        let places: Vec<_> = all()
            .enumerate()
            .filter(|(_, (content, _))| is_stream(content))
            .map(|(place, _)| Fragment::Number(place as u64))
            .collect();
        let places = (!places.is_empty()).then(|| {
            let places = Fragment::listed(places);
            code!(places => .streamed(&[#places]))
        });
        let listed = Fragment::listed(listed);
        for [first, last] in statuses {
            let (listed, places) = (listed.clone(), places.clone());
            contents.push(code! { first, last, listed, places =>
                apiruntime::codegen::Contents::new(#first, #last, &[#listed])#places
            });
        }
    }
    if !streamed.is_empty() {
        let streamed = Fragment::listed(streamed);
        calls.push(code!(streamed => .streamed(&[#streamed])));
    }
    if !contents.is_empty() {
        let contents = Fragment::listed(contents);
        calls.push(code!(contents => .contents(&[#contents])));
    }
    calls
}

/// Returns what remains of a range of statuses without others.
fn without(range: (u16, u16), others: &[(u16, u16)]) -> Vec<(u16, u16)> {
    let mut left = vec![range];
    for (first, last) in others {
        let parts = left.into_iter().flat_map(|(start, end)| {
            [
                (start, end.min(first.saturating_sub(1))),
                (start.max(last.saturating_add(1)), end),
            ]
        });
        let parts = parts.filter(|(start, end)| start <= end);
        left = parts.collect();
    }
    left
}

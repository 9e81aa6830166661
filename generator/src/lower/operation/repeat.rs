//! Whether an operation may be sent again.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Location, Method, Operation, Parameter, Repeat, Type, Types, is_token};
use crate::lower::context::Context;
use crate::lower::views::OperationView;
use crate::source::shorten;

/// Headers that the client or the transport sets, or that have a meaning of their own in HTTP.
#[rustfmt::skip]
const TAKEN: &[&str] = &[
    "accept", "accept-encoding", "authorization", "connection", "content-length", "content-type",
    "cookie", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade", "user-agent",
];

/// The length of a key, which is a UUID.
const KEY_LENGTH: u64 = 36;

/// Decides whether an operation may be sent again: by a key, by what the description says, or by its method.
pub(super) fn of(context: &Context<'_>, view: OperationView<'_>, method: &Method) -> Repeat {
    if let Some(header) = key(context, view) {
        return Repeat::WithKey(header.to_owned());
    }
    match view.is_idempotent().unwrap_or(method.is_idempotent()) {
        true => Repeat::Idempotent,
        false => Repeat::OnlyUnsent,
    }
}

/// The header of `x-idempotency-key`.
fn key<'s>(context: &Context<'_>, view: OperationView<'s>) -> Option<&'s str> {
    let node = view.idempotency_key()?;
    let name = node.as_str()?;
    let place = node.at_value();
    if !is_free(name) {
        let message = format!("`{}` cannot be the header of a key", shorten(name));
        let found = Diagnostic::error(Code::ExtensionMisuse, place, message);
        context.report(found.help(
            "write the name of a header that the server reads keys from, such as `Idempotency-Key`",
        ));
        return None;
    }
    if view.is_idempotent() == Some(false) {
        context.warn(
            Code::ExtensionMisuse,
            place,
            "a request with a key is sent again, although `x-idempotent` is `false`",
            "leave out one of the two",
        );
    }
    Some(name)
}

fn is_free(name: &str) -> bool {
    let is_taken = TAKEN.iter().any(|taken| name.eq_ignore_ascii_case(taken));
    is_token(name) && !is_taken
}

/// Reports a key whose header the description declares with values of another kind. All types must be complete.
pub(super) fn check_key(
    context: &Context<'_>,
    types: &Types,
    view: OperationView<'_>,
    operation: &Operation,
) {
    let Repeat::WithKey(header) = &operation.repeat else {
        return;
    };
    let mut parameters = operation.parameters.iter();
    let declared = parameters.find(|parameter| {
        parameter.location == Location::Header && parameter.wire.eq_ignore_ascii_case(header)
    });
    let fits = |parameter: &Parameter| {
        let layers = types.layers(&parameter.ty).map(|def| &*def.rules);
        let mut rules = std::iter::once(&*parameter.rules).chain(layers);
        let most = rules.find_map(|rules| rules.max_length);
        matches!(types.resolve_null(&parameter.ty).0, Type::String(_))
            && most.is_none_or(|most| most >= KEY_LENGTH)
    };
    if let (false, Some(node)) = (declared.is_none_or(fits), view.idempotency_key()) {
        let message = format!("a key is a random UUID, which `{header}` is declared not to hold");
        let help =
            "declare the header as a string of at least 36 characters, or remove the parameter";
        context.warn(Code::ExtensionMisuse, node.at_value(), message, help);
    }
}

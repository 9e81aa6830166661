//! Names of the operations and of what belongs to each.

use std::collections::BTreeSet;

use super::role::{ConstName, FieldName, MethodName, Role, TypeName, VariantName};
use super::scope::{self, Member};
use super::words;
use crate::diagnostic::Diagnostics;
use crate::ir::{
    Api, Body, BodyKind, Location, NameHint, Operation, Part, ReplyHeader, StatusPattern,
};

/// The names of an operation.
#[derive(Clone, Debug)]
pub struct OperationNames {
    /// The client's method.
    pub method: MethodName,
    /// Why it has an unexpected name.
    pub note: Option<String>,
    /// The request that the method begins.
    pub call: TypeName,
    /// What it answers with, where several successes are documented.
    pub output: TypeName,
    /// Its documented errors.
    pub error: TypeName,
    /// Its documented response headers.
    pub headers: TypeName,
    /// The fields of the headers, in the order in which the answers declare them.
    pub header_fields: Vec<FieldName>,
    /// The body, where several media types are documented.
    pub body_type: TypeName,
    /// The media types of the body, in the order of the document.
    pub body_variants: Vec<VariantName>,
    /// The fields of a multipart body.
    pub form: TypeName,
    /// The parts of the first multipart body, in the order of the document.
    pub parts: Vec<FieldName>,
    /// The table that describes the operation.
    pub table: ConstName,
    /// Arguments and setters, in the order of [`Operation::parameters`].
    pub parameters: Vec<ParameterNames>,
    /// The argument or setter of the body.
    pub body: MethodName,
    /// The table of the body's rules, where its type has none of its own.
    pub body_rules: ConstName,
    /// The tables of the parts.
    pub part_tables: Vec<ConstName>,
}

/// The names of a parameter.
#[derive(Clone, Debug)]
pub struct ParameterNames {
    /// The argument or setter.
    pub name: MethodName,
    /// Why it has an unexpected name.
    pub note: Option<String>,
    /// The table that describes it.
    pub table: ConstName,
}

/// What the client has beside its operations.
const RESERVED_METHODS: &[&str] = &["builder", "clone"];
/// What every request has beside its setters, and the variable that emitted methods use.
const RESERVED_SETTERS: &[&str] = &[
    "options",
    "send",
    "send_blocking",
    "items",
    "into_future",
    "call",
    "content_type",
    "clone",
];
/// What a form has beside the setters of its parts.
const RESERVED_PARTS: &[&str] = &["new", "clone", "part", "parts"];

pub(super) fn names(api: &Api, diagnostics: &mut Diagnostics) -> Vec<OperationNames> {
    let operations = &api.operations;
    // A repeated operationId is reported as such; it is no second finding that the names collide.
    let mut ids = BTreeSet::new();
    let methods: Vec<_> = operations
        .iter()
        .map(|operation| {
            let repeated = operation.id.as_ref().is_some_and(|id| !ids.insert(id));
            Member::new(Role::Method, &operation.name).rank(u8::from(repeated))
        })
        .collect();
    let methods = scope::assign(Role::Method, RESERVED_METHODS, &methods, diagnostics);

    // The types of an operation are named after its method, so that the two are never out of step. Only the
    // requests of all operations are sure to be free of collisions; what derives from them gives way.
    const KINDS: [(&str, u8); 6] = [
        ("", 0),
        ("Error", 1),
        ("Output", 2),
        ("Headers", 3),
        ("Body", 4),
        ("Form", 5),
    ];
    let mut types = Vec::with_capacity(operations.len().saturating_mul(KINDS.len()));
    for (operation, method) in operations.iter().zip(&methods) {
        for (suffix, rank) in KINDS {
            let words = [method.text.clone(), suffix.to_owned()];
            types.push(Member::worded(Role::Type, &words, operation.origin).rank(rank));
        }
    }
    let mut types = scope::assign(Role::Type, &[], &types, &mut Diagnostics::new()).into_iter();

    let mut consts = Vec::new();
    for (operation, method) in operations.iter().zip(&methods) {
        let table = method.text.strip_prefix("r#").unwrap_or(&method.text);
        consts.push(Member::worded(
            Role::Const,
            &[table.to_owned()],
            operation.origin,
        ));
        for parameter in &operation.parameters {
            let words = [table.to_owned(), parameter.wire.clone()];
            consts.push(Member::worded(Role::Const, &words, parameter.origin).rank(1));
        }
        consts.push(
            Member::worded(
                Role::Const,
                &[table.to_owned(), "body rules".to_owned()],
                operation.origin,
            )
            .rank(2),
        );
        for part in operation.body.iter().flat_map(first_parts) {
            let words = [table.to_owned(), "part".to_owned(), part.wire.clone()];
            consts.push(Member::worded(Role::Const, &words, part.origin).rank(3));
        }
    }
    let mut consts = scope::assign(Role::Const, &[], &consts, &mut Diagnostics::new()).into_iter();

    let mut next_type = || TypeName::new(types.next().map(|given| given.text).unwrap_or_default());
    let mut next_const =
        || ConstName::new(consts.next().map(|given| given.text).unwrap_or_default());
    let mut names = Vec::with_capacity(operations.len());
    for (operation, method) in operations.iter().zip(&methods) {
        let table = next_const();
        let (parameters, body) = arguments(operation, &mut next_const, diagnostics);
        let body_rules = next_const();
        let part_tables = operation
            .body
            .iter()
            .flat_map(first_parts)
            .map(|_| next_const())
            .collect();
        names.push(OperationNames {
            method: MethodName::new(method.text.clone()),
            note: method.note.clone(),
            call: next_type(),
            error: next_type(),
            output: next_type(),
            headers: next_type(),
            body_type: next_type(),
            form: next_type(),
            header_fields: header_fields(operation, diagnostics),
            body_variants: operation
                .body
                .as_ref()
                .map(body_variants)
                .unwrap_or_default(),
            parts: operation
                .body
                .as_ref()
                .map(|body| parts(body, diagnostics))
                .unwrap_or_default(),
            table,
            parameters,
            body,
            body_rules,
            part_tables,
        });
    }
    names
}

fn arguments(
    operation: &Operation,
    next_const: &mut dyn FnMut() -> ConstName,
    diagnostics: &mut Diagnostics,
) -> (Vec<ParameterNames>, MethodName) {
    let mut members: Vec<_> = operation
        .parameters
        .iter()
        .map(|parameter| {
            // One name may stand at several locations; the path's parameter has the first claim.
            let (rank, location) = match parameter.location {
                Location::Path => (0, "path"),
                Location::Query | Location::QueryString => (1, "query"),
                Location::Header => (2, "header"),
                Location::Cookie => (3, "cookie"),
            };
            let located: Vec<_> = std::iter::once(location.to_owned())
                .chain(words::split(&parameter.wire))
                .collect();
            Member::new(Role::Method, &parameter.name)
                .rank(rank)
                .or(Role::Method.case(&located))
        })
        .collect();
    let body = NameHint {
        words: vec!["body".to_owned()],
        wanted: None,
        origin: operation.origin,
    };
    members.push(
        Member::new(Role::Method, &body)
            .rank(4)
            .or("request_body".to_owned()),
    );
    let mut given = scope::assign(Role::Method, RESERVED_SETTERS, &members, diagnostics);
    let body = given.pop().map(|given| given.text).unwrap_or_default();
    let parameters = given
        .into_iter()
        .map(|given| ParameterNames {
            name: MethodName::new(given.text),
            note: given.note,
            table: next_const(),
        })
        .collect();
    (parameters, MethodName::new(body))
}

/// The declared headers of all successful answers, each once.
pub(crate) fn reply_headers(operation: &Operation) -> Vec<&ReplyHeader> {
    let mut headers: Vec<&ReplyHeader> = Vec::new();
    let successes = operation
        .outcomes
        .iter()
        .filter(|outcome| outcome.status.is_success());
    for header in successes.flat_map(|outcome| &outcome.headers) {
        if !headers
            .iter()
            .any(|known| known.wire.eq_ignore_ascii_case(&header.wire))
        {
            headers.push(header);
        }
    }
    headers
}

fn header_fields(operation: &Operation, diagnostics: &mut Diagnostics) -> Vec<FieldName> {
    let headers = reply_headers(operation);
    let members: Vec<_> = headers
        .iter()
        .map(|header| Member::new(Role::Field, &header.name))
        .collect();
    let given = scope::assign(Role::Field, &[], &members, diagnostics);
    given
        .into_iter()
        .map(|given| FieldName::new(given.text))
        .collect()
}

/// Media types are read as what they are for: `application/json` is `Json`.
fn body_variants(body: &Body) -> Vec<VariantName> {
    let words: Vec<Vec<String>> = body
        .contents
        .iter()
        .map(|content| {
            let essence = content.media_type.split(';').next().unwrap_or_default();
            let (family, subtype) = essence.split_once('/').unwrap_or(("", essence));
            match (&content.kind, subtype) {
                (BodyKind::Form { .. }, _) => vec!["form".to_owned()],
                (BodyKind::Multipart(_), _) => vec!["multipart".to_owned()],
                (_, "*" | "") => vec![family.to_owned()],
                _ => vec![subtype.to_owned()],
            }
        })
        .collect();
    let members: Vec<_> = words
        .iter()
        .zip(&body.contents)
        .map(|(words, content)| {
            let whole = words::split(&content.media_type);
            Member::worded(Role::Variant, words, content.origin).or(Role::Variant.case(&whole))
        })
        .collect();
    let given = scope::assign(Role::Variant, &[], &members, &mut Diagnostics::new());
    given
        .into_iter()
        .map(|given| VariantName::new(given.text))
        .collect()
}

/// The parts of the first multipart body.
fn first_parts(body: &Body) -> &[Part] {
    let parts = body
        .contents
        .iter()
        .find_map(|content| match &content.kind {
            BodyKind::Multipart(parts) => Some(parts.as_slice()),
            _ => None,
        });
    parts.unwrap_or_default()
}

fn parts(body: &Body, diagnostics: &mut Diagnostics) -> Vec<FieldName> {
    let members: Vec<_> = first_parts(body)
        .iter()
        .map(|part| Member::new(Role::Field, &part.name))
        .collect();
    let given = scope::assign(Role::Field, RESERVED_PARTS, &members, diagnostics);
    given
        .into_iter()
        .map(|given| FieldName::new(given.text))
        .collect()
}

/// The reason phrase of RFC 9110 and its registry as a variant; `Status419` where there is none.
#[must_use]
pub fn status_name(pattern: StatusPattern) -> VariantName {
    let text = match pattern {
        StatusPattern::Default => "Default".to_owned(),
        StatusPattern::Range(1) => "Informational".to_owned(),
        StatusPattern::Range(2) => "Success".to_owned(),
        StatusPattern::Range(3) => "Redirection".to_owned(),
        StatusPattern::Range(4) => "ClientError".to_owned(),
        StatusPattern::Range(5) => "ServerError".to_owned(),
        StatusPattern::Range(digit) => format!("Status{digit}xx"),
        StatusPattern::Exact(status) => {
            match PHRASES.binary_search_by_key(&status, |(code, _)| *code) {
                Ok(index) => PHRASES
                    .get(index)
                    .map(|(_, phrase)| (*phrase).to_owned())
                    .unwrap_or_default(),
                Err(_) => format!("Status{status}"),
            }
        }
    };
    VariantName::new(text)
}

/// A status by one of several media types: `OkJson`.
#[must_use]
pub fn media_variant(
    pattern: StatusPattern,
    media_type: &str,
    taken: &[VariantName],
) -> VariantName {
    let status = status_name(pattern);
    let (family, subtype) = media_type.split_once('/').unwrap_or(("", media_type));
    let short = if subtype == "*" { family } else { subtype };
    let candidates = [
        words::split(short),
        words::split(media_type),
        words::spell(media_type),
    ];
    let named = |words: &Vec<String>| VariantName::new(format!("{status}{}", words::camel(words)));
    let free = candidates
        .iter()
        .map(named)
        .find(|name| !taken.contains(name));
    free.unwrap_or_else(|| VariantName::new(format!("{status}{}", taken.len().saturating_add(1))))
}

/// IANA "Hypertext Transfer Protocol (HTTP) Status Code Registry"; sorted.
const PHRASES: &[(u16, &str)] = &[
    (100, "Continue"),
    (101, "SwitchingProtocols"),
    (102, "Processing"),
    (103, "EarlyHints"),
    (200, "Ok"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "NonAuthoritativeInformation"),
    (204, "NoContent"),
    (205, "ResetContent"),
    (206, "PartialContent"),
    (207, "MultiStatus"),
    (208, "AlreadyReported"),
    (226, "ImUsed"),
    (300, "MultipleChoices"),
    (301, "MovedPermanently"),
    (302, "Found"),
    (303, "SeeOther"),
    (304, "NotModified"),
    (305, "UseProxy"),
    (307, "TemporaryRedirect"),
    (308, "PermanentRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (407, "ProxyAuthenticationRequired"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "LengthRequired"),
    (412, "PreconditionFailed"),
    (413, "ContentTooLarge"),
    (414, "UriTooLong"),
    (415, "UnsupportedMediaType"),
    (416, "RangeNotSatisfiable"),
    (417, "ExpectationFailed"),
    (418, "ImATeapot"),
    (421, "MisdirectedRequest"),
    (422, "UnprocessableContent"),
    (423, "Locked"),
    (424, "FailedDependency"),
    (425, "TooEarly"),
    (426, "UpgradeRequired"),
    (428, "PreconditionRequired"),
    (429, "TooManyRequests"),
    (431, "RequestHeaderFieldsTooLarge"),
    (451, "UnavailableForLegalReasons"),
    (500, "InternalServerError"),
    (501, "NotImplemented"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
    (505, "HttpVersionNotSupported"),
    (506, "VariantAlsoNegotiates"),
    (507, "InsufficientStorage"),
    (508, "LoopDetected"),
    (510, "NotExtended"),
    (511, "NetworkAuthenticationRequired"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_called_by_their_phrase() {
        assert!(PHRASES.is_sorted_by_key(|(code, _)| *code));
        assert_eq!(status_name(StatusPattern::Exact(404)).as_str(), "NotFound");
        assert_eq!(status_name(StatusPattern::Exact(419)).as_str(), "Status419");
        assert_eq!(status_name(StatusPattern::Range(4)).as_str(), "ClientError");
    }
}

//! Operations.

use std::collections::BTreeSet;

use super::response::headers_of;
use super::{
    Body, BodyContent, Docs, Lifecycle, NameHint, Paging, Parameter, ParameterPresence, Response,
    ResponseContent, ResponseHeader, ResponseKind, Server, UndocumentedSuccess, Waiter,
};
use crate::source::Origin;

/// An HTTP method that the client can send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// PUT
    Put,
    /// POST
    Post,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// HEAD
    Head,
    /// PATCH
    Patch,
    /// TRACE
    Trace,
    /// OpenAPI 3.2 `query`
    Query,
    /// One of OpenAPI 3.2 `additionalOperations`, as it is sent.
    Other(String),
}

impl Method {
    /// Every method in the order of the specification, with the field of a path item that describes it.
    pub const FIELDS: [(&str, Self); 9] = [
        ("get", Self::Get),
        ("put", Self::Put),
        ("post", Self::Post),
        ("delete", Self::Delete),
        ("options", Self::Options),
        ("head", Self::Head),
        ("patch", Self::Patch),
        ("trace", Self::Trace),
        ("query", Self::Query),
    ];

    /// Returns the method for a key of `additionalOperations`, if it is a token (RFC 9110, 5.6.2) for which a path item
    /// has no field of its own.
    #[must_use]
    pub fn additional(name: &str) -> Option<Self> {
        let has_field = Self::FIELDS
            .iter()
            .any(|(field, _)| name.eq_ignore_ascii_case(field));
        (is_token(name) && !has_field).then(|| Self::Other(name.to_owned()))
    }

    /// Returns the name of the method as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
            Self::Other(name) => name,
        }
    }

    /// Whether a request may be repeated that may have reached the server (RFC 9110, 9.2.2).
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        !matches!(self, Self::Post | Self::Patch | Self::Other(_))
    }
}

/// Whether a name is a token (RFC 9110, 5.6.2), as the names of methods and headers are.
pub(crate) fn is_token(name: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.chars().all(is_inner)
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, or method and path where it has none.
    pub name: NameHint,
    /// Its `operationId` as written.
    pub id: Option<String>,
    /// The method.
    pub method: Method,
    /// The path template, with a leading slash and without a fragment. Text after a `?` is a fixed part of the query,
    /// except for names in braces, which are parameters of the query.
    pub path: String,
    /// Its documentation in the description.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
    /// Indexes into [`Api::tags`](super::Api::tags).
    pub tags: Vec<usize>,
    /// Path-level and operation-level parameters, merged; path parameters in template order first,
    /// then the others in document order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The responses that are successes, in the order in which they are matched: exact statuses ascending, then ranges,
    /// then `default`. `default` is a success where no other response is.
    pub successes: Vec<Response>,
    /// The other responses, in the order in which they are matched. A `default` that is a success is in this list too.
    pub errors: Vec<Response>,
    /// The media types of the responses, as written: those of the successes first.
    pub accept: Vec<String>,
    /// The alternatives to authorise it, in the order of the document: the schemes that each needs together, as indexes
    /// into [`Api::schemes`](super::Api::schemes). Empty: it needs no authorisation.
    pub security: Vec<BTreeSet<usize>>,
    /// The scopes or roles that it needs in any of these alternatives, with the names of their schemes.
    pub scopes: BTreeSet<(String, String)>,
    /// The servers of the operation or its path, if it has any. Requests go to the first one, unless the call names
    /// another.
    pub servers: Vec<Server>,
    /// `x-paging`.
    pub paging: Option<Paging>,
    /// `x-waiters`.
    pub waiters: Vec<Waiter>,
    /// The responses that say that the service is busy: indexes into [`Api::busy`](super::Api::busy).
    pub busy: Vec<usize>,
    /// Whether it may be repeated after a request may have reached the server.
    pub repeat: Repeat,
    /// The operation's key in its path item.
    pub origin: Origin,
}

impl Operation {
    /// Returns the path template, with only those pairs of a query that are the same in every request.
    #[must_use]
    pub fn sent_path(&self) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let fixed: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.contains('{'))
            .collect();
        match fixed.join("&") {
            fixed if fixed.is_empty() => path.to_owned(),
            fixed => format!("{path}?{fixed}"),
        }
    }

    /// Returns its responses: the successes, then the errors. A `default` may be among both.
    pub fn responses(&self) -> impl Iterator<Item = &Response> {
        self.successes.iter().chain(&self.errors)
    }

    /// Returns the media types of its request body.
    pub fn contents(&self) -> impl Iterator<Item = &BodyContent> {
        self.body.iter().flat_map(|body| &body.contents)
    }

    /// Returns its request body, if that has this presence.
    #[must_use]
    pub fn body_with(&self, presence: &ParameterPresence) -> Option<&Body> {
        self.body.as_ref().filter(|body| body.presence == *presence)
    }

    /// Returns the possible results of a success: each success with each of its contents. Where there are several, the
    /// output is an enum of them.
    pub fn outputs(&self) -> impl Iterator<Item = (&Response, Option<&ResponseContent>)> {
        each_content(&self.successes)
    }

    /// Returns the possible errors: each error response with each of its contents.
    pub fn failures(&self) -> impl Iterator<Item = (&Response, Option<&ResponseContent>)> {
        each_content(&self.errors)
    }

    /// Whether a success is a stream of bytes, which can be saved as a file.
    #[must_use]
    pub fn has_file(&self) -> bool {
        let successes = self.successes.iter();
        successes
            .flat_map(|success| &success.contents)
            .any(|content| content.kind == ResponseKind::Binary)
    }

    /// Returns the documented headers of its successes, each one once.
    #[must_use]
    pub fn success_headers(&self) -> Vec<ResponseHeader> {
        headers_of(&self.successes)
    }

    /// Returns the documented headers of its errors, each one once.
    #[must_use]
    pub fn error_headers(&self) -> Vec<ResponseHeader> {
        headers_of(&self.errors)
    }

    /// Returns the documented success as which a success with another status is read; `None` where every success is
    /// documented.
    #[must_use]
    pub fn undocumented_success(&self) -> Option<UndocumentedSuccess> {
        UndocumentedSuccess::of(&self.successes)
    }
}

fn each_content(
    responses: &[Response],
) -> impl Iterator<Item = (&Response, Option<&ResponseContent>)> {
    responses.iter().flat_map(|response| {
        let empty = response.contents.is_empty().then_some(None);
        let contents = response.contents.iter().map(Some);
        empty
            .into_iter()
            .chain(contents)
            .map(move |content| (response, content))
    })
}

/// Whether a request of an operation may be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Always: by its method (RFC 9110, 9.2.2) or `x-idempotent: true`.
    Idempotent,
    /// Always, since each call sends a key of its own in this header (`x-idempotency-key`).
    WithKey(String),
    /// Only if nothing was sent.
    OnlyUnsent,
}

#[cfg(test)]
mod tests {
    use super::Method;

    /// Generated code states only what differs from the method.
    #[test]
    fn the_runtime_repeats_the_same_methods() {
        let runtime = include_str!("../../runtime/src/call/operation_info.rs");
        let (_, table) = runtime.split_once("\nmethods! {\n").unwrap();
        let (table, _) = table.split_once("\n}").unwrap();
        let rows: Vec<&str> = table.lines().map(str::trim).collect();
        let row = |(field, method): &(&str, Method)| {
            let (name, is_idempotent) = (method.as_str(), method.is_idempotent());
            format!("{field}: \"{name}\", {is_idempotent};")
        };
        let expected: Vec<String> = Method::FIELDS.iter().map(row).collect();
        assert_eq!(rows, expected);
    }
}

//! The documented responses as functions, for tests of programs that use the client.

use super::super::context::{Context, NamedOperation};
use super::super::docs::{Comment, status_words};
use super::super::fragment::{Fragment, code};
use crate::ir::{Docs, Response, ResponseContent, ResponseKind, StatusPattern};
use crate::names::{MethodName, Module, VariantName, response_function};

/// A documented response, with one of its media types if it has several.
pub(crate) struct DocumentedResponse<'a> {
    response: &'a Response,
    content: Option<&'a ResponseContent>,
    variant: &'a VariantName,
}

/// Returns the documented responses of an operation.
pub(crate) fn documented_responses<'a>(
    operation: NamedOperation<'a>,
) -> impl Iterator<Item = DocumentedResponse<'a>> {
    let NamedOperation { operation, names } = operation;
    let successes = operation.outputs().zip(&names.outputs);
    // `default` may be both a success and an error.
    let errors = operation
        .failures()
        .zip(&names.errors)
        .filter(|(_, variant)| !names.outputs.contains(variant));
    let both = successes.chain(errors);
    both.map(|((response, content), variant)| DocumentedResponse {
        response,
        content,
        variant,
    })
}

/// The inputs of a response's function: equal keys mean equal functions.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Key<'a> {
    docs: &'a Docs,
    status: StatusPattern,
    content: Option<(&'a str, &'a ResponseKind)>,
}

impl<'a> DocumentedResponse<'a> {
    /// Returns the name of the response's function.
    pub(crate) fn name(&self) -> MethodName {
        response_function(self.variant)
    }

    /// Returns the key of the response's function.
    pub(crate) fn key(&self) -> Key<'a> {
        let content = self
            .content
            .map(|content| (content.media_type.text.as_str(), &content.kind));
        Key {
            docs: &self.response.docs,
            status: self.response.status,
            content,
        }
    }
}

/// Returns the function that creates a response.
pub(crate) fn function(context: &Context<'_>, documented: &DocumentedResponse<'_>) -> Fragment {
    let DocumentedResponse {
        response, content, ..
    } = documented;
    let name = documented.name();
    let comment = Comment::of(&response.docs, &status_words(response.status)).outer();
    let mut arguments = Vec::new();
    let status = match response.status {
        StatusPattern::Exact(status) => Fragment::Number(status.into()),
        StatusPattern::Range(_) | StatusPattern::Default => {
            arguments.push(code!(=> status: u16));
            code!(=> status)
        }
    };
    let made = match content {
        None => code!(status => apiruntime::codegen::ScriptedResponse::new(#status)),
        Some(content) => {
            let media_type = &content.media_type.text;
            let json = match &content.kind {
                ResponseKind::Json(ty) => Some(ty),
                ResponseKind::Scalar(ty) if !content.media_type.is_plain_text() => Some(ty),
                _ => None,
            };
            if let Some(ty) = json {
                let ty = context.in_module(Module::TestResponses).rust(ty);
                arguments.push(code!(ty => body: &#ty));
                // The response to a media range is JSON, which the range includes.
                let is_json = media_type == "application/json" || content.media_type.is_range();
                let media_type = (!is_json).then(|| code!(media_type => .media_type(#media_type)));
                code! { status, media_type =>
                    apiruntime::codegen::ScriptedResponse::value(#status, body)#media_type
                }
            } else {
                arguments.push(
                    code!(=> body: impl ::std::convert::Into<apiruntime::codegen::bytes::Bytes>),
                );
                code! { status, media_type =>
                    apiruntime::codegen::ScriptedResponse::new(#status).body(#media_type, body)
                }
            }
        }
    };
    let (name, arguments) = (&name, Fragment::listed(arguments));
    code! { comment, name, arguments, made =>
        #comment
        #[must_use]
        #[inline]
        pub fn #name(#arguments) -> apiruntime::codegen::ScriptedResponse { #made }
    }
}

//! Responses: which of them mean success, and what their bodies and headers hold.

mod busy;
mod content;
mod event;

use crate::diagnostic::Code;
use crate::ir::{
    Docs, Encoding, Explode, HeaderStyle, Location, Method, ParameterPresence, Response,
    ResponseContent, ResponseHeader, Sensitivity, StatusPattern, StringFormat, Type,
};
use crate::source::Node;

use super::Lowering;
use super::operation_scope::OperationScope;
use super::views::{MessageView, ParameterView, View};
use busy::BusyRule;
use content::in_memory;

/// A response apart from the status for which it is declared.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    contents: Vec<ResponseContent>,
    /// The media types, as `Accept` lists them.
    accept: Vec<String>,
    headers: Vec<ResponseHeader>,
    docs: Docs,
    busy: Option<BusyRule>,
}

/// The responses of an operation, each list in the order of matching.
#[derive(Default)]
pub(super) struct Responses {
    pub(super) successes: Vec<Response>,
    pub(super) errors: Vec<Response>,
    pub(super) accept: Vec<String>,
    /// Indexes into [`Api::busy`](crate::ir::Api::busy).
    pub(super) busy: Vec<usize>,
}

impl<'s> Lowering<'s> {
    /// Returns the documented responses of an operation.
    pub(super) fn responses(&mut self, site: &OperationScope<'s>) -> Responses {
        let mut responses = Responses::default();
        for (status, is_success, key, written) in self.listed(site) {
            let Some(message) = self.context.follow_view::<MessageView<'s>>(written) else {
                continue;
            };
            // The types of the first success are named after the operation alone.
            let is_main = is_success && responses.successes.is_empty();
            let mut declared = self.declared(site, written, message, (!is_main).then_some(key));
            for media_type in &declared.accept {
                if !responses.accept.contains(media_type) {
                    responses.accept.push(media_type.clone());
                }
            }
            if !declared.contents.is_empty() && has_no_body(&site.method, status) {
                self.report_content(&site.method, written);
                declared.contents.clear();
            }
            let mut docs = declared.docs;
            docs.description = super::views::docs(written).description.or(docs.description);
            let mut response = Response {
                status,
                statuses: statuses(status, is_success),
                contents: declared.contents,
                headers: declared.headers,
                docs,
                origin: written.origin(),
            };
            match declared.busy {
                Some(rule) if is_success => self.report_busy_success(&rule),
                Some(rule) => responses.busy.push(self.busy(response.statuses, rule)),
                None => {}
            }
            if is_success {
                responses.successes.push(response.clone());
            } else {
                self.note_streams(message, &response.contents);
            }
            if !is_success || status == StatusPattern::Default {
                response.statuses = statuses(status, false);
                response.contents = in_memory(response.contents);
                responses.errors.push(response);
            }
        }
        responses.errors.sort_by_key(|response| response.status);
        // The lists live as long as the model, and an operation has few responses.
        responses.successes.shrink_to_fit();
        responses.errors.shrink_to_fit();
        responses
    }

    /// Returns the final responses with their statuses and whether each is a success. Successes come first, so that
    /// `Accept` lists their media types before those of errors.
    fn listed(&self, site: &OperationScope<'s>) -> Vec<(StatusPattern, bool, &'s str, Node<'s>)> {
        use StatusPattern::{Default, Exact, Range};
        let responses = site.operation.responses();
        let listed = responses.filter_map(|(key, node)| Some((status(key)?, key, node)));
        let mut listed: Vec<_> = listed.collect();
        listed.sort_by_key(|(status, ..)| *status);
        // A duplicate such as `4xx` beside `4XX` has been reported.
        listed.dedup_by_key(|(status, ..)| *status);
        listed.retain(|(status, _, node)| {
            let is_interim = matches!(status, Exact(100..=199) | Range(1));
            if is_interim {
                let message = "a response of this status is interim (RFC 9110, 15.2): the client waits for \
                    the final one, and never returns it";
                self.context.note(Code::Ignored, node.at_key(), message);
            }
            !is_interim
        });
        let is_2xx = |status: StatusPattern| matches!(status, Exact(200..=299) | Range(2));
        let has_2xx = listed.iter().any(|(status, ..)| is_2xx(*status));
        // 304 is the response that a conditional request asks for.
        let is_success = |status: StatusPattern| {
            is_2xx(status) || status == Exact(304) || status == Default && !has_2xx
        };
        let listed = listed.into_iter();
        let listed = listed.map(|(status, key, node)| (status, is_success(status), key, node));
        let (successes, errors): (Vec<_>, Vec<_>) =
            listed.partition(|(_, is_success, ..)| *is_success);
        [successes, errors].concat()
    }

    /// Reports content of a response that never has a body.
    fn report_content(&self, method: &Method, written: Node<'s>) {
        let message = "the response has no body (RFC 9110, 6.4.1): its `content` is ignored";
        let place = written.at_key();
        match method {
            // The content describes what a GET would return.
            Method::Head => self.context.note(Code::Ignored, place, message),
            _ => {
                let help = "remove `content`, or document the body with another status";
                self.context.warn(Code::Ignored, place, message, help);
            }
        }
    }

    /// Returns the response at a node. Several operations and statuses may refer to it.
    fn declared(
        &mut self,
        site: &OperationScope<'s>,
        written: Node<'s>,
        message: MessageView<'s>,
        suffix: Option<&str>,
    ) -> Declared {
        if let Some(known) = self.responses.get(&message.origin()) {
            return known.clone();
        }
        let mut words = site.words.clone();
        words.push("Response".to_owned());
        words.extend(suffix.map(str::to_owned));
        let words = self
            .context
            .name_prefix(written, message.node(), words, "Response");
        let (contents, accept) = self.response_contents(message, &words);
        if let Some(links) = message.links() {
            let message = "links are documentation: no code follows them";
            self.context.note(Code::Ignored, links.at_key(), message);
        }
        let declared = Declared {
            contents,
            accept,
            headers: self.headers(message, &words),
            docs: message.docs(),
            busy: message.busy().and_then(|node| self.busy_rule(node)),
        };
        self.responses.insert(message.origin(), declared.clone());
        declared
    }

    fn headers(&mut self, message: MessageView<'s>, words: &[String]) -> Vec<ResponseHeader> {
        let mut headers: Vec<ResponseHeader> = Vec::new();
        for (name, written) in message.headers() {
            let mut known = headers.iter();
            if known.any(|header| header.wire.eq_ignore_ascii_case(name)) {
                continue;
            }
            if name.eq_ignore_ascii_case("content-type") {
                let message =
                    "a response header `Content-Type` is ignored, as the specification says";
                self.context.note(Code::Ignored, written.at_key(), message);
                continue;
            }
            let header = self.context.follow_view::<ParameterView<'s>>(written);
            let Some(header) = header.filter(|header| header.node().is_map()) else {
                continue;
            };
            if !self.is_header_name(name, written.at_key()) {
                continue;
            }
            let mut words_here = words.to_vec();
            words_here.push(name.to_owned());
            let words_here = self
                .context
                .name_prefix(written, header.node(), words_here, "Header");
            let (lowered, encoding, schema) = self.value_of(header, Location::Header, &words_here);
            if let Some(schema) = schema {
                self.schemas.check_examples(header.node(), schema);
            }
            let style = match encoding {
                _ if name.eq_ignore_ascii_case("set-cookie") => HeaderStyle::Lines,
                Encoding::Json => HeaderStyle::Json,
                Encoding::Style {
                    explode: Explode::Yes,
                    ..
                } => HeaderStyle::Exploded,
                // A form can only be the whole query, never a header.
                Encoding::Style { .. }
                | Encoding::Text
                | Encoding::Form(_)
                | Encoding::JsonItems => HeaderStyle::Simple,
            };
            let style = self.header_style(&lowered.ty, style);
            // The text of a header has no properties of which one alone could be hidden.
            let holds_secret = self.schemas.types.holds_secret(&lowered.ty, true);
            let ty = match (style, lowered.ty) {
                (HeaderStyle::Json, ty) => ty,
                (HeaderStyle::Lines, ty @ Type::Array(_)) => ty,
                (HeaderStyle::Lines, _) => Type::Array(Box::new(Type::text())),
                (_, Type::Any) => Type::text(),
                (_, ty) => ty,
            };
            let sensitivity = match holds_secret {
                true => Sensitivity::Secret,
                false => self.sensitivity(header, schema),
            };
            let ty = match sensitivity {
                Sensitivity::Secret => secret(ty),
                Sensitivity::Plain => ty,
            };
            headers.push(ResponseHeader {
                wire: name.to_owned(),
                name: self.context.hint(vec![name.to_owned()], header.node()),
                presence: ParameterPresence::required(header.is_required()),
                ty,
                style,
                docs: header.docs(),
                lifecycle: header.lifecycle(),
                sensitivity,
            });
        }
        headers
    }
}

/// Returns the first and the last status that a response is for, where no more specific response matches.
fn statuses(status: StatusPattern, is_success: bool) -> (u16, u16) {
    match status {
        StatusPattern::Exact(code) => (code, code),
        StatusPattern::Range(first) => {
            let first = u16::from(first) * 100;
            (first, first + 99)
        }
        StatusPattern::Default if is_success => (200, 299),
        StatusPattern::Default => (0, u16::MAX),
    }
}

/// Whether a response never has a body, whatever its description says (RFC 9110, 6.4.1).
fn has_no_body(method: &Method, status: StatusPattern) -> bool {
    *method == Method::Head || matches!(status, StatusPattern::Exact(204 | 205 | 304))
}

/// Parses a key of `responses`; invalid keys are reported by the check of the document.
fn status(key: &str) -> Option<StatusPattern> {
    match key.as_bytes() {
        b"default" => Some(StatusPattern::Default),
        [first @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(StatusPattern::Range(first - b'0')),
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(StatusPattern::Exact),
        _ => None,
    }
}

/// Returns a type whose strings are secrets.
fn secret(ty: Type) -> Type {
    match ty {
        Type::String(_) => Type::String(StringFormat::Secret),
        Type::Array(item) => Type::Array(Box::new(secret(*item))),
        ty => ty,
    }
}

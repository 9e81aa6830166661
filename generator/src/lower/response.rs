//! Responses.

use crate::diagnostic::Code;
use crate::ir::{
    Docs, Location, Outcome, ParameterPresence, ReplyContent, ReplyHeader, ReplyKind,
    StatusPattern, Text, Type,
};
use crate::source::Node;

use super::context::Lowering;
use super::media::{Media, MediaType, media};
use super::operation::Site;
use super::view::{docs, entries, flag, lifecycle};
use super::words::Path;

/// A response without the status that it stands under.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    contents: Vec<ReplyContent>,
    headers: Vec<ReplyHeader>,
    docs: Docs,
}

impl<'s> Lowering<'s, '_> {
    /// The documented answers of an operation.
    pub(super) fn outcomes(&mut self, site: &Site<'s>) -> Vec<Outcome> {
        let listed: Vec<(StatusPattern, &'s str, Node<'s>)> = entries(site.node, "responses")
            .filter_map(|(key, node)| Some((status(key)?, key, node)))
            .collect();
        let main = listed
            .iter()
            .map(|(status, ..)| *status)
            .filter(is_success)
            .min();
        let mut outcomes: Vec<Outcome> = Vec::new();
        for (status, key, written) in listed {
            let Some(node) = self.follow(written) else {
                continue;
            };
            if outcomes.iter().any(|other| other.status == status) {
                // `4xx` beside `4XX`: the key has been reported.
                continue;
            }
            let answer = match self.answers.get(&node.origin()) {
                Some(known) => known.clone(),
                None => {
                    let mut words = site.words.clone();
                    words.push("Response".to_owned());
                    if Some(status) != main {
                        words.push(key.to_owned());
                    }
                    let words = self.home(written, node, words);
                    let answer = self.answer(node, &words);
                    self.answers.insert(node.origin(), answer.clone());
                    answer
                }
            };
            let mut docs = answer.docs;
            if let Some(text) = written.get_str("description") {
                docs.description = Some(text.to_owned());
            }
            outcomes.push(Outcome {
                status,
                contents: answer.contents,
                headers: answer.headers,
                docs,
                origin: written.origin(),
            });
        }
        outcomes.sort_by_key(|outcome| outcome.status);
        outcomes
    }

    fn answer(&mut self, node: Node<'s>, words: &[String]) -> Answer {
        let mut contents: Vec<ReplyContent> = Vec::new();
        for (name, content) in entries(node, "content") {
            let content = self.follow(content).unwrap_or(content);
            let media = media(name);
            let mut words = words.to_vec();
            if !contents.is_empty() {
                words.push(media.essence.clone());
            }
            let kind = self.reply_kind(&media, content, &Path::of(&words));
            if let Some(schema) = content.get("schema")
                && matches!(kind, ReplyKind::Json(_))
            {
                self.check_examples(content, schema);
            }
            contents.push(ReplyContent {
                media_type: media.essence,
                kind,
                example: self.media_example(content),
                origin: content.origin(),
            });
        }
        if let Some(links) = node.get("links").filter(|links| !links.is_empty()) {
            let message = "links are for the reader: no code follows them";
            self.note(Code::Ignored, links.origin().at_key(), message);
        }
        let headers = self.headers(node, words);
        Answer {
            contents,
            headers,
            docs: docs(node),
        }
    }

    fn reply_kind(&mut self, media: &MediaType, content: Node<'s>, path: &Path<'_>) -> ReplyKind {
        match media.kind {
            Media::Json => ReplyKind::Json(self.content_schema(content, path).with_null()),
            Media::JsonLines => ReplyKind::JsonLines(self.stream_item(content, path)),
            Media::Events => ReplyKind::Events(self.event_data(content, path)),
            Media::Text | Media::Form => {
                self.note_text(media, content);
                ReplyKind::Text
            }
            Media::Binary | Media::Multipart => ReplyKind::Binary,
            Media::BySchema => match self.content_schema(content, path).with_null() {
                Type::Any | Type::Text(_) => ReplyKind::Binary,
                ty => ReplyKind::Json(ty),
            },
        }
    }

    /// The type of the `data` of server-sent events, where it is JSON.
    fn event_data(&mut self, content: Node<'s>, path: &Path<'_>) -> Option<Type> {
        if let Some(event) = content.get("itemSchema") {
            // From 3.2 on the schema describes the event; `data` is text that may hold JSON.
            let event = self.follow(event)?;
            let data = event
                .get("properties")
                .and_then(|properties| properties.get("data"))?;
            let data = self.follow(data)?;
            let schema = data.get("contentSchema")?;
            return Some(self.schema(schema, &path.then("Data")).with_null());
        }
        let schema = content.get("schema")?;
        match self.schema(schema, path).with_null() {
            Type::Any | Type::Text(_) => None,
            Type::Array(item) => Some(*item),
            ty => Some(ty),
        }
    }

    fn headers(&mut self, node: Node<'s>, words: &[String]) -> Vec<ReplyHeader> {
        let mut headers = Vec::new();
        for (name, written) in node.get("headers").into_iter().flat_map(Node::entries) {
            if name.eq_ignore_ascii_case("content-type") {
                let message =
                    "a response header `Content-Type` is ignored, as the specification says";
                self.note(Code::Ignored, written.origin().at_key(), message);
                continue;
            }
            let Some(header) = self.follow(written) else {
                continue;
            };
            if !header.is_map() {
                continue;
            }
            let mut words_here = words.to_vec();
            words_here.push(name.to_owned());
            let words_here = self.home(written, header, words_here);
            let (lowered, _, schema) = self.value_of(header, Location::Header, &words_here);
            if let Some(schema) = schema {
                self.check_examples(header, schema);
            }
            let ty = match lowered.ty {
                Type::Any => Type::Text(Text::Plain(None)),
                ty => ty,
            };
            headers.push(ReplyHeader {
                wire: name.to_owned(),
                name: self.hint(vec![name.to_owned()], header),
                presence: if flag(header, "required") {
                    ParameterPresence::Required
                } else {
                    ParameterPresence::Optional
                },
                ty,
                docs: docs(header),
                lifecycle: lifecycle(header),
            });
        }
        headers
    }
}

fn is_success(status: &StatusPattern) -> bool {
    match status {
        StatusPattern::Exact(code) => (200..300).contains(code),
        StatusPattern::Range(first) => *first == 2,
        StatusPattern::Default => false,
    }
}

/// Reads a key of `responses`; the check of the document reports others.
fn status(key: &str) -> Option<StatusPattern> {
    match key.as_bytes() {
        b"default" => Some(StatusPattern::Default),
        [first @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(StatusPattern::Range(first - b'0')),
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(StatusPattern::Exact),
        _ => None,
    }
}

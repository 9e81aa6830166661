//! Makes responses from the description, and the results that they must have.

use generator::ir::{
    HeaderStyle, Operation, Response, ResponseContent, ResponseHeader, ResponseKind, StatusPattern,
    TypeKind,
};
use generator::names::OperationNames;
use serde_json::{Value, json};

use super::media_type::{concrete, is_json};
use super::served::{Held, body, error_body};
use super::view::{View, join};
use crate::sample::Samples;

/// A response, and the result that it must have.
pub(super) struct Exchange {
    /// As the program reads it.
    pub(super) response: Value,
    pub(super) expected: Expected,
    /// What it is, for messages.
    pub(super) title: String,
}

/// The result that a response must have.
pub(super) enum Expected {
    /// The result of a documented response: its variant, and what it holds.
    Documented {
        is_success: bool,
        variant: String,
        body: Held,
        /// The typed headers by their names.
        headers: Vec<(String, Value)>,
    },
    /// The result of an undocumented response: an error, or a success that it fits, with its whole body.
    Undocumented { is_success: bool },
}

/// Makes responses for one operation.
pub(super) struct Responses<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) operation: &'a Operation,
    pub(super) names: &'a OperationNames,
}

impl Responses<'_> {
    /// Makes one response for each status and media type, one for undocumented statuses, and one with an undocumented
    /// media type.
    pub(super) fn all(&self, samples: &mut Samples<'_>) -> Vec<Exchange> {
        let mut made = Vec::new();
        let successes = self.operation.outputs().zip(&self.names.outputs);
        for ((response, content), variant) in successes {
            made.extend(self.documented(samples, response, content, &variant.to_string(), true));
        }
        let failures = self.operation.failures().zip(&self.names.errors);
        for ((response, content), variant) in failures {
            made.extend(self.documented(samples, response, content, &variant.to_string(), false));
        }
        for status in [418, 599] {
            if self.is_free(status) {
                let body = br#"{"odd":[1]}"#;
                made.push(undocumented(status, false, "application/json", body));
            }
        }
        if self.is_free(299) {
            made.push(self.undocumented_success(&made));
        }
        let unlisted = self.operation.successes.first().filter(|response| {
            !response.contents.is_empty()
                && !response.contents.iter().any(|content| {
                    content
                        .media_types()
                        .any(generator::ir::MediaType::is_range)
                })
        });
        if let Some(status) = unlisted.and_then(|response| self.status(response, true)) {
            made.push(undocumented(
                status,
                true,
                "application/x-odd",
                &[0, 255, 1],
            ));
        }
        made
    }

    /// Makes an undocumented success, with the body of the first success that has one.
    fn undocumented_success(&self, made: &[Exchange]) -> Exchange {
        let with_body = made.iter().find(|known| {
            let is_success = |expected| {
                matches!(
                    expected,
                    &Expected::Documented {
                        is_success: true,
                        ..
                    }
                )
            };
            is_success(&known.expected) && known.response["media_type"].is_string()
        });
        let Some(known) = with_body else {
            return undocumented(299, true, "text/plain", b"odd");
        };
        let mut response = known.response.clone();
        response["status"] = json!(299);
        Exchange {
            response,
            title: "299, which is not described".to_owned(),
            expected: Expected::Undocumented { is_success: true },
        }
    }

    /// Whether no response is documented for a status.
    fn is_free(&self, status: u16) -> bool {
        self.covering(status).next().is_none()
    }

    /// Returns the documented responses that a status belongs to.
    fn covering(&self, status: u16) -> impl Iterator<Item = &Response> {
        let all = self.operation.successes.iter();
        let all = all.chain(&self.operation.errors);
        all.filter(move |known| (known.statuses.0..=known.statuses.1).contains(&status))
    }

    /// Returns a status with which the client takes a response for this one.
    fn status(&self, response: &Response, is_success: bool) -> Option<u16> {
        let is_own = |status: &u16| {
            let mut covering = self.covering(*status);
            !covering.any(|other| other.status < response.status)
        };
        match response.status {
            StatusPattern::Exact(status) => Some(status),
            StatusPattern::Range(first) => {
                let first = u16::from(first) * 100;
                (first..first + 100).rev().find(is_own)
            }
            StatusPattern::Default if is_success => (200..300).find(is_own),
            StatusPattern::Default => [418, 403, 500, 503].into_iter().find(is_own),
        }
    }

    fn documented(
        &self,
        samples: &mut Samples<'_>,
        response: &Response,
        content: Option<&ResponseContent>,
        variant: &str,
        is_success: bool,
    ) -> Vec<Exchange> {
        let Some(status) = self.status(response, is_success) else {
            return Vec::new();
        };
        let Some(pointer) = self.view.pointer(response.origin) else {
            return Vec::new();
        };
        let (lines, headers) = self.headers(samples, response, &pointer, is_success);
        let exchange = |media_type: Option<&str>, body: &[u8], held: Held| Exchange {
            response: json!({
                "status": status, "media_type": media_type, "body": body, "headers": lines,
            }),
            title: format!("{status} {}", media_type.unwrap_or("without a body")),
            expected: Expected::Documented {
                is_success,
                variant: variant.to_owned(),
                body: held,
                headers: headers.clone(),
            },
        };
        let Some(content) = content else {
            return vec![exchange(None, &[], Held::Nothing)];
        };
        let mut made = Vec::new();
        for media_type in content.media_types() {
            let Some(content_pointer) = self
                .view
                .followed(&join(&pointer, &["content", &media_type.text]))
            else {
                continue;
            };
            let served = match media_type.is_range() {
                false => media_type.text.clone(),
                true => of_range(response, content, &media_type.essence),
            };
            let body = match is_success {
                true => body(self.view, samples, content, &content_pointer, &served),
                false => error_body(self.view, samples, content, &content_pointer, &served),
            };
            let served = match (&body, served.contains("boundary=")) {
                (Some((_, Held::Parts(_))), false) => served + "; boundary=xyz",
                _ => served,
            };
            if let Some((bytes, held)) = body {
                made.push(exchange(Some(&served), &bytes, held));
            }
        }
        made
    }

    /// Returns the lines of the declared headers, and their values.
    fn headers(
        &self,
        samples: &mut Samples<'_>,
        response: &Response,
        pointer: &str,
        is_success: bool,
    ) -> (Vec<[String; 2]>, Vec<(String, Value)>) {
        let all = match is_success {
            true => self.operation.success_headers(),
            false => self.operation.error_headers(),
        };
        let (mut lines, mut values) = (Vec::new(), Vec::new());
        for header in &response.headers {
            let is_same = |other: &&ResponseHeader| {
                other.wire.eq_ignore_ascii_case(&header.wire)
                    && (&other.ty, other.style) == (&header.ty, header.style)
            };
            // A header with several types is kept as text.
            let Some(typed) = all.iter().find(is_same) else {
                continue;
            };
            let declared = self
                .view
                .followed(&join(pointer, &["headers", &header.wire]));
            let value = declared.and_then(|declared| self.header(samples, header, &declared));
            if let Some((strings, value)) = value {
                let strings = strings.into_iter();
                lines.extend(strings.map(|text| [header.wire.clone(), text]));
                values.push((typed.wire.clone(), value));
            }
        }
        (lines, values)
    }

    /// Draws the value of a header and writes it in its style (`simple`); a list may be on several lines (RFC 9110,
    /// 5.3).
    fn header(
        &self,
        samples: &mut Samples<'_>,
        header: &ResponseHeader,
        pointer: &str,
    ) -> Option<(Vec<String>, Value)> {
        let node = self.view.document.pointer(pointer)?;
        let media_type = node.get("content").and_then(Value::as_object);
        let media_type = media_type.and_then(|content| content.keys().next());
        let schema = match media_type {
            Some(media_type) => join(pointer, &["content", media_type, "schema"]),
            None => join(pointer, &["schema"]),
        };
        let is_plain = |text: &str| {
            !text.is_empty()
                && text.trim() == text
                && text
                    .chars()
                    .all(|c| c.is_ascii_graphic() && !",=\"".contains(c))
        };
        let has_lines = header.style == HeaderStyle::Lines || samples.random().percent(30);
        // From text it cannot be seen which of several shapes a value has, unless all are the same.
        let types = &self.view.model.api.types;
        let is_union = matches!(
            types.kind(types.resolve_null(&header.ty).0),
            Some(TypeKind::Union(_))
        );
        let has_fields = matches!(
            header.style,
            HeaderStyle::Fields | HeaderStyle::ExplodedFields
        );
        // Nor whether a property is a string or a number, before the variant is known.
        let is_guessed =
            |text: &str| is_union && has_fields && serde_json::from_str::<Value>(text).is_ok();
        let leaf = |value: &Value| match value {
            Value::Null | Value::Array(_) | Value::Object(_) => None,
            Value::String(text) => (is_plain(text) && !is_guessed(text)).then(|| text.clone()),
            scalar => Some(scalar.to_string()),
        };
        let written = |value: &Value| -> Option<Vec<String>> {
            if media_type.is_some_and(|media_type| is_json(media_type)) {
                let text = value.to_string();
                return text.is_ascii().then(|| vec![text]);
            }
            let explode = node.get("explode").and_then(Value::as_bool) == Some(true);
            match value {
                Value::Array(items)
                    if is_union && (header.style != HeaderStyle::List || items.len() == 1) =>
                {
                    None
                }
                Value::Object(_) if is_union && !has_fields => None,
                Value::Array(items) if !items.is_empty() => {
                    let items: Option<Vec<_>> = items.iter().map(leaf).collect();
                    let items = items?;
                    Some(if has_lines {
                        items
                    } else {
                        vec![items.join(",")]
                    })
                }
                Value::Object(fields) if !fields.is_empty() => {
                    let between = if explode { "=" } else { "," };
                    let pairs = fields
                        .iter()
                        .filter(|(key, _)| is_plain(key))
                        .map(|(key, value)| Some(format!("{key}{between}{}", leaf(value)?)));
                    let pairs: Option<Vec<_>> = pairs.collect();
                    pairs
                        .filter(|pairs| pairs.len() == fields.len())
                        .map(|pairs| vec![pairs.join(",")])
                }
                scalar => leaf(scalar).map(|text| vec![text]),
            }
        };
        let value = samples.draw(&schema, &|value| written(value).is_some())?;
        let lines = written(&value)?;
        // In a header whose lines are never joined, each line is a value.
        let value = match value {
            one if header.style == HeaderStyle::Lines && !one.is_array() => json!([one]),
            value => value,
        };
        Some((lines, value))
    }
}

fn undocumented(status: u16, is_success: bool, media_type: &str, body: &[u8]) -> Exchange {
    Exchange {
        response: json!({ "status": status, "media_type": media_type, "body": body }),
        title: format!("{status} {media_type}, which is not described"),
        expected: Expected::Undocumented { is_success },
    }
}

/// Returns a media type of a range that the response does not name itself.
fn of_range(response: &Response, content: &ResponseContent, range: &str) -> String {
    let usual = match &content.kind {
        ResponseKind::Json(_) | ResponseKind::Scalar(_)
            if range == "*/*" || range == "application/*" =>
        {
            "application/json"
        }
        _ if range.ends_with("+json") => "application/x-some+json",
        _ => concrete(range),
    };
    let named = |text: &str| {
        let mut others = response
            .contents
            .iter()
            .flat_map(ResponseContent::media_types);
        others.any(|other| other.essence == text)
    };
    match named(usual) {
        false => usual.to_owned(),
        true => range.replace('*', "x-other"),
    }
}

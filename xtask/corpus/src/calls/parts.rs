//! The parts of a multipart body, compared with the arguments.

use generator::ir::{Part, PartCount, PartKind, PartPlace};
use serde_json::Value;

use super::arguments::{part_header_key, part_key};
use super::given::{Given, described};
use super::media_type::is_json;
use super::view::View;
use super::wire::{
    self, Pairs, Place, Read, Shape, Style, StyleName, equal, is_json_of, is_text_of,
};

/// Whether a part has this value. A string is the JSON itself if its schema says so by `contentMediaType` (JSON Schema
/// Validation, 8.4), and is written as JSON if the encoding of the part requires that.
fn holds(part: &Part, sent: &wire::Part, value: &Value, encoding: Option<&Value>) -> bool {
    if part.kind == PartKind::File {
        return sent.body == super::bytes(value);
    }
    let text = String::from_utf8_lossy(&sent.body).into_owned();
    let is_encoded = encoding.is_some_and(|encoding| encoding.get("contentType").is_some());
    let holds_json = value.is_string() && matches!(part.kind, PartKind::Text(_)) && !is_encoded;
    match sent.media_type.as_deref().is_some_and(is_json) && !holds_json {
        true => is_json_of(value, &text),
        false => is_text_of(value, &text),
    }
}

/// Whether the value of a part is the bytes of a file.
fn is_one_file(part: &Part) -> bool {
    part.kind == PartKind::File && part.count == PartCount::One
}

/// The parts of a body, and what was given for them.
pub(super) struct Parts<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) parts: &'a [Part],
    pub(super) given: &'a Given,
    pub(super) has_names: bool,
}

impl Parts<'_> {
    /// Compares them with what was sent.
    pub(super) fn check(
        &self,
        encoding: Option<&Value>,
        mut sent: Vec<wire::Part>,
    ) -> Result<(), String> {
        for (number, part) in self.parts.iter().enumerate() {
            let Some(value) = self.given.get(&part_key(number)) else {
                continue;
            };
            let wire_name = &part.wire;
            let of_encoding = encoding.and_then(|encoding| encoding.get(wire_name));
            if let PartKind::Styled(..) = &part.kind {
                let node = of_encoding.unwrap_or(&Value::Null);
                let style = Style::of(node, Place::Query);
                let pairs = sent.iter();
                let pairs = pairs.map(|part| {
                    (
                        part.name.clone(),
                        String::from_utf8_lossy(&part.body).into_owned(),
                    )
                });
                let mut pairs = Pairs::plain(pairs.collect());
                let read = style.pairs(wire_name, value, &mut pairs);
                if style.name != StyleName::Deep {
                    equal(style, value, read)
                        .map_err(|why| format!("part `{wire_name}`: {why}"))?;
                }
                let left: Vec<String> = pairs.left().collect();
                sent.retain(|part| left.contains(&part.name));
                continue;
            }
            let values: Vec<&Value> = match value {
                Value::Array(items) if part.place == PartPlace::Named && !is_one_file(part) => {
                    items.iter().collect()
                }
                one => vec![one],
            };
            for value in values {
                // Parts of other media types have no names: any part with this content is taken.
                let at = sent.iter().position(|known| match self.has_names {
                    true => known.name == *wire_name,
                    false => holds(part, known, value, of_encoding),
                });
                let found = at.map(|at| sent.remove(at));
                let found =
                    found.ok_or_else(|| format!("part `{wire_name}` is missing: {value}"))?;
                let is_equal = holds(part, &found, value, of_encoding);
                if !is_equal {
                    return Err(format!("part `{wire_name}`: {value} is sent as {found:?}"));
                }
                self.check_headers(number, part, &found)
                    .map_err(|why| format!("part `{wire_name}`: {why}"))?;
                let wanted = of_encoding.and_then(|given| given["contentType"].as_str());
                if let Some(wanted) = wanted.filter(|wanted| !wanted.contains(['*', ',']))
                    && found.media_type.as_deref() != Some(wanted)
                {
                    return Err(format!(
                        "part `{wire_name}` is {:?}, not {wanted}",
                        found.media_type
                    ));
                }
            }
        }
        match sent.first() {
            Some(part) => Err(format!("the part {part:?} was not given")),
            None => Ok(()),
        }
    }

    /// Compares the headers of a part.
    fn check_headers(&self, number: usize, part: &Part, sent: &wire::Part) -> Result<(), String> {
        for (at, header) in part.headers.iter().enumerate() {
            let header = described(self.view, header, part_header_key(number, at));
            let header = header.ok_or("a header without a description")?;
            let value = self.given.get(&header.key).unwrap_or(&Value::Null);
            let mut lines = sent.headers.iter();
            let line = lines.find(|(name, _)| name.eq_ignore_ascii_case(&header.name));
            let read = match line {
                Some((_, raw)) => header.style.header(Shape::of(value), raw),
                None => Some(Read::Absent),
            };
            equal(header.style, value, read).map_err(|why| format!("`{}`: {why}", header.name))?;
        }
        Ok(())
    }
}

//! What the body of an error says, whatever its shape.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::error::excerpt::redact;

/// Returns the error code of a body.
pub(crate) fn code_in(body: &[u8]) -> Option<String> {
    Details::read(body).code
}

/// What an error body says, whatever its shape.
#[derive(Default)]
pub(crate) struct Details {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// Bodies nested deeper than this are not searched.
const DEPTH: usize = 8;

/// The keys that services use: pairs of a code and a message, the first that is complete wins; those of the id of the
/// request; and those of OAuth 2.
const KEYS: [&str; 11] = [
    "error_code",
    "error_msg",
    "errorCode",
    "errorMsg",
    "code",
    "message",
    "request_id",
    "requestId",
    "RequestId",
    "error",
    "error_description",
];

/// Where in [`KEYS`] the ids begin, and the keys of OAuth 2.
const IDS: usize = 6;
const OAUTH: usize = 9;

impl Details {
    /// Reads a body without building it in memory; what comes before a mistake counts.
    pub(crate) fn read(body: &[u8]) -> Details {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let mut found = Found::default();
        // Most bodies that are not JSON are recognized by their first byte.
        if body.trim_ascii_start().first() == Some(&b'{') {
            let mut json = serde_json::Deserializer::from_slice(body);
            let _ = Walk(&mut found, None, DEPTH).deserialize(&mut json);
        }
        let mut details = found.details();
        // A body that has one key of a pair only still says something.
        if details.code.is_none() && details.message.is_none() {
            details.code = found.first(&[0, 2, 4, OAUTH]);
            details.message = found.first(&[1, 3, 5, OAUTH + 1]);
        }
        details
    }

    /// Takes these secrets out, which the server may have quoted.
    pub(crate) fn redact(&mut self, secrets: &[String]) {
        for text in [&mut self.code, &mut self.message, &mut self.request_id]
            .into_iter()
            .flatten()
        {
            *text = redact(text, secrets).into_owned();
        }
    }
}

/// What an object has of [`KEYS`].
#[derive(Default)]
struct Found {
    own: [Option<String>; KEYS.len()],
    /// What the objects in it say.
    inner: Details,
}

impl Found {
    /// The first text that there is.
    fn first(&mut self, indexes: &[usize]) -> Option<String> {
        let mut indexes = indexes.iter();
        indexes.find_map(|index| self.own.get_mut(*index)?.take())
    }

    /// What the object says, before what is in it.
    fn details(&mut self) -> Details {
        let mut details = std::mem::take(&mut self.inner);
        if let Some(id) = self.first(&[IDS, IDS + 1, IDS + 2]) {
            details.request_id = Some(id);
        }
        for pair in self.own.chunks_exact_mut(2).take(IDS / 2) {
            if let [code @ Some(_), message @ Some(_)] = pair {
                (details.code, details.message) = (code.take(), message.take());
                break;
            }
        }
        details
    }
}

/// Reads a value: the one of a key of [`KEYS`] is kept, and objects are searched to this depth.
struct Walk<'a>(&'a mut Found, Option<usize>, usize);

impl Walk<'_> {
    fn keep(self, text: String) {
        let slot = self.1.and_then(|index| self.0.own.get_mut(index));
        if let Some(slot) = slot.filter(|_| !text.is_empty()) {
            *slot = Some(text);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if self.1.is_some() {
            self.keep(text.to_owned());
        }
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.keep(number.to_string());
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.keep(number.to_string());
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.keep(number.to_string());
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Walk(outer, key, depth) = self;
        let is_whole = key.is_none() && depth == DEPTH;
        let mut inner = Found::default();
        let found = if is_whole { &mut *outer } else { &mut inner };
        let read = loop {
            match map.next_key_seed(Key) {
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
                Ok(Some(_)) if depth == 0 => match map.next_value::<IgnoredAny>() {
                    Ok(_) => {}
                    Err(error) => break Err(error),
                },
                Ok(Some(key)) => match map.next_value_seed(Walk(found, key, depth - 1)) {
                    Ok(()) => {}
                    Err(error) => break Err(error),
                },
            }
        };
        if !is_whole {
            let details = inner.details();
            let outer = &mut outer.inner;
            if outer.code.is_none() && outer.message.is_none() {
                (outer.code, outer.message) = (details.code, details.message);
            }
            outer.request_id = outer.request_id.take().or(details.request_id);
        }
        read
    }
}

/// Reads a key as its index in [`KEYS`].
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(KEYS.iter().position(|known| *known == key))
    }
}

#[cfg(test)]
mod tests {
    use super::Details;

    fn read(body: &str) -> [Option<String>; 3] {
        let details = Details::read(body.as_bytes());
        [details.code, details.message, details.request_id]
    }

    fn found(code: &str, message: &str, id: &str) -> [Option<String>; 3] {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        [text(code), text(message), text(id)]
    }

    #[test]
    fn code_message_and_id_are_found_in_any_of_the_usual_shapes() {
        for (body, expected) in [
            (
                r#"{"error_code":"A","error_msg":"b","request_id":"c"}"#,
                found("A", "b", "c"),
            ),
            (r#" {"errorCode":"A","errorMsg":"b"}"#, found("A", "b", "")),
            (
                r#"{"code":7,"message":"b","requestId":9}"#,
                found("7", "b", "9"),
            ),
            (
                r#"{"error":{"code":"A","message":"b"}}"#,
                found("A", "b", ""),
            ),
            (
                r#"{"x":{"y":{"code":"A","message":"b"}},"error_code":"O","error_msg":"o"}"#,
                found("O", "o", ""),
            ),
            (
                r#"{"x":{"code":"A","message":"b"},"y":{"code":"B","message":"c"}}"#,
                found("A", "b", ""),
            ),
            (
                r#"{"error":"A","error_description":"b"}"#,
                found("A", "b", ""),
            ),
            (r#"{"error_code":"A","error_msg":""}"#, found("A", "", "")),
            (r#"{"message":"b","code":null}"#, found("", "b", "")),
            (r#"[{"code":"A","message":"b"}]"#, found("", "", "")),
            (r#"{"x":[{"code":"A","message":"b"}]}"#, found("", "", "")),
            // Cut, or followed by something else.
            (
                r#"{"error":{"code":"A","message":"b","more":[1,2"#,
                found("A", "b", ""),
            ),
            (r#"{"code":"A","message":"b"} {"#, found("A", "b", "")),
            ("{", found("", "", "")),
        ] {
            assert_eq!(read(body), expected, "{body}");
        }
        let deep = "{\"x\":".repeat(200) + r#"{"code":"A","message":"b"}"#;
        assert_eq!(read(&deep), found("", "", ""));
    }
}

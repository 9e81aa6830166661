//! Removes secrets from an exchange before it is stored or shown.

use std::borrow::Cow;

use serde_json::Value;

use crate::body::marked::{BODY, each_part, is_marked, is_whole, marked_in};
use crate::body::media_type::parameter;
use crate::error::redact::replace_secrets;

/// The replacement for a secret.
pub(super) const REDACTED: &str = "redacted";

/// The shortest credential that is searched for: a shorter one, such as in a test, occurs in other text, too.
const FEWEST: usize = 4;

/// Parts of the names of secrets.
const SECRET: &[&str] = &[
    "accesskey",
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "signature",
    "token",
];

/// Parts of the names of positions in a list.
const PLACE: &[&str] = &["continu", "cursor", "next", "page"];

/// Whether a secret is replaced wherever it occurs.
fn is_sought(secret: &str) -> bool {
    secret.len() >= FEWEST && !REDACTED.contains(secret)
}

/// Removes secrets from the parts of an exchange.
pub(super) struct Redactor {
    /// The names that the description marks as secret.
    names: &'static [&'static str],
    /// The credentials.
    secrets: Vec<String>,
}

impl Redactor {
    pub(super) fn new(names: &'static [&'static str], secrets: &[String]) -> Redactor {
        let secrets = secrets.iter().filter(|secret| is_sought(secret));
        Redactor {
            names,
            secrets: secrets.cloned().collect(),
        }
    }

    /// Adds what a response has under the names that the description marks as secret, which it may repeat elsewhere.
    pub(super) fn learn(&mut self, response: &[u8]) {
        let mut found = Vec::new();
        marked_in(response, self.names, &mut found);
        self.secrets
            .extend(found.into_iter().filter(|secret| is_sought(secret)));
    }

    /// Returns whether a name is that of a secret: by the description, or by the usual names of secrets.
    pub(super) fn is_secret(&self, name: &str) -> bool {
        if self.is_marked(name) {
            return true;
        }
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        let name: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        name == "sig" || (has(SECRET) && !has(PLACE))
    }

    fn is_marked(&self, name: &str) -> bool {
        is_marked(name, self.names)
    }

    /// Returns the value of a header, redacted.
    pub(super) fn header(&self, name: &str, value: &str) -> String {
        match self.is_secret(name) {
            true => REDACTED.to_owned(),
            false => self.query(value),
        }
    }

    /// Returns a text without credentials, and without secrets in the queries of its URLs or in a form.
    pub(super) fn query(&self, text: &str) -> String {
        let mut kept = String::with_capacity(text.len());
        let mut rest = text;
        let ends = |c: char| {
            c.is_whitespace() || matches!(c, '&' | ';' | '#' | '"' | '\'' | '<' | '>' | '\\')
        };
        while let Some((before, after)) = rest.split_once('=') {
            let name = before
                .rsplit(|c: char| !c.is_ascii_alphanumeric() && !"-_.[]%".contains(c))
                .next();
            let value = after.find(ends).unwrap_or(after.len());
            kept.push_str(before);
            kept.push('=');
            let (value, after) = after.split_at(value);
            kept.push_str(match name.is_some_and(|name| self.is_secret(name)) {
                true => REDACTED,
                false => value,
            });
            rest = after;
        }
        kept.push_str(rest);
        self.credentials(kept)
    }

    /// Returns a text without credentials.
    fn credentials(&self, text: String) -> String {
        match replace_secrets(&text, &self.secrets, REDACTED) {
            Cow::Owned(redacted) => redacted,
            Cow::Borrowed(_) => text,
        }
    }

    /// Returns a body without secrets; one that has none is returned unchanged.
    pub(super) fn body<'a>(&self, text: &'a str, media_type: &str) -> Cow<'a, str> {
        if let Ok(mut value) = serde_json::from_slice::<Value>(text.as_bytes()) {
            let is_map = value.is_object();
            let is_replaced = is_whole(&value, self.names) && replace(&mut value, is_map);
            return match self.json(&mut value) | is_replaced {
                true => Cow::Owned(value.to_string()),
                false => Cow::Borrowed(text),
            };
        }
        if self.names.contains(&BODY) {
            return Cow::Borrowed(REDACTED);
        }
        if media_type.starts_with("application/x-www-form-urlencoded") {
            return Cow::Owned(self.query(text));
        }
        // JSON behind a byte order mark, JSON lines and events.
        let (mut kept, mut rest) = (String::new(), text);
        while let Some(start) = rest.find(['{', '[']) {
            let (before, json) = rest.split_at(start);
            kept.push_str(before);
            let mut values = serde_json::Deserializer::from_slice(json.as_bytes()).into_iter();
            let mut value = values.next().and_then(Result::ok);
            let length = value.as_ref().map_or(1, |_| values.byte_offset());
            let (own, after) = json.split_at(length);
            match value.as_mut().is_some_and(|value| self.json(value)) {
                true => kept.extend(value.map(|value| value.to_string())),
                false => kept.push_str(own),
            }
            rest = after;
        }
        kept.push_str(rest);
        Cow::Owned(self.credentials(kept))
    }

    /// Returns a body that is not text without credentials, and nothing of one that is a secret as a whole.
    pub(super) fn bytes(&self, body: &[u8]) -> Vec<u8> {
        if self.names.contains(&BODY) {
            return REDACTED.into();
        }
        let mut kept = Vec::with_capacity(body.len());
        for chunk in body.utf8_chunks() {
            let text = replace_secrets(chunk.valid(), &self.secrets, REDACTED);
            kept.extend_from_slice(text.as_bytes());
            kept.extend_from_slice(chunk.invalid());
        }
        kept
    }

    /// Returns a multipart body without the headers and the contents of the parts with names of secrets.
    pub(super) fn parts<'a>(&self, body: &'a [u8], media_type: &str) -> Cow<'a, [u8]> {
        if !media_type.starts_with("multipart/") {
            return body.into();
        }
        let mut kept = Vec::with_capacity(body.len());
        let rest = each_part(body, |head, content| {
            let text = String::from_utf8_lossy(head);
            let mut names = text.lines().filter_map(|line| parameter(line, "name"));
            for line in head.split_inclusive(|byte| *byte == b'\n') {
                let colon = line.iter().position(|byte| *byte == b':');
                let (name, _) = line.split_at(colon.unwrap_or_default());
                match self.is_secret(&String::from_utf8_lossy(name)) {
                    true => kept.extend_from_slice(&[name, b": redacted\r\n"].concat()),
                    false => kept.extend_from_slice(line),
                }
            }
            kept.extend_from_slice(match names.any(|name| self.is_secret(&name)) {
                true => REDACTED.as_bytes(),
                false => content,
            });
        });
        kept.extend_from_slice(rest);
        kept.into()
    }

    /// Redacts a value, and returns whether that changed it.
    fn json(&self, value: &mut Value) -> bool {
        match value {
            Value::Object(object) => object.iter_mut().fold(false, |changed, (name, value)| {
                let is_changed = match self.is_secret(name) {
                    true => replace(value, self.is_marked(name)) | self.json(value),
                    false => self.json(value),
                };
                changed | is_changed
            }),
            Value::Array(items) => items
                .iter_mut()
                .fold(false, |changed, item| self.json(item) | changed),
            Value::String(text) => {
                let kept = match text.contains("://") {
                    true => self.query(text),
                    false => self.credentials(text.clone()),
                };
                let is_changed = kept != *text;
                *text = kept;
                is_changed
            }
            _ => false,
        }
    }
}

/// Replaces a string or a number, and those in an array, or with `is_deep` also those in an object.
fn replace(value: &mut Value, is_deep: bool) -> bool {
    match value {
        Value::String(text) => *text = REDACTED.to_owned(),
        Value::Number(number) => *number = 0.into(),
        Value::Array(items) => {
            return items
                .iter_mut()
                .fold(false, |changed, item| replace(item, is_deep) | changed);
        }
        Value::Object(object) if is_deep => {
            return object
                .values_mut()
                .fold(false, |changed, value| replace(value, is_deep) | changed);
        }
        Value::Null | Value::Bool(_) | Value::Object(_) => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::Redactor;

    #[test]
    fn names_of_secrets_are_known() {
        let redactor = Redactor::new(&["pin"], &[]);
        for name in [
            "password",
            "new_password",
            "X-Auth-Token",
            "accessKeyId",
            "client_secret",
            "sig",
            "PIN",
            "X-Amz-Signature",
        ] {
            assert!(redactor.is_secret(name), "{name}");
        }
        for name in [
            "page_token",
            "nextToken",
            "continuation-token",
            "name",
            "key",
            "pinned",
            "assignment",
        ] {
            assert!(!redactor.is_secret(name), "{name}");
        }
    }

    #[test]
    fn a_body_that_is_a_secret_is_taken_out_and_learned() {
        let mut redactor = Redactor::new(&["", "pin"], &[]);
        for (text, expected) in [
            ("s3cr3t", "redacted"),
            (r#""s3cr3t""#, r#""redacted""#),
            (r#"["a",{"b":"c"}]"#, r#"["redacted",{"b":"c"}]"#),
            (r#"{"a":"b","pin":7}"#, r#"{"a":"b","pin":0}"#),
        ] {
            assert_eq!(redactor.body(text, "application/json"), expected);
        }
        assert_eq!(redactor.bytes(b"\xffs3cr3t"), b"redacted");
        assert_eq!(redactor.query("a[]=b&pin[]=c"), "a[]=b&pin[]=redacted");
        for body in ["\"first\"", "second\n", "{\"a\": \"third\"}"] {
            redactor.learn(body.as_bytes());
        }
        assert_eq!(
            redactor.query("first second third"),
            "redacted redacted third"
        );
    }

    #[test]
    fn secrets_are_taken_out_of_bodies_and_urls() {
        let redactor = Redactor::new(&["pin"], &["s3/cr3t".to_owned()]);
        for (text, expected) in [
            (r#"{"a":1.0,  "b":[]}"#, r#"{"a":1.0,  "b":[]}"#),
            (
                r#"{"a":{"password":"x","pin":7,"password_expired":true},"tokens":["a"]}"#,
                r#"{"a":{"password":"redacted","password_expired":true,"pin":0},"tokens":["redacted"]}"#,
            ),
            (
                r#"{"pin":{"old":[7],"new":{"a":"x"}}}"#,
                r#"{"pin":{"new":{"a":"redacted"},"old":[0]}}"#,
            ),
            (
                r#"{"password":{"user":{"name":"n","password":"x"}}}"#,
                r#"{"password":{"user":{"name":"n","password":"redacted"}}}"#,
            ),
            (
                r#"{"tokens":["a",{"password":"x"}]}"#,
                r#"{"tokens":["redacted",{"password":"redacted"}]}"#,
            ),
            (
                r#"{"link":"https://a/b?X-Amz-Signature=abc&e=1#f"}"#,
                r#"{"link":"https://a/b?X-Amz-Signature=redacted&e=1#f"}"#,
            ),
            (r#"["it is s3/cr3t"]"#, r#"["it is redacted"]"#),
            (
                "data: {\"pin\":\"x\"}\n\nplain s3/cr3t\n",
                "data: {\"pin\":\"redacted\"}\n\nplain redacted\n",
            ),
            ("{\n \"pin\": \"x\"\n}", r#"{"pin":"redacted"}"#),
            (
                "\u{feff}{\n \"pin\": \"x\"\n}\n",
                "\u{feff}{\"pin\":\"redacted\"}\n",
            ),
            (
                "[{\"pin\":\"x\"}]\n[[{} a {\"pin\":\"y\"},",
                "[{\"pin\":\"redacted\"}]\n[[{} a {\"pin\":\"redacted\"},",
            ),
            (r#""https://a/b?sig=abc""#, r#""https://a/b?sig=redacted""#),
        ] {
            assert_eq!(redactor.body(text, "application/json"), expected);
        }
        let form = "application/x-www-form-urlencoded";
        assert_eq!(
            redactor.body(
                "user=n&client_secret=x%20y&b=s3%2Fcr3t&card%5Bpin%5D=1&pin[a]=2",
                form
            ),
            "user=n&client_secret=redacted&b=redacted&card%5Bpin%5D=redacted&pin[a]=redacted"
        );
        let part = |name: &str, content: &str| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n")
        };
        let parts = |secret: &str| {
            let parts = [
                part("password", secret),
                part("pin", secret),
                part("note", "a\r\n\r\nb"),
                format!("--b\r\nPin: {secret}\r\nX-Note: a\r\n\r\n\r\n"),
            ];
            [parts.concat().as_bytes(), b"\xff\r\n--b--\r\n"].concat()
        };
        let sent = parts("x");
        assert_eq!(
            *redactor.parts(&sent, "multipart/form-data"),
            parts("redacted")
        );
        assert_eq!(*redactor.parts(&sent, "text/plain"), sent);
        let bytes = redactor.bytes(b"\xff s3/cr3t\xfes3%2Fcr3t s3");
        assert_eq!(bytes, b"\xff redacted\xferedacted s3");
        let map = Redactor::new(&["{}"], &[])
            .body(r#"{"a":"x","b":{"c":1}}"#, "application/json")
            .into_owned();
        assert_eq!(map, r#"{"a":"redacted","b":{"c":0}}"#);
        assert_eq!(redactor.header("x-subject-token", "t"), "redacted");
        for end in ["#f", ";a=b", "\"", "'", "<br>", ">", "\\n", " z", "&b=c"] {
            let said = |secret: &str| format!("see https://a/?sig={secret}{end}");
            assert_eq!(redactor.query(&said("x")), said("redacted"));
        }
        assert_eq!(
            redactor.header("link", "<https://a/?page_token=3&sig=x>; rel=\"next\""),
            "<https://a/?page_token=3&sig=redacted>; rel=\"next\""
        );
    }
}

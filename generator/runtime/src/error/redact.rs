//! Removes secrets from text that a server quotes them in.

use std::borrow::Cow;

use crate::value::text::{contains, replace};

/// The replacement for a secret.
pub(super) const REDACTED: &str = "[redacted]";

/// The shortest secret that is searched for, in bytes: any text contains a string of one or two characters.
const SHORTEST: usize = 3;

/// How a text may encode a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Coding {
    Plain,
    Json,
    /// Percent-encoded, or as in a form.
    Url,
    Html,
}

const CODINGS: [Coding; 4] = [Coding::Plain, Coding::Json, Coding::Url, Coding::Html];

/// Returns the text without these secrets, as they are and in the encodings of JSON, URLs, forms and HTML.
pub(crate) fn redact<'a>(text: &'a str, secrets: &[String]) -> Cow<'a, str> {
    replace_secrets(text, secrets, REDACTED)
}

/// Replaces the secrets in a text, in any encoding.
pub(crate) fn replace_secrets<'a>(text: &'a str, secrets: &[String], with: &str) -> Cow<'a, str> {
    let mut text = Cow::Borrowed(text);
    // One may be a part of another, of which the rest would be shown.
    let mut known: Vec<&str> = known(secrets).collect();
    known.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in known {
        for coding in &CODINGS {
            if let Some(redacted) = coding.replace(&text, secret, with) {
                text = Cow::Owned(redacted);
            }
        }
    }
    text
}

/// Removes these secrets from a text.
pub(crate) fn redact_in(text: &mut String, secrets: &[String]) {
    let redacted = redact(text, secrets);
    if let Cow::Owned(redacted) = redacted {
        *text = redacted;
    }
}

/// Returns where a secret begins that the end of the text cuts off.
pub(super) fn begun_secret(text: &str, secrets: &[String]) -> Option<usize> {
    let mut starts = text.char_indices().map(|(start, _)| start);
    starts.find(|start| {
        let end = text.get(*start..).unwrap_or_default();
        known(secrets).any(|secret| CODINGS.iter().any(|coding| coding.is_begun(end, secret)))
    })
}

fn known(secrets: &[String]) -> impl Iterator<Item = &str> {
    let secrets = secrets.iter().map(String::as_str);
    secrets.filter(|secret| secret.len() >= SHORTEST)
}

/// Twice the length of a surrogate pair's escape in JSON, and of four bytes' in a URL: an escape may be escaped itself.
const LONGEST_ESCAPE: usize = 24;

impl Coding {
    /// Returns the first character of an escape.
    fn mark(self) -> Option<char> {
        match self {
            Coding::Plain => None,
            Coding::Json => Some('\\'),
            Coding::Url => Some('%'),
            Coding::Html => Some('&'),
        }
    }

    /// Replaces a secret in a text; returns `None` if the text does not contain it.
    fn replace(self, text: &str, secret: &str, with: &str) -> Option<String> {
        if self == Coding::Plain {
            return contains(text, secret).then(|| replace(text, secret, with));
        }
        let has_marks = self.mark().is_some_and(|mark| text.contains(mark));
        let has_marks = has_marks || self == Coding::Url && text.contains('+');
        // Letters and digits are the same in each encoding.
        if secret.bytes().all(|byte| byte.is_ascii_alphanumeric()) || !has_marks {
            return None;
        }
        let (mut out, mut rest) = (String::new(), text);
        while let Some(first) = rest.chars().next() {
            let (skipped, shown) = match self.length(rest, secret) {
                Some(length) => (length, with),
                None => (
                    first.len_utf8(),
                    rest.get(..first.len_utf8()).unwrap_or_default(),
                ),
            };
            out.push_str(shown);
            rest = rest.get(skipped..).unwrap_or_default();
        }
        (out != text).then_some(out)
    }

    /// Returns the length of a secret at the beginning of a text.
    fn length(self, text: &str, secret: &str) -> Option<usize> {
        let mut length = 0;
        for expected in secret.chars() {
            length += self.one(text.get(length..)?, expected)?;
        }
        Some(length)
    }

    /// Returns whether the whole text is the beginning of a secret.
    fn is_begun(self, text: &str, secret: &str) -> bool {
        let (mut length, mut count) = (0, 0);
        for expected in secret.chars() {
            let rest = text.get(length..).unwrap_or_default();
            match self.one(rest, expected) {
                Some(one) => (length, count) = (length + one, count + 1),
                None => return count >= SHORTEST && self.is_cut(rest),
            }
        }
        false
    }

    /// Returns whether this is empty or an escape that was cut off.
    fn is_cut(self, rest: &str) -> bool {
        let is_escape = self.mark().is_some_and(|mark| rest.starts_with(mark));
        rest.is_empty() || is_escape && rest.len() < LONGEST_ESCAPE
    }

    /// Returns the length of a character at the beginning of a text. It may be encoded more than once, as where a
    /// response has the text of another one.
    fn one(self, text: &str, expected: char) -> Option<usize> {
        let first = text.chars().next()?;
        let (found, length) = match (self, first) {
            (Coding::Json, '\\') => json_escape(text)?,
            (Coding::Url, '%') => percent_escape(text)?,
            (Coding::Url, '+') if expected == ' ' => (' ', 1),
            (Coding::Html, '&') => html_escape(text)?,
            _ => (first, first.len_utf8()),
        };
        if found == expected {
            return Some(length);
        }
        let mark = self.mark().filter(|mark| *mark == found && length > 1)?;
        let rest: String = text.get(length..)?.chars().take(LONGEST_ESCAPE).collect();
        let inner = self.one(&format!("{mark}{rest}"), expected)?;
        Some(length + inner - 1)
    }
}

/// Decodes an escape of JSON, and returns its length.
fn json_escape(text: &str) -> Option<(char, usize)> {
    let escaped = text.chars().nth(1)?;
    let unit = |at: usize| u16::from_str_radix(text.get(at..at + 4)?, 16).ok();
    Some(match escaped {
        'u' => {
            let first = unit(2)?;
            let both = [first, unit(8).unwrap_or_default()];
            match char::from_u32(first.into()) {
                Some(found) => (found, 6),
                None => (char::decode_utf16(both).next()?.ok()?, 12),
            }
        }
        'n' => ('\n', 2),
        'r' => ('\r', 2),
        't' => ('\t', 2),
        other => (other, 1 + other.len_utf8()),
    })
}

/// Decodes the escapes of a character in a URL, and returns their length.
fn percent_escape(text: &str) -> Option<(char, usize)> {
    let mut bytes = Vec::new();
    while bytes.len() < 4 {
        let at = 3 * bytes.len();
        let digits = text.get(at..at + 3)?.strip_prefix('%')?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        if let Ok(found) = std::str::from_utf8(&bytes) {
            return found.chars().next().map(|found| (found, at + 3));
        }
    }
    None
}

/// Decodes an escape of HTML, and returns its length.
fn html_escape(text: &str) -> Option<(char, usize)> {
    let end = text
        .bytes()
        .take(LONGEST_ESCAPE)
        .position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let number = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    let found = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let code = name.strip_prefix('#')?;
            match code.strip_prefix(['x', 'X']) {
                Some(digits) => number(digits, 16)?,
                None => number(code, 10)?,
            }
        }
    };
    Some((found, end + 1))
}

#[cfg(test)]
mod tests {
    use super::{begun_secret, redact};

    #[test]
    fn secrets_are_redacted_however_they_are_written() {
        let secrets = ["hunter 2/\"é+&=\u{1f511}".to_owned(), "ab".to_owned()];
        for quoted in [
            "hunter 2/\"é+&=\u{1f511}",
            r#"hunter 2/\"é+&=🔑"#,
            r"hunter 2\/\u0022\u00e9+\u0026=\ud83d\udd11",
            "hunter%202%2F%22%C3%A9%2B%26%3D%F0%9F%94%91",
            "hunter+2%2f%22%c3%a9%2b%26%3d%f0%9f%94%91",
            "hunter 2/&quot;é+&amp;=&#128273;",
            "hunter 2&#x2F;&#34;&#xe9;&#43;&#x26;&#61;&#x1F511;",
            r#"hunter 2\\/\\\"é+\\u0026=🔑"#,
            "hunter%202/%22é+%26=🔑",
            "hunter%25202%252f%252522é%252B%26%253D🔑",
            "hunter 2&amp;#x2F;&amp;amp;quot;é+&amp;=&amp;#128273;",
        ] {
            let text = format!("password {quoted}, about ab & 100%\\é");
            let shown = "password [redacted], about ab & 100%\\é";
            assert_eq!(redact(&text, &secrets), shown);
            for (end, _) in quoted.char_indices().filter(|(end, _)| *end >= 3) {
                let cut = format!("ä {}", &quoted[..end]);
                assert_eq!(begun_secret(&cut, &secrets), Some(3), "{cut}");
            }
        }
        for other in [
            "hunter 2",
            "hunter%202%2",
            r"hunter 2\u",
            "&#;&#x;%%",
            r"\ud83d",
        ] {
            assert_eq!(redact(other, &secrets), other);
        }
        for other in ["the hu", "the hunt is on"] {
            assert_eq!(begun_secret(other, &secrets), None);
        }
        let key = ["a\n\r\t<'>b".to_owned()];
        for quoted in [
            r"a\n\r\t<'>b",
            "a\n\r\t&lt;&apos;&gt;b",
            "a%0A%0D%09%3C'%3Eb",
        ] {
            assert_eq!(redact(quoted, &key), "[redacted]", "{quoted}");
        }
        // One secret is the beginning of the other.
        let secrets = ["hunter".to_owned(), "hunter2".to_owned()];
        assert_eq!(redact("it is hunter2", &secrets), "it is [redacted]");
    }
}

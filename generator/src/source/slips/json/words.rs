//! Strings, numbers and words in JSON.

use std::ops::Range;

use crate::source::shorten::shorten;
use crate::source::slips::invisible_name;

/// The string at the beginning of a text.
pub(super) struct Read {
    /// Its length, including quotes; `None` if it is not closed on its line.
    pub(super) len: Option<usize>,
    /// The errors inside, each with the edit.
    pub(super) slips: Vec<(Range<usize>, String, String)>,
}

/// Reads a string.
pub(super) fn string_slips(text: &str) -> Read {
    let mut slips = Vec::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                return Read {
                    len: Some(at + 1),
                    slips,
                };
            }
            '\n' => break,
            '\\' => {
                let Some((_, escaped)) = chars.next() else {
                    break;
                };
                let after = text.get(at + 2..).unwrap_or_default();
                let end = at + 1 + escaped.len_utf8();
                if let Some((message, help)) = escape_slip(escaped, after) {
                    slips.push((at..end, message, help));
                } else if is_half(text.get(at..).unwrap_or_default()) {
                    // The second half of the pair is skipped too.
                    chars.nth(9);
                }
            }
            c if c < ' ' => {
                let written = match c {
                    '\t' => r"\t".to_owned(),
                    '\r' => r"\r".to_owned(),
                    _ => format!(r"\u{:04x}", u32::from(c)),
                };
                let message = format!("the character {} within a string", invisible_name(c));
                slips.push((at..at + 1, message, format!("write `{written}`")));
            }
            _ => {}
        }
    }
    Read { len: None, slips }
}

/// Returns the number of the `\uXXXX` at the beginning of a text.
fn unicode(text: &str) -> Option<u32> {
    let digits = text.strip_prefix(r"\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

/// Whether a text begins with a surrogate pair.
fn is_half(text: &str) -> bool {
    let halves = unicode(text).zip(text.get(6..).and_then(unicode));
    halves.is_some_and(|(first, second)| {
        (0xD800..0xDC00).contains(&first) && (0xDC00..0xE000).contains(&second)
    })
}

/// Returns the error in an escape, by the character after the backslash and the text that follows.
fn escape_slip(escaped: char, after: &str) -> Option<(String, String)> {
    match escaped {
        '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => None,
        'u' => {
            let whole = [r"\u", after].concat();
            match unicode(&whole) {
                None => Some((
                    r"`\u` without four digits".to_owned(),
                    r"write four hexadecimal digits after it, or `\\u` for a backslash".to_owned(),
                )),
                Some(0xD800..0xE000) if !is_half(&whole) => Some((
                    "half of a character".to_owned(),
                    "write both halves, such as `\\ud83d\\ude00`, or the character itself"
                        .to_owned(),
                )),
                Some(_) => None,
            }
        }
        '\'' => Some((r"unknown escape `\'`".to_owned(), "write `'`".to_owned())),
        c => Some((
            format!(r"unknown escape `\{c}`"),
            format!(r"write `\\{c}` for a backslash that is meant"),
        )),
    }
}

/// The meaning of a word without quotes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Literal {
    Right,
    /// The error, and the edit.
    Wrong(String, String),
}

/// Reads a word in the place of a key or a value.
pub(super) fn literal(word: &str, is_key: bool) -> Literal {
    let shown = shorten(word);
    let quoted = || format!("write `\"{shown}\"`");
    if word.starts_with("..") || word.starts_with('…') {
        let message = format!("`{shown}` has no meaning in JSON");
        return Literal::Wrong(message, "remove it, or write what it stands for".to_owned());
    }
    if is_key {
        return Literal::Wrong("a key without quotes".to_owned(), quoted());
    }
    let meant = match word {
        "true" | "false" | "null" => return Literal::Right,
        "undefined" | "None" | "nil" | "NULL" | "Null" => "`null`",
        "True" | "TRUE" | "yes" | "on" => "`true`",
        "False" | "FALSE" | "no" | "off" => "`false`",
        "NaN" | "Infinity" | "-Infinity" | "+Infinity" | "inf" | "-inf" => "a number, or `null`",
        _ if word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => {
            return number(word);
        }
        _ => {
            return Literal::Wrong(format!("`{shown}` is a string without quotes"), quoted());
        }
    };
    Literal::Wrong(
        format!("`{shown}` is not a JSON value"),
        format!("write {meant}"),
    )
}

fn number(word: &str) -> Literal {
    let shown = shorten(word);
    if is_number(word) {
        return Literal::Right;
    }
    let help = match meant(word) {
        Some(number) => format!("write `{}`", shorten(&number)),
        None => format!("write `\"{shown}\"` if it is text"),
    };
    Literal::Wrong(format!("`{shown}` is not a JSON number"), help)
}

/// Returns the JSON number for a number in the syntax of another language.
fn meant(word: &str) -> Option<String> {
    let (sign, digits) = match word.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", word.strip_prefix('+').unwrap_or(word)),
    };
    let based = |prefix: &str, base| {
        let digits = digits.to_ascii_lowercase();
        u64::from_str_radix(digits.strip_prefix(prefix)?, base).ok()
    };
    let other = based("0x", 16)
        .or_else(|| based("0o", 8))
        .or_else(|| based("0b", 2));
    if let Some(number) = other {
        return Some(format!("{sign}{number}"));
    }
    let digits = digits.replace('_', "");
    let whole = digits.trim_start_matches('0');
    let zero = if whole.starts_with(|c: char| c.is_ascii_digit()) {
        ""
    } else {
        "0"
    };
    let mut number = format!("{sign}{zero}{whole}");
    if number.ends_with('.') {
        number.push('0');
    }
    is_number(&number).then_some(number)
}

/// Returns the HTML character reference at the beginning of a text.
pub(super) fn entity(text: &str) -> Option<&str> {
    let end = text
        .find(';')
        .filter(|end| text.starts_with('&') && *end < 10)?;
    text.get(..=end)
}

/// Whether a word is a JSON number (RFC 8259, 6).
pub(super) fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let number = word.strip_prefix('-').unwrap_or(word);
    let (number, exponent) = match number.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (number, None),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent
            .is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

#[cfg(test)]
mod tests {
    use super::{Literal, is_number, literal, string_slips};

    fn help(word: &str) -> String {
        match literal(word, false) {
            Literal::Right => "right".to_owned(),
            Literal::Wrong(_, help) => help,
        }
    }

    #[test]
    fn numbers_of_other_languages_are_written_as_json_has_them() {
        for (word, expected) in [
            ("010", "write `10`"),
            ("-007", "write `-7`"),
            ("+1", "write `1`"),
            (".5", "write `0.5`"),
            ("5.", "write `5.0`"),
            ("0x1F", "write `31`"),
            ("1_000", "write `1000`"),
            ("1.2.3", "write `\"1.2.3\"` if it is text"),
            ("2024-01-01", "write `\"2024-01-01\"` if it is text"),
            ("1e999", "right"),
            ("-0.5e+3", "right"),
            ("True", "write `true`"),
            ("NaN", "write a number, or `null`"),
            ("string", "write `\"string\"`"),
        ] {
            assert_eq!(help(word), expected, "{word}");
        }
        for word in ["", "-", "1.", ".1", "1e", "01", "1e5.5"] {
            assert!(!is_number(word), "{word}");
        }
    }

    #[test]
    fn escapes_are_read_with_what_follows_them() {
        for (text, count) in [
            (r#""\ud83d\ude00 \u00e9 \/ \\""#, 0),
            (r#""\ud83d""#, 1),
            (r#""\ude00\ud83d""#, 2),
            (r#""\u12""#, 1),
            (r#""\d\'""#, 2),
            ("\"a\tb\u{1}\"", 2),
        ] {
            let read = string_slips(text);
            assert_eq!(
                (read.len, read.slips.len()),
                (Some(text.len()), count),
                "{text}"
            );
        }
        for text in ["\"a\nb\"", "\"a", "\"a\\", "\"\\\""] {
            assert_eq!(string_slips(text).len, None, "{text}");
        }
    }
}

//! Short excerpts of text from the server, without secrets or control characters.

use crate::error::redact::{REDACTED, begun_secret, redact};
use crate::value::escaped::Escaped;
use crate::value::text::{append, beginning, replace};

/// The limit on an excerpt, in characters.
const LENGTH: usize = 200;

/// Words that a secret may follow.
const SENSITIVE: [&str; 6] = [
    "token",
    "authorization",
    "secret",
    "signature",
    "password",
    "credential",
];

/// Returns the first line of `text`, or the lines of indented JSON, at most 200 characters, without queries of URLs. It
/// is cut where the value of a secret begins: a gateway that rejects a signature may quote the request's headers.
pub(crate) fn excerpt(text: &str) -> String {
    // A body may have megabytes: only the beginning is read.
    let begin = beginning(text, 10 * LENGTH);
    let read = begin.unwrap_or(text).trim_start();
    let line = read.lines().next().unwrap_or_default();
    // Jackson writes a space before the colon, which would hide that a secret follows.
    let joined = matches!(line, "{" | "[" | "[{").then(|| replace(&words(read), " :", ":"));
    let mut whole = match joined {
        Some(_) => begin.is_none(),
        None => line.len() == text.trim().len(),
    };
    let line = joined.as_deref().unwrap_or(line);
    let mut out = String::new();
    for word in line.split_inclusive([' ', ',', ';', '&']) {
        if let Some(end) = secret_after(word) {
            out.push_str(word.get(..end).unwrap_or_default());
            whole = false;
            break;
        }
        match query_of_url(word) {
            Some(end) => {
                out.push_str(word.get(..end).unwrap_or_default());
                out.push_str("[…] ");
            }
            None => out.push_str(word),
        }
    }
    let shown = beginning(&out, LENGTH);
    whole &= shown.is_none();
    let mut out = Escaped(&without_signatures(shown.unwrap_or(&out))).to_string();
    if !whole {
        out.push('…');
    }
    out
}

/// How much of a body is read for an excerpt, in bytes.
const LOOKED_AT: usize = 16 << 10;

/// Returns an excerpt of a body without these secrets. With `is_cut` the body continues: its end may be the beginning
/// of a secret.
pub(crate) fn excerpt_of(body: &[u8], is_cut: bool, secrets: &[String]) -> String {
    let begin = body.get(..LOOKED_AT);
    let text = String::from_utf8_lossy(begin.unwrap_or(body));
    let text = redact(&text, secrets);
    let is_cut = is_cut || begin.is_some();
    let end = if is_cut {
        begun_secret(&text, secrets)
    } else {
        None
    };
    let text = end.and_then(|end| text.get(..end)).unwrap_or(&text);
    let mut shown = match title(text) {
        Some(title) => return excerpt(&title),
        None => excerpt(text),
    };
    if is_cut && !shown.ends_with('…') {
        shown.push('…');
    }
    shown
}

/// Returns whether a text is an HTML page.
pub(crate) fn is_page(text: &str) -> bool {
    let begins = |with: &str| {
        let begin = text.get(..with.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(with))
    };
    begins("<!doctype html") || begins("<html") || title(text).is_some()
}

/// Returns the title of an HTML page, which says more than its first line.
fn title(text: &str) -> Option<String> {
    let (_, page) = text.split_at_checked(text.find('<')?)?;
    let is_page = page.len() == text.trim_start().len();
    let (_, from) = find_tag(page, "<title").filter(|_| is_page)?;
    let (title, _) = find_tag(from.split_once('>')?.1, "</title")?;
    Some(words(title)).filter(|title| !title.is_empty())
}

/// Returns the text with a single space for each sequence of white space.
fn words(text: &str) -> String {
    let mut words = String::new();
    for word in text.split_whitespace() {
        append(&mut words, " ", word);
    }
    words
}

/// Splits a text at a tag in lower or upper case, and drops the tag.
fn find_tag<'t>(text: &'t str, tag: &str) -> Option<(&'t str, &'t str)> {
    let is_tag = |(at, _): &(usize, &str)| {
        let found = text.get(*at..*at + tag.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(tag))
    };
    let (at, _) = text.match_indices('<').find(is_tag)?;
    Some((text.get(..at)?, text.get(at + tag.len()..)?))
}

/// Returns the text without request signatures, which are hashes of 64 hexadecimal digits.
fn without_signatures(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_hexdigit());
        let (digits, after) = from.split_at(end.unwrap_or(from.len()));
        out.push_str(before);
        out.push_str(if digits.len() < 64 { digits } else { REDACTED });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Returns where the query of a URL begins.
fn query_of_url(word: &str) -> Option<usize> {
    let scheme = word.find("://")?;
    let query = word.get(scheme..)?.find('?')?;
    Some(scheme + query + 1)
}

/// Returns where the value begins in `x-auth-token:value`, `"token":"value"` or `Signature=value`.
fn secret_after(word: &str) -> Option<usize> {
    let lower = word.to_ascii_lowercase();
    let names = SENSITIVE.iter().filter_map(|name| lower.find(name));
    let name = names.min()?;
    let separator = lower.get(name..)?.find([':', '='])?;
    let query = query_of_url(word).unwrap_or(usize::MAX);
    Some(name + separator + 1).filter(|end| *end < query)
}

#[cfg(test)]
mod tests {
    use super::{LOOKED_AT, excerpt, excerpt_of, redact};

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(excerpt(&"x".repeat(1000)).chars().count(), 201);
        assert_eq!(excerpt("one\ntwo"), "one…");
        assert_eq!(excerpt("  <html>\r\n"), "<html>");
        assert_eq!(excerpt(&"é".repeat(201)), "é".repeat(200) + "…");
    }

    #[test]
    fn indented_json_is_shown_as_one_line() {
        assert_eq!(
            excerpt("{\r\n  \"of\" : 1,\n  \"b\": []\n}\n"),
            r#"{ "of": 1, "b": [] }"#
        );
        assert_eq!(
            excerpt("[\n  {\n    \"token\" : \"abc\""),
            r#"[ { "token":…"#
        );
    }

    #[test]
    fn a_page_in_html_is_shown_by_its_title() {
        let secrets = ["hunter2".to_owned()];
        let shown = |page: &str| excerpt_of(page.as_bytes(), false, &secrets);
        let page =
            "\n<!DOCTYPE html>\n<html><head><TITLE lang='en'>\n 502 Bad\n Gateway</title></head>";
        assert_eq!(shown(page), "502 Bad Gateway");
        assert_eq!(shown("<title>of hunter2</title>"), "of [redacted]");
        for other in ["<title></title>", "<p>é<", "a <title>b</title>"] {
            assert_eq!(shown(other), other);
        }
    }

    #[test]
    fn characters_that_a_terminal_acts_on_are_escaped() {
        let text = "a\u{1b}[31mred\u{202e}cba\u{2066}\u{200b}\u{feff}\u{7f}";
        let shown = r"a\u{1b}[31mred\u{202e}cba\u{2066}\u{200b}\u{feff}\u{7f}";
        assert_eq!(excerpt(text), shown);
    }

    #[test]
    fn secrets_that_are_known_are_redacted_in_each_of_their_forms() {
        let secrets = ["hunter 2\"".to_owned(), "ab".to_owned()];
        let text = r#"password hunter 2" or hunter 2\" or hunter%202%22 about ab"#;
        let shown = "password [redacted] or [redacted] or [redacted] about ab";
        assert_eq!(redact(text, &secrets), shown);
        let signature = "0123456789abcdef".repeat(4);
        assert_eq!(
            excerpt(&format!("signed {signature}, id {}", &signature[..32])),
            format!("signed [redacted], id {}", &signature[..32])
        );
    }

    #[test]
    fn a_secret_that_is_cut_is_redacted_too() {
        let secrets = ["hunter/2-and-more".to_owned()];
        for (body, shown) in [
            ("the password is hunter/2-a", "the password is …"),
            ("the password is hunter%2F2", "the password is …"),
            ("the password is hu", "the password is hu…"),
            (
                "the password is hunter/2-and-more",
                "the password is [redacted]…",
            ),
        ] {
            assert_eq!(excerpt_of(body.as_bytes(), true, &secrets), shown);
        }
        let whole = excerpt_of(b"see hunter", false, &secrets);
        assert_eq!(whole, "see hunter");
        // The last one is cut where no more is read.
        let secrets = ["hunter/2".repeat(125)];
        let body = format!("{} ", secrets[0]).repeat(LOOKED_AT / 1_000 + 1);
        let shown = "[redacted] ".repeat(LOOKED_AT / 1_000) + "…";
        assert_eq!(excerpt_of(body.as_bytes(), false, &secrets), shown);
        let long = "x ".repeat(LOOKED_AT);
        assert_eq!(excerpt_of(long.as_bytes(), false, &[]).chars().count(), 201);
    }

    #[test]
    fn queries_and_secrets_are_masked() {
        for (text, shown) in [
            (
                "see https://obs.example/log?Signature=abc for more",
                "see https://obs.example/log?[…] for more",
            ),
            ("failed: x-security-token:abc", "failed: x-security-token:…"),
            (
                "failed, Authorization: Bearer abc",
                "failed, Authorization:…",
            ),
            (r#"{"token": "abc"}"#, r#"{"token":…"#),
        ] {
            assert_eq!(excerpt(text), shown);
        }
    }

    #[test]
    fn plain_words_stay() {
        let text = "Incorrect IAM authentication information: verify aksk signature fail";
        assert_eq!(excerpt(text), text);
    }
}

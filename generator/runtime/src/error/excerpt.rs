//! A bounded, harmless piece of a text that came from the server.

/// The longest excerpt, in characters.
const LENGTH: usize = 200;

/// Words after which a secret may follow.
const SENSITIVE: [&str; 6] = [
    "token",
    "authorization",
    "secret",
    "signature",
    "password",
    "credential",
];

/// The first line of `text`, at most 200 characters of it, without queries of URLs, and ended where the
/// value of a secret begins: a gateway that rejects a signature may quote the request's headers.
pub(crate) fn excerpt(text: &str) -> String {
    // What is far beyond an excerpt is not looked at: a body may have megabytes.
    let begin = text
        .char_indices()
        .nth(10 * LENGTH)
        .and_then(|(end, _)| text.get(..end));
    let line = begin
        .unwrap_or(text)
        .trim_start()
        .lines()
        .next()
        .unwrap_or_default();
    let mut whole = line.len() == text.trim().len();
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
    whole &= out.chars().count() <= LENGTH;
    let mut out: String = out
        .chars()
        .take(LENGTH)
        .filter(|c| !c.is_control())
        .collect();
    if !whole {
        out.push('…');
    }
    out
}

/// Where the query of a URL begins.
fn query_of_url(word: &str) -> Option<usize> {
    let scheme = word.find("://")?;
    let query = word.get(scheme..)?.find('?')?;
    Some(scheme + query + 1)
}

/// Where the value begins in `x-auth-token:value`, `"token":"value"` or `Signature=value`.
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
    use super::excerpt;

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(excerpt(&"x".repeat(1000)).chars().count(), 201);
        assert_eq!(excerpt("one\ntwo"), "one…");
        assert_eq!(excerpt("  <html>\r\n"), "<html>");
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

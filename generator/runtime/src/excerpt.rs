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

/// The first line of `text`, at most 200 characters of it, without queries of URLs and without what
/// follows the name of a secret. A gateway that rejects a signature may quote the request's headers.
pub(crate) fn excerpt(text: &str) -> String {
    let mut out = String::new();
    let line = text.trim_start().lines().next().unwrap_or_default();
    let mut cut = line.len() < text.trim().len();
    for word in line.split_inclusive([' ', ',', ';', '&']) {
        if out.chars().count() + word.chars().count() > LENGTH {
            cut = true;
            let room = LENGTH.saturating_sub(out.chars().count());
            out.extend(masked(word).chars().take(room));
            break;
        }
        out.push_str(&masked(word));
    }
    let mut out: String = out.chars().filter(|c| !c.is_control()).collect();
    if cut {
        out.push('…');
    }
    out
}

fn masked(word: &str) -> std::borrow::Cow<'_, str> {
    let end = if let Some(scheme) = word.find("://") {
        word.get(scheme..)
            .and_then(|rest| rest.find('?'))
            .map(|query| scheme + query + 1)
    } else {
        secret_after(word)
    };
    match end.and_then(|end| word.get(..end)) {
        Some(kept) => format!("{kept}[…] ").into(),
        None => word.into(),
    }
}

/// Where the value begins in `x-auth-token:value`, `"token":"value"` or `Signature=value`.
fn secret_after(word: &str) -> Option<usize> {
    let lower = word.to_ascii_lowercase();
    let name = SENSITIVE.iter().filter_map(|name| lower.find(name)).min()?;
    let separator = lower.get(name..)?.find([':', '='])?;
    Some(name + separator + 1)
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
        let text = "see https://obs.example/log?Signature=abc x-security-token:abc Signature=abc";
        assert!(!excerpt(text).contains("abc"), "{}", excerpt(text));
        assert!(excerpt(text).contains("https://obs.example/log?"));
    }

    #[test]
    fn plain_words_stay() {
        let text = "Incorrect IAM authentication information: verify aksk signature fail";
        assert_eq!(excerpt(text), text);
    }
}

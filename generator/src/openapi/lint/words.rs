//! Registered words, and how to recognize misspellings of them.

use strsim::osa_distance;

/// HTTP authentication schemes: those of the IANA registry, that of AWS and `SDK-HMAC-SHA256`.
#[rustfmt::skip]
pub(super) const HTTP_SCHEMES: &[&str] = &[
    "basic", "bearer", "concealed", "digest", "dpop", "gnap", "hoba", "mutual", "negotiate",
    "oauth", "privatetoken", "scram-sha-1", "scram-sha-256", "sdk-hmac-sha256", "vapid",
];

/// The top-level types of the IANA registry of media types.
#[rustfmt::skip]
pub(super) const TOP_LEVEL_TYPES: &[&str] = &[
    "application", "audio", "example", "font", "haptics", "image", "message", "model", "multipart", "text", "video",
];

/// Frequent media types with long names, of which a misspelling cannot be another media type.
#[rustfmt::skip]
pub(super) const MEDIA_TYPES: &[&str] = &[
    "application/json-patch+json", "application/merge-patch+json", "application/octet-stream",
    "application/problem+json", "application/x-www-form-urlencoded", "multipart/form-data", "text/event-stream",
];

/// Whether a word is a misspelling of another one: with other separators or case, or with one wrong letter. A different
/// digit is not a misspelling.
pub(super) fn is_slip(word: &str, meant: &str) -> bool {
    let only = |text: &str, is_kept: fn(char) -> bool| -> String {
        text.chars()
            .filter(|c| is_kept(*c))
            .collect::<String>()
            .to_ascii_lowercase()
    };
    let bare = |text| only(text, |c| c.is_alphanumeric());
    let (written, intended) = (bare(word), bare(meant));
    if written == intended {
        return true;
    }
    let digits = |text: &str| only(text, |c| c.is_ascii_digit());
    // Words of four letters are too similar to many other words.
    let is_distinct = intended.len() > 4 || intended == "uuid";
    // A letter has at most four bytes.
    is_distinct
        && written.len().abs_diff(intended.len()) <= 4
        && digits(&written) == digits(&intended)
        && osa_distance(&written, &intended) == 1
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn a_slip_is_other_separators_or_one_letter() {
        let slips = [
            ("datetime", "date-time"),
            ("Date-Time", "date-time"),
            ("int_32", "int32"),
            ("itn64", "int64"),
            ("uiid", "uuid"),
            ("passwort", "password"),
            ("e-mail", "email"),
        ];
        for (word, meant) in slips {
            assert!(is_slip(word, meant), "{word}");
        }
        let others = [
            ("url", "uri"),
            ("int65", "int64"),
            ("uuid4", "uuid"),
            ("ipv5", "ipv4"),
            ("dates", "date"),
            ("bytes", "byte"),
        ];
        for (word, meant) in others {
            assert!(!is_slip(word, meant), "{word}");
        }
    }
}

//! Words that are registered somewhere, and how they are misspelt.

use strsim::osa_distance;

/// Authentication schemes of HTTP (the registry of IANA), and AWS's and ours.
pub(super) const HTTP_SCHEMES: &[&str] = &[
    "basic",
    "bearer",
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "sdk-hmac-sha256",
    "vapid",
];

/// Formats of the registry of OpenAPI that strings have.
pub(super) const OF_STRINGS: &[&str] = &[
    "base64url",
    "binary",
    "byte",
    "char",
    "commonmark",
    "date",
    "date-time",
    "date-time-local",
    "duration",
    "email",
    "hostname",
    "html",
    "http-date",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "media-range",
    "password",
    "regex",
    "relative-json-pointer",
    "time",
    "time-local",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// Formats that numbers have; those of protocol buffers too, which are near to them.
pub(super) const OF_NUMBERS: &[&str] = &[
    "decimal",
    "decimal128",
    "double",
    "double-int",
    "fixed32",
    "fixed64",
    "float",
    "float32",
    "float64",
    "int16",
    "int32",
    "int64",
    "int8",
    "sfixed32",
    "sfixed64",
    "sint32",
    "sint64",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
];

/// Whether a word is another one with a slip: other separators or capitals, or one letter. Digits are meant.
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
    // Words of four letters are near to too many others.
    let is_distinct = intended.len() > 4 || intended == "uuid";
    is_distinct && digits(&written) == digits(&intended) && osa_distance(&written, &intended) == 1
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

//! Escapes of unpaired surrogates.
//!
//! A UTF-16 string that was cut inside a character ends with an unpaired surrogate, which JSON can represent (RFC 8259,
//! section 8.2), but not a Rust string. A valid body has no extra cost.

/// Returns a JSON text with each unpaired surrogate replaced by U+FFFD, as in browsers; `None` if there is none.
pub(super) fn replaced(text: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some(first) = rest.first() {
        let length = match (first, unit(rest), rest.get(6..).and_then(unit)) {
            (_, Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => 12,
            (_, Some(0xD800..0xE000), _) => {
                found = true;
                whole.extend_from_slice(b"\\ufffd");
                rest = rest.get(6..).unwrap_or_default();
                continue;
            }
            (b'\\', ..) => 2,
            _ => 1,
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        whole.extend_from_slice(piece);
        rest = after;
    }
    found.then_some(whole)
}

/// Returns the code unit of the escape at the beginning of a text.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn lone_surrogates_are_replaced_and_nothing_else() {
        for (text, whole) in [
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""\uDE00\ud83dx""#, r#""\ufffd\ufffdx""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
        ] {
            let found = replaced(text.as_bytes());
            assert_eq!(found.as_deref(), Some(whole.as_bytes()), "{text}");
        }
        for text in [r#""\ud83d\ude00""#, r#""\\ud83d""#, r#""\u12"#, r#""\"#] {
            assert_eq!(replaced(text.as_bytes()), None, "{text}");
        }
    }
}

//! Whether a value has the format that its schema names.

use std::ops::RangeInclusive;

use crate::source::Node;

/// Returns a description of a format that a value does not have. Formats that can be written in several ways, and
/// placeholders such as `<id>`, are not checked.
pub(super) fn broken(format: &str, value: Node<'_>) -> Option<String> {
    if let Some(number) = value.as_i128() {
        let range = integers(format)?;
        let form = || format!("from {} to {}", range.start(), range.end());
        return (!range.contains(&number)).then(form);
    }
    let text = value
        .as_str()
        .filter(|text| !text.contains(['<', '>', '{', '}', '*']))?;
    let has_space = || text.contains(char::is_whitespace);
    let (fits, form) = match format {
        "date-time" => (is_date_time(text), "written as `2031-01-31T23:59:00Z`"),
        "date" => (is_date(text), "written as `2031-01-31`"),
        "uuid" => (
            is_uuid(text),
            "written as `0b2e1ff4-7d53-4f59-9c11-4a3f6d1c2b3a`",
        ),
        "ipv4" => (
            text.parse::<std::net::Ipv4Addr>().is_ok(),
            "four numbers up to 255 with dots between",
        ),
        "ipv6" => (
            text.parse::<std::net::Ipv6Addr>().is_ok(),
            "an address such as `2001:db8::1`",
        ),
        "email" => (
            text.contains('@') && !has_space(),
            "an address such as `a@example.com`",
        ),
        "uri" | "hostname" => (!has_space(), "written without white space"),
        "byte" => (is_base64(text), "base64"),
        _ => return None,
    };
    (!fits).then(|| form.to_owned())
}

/// Returns the range of an integer format.
fn integers(format: &str) -> Option<RangeInclusive<i128>> {
    Some(match format {
        "int8" => i8::MIN.into()..=i8::MAX.into(),
        "int16" => i16::MIN.into()..=i16::MAX.into(),
        "int32" => i32::MIN.into()..=i32::MAX.into(),
        "int64" => i64::MIN.into()..=i64::MAX.into(),
        "uint8" => 0..=u8::MAX.into(),
        "uint16" => 0..=u16::MAX.into(),
        "uint32" => 0..=u32::MAX.into(),
        "uint64" => 0..=u64::MAX.into(),
        _ => return None,
    })
}

/// Returns the rest of a text behind a beginning of the given form, in which `0` stands for any digit.
fn after<'t>(text: &'t str, form: &str) -> Option<&'t str> {
    let (part, rest) = text.split_at_checked(form.len())?;
    let mut both = part.bytes().zip(form.bytes());
    both.all(|(c, form)| c == form || (form == b'0' && c.is_ascii_digit()))
        .then_some(rest)
}

fn is_date(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| {
        text.get(range).and_then(|digits| digits.parse::<u8>().ok())
    };
    let days = match number(5..7) {
        Some(2) => 29,
        Some(4 | 6 | 9 | 11) => 30,
        Some(1..=12) => 31,
        _ => 0,
    };
    after(text, "0000-00-00").is_some_and(str::is_empty)
        && number(8..10).is_some_and(|day| (1..=days).contains(&day))
}

fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else {
        return false;
    };
    let Some(rest) = after(time, "00:00:00") else {
        return false;
    };
    let hour = time.get(..2).is_some_and(|hour| hour < "24");
    let minute = time.get(3..5).is_some_and(|minute| minute < "60");
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let is_offset = |zone: &str| {
        ["+00:00", "-00:00"]
            .iter()
            .any(|form| after(zone, form).is_some_and(str::is_empty))
    };
    is_date(date) && hour && minute && (matches!(zone, "Z" | "z") || is_offset(zone))
}

/// Whether a text is a UUID; the dashes may be missing.
fn is_uuid(text: &str) -> bool {
    let places: Vec<usize> = text.match_indices('-').map(|(place, _)| place).collect();
    let digits = text.chars().filter(char::is_ascii_hexdigit).count();
    digits == 32
        && digits + places.len() == text.len()
        && matches!(places.as_slice(), [] | [8, 13, 18, 23])
}

fn is_base64(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "+/-_=".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_rfc_3339() {
        for text in [
            "2031-01-31T23:59:00Z",
            "2031-01-31t23:59:60.123+08:00",
            "2031-12-01 00:00:00z",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        let others = [
            "2031-01-31",
            "2031-01-31T23:59:00",
            "2031-13-01T00:00:00Z",
            "2031-01-31T24:00:00Z",
            "2031-01-31T23:59Z",
            "31/01/2031",
            "",
            "T",
            "2031-01-31T23:59:00+0800",
        ];
        for text in others {
            assert!(!is_date_time(text), "{text}");
        }
        assert!(
            is_date("2032-02-29")
                && !is_date("2032-02-30")
                && !is_date("2032-2-1")
                && !is_date("2032-00-01")
        );
    }

    #[test]
    fn identifiers_have_32_digits() {
        assert!(
            is_uuid("0b2e1ff4-7d53-4f59-9c11-4a3f6d1c2b3a")
                && is_uuid("0b2e1ff47d534f599c114a3f6d1c2b3a")
        );
        assert!(
            !is_uuid("0b2e1ff4-7d53-4f59-9c11-4a3f6d1c2b3")
                && !is_uuid("0b2e1ff-47d53-4f59-9c11-4a3f6d1c2b3a")
        );
        assert!(!is_uuid("pet-1") && !is_uuid("0b2e1ff4-7d53-4f59-9c11-4a3f6d1c2b3ä"));
    }

    #[test]
    fn base64_has_no_other_signs() {
        assert!(
            is_base64("aGVsbG8=") && is_base64("-_8=") && !is_base64("héllo") && !is_base64("a.b")
        );
    }
}

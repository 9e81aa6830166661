//! Text in the charset of its media type.

#[cfg(feature = "charsets")]
use std::borrow::Cow;

#[cfg(feature = "charsets")]
use encoding_rs::Encoding;

use crate::body::media_type::parameter;
use crate::parameter::definition::ArgumentErrorKind;

/// Encodes text in the charset of its media type: UTF-8, ISO 8859-1, windows-1252 or UTF-16, and others with the
/// feature `charsets`. In an unknown charset, only ASCII text is sent.
pub(crate) fn encoded(content_type: &str, text: String) -> Result<Vec<u8>, ArgumentErrorKind> {
    let Some(charset) = declared(content_type) else {
        return Ok(text.into_bytes());
    };
    let refused = || ArgumentErrorKind::NotInCharset(charset.clone());
    if let Some(order) = Order::of(&charset) {
        let mut bytes = Vec::with_capacity(2 * text.len());
        // A byte order mark is necessary if the name does not include the byte order (RFC 2781, 4.3).
        if charset == "utf-16" {
            bytes.extend_from_slice(&order.bytes(0xfeff));
        }
        for unit in text.encode_utf16() {
            bytes.extend_from_slice(&order.bytes(unit));
        }
        return Ok(bytes);
    }
    if let Some(own) = SingleByte::of(&charset) {
        let mut bytes = Vec::with_capacity(text.len());
        for character in text.chars() {
            bytes.push((own.write)(character).ok_or_else(refused)?);
        }
        return Ok(bytes);
    }
    #[cfg(feature = "charsets")]
    if let Some(encoding) = other(&charset) {
        let (bytes, _, is_replaced) = encoding.encode(&text);
        return match is_replaced {
            true => Err(refused()),
            false => Ok(bytes.into_owned()),
        };
    }
    // UTF-7 and UTF-32 encode ASCII in another way.
    match text.is_ascii() && !charset.starts_with("utf-") {
        true => Ok(text.into_bytes()),
        false => Err(refused()),
    }
}

/// Encodes JSON in the charset of its media type, with escapes for characters that are not ASCII.
pub(crate) fn escaped(content_type: &str, json: Vec<u8>) -> Result<Vec<u8>, ArgumentErrorKind> {
    if declared(content_type).is_none() {
        return Ok(json);
    }
    let text = String::from_utf8(json);
    let text = text.map_err(|error| ArgumentErrorKind::NotJson(error.to_string()))?;
    let mut ascii = String::with_capacity(text.len());
    for character in text.chars() {
        match character.is_ascii() {
            true => ascii.push(character),
            false => {
                let mut units = [0; 2];
                let units = character.encode_utf16(&mut units).iter();
                ascii.extend(units.map(|unit| format!("\\u{unit:04x}")));
            }
        }
    }
    encoded(content_type, ascii)
}

/// Returns the media type of XML with the charset that the XML names itself, where the media type names none (RFC
/// 7303).
#[cold]
pub(crate) fn of_xml(content_type: &str, bytes: &[u8]) -> Option<String> {
    let essence = content_type.trim_end();
    if !essence.to_ascii_lowercase().ends_with("xml") {
        return None;
    }
    let charset = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "utf-16",
        _ => {
            let end = bytes.iter().position(|byte| *byte == b'>')?;
            let prolog = std::str::from_utf8(bytes.get(..end)?).ok()?;
            let (_, encoding) = prolog.split_once("encoding=")?;
            encoding.split(['"', '\'']).nth(1)?
        }
    };
    Some(format!("{essence};charset={charset}"))
}

/// Decodes text that is not UTF-8 by the charset of its media type.
#[cold]
pub(crate) fn decoded(content_type: &str, bytes: &[u8]) -> Option<String> {
    let charset = declared(content_type)?;
    if let Some(own) = SingleByte::of(&charset) {
        let mut text = String::with_capacity(bytes.len());
        for byte in bytes {
            text.push((own.read)(*byte));
        }
        return Some(text);
    }
    #[cfg(feature = "charsets")]
    if let Some(encoding) = other(&charset) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        return text.map(Cow::into_owned);
    }
    let order = Order::of(&charset)?;
    let (order, bytes) = match bytes {
        [0xff, 0xfe, rest @ ..] => (Order::Little, rest),
        [0xfe, 0xff, rest @ ..] => (Order::Big, rest),
        _ => (order, bytes),
    };
    let (pairs, odd) = bytes.as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    let mut units = Vec::with_capacity(pairs.len());
    for pair in pairs {
        units.push(order.unit(*pair));
    }
    String::from_utf16(&units).ok()
}

/// Returns the charset that a media type names, if the bytes must be decoded by it even though they are valid UTF-8:
/// UTF-16 and the like, charsets in which short words are often valid UTF-8 (those with several bytes for a character,
/// and Thai, Arabic and DOS ones, which have letters below 0xC0), and those that encode characters in ASCII. For other
/// charsets, valid UTF-8 means that the name is wrong.
pub(crate) fn unlike_utf_8(content_type: &str, bytes: &[u8]) -> Option<String> {
    let charset = declared(content_type)?;
    let is_one_of = |prefixes: &[&str]| prefixes.iter().any(|prefix| charset.starts_with(prefix));
    let is_unlike = match bytes.is_ascii() {
        false => {
            is_one_of(&["gb", "big5", "euc-", "shift", "sjis", "x-sjis", "ks_c"])
                || is_one_of(&["windows-874", "dos-874", "tis-620", "iso-8859-11"])
                || is_one_of(&["windows-1256", "cp1256", "ibm866", "cp866"])
        }
        true => {
            is_one_of(&["iso-2022-", "hz-"]) && bytes.iter().any(|byte| b"\x1b~".contains(byte))
        }
    };
    let is_unlike = is_unlike || is_one_of(&["utf-16", "utf-32", "utf-7"]);
    is_unlike.then_some(charset)
}

/// Returns the charset that a media type names, if it is not supported.
#[cold]
pub(crate) fn unread(content_type: &str) -> Option<String> {
    let charset = declared(content_type)?;
    let is_read = SingleByte::of(&charset).is_some()
        || Order::of(&charset).is_some()
        || charset == "us-ascii";
    #[cfg(feature = "charsets")]
    let is_read = is_read || other(&charset).is_some();
    (!is_read).then_some(charset)
}

/// Returns the encoding of a charset that is not implemented here.
#[cfg(feature = "charsets")]
fn other(charset: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(charset.as_bytes())?;
    let is_other = encoding.output_encoding() == encoding && encoding != encoding_rs::WINDOWS_1252;
    (is_other && encoding != encoding_rs::UTF_8).then_some(encoding)
}

/// Encodes and decodes a charset with one byte for each character.
struct SingleByte {
    write: fn(char) -> Option<u8>,
    read: fn(u8) -> char,
}

impl SingleByte {
    fn of(charset: &str) -> Option<SingleByte> {
        match charset {
            // Its bytes are the first code points of Unicode.
            "iso-8859-1" | "latin1" => Some(SingleByte {
                write: |character| u8::try_from(character).ok(),
                read: char::from,
            }),
            "windows-1252" | "cp1252" | "x-cp1252" => Some(SingleByte {
                write: to_windows_1252,
                read: of_windows_1252,
            }),
            _ => None,
        }
    }
}

/// The characters of windows-1252 from 0x80 on, where it differs from ISO 8859-1; undefined ones are control
/// characters, as in browsers.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn of_windows_1252(byte: u8) -> char {
    let own = usize::from(byte).checked_sub(0x80);
    let own = own.and_then(|at| WINDOWS_1252.get(at));
    own.copied().unwrap_or(char::from(byte))
}

fn to_windows_1252(character: char) -> Option<u8> {
    let own = WINDOWS_1252.iter().position(|own| *own == character);
    let own = own.and_then(|at| u8::try_from(at + 0x80).ok());
    let same = || u8::try_from(character).ok();
    own.or_else(|| same().filter(|byte| of_windows_1252(*byte) == character))
}

/// Returns the charset of a media type, unless it is UTF-8.
fn declared(content_type: &str) -> Option<String> {
    if !content_type.contains(';') {
        return None;
    }
    let charset = parameter(content_type, "charset")?.to_ascii_lowercase();
    Some(charset).filter(|charset| !matches!(charset.as_str(), "utf-8" | "utf8" | ""))
}

/// The byte order of UTF-16.
#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

impl Order {
    fn of(charset: &str) -> Option<Order> {
        match charset {
            "utf-16" | "utf-16be" => Some(Order::Big),
            "utf-16le" => Some(Order::Little),
            _ => None,
        }
    }

    fn bytes(self, unit: u16) -> [u8; 2] {
        match self {
            Order::Big => unit.to_be_bytes(),
            Order::Little => unit.to_le_bytes(),
        }
    }

    fn unit(self, bytes: [u8; 2]) -> u16 {
        match self {
            Order::Big => u16::from_be_bytes(bytes),
            Order::Little => u16::from_le_bytes(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{decoded, encoded, escaped, of_xml, unlike_utf_8, unread};

    fn sent(charset: &str, text: &str) -> Option<Vec<u8>> {
        encoded(&format!("text/plain; charset={charset}"), text.to_owned()).ok()
    }

    #[test]
    fn text_is_sent_in_the_character_set_that_its_media_type_names() {
        assert_eq!(sent("ISO-8859-1", "é"), Some(vec![0xe9]));
        assert_eq!(sent("\"latin1\"", "ÿ"), Some(vec![0xff]));
        assert_eq!(sent("iso-8859-1", "€"), None);
        assert_eq!(sent("us-ascii", "a"), Some(vec![b'a']));
        assert_eq!(sent("us-ascii", "é"), None);
        assert_eq!(sent("windows-1252", "a€é"), Some(vec![b'a', 0x80, 0xe9]));
        assert_eq!(sent("cp1252", "\u{81}ÿ"), Some(vec![0x81, 0xff]));
        assert_eq!(sent("windows-1252", "\u{80}"), None);
        assert_eq!(sent("windows-1252", "日"), None);
        assert_eq!(sent("x-unknown", "a"), Some(vec![b'a']));
        assert_eq!(sent("x-unknown", "я"), None);
        assert_eq!(sent("utf-32", "a"), None);
        assert_eq!(sent("utf-16", "é"), Some(vec![0xfe, 0xff, 0, 0xe9]));
        assert_eq!(sent("utf-16le", "é"), Some(vec![0xe9, 0]));
        for utf_8 in ["utf-8", "UTF8", ""] {
            assert_eq!(sent(utf_8, "é"), Some("é".into()), "{utf_8}");
        }
        assert_eq!(encoded("text/plain", "é".to_owned()), Ok("é".into()));
    }

    #[test]
    fn json_in_a_character_set_of_its_own_has_escapes() {
        let json = |charset: &str| {
            let media_type = format!("application/json;charset={charset}");
            escaped(&media_type, "\"é😀\"".into()).ok()
        };
        let ascii = &br#""\u00e9\ud83d\ude00""#[..];
        assert_eq!(json("utf-8"), Some("\"é😀\"".into()));
        for charset in ["iso-8859-1", "us-ascii", "windows-1252"] {
            assert_eq!(json(charset).as_deref(), Some(ascii), "{charset}");
        }
        assert_eq!(json("utf-16be").map(|bytes| bytes.len()), Some(40));
        assert_eq!(json("utf-32"), None);
    }

    #[test]
    fn text_is_read_in_its_character_set() {
        let read =
            |charset: &str, bytes: &[u8]| decoded(&format!("text/csv; charset={charset}"), bytes);
        assert_eq!(read("utf-16", b"\xff\xfea\0").as_deref(), Some("a"));
        assert_eq!(read("UTF-16", b"\xfe\xff\0a").as_deref(), Some("a"));
        assert_eq!(read("utf-16", b"\0a").as_deref(), Some("a"));
        assert_eq!(read("utf-16le", b"a\0").as_deref(), Some("a"));
        assert_eq!(read("utf-16le", b"a\0b"), None);
        assert_eq!(read("utf-16be", b"\xd8\x00"), None);
        assert_eq!(read("iso-8859-1", b"\xe9").as_deref(), Some("é"));
        assert_eq!(read("x-unknown", b"\xe9"), None);
        let quoted = read("Windows-1252", b"\x93\xe9\x94 \x81");
        assert_eq!(quoted.as_deref(), Some("“é” \u{81}"));
    }

    #[test]
    fn xml_names_its_character_set_itself() {
        let of = |media_type: &str| of_xml(media_type, b"<?xml encoding='latin1'?><a>\xe9</a>");
        assert_eq!(of("a/b+xml").as_deref(), Some("a/b+xml;charset=latin1"));
        assert_eq!(of("text/xml; charset=x"), None);
        assert_eq!(of("text/plain"), None);
        assert_eq!(of_xml("text/xml", b"<a b=''>\xe9</a>"), None);
        let marked = of_xml("text/xml", b"\xff\xfe<\0");
        assert_eq!(marked.as_deref(), Some("text/xml;charset=utf-16"));
    }

    #[test]
    fn the_character_set_is_read_without_regard_to_case() {
        for latin in [
            "text/plain; charset=ISO-8859-1",
            "text/csv;a=b;Charset=\"latin1\"",
        ] {
            assert_eq!(decoded(latin, b"\xe9").as_deref(), Some("é"), "{latin}");
        }
        for other in ["text/plain", "a/b;c=iso-8859-1"] {
            assert_eq!(decoded(other, b"\xe9"), None, "{other}");
        }
        // In ISO 8859-15, which begins with the same name, 0xa4 is the euro sign.
        let other = decoded("text/plain; charset=iso-8859-15", b"\xa4");
        assert_ne!(other.as_deref(), Some("\u{a4}"));
    }

    #[test]
    fn what_can_be_taken_for_utf_8_is_not_where_another_character_set_is_named() {
        let named = |charset: &str, bytes: &[u8]| {
            unlike_utf_8(&format!("text/csv; charset={charset}"), bytes).is_some()
        };
        // Two bytes of GBK are one character, and are valid UTF-8 too.
        assert!(named("GBK", b"\xc4\xa3") && !named("GBK", b"~a"));
        // "สด" in Thai, "سگ" in Persian, "тип" in Russian.
        assert!(named("windows-874", b"\xca\xb4") && named("TIS-620", b"\xca\xb4"));
        assert!(named("windows-1256", b"\xd3\x90") && named("ibm866", b"\xe2\xa8\xaf"));
        assert!(named("iso-2022-jp", b"\x1b$B") && !named("iso-2022-jp", b"a"));
        assert!(named("utf-32", b"\0\0\0a") && named("utf-16", b"a\0"));
        for charset in ["iso-8859-15", "windows-1252", "koi8-r", "utf-8", "x"] {
            assert!(!named(charset, "é".as_bytes()), "{charset}");
        }
        let unread = |charset: &str| unread(&format!("text/csv; charset={charset}"));
        assert_eq!(unread("\"UTF-32\"").as_deref(), Some("utf-32"));
        for charset in ["utf-8", "us-ascii", "latin1", "cp1252", "utf-16le"] {
            assert_eq!(unread(charset), None);
        }
    }

    #[cfg(feature = "charsets")]
    #[test]
    fn other_character_sets_are_sent_and_read_in_full() {
        for (charset, text, bytes) in [
            ("Shift_JIS", "日本", &b"\x93\xfa\x96\x7b"[..]),
            ("GBK", "你", b"\xc4\xe3"),
            ("gb18030", "😀", b"\x94\x39\xfc\x36"),
            ("big5", "你", b"\xa7\x41"),
            ("euc-kr", "한", b"\xc7\xd1"),
            ("iso-2022-jp", "日", b"\x1b$BF|\x1b(B"),
            ("windows-1251", "я", b"\xff"),
            ("koi8-r", "я", b"\xd1"),
            ("iso-8859-15", "€", b"\xa4"),
        ] {
            assert_eq!(sent(charset, text).as_deref(), Some(bytes), "{charset}");
            let media_type = format!("text/plain; charset={charset}");
            assert_eq!(decoded(&media_type, bytes).as_deref(), Some(text));
            assert_eq!(unread(&media_type), None);
        }
        assert_eq!(sent("shift_jis", "€"), None);
        assert_eq!(decoded("text/plain; charset=gbk", b"\xff"), None);
        assert_eq!(sent("us-ascii", "é"), None);
    }
}

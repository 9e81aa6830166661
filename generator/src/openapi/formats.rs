//! The registered formats, and the types to which they belong.

/// Formats for strings in the OpenAPI registry.
#[rustfmt::skip]
const OF_STRINGS: &[&str] = &[
    "base64url", "binary", "byte", "char", "commonmark", "date", "date-time", "date-time-local",
    "duration", "email", "hostname", "html", "http-date", "idn-email", "idn-hostname", "ipv4",
    "ipv6", "iri", "iri-reference", "json-pointer", "media-range", "password", "regex",
    "relative-json-pointer", "time", "time-local", "uri", "uri-reference", "uri-template", "uuid",
];

/// Formats for numbers, including those of protocol buffers.
#[rustfmt::skip]
const OF_NUMBERS: &[&str] = &[
    "decimal", "decimal128", "double", "double-int", "fixed32", "fixed64", "float", "float32",
    "float64", "int128", "int16", "int256", "int32", "int64", "int8", "sfixed32", "sfixed64",
    "sint32", "sint64", "uint128", "uint16", "uint256", "uint32", "uint64", "uint8",
];

/// Formats of identifiers that are not registered. They are known so that they do not count as misspellings of `uuid`.
const OF_IDENTIFIERS: &[&str] = &["cuid", "ulid"];

/// Returns the known formats.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    OF_STRINGS.iter().chain(OF_NUMBERS).copied()
}

/// Returns the type to which a format belongs.
pub(crate) fn type_of(format: &str) -> Option<&'static str> {
    if OF_STRINGS.contains(&format) || OF_IDENTIFIERS.contains(&format) {
        return Some("string");
    }
    let is_integer = || format.contains("int") || format.contains("fixed");
    OF_NUMBERS
        .contains(&format)
        .then(|| match is_integer() && format != "double-int" {
            true => "integer",
            false => "number",
        })
}

//! Typed response headers.

use std::borrow::Cow;
use std::fmt;

use http::HeaderMap;
use serde::de::DeserializeOwned;

use crate::json::error::from_slice;
use crate::parameter::text::{AnyIs, from_header, from_lines};

/// A struct of documented response headers.
pub trait FromHeaders: Sized {
    /// Reads the headers, each separately: an invalid one does not affect others.
    fn from_headers(headers: &HeaderMap) -> Self;
}

/// How the value of a header is serialized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderStyle {
    /// `simple`: values separated by commas; an object has its keys among the values.
    Simple,
    /// `simple`, exploded: `key=value`.
    Exploded,
    /// JSON.
    Json,
    /// One line for each value, as with `Set-Cookie`.
    Lines,
    /// `simple`, for a type with string values, or with values that a header cannot represent.
    Text,
    /// `simple`, for a type whose values are all arrays.
    List,
    /// `simple`, for a type whose values are all objects.
    Fields,
    /// The same, exploded.
    ExplodedFields,
}

impl HeaderStyle {
    /// Returns how a value is read if its Rust type allows several types.
    fn any(self) -> AnyIs {
        match self {
            HeaderStyle::Text => AnyIs::String,
            HeaderStyle::List => AnyIs::List,
            HeaderStyle::Fields | HeaderStyle::ExplodedFields => AnyIs::Fields,
            _ => AnyIs::Guessed,
        }
    }
}

/// Reads a header that may be missing. Several lines form one list.
///
/// # Errors
/// If the header is present and no `T`.
pub fn header<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &str,
    style: HeaderStyle,
) -> Result<Option<T>, HeaderError> {
    let lines = headers.get_all(name).iter();
    let lines: Vec<Cow<'_, str>> = lines.map(|line| line_text(line.as_bytes())).collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let lines: Vec<&str> = lines.iter().map(Cow::as_ref).collect();
    let explode = matches!(style, HeaderStyle::Exploded | HeaderStyle::ExplodedFields);
    let has_links = name.eq_ignore_ascii_case("link");
    let read = match style {
        HeaderStyle::Json => from_slice(lines.join(", ").as_bytes()).ok(),
        HeaderStyle::Lines => from_lines(&lines),
        style => from_header(&lines.join(", "), explode, style.any(), has_links),
    };
    match read {
        // Null counts as absent if the type does not allow it, as in a body.
        None if matches!(lines.as_slice(), [text] if matches!(text.trim(), "" | "null")) => {
            Ok(None)
        }
        None => Err(HeaderError::new(name, "is not what the description says")),
        read => Ok(read),
    }
}

/// Returns the text of a line: UTF-8, or else ISO 8859-1, which HTTP once specified.
pub(crate) fn line_text(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(text) => text.into(),
        Err(_) => line.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Reads a required header.
///
/// # Errors
/// If the header is missing, or no `T`.
pub fn required_header<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &str,
    style: HeaderStyle,
) -> Result<T, HeaderError> {
    header(headers, name, style)?.ok_or_else(|| HeaderError::new(name, "is missing"))
}

/// A response header is missing, or does not match the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderError {
    name: String,
    message: &'static str,
}

impl HeaderError {
    /// Returns the error of the header `name`; `message` says what is wrong, without the value.
    fn new(name: &str, message: &'static str) -> HeaderError {
        HeaderError {
            name: name.to_owned(),
            message,
        }
    }

    /// Returns the header's name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the response header `{}` {}; read it from `headers()`",
            self.name, self.message
        )
    }
}

impl std::error::Error for HeaderError {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::{HeaderMap, HeaderName, HeaderValue};
    use serde_json::{Value, json};

    use super::{HeaderStyle, header, required_header};
    use crate::value::{DateTime, Secret};

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            let value = HeaderValue::from_bytes(line.as_bytes()).expect("a value");
            headers.append(HeaderName::from_static("x"), value);
        }
        headers
    }

    fn read<T: serde::de::DeserializeOwned>(lines: &[&str], style: HeaderStyle) -> Option<T> {
        required_header(&headers(lines), "X", style).ok()
    }

    #[test]
    fn a_header_is_utf_8_or_else_iso_8859_1() {
        for bytes in ["é, x".as_bytes(), b"\xe9, x"] {
            let mut headers = HeaderMap::new();
            let value = HeaderValue::from_bytes(bytes).expect("a value");
            headers.append(HeaderName::from_static("x"), value);
            let read = header::<Vec<String>>(&headers, "X", HeaderStyle::Simple);
            let expected = vec!["é".to_owned(), "x".to_owned()];
            assert_eq!(read, Ok(Some(expected)));
        }
    }

    #[test]
    fn scalars_are_read_as_their_type() {
        use HeaderStyle::Simple;
        assert_eq!(read(&[" 12"], Simple), Some(12_i64));
        assert_eq!(read(&["12"], Simple), Some("12".to_owned()));
        assert_eq!(header::<i64>(&headers(&["null"]), "X", Simple), Ok(None));
        assert!(header::<i64>(&headers(&["soon"]), "X", Simple).is_err());
        for (text, value) in [("true", true), ("True", true), ("FALSE", false)] {
            assert_eq!(read(&[text], Simple), Some(value));
            assert_eq!(read(&[text], Simple), Some(text.to_owned()));
            assert_eq!(read(&[&text.to_lowercase()], Simple), Some(json!(value)));
        }
        assert_eq!(read::<Option<i64>>(&[""], Simple), Some(None));
        let absent_or_empty = read::<Vec<Option<String>>>(&["", "a, b"], HeaderStyle::Lines);
        let expected = ["", "a, b"].map(|text| Some(text.to_owned()));
        assert_eq!(absent_or_empty, Some(expected.to_vec()));
        assert_eq!(read(&["[1", "2]"], HeaderStyle::Json), Some(vec![1, 2]));
        assert_eq!(read(&["1.5"], Simple), Some(1.5));
        assert_eq!(read(&["12.0"], Simple), Some(12_i64));
        assert_eq!(read(&["1e3, 2.0"], Simple), Some(vec![1000, 2]));
        assert_eq!(
            read::<Secret>(&["12"], Simple).expect("a secret").expose(),
            "12"
        );
        assert_eq!(
            read::<DateTime>(&["soon"], Simple).expect("text").as_str(),
            "soon"
        );
        assert_eq!(read::<i64>(&["many"], Simple), None);
        let exact = Some(vec![9_007_199_254_740_993_i64]);
        assert_eq!(read(&["9007199254740993.0"], Simple), exact);
        assert_eq!(read::<Vec<i64>>(&["52843946611366485.31"], Simple), None);
        let long = "123456789012345678901234567890";
        assert_eq!(read::<i64>(&[long], Simple), None);
        assert_eq!(read::<Value>(&[long], Simple), Some(json!(long)));
        assert_eq!(read(&["a, b"], Simple), Some("a, b".to_owned()));
        assert_eq!(read(&["日志"], Simple), Some("日志".to_owned()));
    }

    #[test]
    fn arrays_are_all_lines_split_at_commas_outside_of_quotes() {
        use HeaderStyle::{Exploded, Simple};
        assert_eq!(read(&["1,2", "3"], Simple), Some(vec![1, 2, 3]));
        assert_eq!(
            read(&["1, 2"], Exploded),
            Some(vec!["1".to_owned(), "2".to_owned()])
        );
        assert_eq!(read(&[""], Simple), Some(Vec::<String>::new()));
        let tags = vec!["\"a,b\"".to_owned(), "c".to_owned()];
        assert_eq!(read(&["\"a,b\", c"], Simple), Some(tags));
        let escaped = vec![r#""a\",b""#.to_owned(), "c".to_owned()];
        assert_eq!(read(&[r#""a\",b", c"#], Simple), Some(escaped));
        let open = vec!["5\"".to_owned(), "c".to_owned()];
        assert_eq!(read(&["5\",c"], Simple), Some(open));
        assert_eq!(read(&["a"], Simple), Some(vec!["a".to_owned()]));
    }

    #[test]
    fn empty_elements_of_a_list_are_ignored() {
        use HeaderStyle::{Exploded, Lines, List, Simple};
        let lines = ["a,,b", "", ", c ,", "\"\""];
        let expected = ["a", "b", "c", "\"\""].map(str::to_owned).to_vec();
        assert_eq!(read(&lines, Simple), Some(expected.clone()));
        assert_eq!(read(&lines, List), Some(json!(expected)));
        assert_eq!(read(&["1,,2", ""], Simple), Some(vec![1, 2]));
        assert_eq!(read(&[" , ,"], Simple), Some(Vec::<String>::new()));
        let expected = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
        assert_eq!(read(&["a=1,", "b=2,,"], Exploded), Some(expected));
        // Here an empty element is the value of a property, and there each line is one.
        let expected = BTreeMap::from([("a".to_owned(), String::new())]);
        assert_eq!(read(&["a,"], Simple), Some(expected));
        assert_eq!(read(&["", "a,,"], Lines), Some(json!(["", "a,,"])));
    }

    #[test]
    fn links_are_split_outside_of_their_targets_and_parameters() {
        let mut headers = HeaderMap::new();
        for line in [
            r#"</a?x=1,2>; rel="prev"; title="a, \"b\", c", </b,c>;rel=next"#,
            "</d>",
        ] {
            headers.append("link", HeaderValue::from_str(line).expect("a value"));
        }
        let read: Result<Vec<String>, _> = required_header(&headers, "Link", HeaderStyle::Simple);
        let links = [
            r#"</a?x=1,2>; rel="prev"; title="a, \"b\", c""#,
            "</b,c>;rel=next",
            "</d>",
        ];
        assert_eq!(read.expect("links"), links);
        // In other headers, `<` has no special meaning.
        assert_eq!(
            self::read(&["<1,2>"], HeaderStyle::Simple),
            Some(vec!["<1".to_owned(), "2>".to_owned()])
        );
    }

    #[test]
    fn objects_are_read_in_both_styles() {
        let expected = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
        assert_eq!(
            read(&["a,1,b,2"], HeaderStyle::Simple),
            Some(expected.clone())
        );
        assert_eq!(read(&["a=1, b=2"], HeaderStyle::Exploded), Some(expected));
        assert_eq!(
            read::<BTreeMap<String, i64>>(&["a,1,b"], HeaderStyle::Simple),
            None
        );
    }

    #[test]
    fn a_value_of_several_types_is_what_all_of_them_are() {
        use HeaderStyle::{ExplodedFields, Fields, List, Simple, Text};
        let value = |text, style| read::<Value>(&[text], style);
        assert_eq!(value("a,1,b,x", Fields), Some(json!({"a": 1, "b": "x"})));
        assert_eq!(
            value("a=1,b=x", ExplodedFields),
            Some(json!({"a": 1, "b": "x"}))
        );
        assert_eq!(value("1", List), Some(json!([1])));
        assert_eq!(value("1", Text), Some(json!("1")));
        assert_eq!(value("1", Simple), Some(json!(1)));
        // A value that is not an object is kept.
        assert_eq!(value("a", Fields), Some(json!("a")));
    }

    #[test]
    fn the_string_null_inside_a_list_or_an_object_is_a_string() {
        let pairs = [("a", Some("null")), ("b", Some(""))];
        let expected = pairs.map(|(key, value)| (key.to_owned(), value.map(str::to_owned)));
        let read_pairs = read(&["a=null,b="], HeaderStyle::Exploded);
        assert_eq!(read_pairs, Some(BTreeMap::from(expected)));
        let numbers = read(&["1,null,2"], HeaderStyle::Simple);
        assert_eq!(numbers, Some(vec![Some(1), None, Some(2)]));
    }

    #[test]
    fn lines_are_neither_joined_nor_split() {
        let cookies = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"];
        let read = read::<Vec<String>>(&cookies, HeaderStyle::Lines);
        assert_eq!(read.expect("lines"), cookies);
    }

    #[test]
    fn what_is_no_value_counts_as_absent_where_the_type_does_not_take_it() {
        for absent in ["", "null"] {
            let headers = headers(&[absent]);
            assert_eq!(header::<i64>(&headers, "X", HeaderStyle::Simple), Ok(None));
            assert!(required_header::<i64>(&headers, "X", HeaderStyle::Simple).is_err());
            let text = header::<String>(&headers, "X", HeaderStyle::Simple);
            assert_eq!(text, Ok(Some(absent.to_owned())));
        }
    }

    #[test]
    fn json_is_read_as_json() {
        let value = read::<Value>(&["{\"a\":[1]}"], HeaderStyle::Json);
        assert_eq!(value, Some(json!({"a": [1]})));
        assert_eq!(read::<Value>(&["{"], HeaderStyle::Json), None);
        assert_eq!(read(&["[1.0]"], HeaderStyle::Json), Some(vec![1]));
    }

    #[test]
    fn a_missing_header_is_an_error_where_it_is_promised() {
        let none = HeaderMap::new();
        assert_eq!(header::<i64>(&none, "X", HeaderStyle::Simple), Ok(None));
        let error = required_header::<i64>(&none, "X", HeaderStyle::Simple).expect_err("missing");
        assert_eq!(
            error.to_string(),
            "the response header `X` is missing; read it from `headers()`"
        );
    }
}

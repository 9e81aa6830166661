//! Parsing of media types.

use crate::ir::{MediaKind, MediaType};
use crate::openapi::media_types::split;

/// Parses a key of `content`, or the value of `contentType`.
pub(super) fn media_type(text: &str) -> MediaType {
    let mut pieces = split(text, ';').into_iter();
    let essence = pieces.next().unwrap_or(text).trim().to_ascii_lowercase();
    // A text without `/` is not a media type and cannot be sent or expected: only its schema says what the content is.
    if !essence.contains('/') {
        return MediaType {
            text: ANY.to_owned(),
            essence: ANY.to_owned(),
            kind: kind(ANY),
            parameters: Vec::new(),
        };
    }
    let parameters = pieces
        .filter_map(|parameter| parameter.split_once('='))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    MediaType {
        text: text.trim().to_owned(),
        kind: kind(&essence),
        essence,
        parameters,
    }
}

/// Returns the word for one of several media types in the name of a type: with its parameters where only those differ.
pub(super) fn name_word<'m>(media: &MediaType, all: impl Iterator<Item = &'m MediaType>) -> String {
    let alike = all.filter(|other| other.essence == media.essence).count();
    match alike {
        0 | 1 => media.essence.clone(),
        _ => media.text.clone(),
    }
}

/// The range of all media types.
const ANY: &str = "*/*";

/// Whether a text stands for several media types: it is a list or a range.
pub(super) fn is_several(text: &str) -> bool {
    split(text, ',').len() > 1 || media_type(text).is_range()
}

fn kind(essence: &str) -> MediaKind {
    let (first, second) = essence.split_once('/').unwrap_or((essence, ""));
    let suffix = second.rsplit_once('+').map_or("", |(_, suffix)| suffix);
    match (first, second) {
        (_, "json" | "x-json") => return MediaKind::Json,
        // The JSON protocol of AWS, with its version in the name.
        ("application", _) if second.starts_with("x-amz-json-") => return MediaKind::Json,
        (
            "application",
            "x-ndjson" | "ndjson" | "jsonl" | "x-jsonl" | "json-lines" | "jsonlines"
            | "x-jsonlines" | "json-seq" | "x-json-stream" | "stream+json",
        ) => return MediaKind::JsonLines,
        ("application", "x-www-form-urlencoded") => return MediaKind::Form,
        ("text", "event-stream") => return MediaKind::Events,
        ("multipart", _) => return MediaKind::Multipart,
        (
            "application",
            "xml" | "yaml" | "x-yaml" | "javascript" | "ecmascript" | "graphql" | "toml" | "sql"
            | "sdp" | "text" | "x-sh" | "x-pem-file" | "jwt",
        )
        | ("text", _) => return MediaKind::Text,
        ("*", _) | (_, "*") => return MediaKind::BySchema,
        _ => {}
    }
    match suffix {
        "json" => MediaKind::Json,
        "json-seq" | "x-ndjson" | "ndjson" | "jsonl" => MediaKind::JsonLines,
        "xml" | "yaml" => MediaKind::Text,
        _ if second.starts_with("json+") => MediaKind::Json,
        _ if second.starts_with("vnd.") => MediaKind::BySchema,
        _ => MediaKind::Binary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_case_do_not_matter_to_the_kind_and_are_kept() {
        let read = media_type("Application/JSON; Charset=UTF-8");
        assert_eq!(
            (read.essence.as_str(), read.kind),
            ("application/json", MediaKind::Json)
        );
        assert_eq!(read.text, "Application/JSON; Charset=UTF-8");
        assert_eq!(
            read.parameters,
            [("charset".to_owned(), "UTF-8".to_owned())]
        );
    }

    #[test]
    fn what_is_quoted_is_one_value() {
        let text = r#"a/b; x="1,2;\"3=*"; y=z"#;
        let read = media_type(text);
        assert_eq!(read.essence, "a/b");
        let names: Vec<&str> = read
            .parameters
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["x", "y"]);
        assert_eq!(read.parameters[0].1, r#""1,2;\"3=*""#);
        assert!(!is_several(text));
        assert_eq!(media_type(" a/b ; x=1 ").text, "a/b ; x=1");
        assert!(is_several("a/b, c/d") && is_several("image/*; q=1"));
    }

    #[test]
    fn a_suffix_decides_the_kind() {
        assert_eq!(media_type("application/problem+json").kind, MediaKind::Json);
        for json in ["application/x-amz-json-1.1", "text/x-json"] {
            assert_eq!(media_type(json).kind, MediaKind::Json, "{json}");
        }
        for lines in [
            "application/vnd.acme+x-ndjson;v=8",
            "application/a+json-seq",
        ] {
            assert_eq!(media_type(lines).kind, MediaKind::JsonLines, "{lines}");
        }
        assert_eq!(media_type("image/svg+xml").kind, MediaKind::Text);
        assert_eq!(
            media_type("application/vnd.acme.v1").kind,
            MediaKind::BySchema
        );
        assert_eq!(media_type("application/zip").kind, MediaKind::Binary);
    }
}

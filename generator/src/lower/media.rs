//! Media types.

/// What the client does with a media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    Json,
    JsonLines,
    Events,
    Form,
    Multipart,
    Text,
    Binary,
    /// It depends on the schema: ranges, and types of a vendor that may be JSON.
    BySchema,
}

/// A media type of a description, read.
#[derive(Clone, Debug)]
pub(super) struct MediaType {
    /// Lower case, without parameters.
    pub(super) essence: String,
    pub(super) kind: Media,
}

impl MediaType {
    /// Whether values are written as JSON.
    pub(super) fn essence_is_json(&self) -> bool {
        self.kind == Media::Json
    }
}

/// Reads a key of `content`.
pub(super) fn media(text: &str) -> MediaType {
    let essence = text
        .split(';')
        .next()
        .unwrap_or(text)
        .trim()
        .to_ascii_lowercase();
    let kind = kind(&essence);
    MediaType { essence, kind }
}

fn kind(essence: &str) -> Media {
    let (first, second) = essence.split_once('/').unwrap_or((essence, ""));
    let suffix = second.rsplit_once('+').map_or("", |(_, suffix)| suffix);
    match (first, second) {
        (_, "json") => return Media::Json,
        (
            "application",
            "x-ndjson" | "ndjson" | "jsonl" | "x-jsonl" | "json-lines" | "jsonlines"
            | "x-jsonlines" | "json-seq" | "x-json-stream" | "stream+json",
        ) => return Media::JsonLines,
        ("application", "x-www-form-urlencoded") => return Media::Form,
        ("text", "event-stream") => return Media::Events,
        ("multipart", _) => return Media::Multipart,
        (
            "application",
            "xml" | "yaml" | "x-yaml" | "javascript" | "ecmascript" | "graphql" | "toml" | "sql"
            | "sdp" | "text" | "x-sh" | "x-pem-file" | "jwt",
        )
        | ("text", _) => return Media::Text,
        ("*", _) | (_, "*") => return Media::BySchema,
        _ => {}
    }
    match suffix {
        "json" => Media::Json,
        "json-seq" => Media::JsonLines,
        "xml" | "yaml" => Media::Text,
        _ if second.starts_with("json+") => Media::Json,
        _ if second.starts_with("vnd.") => Media::BySchema,
        _ => Media::Binary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_case_do_not_matter() {
        let read = media("Application/JSON; charset=utf-8");
        assert_eq!(
            (read.essence.as_str(), read.kind),
            ("application/json", Media::Json)
        );
    }

    #[test]
    fn suffixes_tell_the_syntax() {
        assert_eq!(media("application/problem+json").kind, Media::Json);
        assert_eq!(media("image/svg+xml").kind, Media::Text);
        assert_eq!(media("application/vnd.acme.v1").kind, Media::BySchema);
        assert_eq!(media("application/zip").kind, Media::Binary);
    }
}

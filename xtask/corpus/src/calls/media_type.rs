//! Media types.

/// Returns a media type of a range.
pub(super) fn concrete(range: &str) -> &'static str {
    match range.split('/').next() {
        Some("image") => "image/png",
        Some("text") => "text/plain",
        Some("audio") => "audio/ogg",
        Some("video") => "video/mp4",
        _ => "application/octet-stream",
    }
}

pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// Returns a media type without its parameters.
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

pub(super) fn is_form(media_type: &str) -> bool {
    media_type
        .to_ascii_lowercase()
        .starts_with("application/x-www-form-urlencoded")
}

/// Whether a media type names a character set that is not Unicode: text in it is ASCII here.
pub(super) fn names_charset(media_type: &str) -> bool {
    let lower = media_type.to_ascii_lowercase();
    lower.contains("charset=") && !lower.contains("charset=utf") && !lower.contains("charset=\"utf")
}

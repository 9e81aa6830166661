//! The media types of files, by extension.

/// Each media type with its extensions.
const KNOWN: &[(&str, &[&str])] = &[
    ("application/gzip", &["gz", "tgz"]),
    ("application/json", &["json", "map"]),
    ("application/octet-stream", &["bin", "exe", "iso"]),
    ("application/pdf", &["pdf"]),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &["xlsx"],
    ),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &["docx"],
    ),
    ("application/wasm", &["wasm"]),
    ("application/x-ndjson", &["jsonl", "ndjson"]),
    ("application/x-tar", &["tar"]),
    ("application/xml", &["xml"]),
    ("application/yaml", &["yaml", "yml"]),
    ("application/zip", &["zip"]),
    ("application/zstd", &["zst"]),
    ("audio/mpeg", &["mp3"]),
    ("audio/ogg", &["oga", "ogg", "opus"]),
    ("audio/wav", &["wav"]),
    ("image/avif", &["avif"]),
    ("image/bmp", &["bmp"]),
    ("image/gif", &["gif"]),
    ("image/jpeg", &["jpeg", "jpg"]),
    ("image/png", &["png"]),
    ("image/svg+xml", &["svg"]),
    ("image/tiff", &["tif", "tiff"]),
    ("image/vnd.microsoft.icon", &["ico"]),
    ("image/webp", &["webp"]),
    ("text/css", &["css"]),
    ("text/csv", &["csv"]),
    ("text/html", &["htm", "html"]),
    ("text/javascript", &["js", "mjs"]),
    ("text/markdown", &["md"]),
    ("text/plain", &["conf", "log", "txt"]),
    ("video/mp4", &["mp4"]),
    ("video/mpeg", &["mpeg", "mpg"]),
    ("video/quicktime", &["mov"]),
    ("video/webm", &["webm"]),
];

/// The media type of a file with an unknown extension.
const ANY: &str = "application/octet-stream";

/// Returns the media type of a file by its name.
pub(super) fn of_name(name: &str) -> &'static str {
    let Some((_, end)) = name.rsplit_once('.') else {
        return ANY;
    };
    let known = KNOWN
        .iter()
        .find(|(_, ends)| ends.iter().any(|known| known.eq_ignore_ascii_case(end)));
    known.map_or(ANY, |(media_type, _)| media_type)
}

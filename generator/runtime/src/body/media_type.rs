//! Matches the media type of a body with the documented ones.

use std::borrow::Cow;

use crate::parameter::text::{split, unquoted};

/// Returns the index of the listed media type that a body is read as.
///
/// The order of preference is: the same type with the same parameters, the same type, the narrowest range, the same
/// type with other parameters, and another type of the same family, such as `application/problem+json` for
/// `application/json`. Of several equal ones, the one with the same charset is preferred, then one without a charset. A
/// body without a media type is read as the first.
pub(crate) fn choose(actual: &str, listed: &[&str]) -> Option<usize> {
    let actual = MediaType::of(actual);
    if actual.essence.is_empty() {
        return (!listed.is_empty()).then_some(0);
    }
    let mut best = None;
    for (place, text) in listed.iter().enumerate() {
        let listed = MediaType::of(text);
        let fit = (actual.fit(&listed), actual.charset_fit(&listed));
        if fit.0 > 0 && best.is_none_or(|(other, _)| fit > other) {
            best = Some((fit, place));
        }
    }
    best.map(|(_, place)| place)
}

/// Returns whether a media type is JSON.
pub(crate) fn is_json(content_type: &str) -> bool {
    MediaType::of(content_type).family() == Some(Family::Json)
}

/// Returns the value of a header's parameter, without quotes.
pub(crate) fn parameter<'a>(text: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut parameters = parameters(split(text, ';'));
    parameters.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
}

/// Returns the parameters after the first piece.
fn parameters(pieces: Vec<&str>) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    pieces.into_iter().skip(1).filter_map(|piece| {
        let (name, value) = piece.split_once('=')?;
        Some((name.trim(), unquoted(value.trim())))
    })
}

struct MediaType<'a> {
    essence: String,
    charset: Option<Cow<'a, str>>,
    /// The parameters other than `charset`.
    parameters: Vec<(&'a str, Cow<'a, str>)>,
}

/// Media types with the same decoder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Json,
    Lines,
    Xml,
    Yaml,
    Text,
}

impl<'a> MediaType<'a> {
    fn of(text: &'a str) -> Self {
        let pieces = split(text, ';');
        // A proxy may join several lines: the first type counts, as it does with separate lines.
        let essence = pieces.first().and_then(|piece| piece.split(',').next());
        let essence = essence.unwrap_or_default().trim();
        // Servers add a charset that no description mentions, so it matters less than other parameters.
        let (charsets, others): (Vec<_>, Vec<_>) =
            parameters(pieces).partition(|(name, _)| name.eq_ignore_ascii_case("charset"));
        MediaType {
            essence: essence.to_ascii_lowercase(),
            charset: charsets.into_iter().next().map(|(_, charset)| charset),
            parameters: others,
        }
    }

    fn halves(&self) -> (&str, &str) {
        self.essence.split_once('/').unwrap_or((&self.essence, ""))
    }

    /// Returns how well it matches a documented type; 0 for no match.
    fn fit(&self, listed: &MediaType<'_>) -> usize {
        let ((first, second), (first_listed, second_listed)) = (self.halves(), listed.halves());
        if self.essence == listed.essence {
            let is_same = |parameter: &&(&str, Cow<'_, str>)| {
                self.parameters.iter().any(|(name, value)| {
                    name.eq_ignore_ascii_case(parameter.0)
                        && value.eq_ignore_ascii_case(&parameter.1)
                })
            };
            let same = listed.parameters.iter().filter(is_same).count();
            return if same == listed.parameters.len() {
                100 + same
            } else {
                10
            };
        }
        // One of the two may leave out the suffix, as in `application/vnd.github.object`.
        if is_bare(&listed.essence, &self.essence) || is_bare(&self.essence, &listed.essence) {
            return 50;
        }
        if second_listed.starts_with('*') {
            let suffix = second_listed.strip_prefix('*').unwrap_or_default();
            return match first_listed {
                "*" => 20,
                _ if first_listed != first || !second.ends_with(suffix) => 0,
                _ if suffix.is_empty() => 30,
                _ => 40,
            };
        }
        match (self.family(), listed.family()) {
            (Some(one), Some(other)) if one == other => {
                let is_general = matches!(second_listed, "json" | "xml" | "yaml" | "plain");
                1 + usize::from(is_general)
            }
            _ => 0,
        }
    }

    /// Returns how well its charset matches that of a documented type.
    fn charset_fit(&self, listed: &MediaType<'_>) -> usize {
        match (&self.charset, &listed.charset) {
            (Some(one), Some(other)) if one.eq_ignore_ascii_case(other) => 2,
            (_, None) => 1,
            _ => 0,
        }
    }

    fn family(&self) -> Option<Family> {
        let (first, second) = self.halves();
        let suffix = second.rsplit_once('+').map_or(second, |(_, suffix)| suffix);
        Some(match (first, suffix) {
            (_, "json" | "x-json") if second != "stream+json" => Family::Json,
            ("application", _) if second.starts_with("x-amz-json-") => Family::Json,
            (_, "ndjson" | "x-ndjson" | "jsonl" | "x-jsonl" | "jsonlines" | "x-jsonlines")
            | (_, "json-lines" | "json-seq" | "x-json-stream" | "json") => Family::Lines,
            (_, "xml") => Family::Xml,
            (_, "yaml" | "x-yaml") => Family::Yaml,
            ("text", "event-stream") => return None,
            ("text", _) => Family::Text,
            _ => return None,
        })
    }
}

/// Whether one media type is another one without its suffix.
fn is_bare(one: &str, other: &str) -> bool {
    other.rsplit_once('+').is_some_and(|(bare, _)| bare == one)
}

#[cfg(test)]
mod tests {
    use super::{choose, parameter};

    #[test]
    fn a_quoted_parameter_may_have_what_separates_others() {
        let header = r#"form-data; x="; name=a"; name="b\";c" ; filename=d"#;
        assert_eq!(parameter(header, "name").as_deref(), Some("b\";c"));
        assert_eq!(parameter(header, "FileName").as_deref(), Some("d"));
        assert_eq!(parameter(header, "form-data"), None);
    }

    #[test]
    fn the_narrowest_media_type_is_chosen() {
        let cases: [(&str, &[&str], Option<usize>); 39] = [
            (
                "application/vnd.a.b+json",
                &["application/json", "application/vnd.a.b"],
                Some(1),
            ),
            (
                "application/vnd.a.b",
                &["application/vnd.a.b+json"],
                Some(0),
            ),
            ("text/html", &["image/*"], None),
            ("text/a+c", &["image/*+c", "text/*+b"], None),
            (
                "application/x-ndjson",
                &["application/json", "application/jsonl"],
                Some(1),
            ),
            (
                "application/stream+json",
                &["application/json", "application/json-seq"],
                Some(1),
            ),
            ("text/yaml", &["text/plain", "application/x-yaml"], Some(1)),
            ("text/a+b", &["text/*+c", "text/*"], Some(1)),
            (
                "application/json; charset=utf-8",
                &["application/json", "application/json;charset=UTF-8"],
                Some(1),
            ),
            (
                "application/json",
                &["application/json; charset=utf-8", "application/json"],
                Some(1),
            ),
            (
                "text/csv; charset=utf-8",
                &["text/csv; charset=utf-16", "text/csv"],
                Some(1),
            ),
            (
                "application/json; charset=utf-8",
                &["text/csv", "application/json; charset=utf-16"],
                Some(1),
            ),
            // Another parameter counts for more than the charset.
            (
                "text/csv; v=1; charset=utf-8",
                &["text/csv; charset=utf-8", "text/csv; charset=utf-16; v=1"],
                Some(1),
            ),
            (
                "application/json",
                &["application/pdf", "application/x-amz-json-1.1"],
                Some(1),
            ),
            (
                "application/json, application/json",
                &["text/csv", "application/json"],
                Some(1),
            ),
            (
                "application/pdf",
                &["application/json", "application/pdf"],
                Some(1),
            ),
            (
                "Application/JSON; charset=utf-8",
                &["text/csv", "application/json"],
                Some(1),
            ),
            (
                "application/json; version=\"2\"",
                &["application/json;version=1", "application/json; Version=2"],
                Some(1),
            ),
            (
                "application/json",
                &["application/json;version=1", "application/json"],
                Some(1),
            ),
            (
                "application/json;version=2",
                &["application/json", "application/json;version=2"],
                Some(1),
            ),
            (
                "application/json;version=3",
                &["text/csv", "application/json;version=1"],
                Some(1),
            ),
            (
                r#"application/json; v="a;b=c", x"#,
                &["application/json;v=a", r#"application/json;v="a;b=c", x"#],
                Some(1),
            ),
            (
                r#"application/json;v="a\"b,c""#,
                &["application/json", r#"application/json; v="a\"b,c""#],
                Some(1),
            ),
            ("application/json", &["*/*", "application/json"], Some(1)),
            (
                "image/png",
                &["*/*", "image/*", "application/json"],
                Some(1),
            ),
            ("application/zip", &["application/json", "*/*"], Some(1)),
            (
                "application/hal+json",
                &["application/*", "application/*+json"],
                Some(1),
            ),
            (
                "application/problem+json",
                &[
                    "application/pdf",
                    "application/hal+json",
                    "application/json",
                ],
                Some(2),
            ),
            (
                "text/xml",
                &["application/json", "application/xml"],
                Some(1),
            ),
            ("text/html", &["application/json", "text/plain"], Some(1)),
            ("text/html", &["text/csv", "text/plain"], Some(1)),
            (
                "application/hal+xml",
                &["image/svg+xml", "text/xml"],
                Some(1),
            ),
            (
                "text/x-yaml",
                &["application/vnd.a+yaml", "application/yaml"],
                Some(1),
            ),
            (
                "application/jsonl",
                &["text/csv", "application/x-ndjson"],
                Some(1),
            ),
            (
                "application/json-seq",
                &["text/csv", "application/jsonlines"],
                Some(1),
            ),
            (
                "application/stream+json",
                &["text/csv", "application/json-lines"],
                Some(1),
            ),
            ("text/html", &["application/json", "application/pdf"], None),
            (
                "text/event-stream",
                &["application/json", "text/plain"],
                None,
            ),
            ("", &["application/json", "text/plain"], Some(0)),
        ];
        for (actual, listed, expected) in cases {
            assert_eq!(choose(actual, listed), expected, "{actual} of {listed:?}");
        }
    }
}

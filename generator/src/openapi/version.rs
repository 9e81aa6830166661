//! The versions of OpenAPI.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::source::Node;
use std::fmt;

/// The supported minor versions of OpenAPI; patch versions make no difference.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// 3.0.x
    V30,
    /// 3.1.x
    V31,
    /// 3.2.x
    V32,
}

impl Version {
    /// Returns the version in the `openapi` field of a document, if it is supported.
    pub fn of(root: Node<'_>) -> Option<Version> {
        let field = root.get("openapi")?;
        Self::parse(field.as_str().or_else(|| field.number_text())?)
    }

    fn parse(text: &str) -> Option<Version> {
        let (minor, patch) = match text.match_indices('.').nth(1) {
            Some((dot, _)) => (text.get(..dot)?, text.get(dot + 1..)?),
            None => (text, "0"),
        };
        let digits = patch.split('-').next().unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        match minor {
            "3.0" => Some(Version::V30),
            "3.1" => Some(Version::V31),
            "3.2" => Some(Version::V32),
            _ => None,
        }
    }

    /// Whether schemas are those of JSON Schema 2020-12: they may be booleans, keywords beside `$ref` have an effect,
    /// and `type` may be a list.
    pub fn has_json_schema(self) -> bool {
        self >= Version::V31
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Version::V30 => "3.0",
            Version::V31 => "3.1",
            Version::V32 => "3.2",
        })
    }
}

/// Reads the version of a document, and reports what is wrong with the `openapi` field. If that is an error but the
/// rest looks like OpenAPI 3, the likeliest version is returned, so that other errors are found in the same run.
pub(super) fn read(root: Node<'_>, diagnostics: &mut Diagnostics) -> Option<Version> {
    const HELP: &str = "write `openapi: 3.1.1`; versions from 3.0 to 3.2 are supported";
    let Some(field) = root.get("openapi") else {
        let misspelt = misspelt(root);
        diagnostics.push(missing(root, misspelt));
        let is_openapi = root.get("paths").is_some() && root.get("swagger").is_none();
        return (is_openapi && misspelt.is_none()).then_some(Version::V31);
    };
    let version = Version::of(root);
    let place = field.at_value();
    let text = field.as_str().or_else(|| field.number_text());
    let (severity, message, help) = match (version, text) {
        (None, Some(text)) => {
            let message = format!("OpenAPI {} is not supported", crate::source::shorten(text));
            (Severity::Error, message, HELP.to_owned())
        }
        (None, None) => {
            let kind = field.kind().described();
            let message = format!("`openapi` must be a version, such as 3.1.1, not {kind}");
            (Severity::Error, message, HELP.to_owned())
        }
        (Some(version), Some(text)) if text.matches('.').count() < 2 => {
            let message = "the version has no patch number".to_owned();
            let help = format!("write `openapi: {version}.0`");
            (Severity::Warning, message, help)
        }
        _ => return version,
    };
    diagnostics
        .push(Diagnostic::new(severity, Code::UnsupportedVersion, place, message).help(help));
    version.or_else(|| likeliest(text?))
}

/// Returns the likeliest version for an unsupported one.
fn likeliest(text: &str) -> Option<Version> {
    match text.get(..3) {
        Some("3.0") => Some(Version::V30),
        Some("3.1") => Some(Version::V31),
        Some("3.2" | "3.3") => Some(Version::V32),
        _ => None,
    }
}

/// Returns a field that is likely a misspelling of `openapi`.
fn misspelt(root: Node<'_>) -> Option<Node<'_>> {
    nearest("openapi", root.entries().map(|(key, _)| key)).and_then(|key| root.get(key))
}

fn missing(root: Node<'_>, misspelt: Option<Node<'_>>) -> Diagnostic {
    let (place, message, help) = if let Some(swagger) = root.get("swagger") {
        let message = "this is a Swagger 2.0 description";
        (
            swagger.at_key(),
            message,
            "convert it first: `npx swagger2openapi swagger.yaml --outfile openapi.yaml`, or with https://editor.swagger.io (Edit, Convert to OpenAPI 3)",
        )
    } else if let Some(key) = misspelt {
        (
            key.at_key(),
            "the field `openapi` is missing",
            "did you mean `openapi`?",
        )
    } else {
        (
            root.at_value(),
            "the field `openapi` is missing",
            "begin with `openapi: 3.1.1`",
        )
    };
    Diagnostic::error(Code::UnsupportedVersion, place, message).help(help)
}

/// The versions in which a field exists, as a range.
#[derive(Copy, Clone, Debug)]
pub(super) struct Versions {
    pub(super) first: Version,
    pub(super) last: Version,
}

impl Versions {
    pub(super) const ALL: Versions = Versions {
        first: Version::V30,
        last: Version::V32,
    };

    pub(super) fn has(self, version: Version) -> bool {
        self.first <= version && version <= self.last
    }

    /// Returns the versions in words, for a message.
    pub(super) fn described(self) -> String {
        match (self.first, self.last) {
            (first, Version::V32) => format!("OpenAPI {first} and later"),
            (first, last) if first == last => format!("OpenAPI {first} only"),
            (first, last) => format!("OpenAPI {first} to {last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn patch_versions_change_nothing() {
        assert_eq!(Version::parse("3.0.0"), Some(Version::V30));
        assert_eq!(Version::parse("3.0.4"), Some(Version::V30));
        assert_eq!(Version::parse("3.1.1"), Some(Version::V31));
        assert_eq!(Version::parse("3.1.0-rc1"), Some(Version::V31));
        assert_eq!(Version::parse("3.2.0"), Some(Version::V32));
    }

    #[test]
    fn other_versions_are_unknown() {
        for text in ["2.0", "3", "3.3.0", "4.0.0", "3.1.x", "", "3.1.", "3..1"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }
}

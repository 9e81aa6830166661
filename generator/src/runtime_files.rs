//! The runtime as part of a client: which of its files a client carries, and what those depend on.
//!
//! A client carries the files of a facility if its code names it, so that a client for a description without
//! paging has no code for paging, and one without patterns no regular expressions.

use std::collections::BTreeSet;

use crate::fileset::{FileSet, HEADER};

/// A part of the runtime that a client may do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facility {
    /// `format: byte`.
    Base64,
    /// Server-sent events and JSON lines.
    Events,
    /// Numbers that are not whole, and JSON as it is, which may hold such.
    Float,
    /// Forms as request bodies.
    Form,
    /// Access keys, tokens and their sources for `SDK-HMAC-SHA256`.
    Huawei,
    /// Multipart request bodies.
    Multipart,
    /// The client credentials flow.
    OAuth2,
    /// Lists that come page by page.
    Paging,
    /// The rule `pattern`.
    Pattern,
}

impl Facility {
    pub(crate) const ALL: [Self; 9] = [
        Self::Base64,
        Self::Events,
        Self::Float,
        Self::Form,
        Self::Huawei,
        Self::Multipart,
        Self::OAuth2,
        Self::Paging,
        Self::Pattern,
    ];

    /// The modules of the runtime that make it up.
    fn modules(self) -> &'static [&'static str] {
        match self {
            Self::Base64 => &["base64"],
            Self::Events => &["events", "lines"],
            Self::Float => &[],
            Self::Form => &["form"],
            Self::Huawei => &["huawei"],
            Self::Multipart => &["multipart"],
            Self::OAuth2 => &["oauth2"],
            Self::Paging => &["paging"],
            Self::Pattern => &["pattern"],
        }
    }

    /// What generated code has in it where it needs the facility.
    fn signs(self) -> &'static [&'static str] {
        match self {
            Self::Base64 => &["crate::runtime::Base64"],
            Self::Events => &["crate::runtime::events::", "call.json_lines("],
            Self::Float => &["f64", "f32", "::serde_json::"],
            Self::Form => &["call.form("],
            Self::Huawei => &["crate::runtime::huawei::"],
            Self::Multipart => &["crate::runtime::multipart::"],
            Self::OAuth2 => &["`ClientCredentials`"],
            Self::Paging => &["crate::runtime::Items"],
            Self::Pattern => &["crate::runtime::pattern!"],
        }
    }

    /// The dependencies that it has of its own.
    pub(crate) fn dependencies(self) -> &'static [&'static str] {
        match self {
            Self::Base64 => &["base64"],
            Self::Huawei => &["hmac-sha256"],
            Self::Pattern => &["regex-lite"],
            Self::Events
            | Self::Float
            | Self::Form
            | Self::Multipart
            | Self::OAuth2
            | Self::Paging => &[],
        }
    }

    /// What it shows at the root of a client's crate.
    fn exports(self) -> &'static [&'static str] {
        match self {
            Self::Base64 => &["Base64"],
            Self::Events => &["events"],
            Self::Float | Self::Form | Self::Pattern => &[],
            Self::Huawei => &["huawei", "huawei::Credentials"],
            Self::Multipart => &["multipart"],
            Self::OAuth2 => &["oauth2"],
            Self::Paging => &["Items", "RepeatedPage"],
        }
    }
}

/// The facilities that generated files need.
#[must_use]
pub fn facilities(files: &FileSet) -> BTreeSet<Facility> {
    let needs = |facility: &Facility| {
        files
            .iter()
            .any(|(_, text)| facility.signs().iter().any(|sign| text.contains(sign)))
    };
    Facility::ALL.into_iter().filter(needs).collect()
}

/// What every client shows at its root.
const EXPORTS: &[&str] = &[
    "ApiError",
    "Attempt",
    "Body",
    "BoxError",
    "BoxFuture",
    "BuildError",
    "CallFailure",
    "CallOptions",
    "Config",
    "ConnectTimeout",
    "Date",
    "DateTime",
    "DecodeError",
    "Error",
    "FromHeaders",
    "HeaderError",
    "Http2",
    "InvalidArgument",
    "InvalidDate",
    "Middleware",
    "NoError",
    "Nullable",
    "Problem",
    "Response",
    "RetryPolicy",
    "RuntimeError",
    "Secret",
    "Sending",
    "TimeoutPhase",
    "Transport",
    "TransportError",
    "TransportErrorKind",
    "UnknownInteger",
    "UnknownValue",
    "Violation",
    "auth",
];

/// The paths in the runtime that a client shows at its root.
pub(crate) fn exports(facilities: &BTreeSet<Facility>) -> Vec<&'static str> {
    let optional = facilities.iter().flat_map(|facility| facility.exports());
    let mut all: Vec<_> = EXPORTS.iter().chain(optional).copied().collect();
    all.sort_unstable();
    all
}

/// Every name that a client can show at its root beside its own.
pub(crate) fn shown_names() -> Vec<&'static str> {
    let featured = FEATURE_EXPORTS.iter().map(|(_, name)| *name);
    let paths = exports(&Facility::ALL.into_iter().collect())
        .into_iter()
        .chain(featured);
    paths.filter_map(|path| path.rsplit("::").next()).collect()
}

/// Paths that only a cargo feature makes: the feature and the path.
pub(crate) const FEATURE_EXPORTS: &[(&str, &str)] = &[
    ("default-transport", "DefaultTransport"),
    ("reqwest", "ReqwestTransport"),
    ("test-util", "RecordedRequest"),
    ("test-util", "ScriptedReply"),
    ("test-util", "ScriptedTransport"),
];

/// Adds the files of the runtime to those of a client.
pub(crate) fn embed(facilities: &BTreeSet<Facility>, files: &mut FileSet) {
    for (path, text) in FILES {
        let module = path.split(['/', '.']).next().unwrap_or_default();
        if is_left_out(module, facilities) {
            continue;
        }
        let text = without_tests(text);
        files.insert(format!("src/runtime/{path}"), format!("{HEADER}\n\n{text}"));
    }
    files.insert(
        "src/runtime/mod.rs",
        format!("{HEADER}\n\n{}", module_list(facilities)),
    );
}

fn is_left_out(module: &str, facilities: &BTreeSet<Facility>) -> bool {
    Facility::ALL
        .iter()
        .any(|facility| facility.modules().contains(&module) && !facilities.contains(facility))
}

/// A file without the module of its unit tests, which is the last thing in it.
fn without_tests(text: &str) -> &str {
    let end = text
        .find("\n\n#[cfg(test)]\n")
        .map_or(text.len(), |end| end.saturating_add(1));
    text.get(..end).unwrap_or(text)
}

/// The list of modules and re-exports, without those of facilities that are not needed. Each statement is
/// about one module, which is the word after `mod` or `use`.
fn module_list(facilities: &BTreeSet<Facility>) -> String {
    let mut out = String::new();
    let mut statement = String::new();
    for line in LIBRARY.lines() {
        let is_text = line.starts_with("//") || line.is_empty();
        if statement.is_empty() && is_text {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        statement.push_str(line);
        statement.push('\n');
        if line.ends_with(';') {
            if !is_left_out(module_of(&statement), facilities) {
                out.push_str(&statement);
            }
            statement.clear();
        }
    }
    out
}

fn module_of(statement: &str) -> &str {
    let after = |word: &str| {
        let line = statement
            .lines()
            .find(|line| !line.starts_with("#[") && line.contains(word))?;
        let (_, rest) = line.split_once(word)?;
        rest.split([':', ';', ' ']).next()
    };
    after("mod ").or_else(|| after("use ")).unwrap_or_default()
}

/// The runtime's list of modules and re-exports.
const LIBRARY: &str = include_str!("../runtime/src/lib.rs");

/// The files of the runtime beside its list of modules, as the build script found them.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/runtime_files.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_tests_do_not_reach_a_client() {
        let mut files = FileSet::default();
        embed(&Facility::ALL.into_iter().collect(), &mut files);
        for (path, text) in files.iter() {
            assert!(!text.contains("cfg(test)"), "{path}");
            assert!(text.starts_with(HEADER), "{path}");
        }
    }

    #[test]
    fn a_client_without_facilities_names_none_of_their_modules() {
        let mut files = FileSet::default();
        embed(&BTreeSet::new(), &mut files);
        assert!(files.get("src/runtime/huawei/signer.rs").is_none());
        let list = files.get("src/runtime/mod.rs").expect("always there");
        for module in Facility::ALL.iter().flat_map(|facility| facility.modules()) {
            assert!(
                !list.contains(&format!("{module};")) && !list.contains(&format!("use {module}::")),
                "{module}"
            );
        }
    }
}

//! The optional parts of the runtime, and what each of them adds to a client.

use std::collections::BTreeSet;

/// The name of the runtime's package and library.
pub const RUNTIME: &str = "apiruntime";

/// The version of the runtime that generated code is written for.
pub const RUNTIME_VERSION: &str = "0.1";

/// The version of the interface between generated code and the runtime, which clients state.
pub(crate) const INTERFACE: u32 = 10;

/// An optional part of the runtime that a client needs only for some descriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Facility {
    /// Sending a call again while the service is busy.
    Busy,
    /// Text in character sets other than the usual ones.
    Charsets,
    /// The rule `pattern` with look-around, Unicode classes and back references.
    EcmaPattern,
    /// Server-sent events and JSON lines.
    Events,
    /// Floating-point numbers, and JSON of any type, which may contain them.
    Float,
    /// Forms as request bodies.
    Form,
    /// Access keys, tokens and their sources for `SDK-HMAC-SHA256`.
    Huawei,
    /// Rules for keywords that check parts of a value, or compare it as a whole.
    Keywords,
    /// Multipart request bodies.
    Multipart,
    /// The client credentials flow of OAuth 2.0.
    OAuth2,
    /// Lists with pages.
    Paging,
    /// Multipart responses.
    Parts,
    /// The rule `pattern`.
    Pattern,
}

/// The feature and the exports of a facility.
struct Entry {
    facility: Facility,
    /// The feature of the runtime that enables it.
    feature: &'static str,
    /// The paths in the runtime that a client re-exports for it.
    exports: &'static [&'static str],
}

const fn entry(
    facility: Facility,
    feature: &'static str,
    exports: &'static [&'static str],
) -> Entry {
    Entry {
        facility,
        feature,
        exports,
    }
}

/// Every facility.
const FACILITIES: &[Entry] = &[
    entry(Facility::Busy, "busy", &[]),
    entry(Facility::Charsets, "charsets", &[]),
    entry(Facility::EcmaPattern, "ecma-pattern", &[]),
    entry(Facility::Events, "events", &[]),
    entry(Facility::Float, "float", &[]),
    entry(Facility::Form, "form", &[]),
    entry(Facility::Huawei, "huawei", &["Credentials"]),
    entry(Facility::Keywords, "keywords", &[]),
    entry(Facility::Multipart, "multipart", &[]),
    entry(Facility::OAuth2, "oauth2", &[]),
    entry(
        Facility::Paging,
        "paging",
        &[
            "Items",
            "client::Pages",
            "client::Position",
            "client::PositionError",
            "client::RepeatedPage",
        ],
    ),
    entry(Facility::Parts, "parts", &[]),
    entry(Facility::Pattern, "pattern", &[]),
];

/// A feature that every client forwards to the runtime.
pub(crate) struct Forwarded {
    /// The name of the feature, in the client and in the runtime.
    pub(crate) feature: &'static str,
    /// The description of the feature for users.
    pub(crate) about: &'static str,
    /// The paths in the runtime that a client re-exports with it.
    pub(crate) exports: &'static [&'static str],
}

const fn forwarded(
    feature: &'static str,
    about: &'static str,
    exports: &'static [&'static str],
) -> Forwarded {
    Forwarded {
        feature,
        about,
        exports,
    }
}

/// Every feature that clients forward.
pub(crate) const FORWARDED: &[Forwarded] = &[
    forwarded(
        "default-transport",
        "HTTP/1.1 over TLS, by hyper and rustls; on by default",
        &[],
    ),
    forwarded("http2", "HTTP/2 too, where the server offers it", &[]),
    forwarded(
        "socks",
        "SOCKS5 proxies too; HTTP proxies need no feature",
        &[],
    ),
    forwarded(
        "blocking",
        "`send_blocking()`, for programs without an async runtime",
        &["client::BlockingIter", "client::block_on"],
    ),
    forwarded(
        "fs",
        "`body::Upload` and `.save_to(path)`: files as bodies, responses saved as files",
        &["client::Download", "client::Saved"],
    ),
    forwarded(
        "reqwest",
        "`transport::ReqwestTransport`: a `reqwest::Client` of yours sends the requests",
        &[],
    ),
    forwarded(
        "test-util",
        "`transport::ScriptedTransport` and `test_responses`, for tests without a network",
        &[],
    ),
    forwarded(
        "chrono",
        "conversions from and into the dates of `chrono`",
        &[],
    ),
    forwarded("jiff", "conversions from and into the dates of `jiff`", &[]),
    forwarded("time", "conversions from and into the dates of `time`", &[]),
    forwarded(
        "tower",
        "`transport::TowerTransport`: layers of tower around any transport",
        &[],
    ),
];

/// The paths that every client re-exports: the names that all programs need, and modules with the rest.
#[rustfmt::skip]
const EXPORTS: &[&str] = &[
    "Base64", "Body", "BuildError", "CallOptions", "Config", "Date", "DateTime", "Error",
    "Nullable", "Response", "RetryPolicy", "Secret", "auth", "body", "call", "client::RawRequest",
    "client::Verdict", "client::WaitProgress", "client::Waiting", "error", "http", "parameter",
    "response", "rules", "serde_json", "transport", "value", "value::json",
];

/// Returns the features of the runtime that these facilities need.
pub(crate) fn features(used: &BTreeSet<Facility>) -> Vec<&'static str> {
    entries(used).map(|entry| entry.feature).collect()
}

/// Returns the paths in the runtime that a client re-exports regardless of its features.
pub(crate) fn exports(used: &BTreeSet<Facility>) -> Vec<&'static str> {
    let optional = entries(used).flat_map(|entry| entry.exports);
    let mut all: Vec<_> = EXPORTS.iter().chain(optional).copied().collect();
    all.sort_unstable();
    all
}

/// Returns every name that a client can re-export at its root.
pub(crate) fn exported_names() -> Vec<&'static str> {
    let optional = FACILITIES.iter().flat_map(|entry| entry.exports);
    let forwarded = FORWARDED.iter().flat_map(|known| known.exports);
    let paths = EXPORTS.iter().chain(optional).chain(forwarded);
    paths.filter_map(|path| path.rsplit("::").next()).collect()
}

/// Returns the names that neither a module of a client nor its feature can have.
pub(crate) fn reserved_modules() -> Vec<String> {
    let forwarded = FORWARDED.iter().map(|known| known.feature);
    let names = ["default", "mod", RUNTIME].into_iter().chain(forwarded);
    names.map(|name| name.replace('-', "_")).collect()
}

fn entries(used: &BTreeSet<Facility>) -> impl Iterator<Item = &'static Entry> {
    FACILITIES
        .iter()
        .filter(|entry| used.contains(&entry.facility))
}

//! What the manifest of a client must have, as far as its code decides it.

use std::collections::{BTreeMap, BTreeSet};

use crate::runtime_files::Facility;

/// What a client's manifest must have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManifestNeeds {
    /// The dependencies by name.
    pub dependencies: BTreeMap<String, Dependency>,
    /// What each feature turns on.
    pub features: BTreeMap<String, Vec<String>>,
}

/// A dependency of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependency {
    /// The version requirement.
    pub version: String,
    /// Whether its default features are on.
    pub default_features: bool,
    /// The features that are on beside them.
    pub features: Vec<String>,
    /// Whether only a feature of the client turns it on.
    pub optional: bool,
}

/// What a client with these facilities must have in its manifest, with a feature for each of `modules`.
pub(crate) fn manifest(facilities: &BTreeSet<Facility>, modules: &[String]) -> ManifestNeeds {
    let mut needs = ManifestNeeds::default();
    let optional = || {
        facilities
            .iter()
            .flat_map(|facility| facility.dependencies())
    };
    for (names, is_optional) in [
        (CORE_DEPENDENCIES, false),
        (TRANSPORT_DEPENDENCIES, true),
        (&["reqwest"], true),
    ] {
        for name in names {
            needs
                .dependencies
                .insert((*name).to_owned(), dependency(name, is_optional));
        }
    }
    for name in optional() {
        needs
            .dependencies
            .insert((*name).to_owned(), dependency(name, false));
    }
    if facilities.contains(&Facility::Float)
        && let Some(json) = needs.dependencies.get_mut("serde_json")
    {
        json.features.push(EXACT_NUMBERS.to_owned());
    }
    let mut transport: Vec<String> = TRANSPORT_DEPENDENCIES
        .iter()
        .map(|name| format!("dep:{name}"))
        .collect();
    transport.push("tokio/net".to_owned());
    let mut default = vec!["default-transport".to_owned()];
    default.extend(modules.iter().cloned());
    needs.features.insert("default".to_owned(), default);
    needs
        .features
        .insert("default-transport".to_owned(), transport);
    needs.features.insert(
        "http2".to_owned(),
        HTTP2_FEATURES.map(str::to_owned).to_vec(),
    );
    needs
        .features
        .insert("socks".to_owned(), vec!["default-transport".to_owned()]);
    needs.features.insert("blocking".to_owned(), Vec::new());
    needs
        .features
        .insert("reqwest".to_owned(), vec!["dep:reqwest".to_owned()]);
    needs.features.insert("test-util".to_owned(), Vec::new());
    for module in modules {
        needs.features.insert(module.clone(), Vec::new());
    }
    needs
}

/// What every client depends on.
const CORE_DEPENDENCIES: &[&str] = &[
    "bytes",
    "flate2",
    "futures-core",
    "http",
    "http-body",
    "percent-encoding",
    "serde",
    "serde_json",
    "tokio",
    "tracing",
];
/// What the default transport depends on.
const TRANSPORT_DEPENDENCIES: &[&str] = &[
    "hyper",
    "hyper-rustls",
    "hyper-util",
    "rustls",
    "tower-service",
    "webpki-roots",
];

/// The feature of `serde_json` without which a decoded number can be off by one in its last digit. It costs a
/// program 42 kB.
const EXACT_NUMBERS: &str = "float_roundtrip";

/// What HTTP/2 turns on: most of its code is in these crates.
const HTTP2_FEATURES: [&str; 4] = [
    "default-transport",
    "hyper/http2",
    "hyper-rustls/http2",
    "hyper-util/http2",
];

/// A dependency as the workspace has it, so that a client is built of what the runtime is tested with.
fn dependency(name: &str, optional: bool) -> Dependency {
    let line = WORKSPACE
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
    let line = line.unwrap_or("\"*\"");
    let quoted = |text: &str| text.split('"').nth(1).unwrap_or_default().to_owned();
    if !line.starts_with('{') {
        return Dependency {
            version: quoted(line),
            default_features: true,
            features: Vec::new(),
            optional,
        };
    }
    let version = line
        .split_once("version = ")
        .map(|(_, rest)| quoted(rest))
        .unwrap_or_default();
    let features = line
        .split_once("features = [")
        .map(|(_, rest)| rest.split(']').next().unwrap_or_default());
    let features = features.map(|list| {
        list.split('"')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    });
    Dependency {
        version,
        default_features: !line.contains("default-features = false"),
        features: features.unwrap_or_default(),
        optional,
    }
}

/// The workspace's manifest.
const WORKSPACE: &str = include_str!("../../Cargo.toml");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_are_those_of_the_workspace() {
        let all = manifest(&Facility::ALL.into_iter().collect(), &["dcs".to_owned()]);
        assert!(
            all.dependencies
                .values()
                .all(|dependency| dependency.version != "*"),
            "{all:?}"
        );
        let tokio = all.dependencies.get("tokio").expect("always there");
        assert!(!tokio.default_features && tokio.features.contains(&"time".to_owned()));
        assert!(all.dependencies.contains_key("hmac-sha256"));
        let none = manifest(&BTreeSet::new(), &[]);
        assert!(
            !none.dependencies.contains_key("hmac-sha256")
                && !none.dependencies.contains_key("regex-lite")
        );
    }

    #[test]
    fn exact_numbers_are_paid_for_where_there_are_such_numbers() {
        let exact = |facilities: &[Facility]| {
            manifest(&facilities.iter().copied().collect(), &[])
                .dependencies
                .get("serde_json")
                .is_some_and(|json| json.features.contains(&EXACT_NUMBERS.to_owned()))
        };
        assert!(exact(&[Facility::Float]));
        assert!(!exact(&[]));
        let of = |text: &str| {
            let mut files = crate::fileset::FileSet::default();
            files.insert("src/models.rs", text.to_owned());
            crate::runtime_files::facilities(&files)
        };
        assert!(of("pub price: ::std::option::Option<f64>,").contains(&Facility::Float));
        assert!(of("Unknown(::serde_json::Value),").contains(&Facility::Float));
        assert!(!of("pub count: i64,").contains(&Facility::Float));
    }
}

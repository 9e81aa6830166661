//! The cost of a client: the crates that it needs, and the features of the runtime.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use generator::source::Loader;
use generator::{Input, Layout, Options, generate};

use crate::compiled::{cargo, package};
use crate::{files, read};

/// The maximum number of crates of a client with default features: itself, the runtime, and the crates of build
/// scripts. All facilities together add four more.
const MOST_CRATES: usize = 53;

/// Returns the crates of a package with its default features, itself included, and the enabled features of the runtime.
/// Fails if one of them is a proc macro.
fn tree(folder: &Path, name: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let arguments = [
        "tree",
        "--offline",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}|{f}",
        "--package",
        name,
    ];
    let printed = cargo(folder, &arguments);
    let mut crates = BTreeSet::new();
    let mut features = BTreeSet::new();
    for line in printed.lines().filter(|line| !line.is_empty()) {
        assert!(!line.contains("(proc-macro)"), "{line} in\n{printed}");
        let (package, on) = line.split_once('|').unwrap_or((line, ""));
        let package = package.split(' ').next().unwrap_or_default();
        if package == generator::RUNTIME {
            let on = on
                .split([',', ' '])
                .filter(|name| !name.is_empty() && *name != "(*)");
            features.extend(on.map(str::to_owned));
        }
        crates.insert(package.to_owned());
    }
    assert!(crates.contains("hyper"), "{printed}");
    assert!(
        crates.len() <= MOST_CRATES + 4,
        "{} in\n{printed}",
        crates.len()
    );
    (crates, features)
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_plain_client_pays_for_no_facility() {
    let (files, needs) = files(&[("minimal", &read("minimal"))], Layout::Crate);
    let (crates, features) = tree(&package("plain", &files, &needs), "plain");
    assert_eq!(features, names(&["default-transport"]));
    for name in [
        "encoding_rs",
        "hmac",
        "hmac-sha256",
        "sha2",
        "regex-lite",
        "regress",
        "time",
        "chrono",
        "jiff",
        "httpdate",
        "tower",
    ] {
        assert!(!crates.contains(name), "{name} in {crates:?}");
    }
}

#[test]
fn a_client_with_every_facility_pays_for_the_crates_of_four_of_them() {
    let fixtures = [
        "charsets",
        "deep_rules",
        "events",
        "form_body",
        "formats",
        "multipart",
        "oauth2",
        "paging_by_offset",
        "parts_response",
        "rules",
        "signing",
    ];
    let descriptions = fixtures.map(read);
    let inputs: Vec<_> = fixtures
        .into_iter()
        .zip(descriptions.iter().map(String::as_str))
        .collect();
    let (all, needs) = files(&inputs, Layout::Module);
    let (crates, features) = tree(&package("facilities", &all, &needs), "facilities");
    let facilities = [
        "charsets",
        "ecma-pattern",
        "events",
        "float",
        "form",
        "huawei",
        "keywords",
        "multipart",
        "oauth2",
        "paging",
        "parts",
        "pattern",
    ];
    assert_eq!(
        features,
        names(&[&facilities[..], &["default-transport"]].concat())
    );
    let (minimal, needs) = files(&[("minimal", &read("minimal"))], Layout::Crate);
    let (plain, _) = tree(&package("plainest", &minimal, &needs), "plainest");
    let more: Vec<_> = crates.difference(&plain).collect();
    assert_eq!(
        more,
        [
            "encoding_rs",
            "facilities",
            "hmac-sha256",
            "regex-lite",
            "regress"
        ]
    );
}

#[test]
fn a_client_enables_what_each_part_of_its_calls_needs() {
    let done = "responses: {'204': {description: done}}";
    let json = |schema: &str| {
        format!("{done}, requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}")
    };
    let part = |encoding: &str| {
        let schema = "schema: {type: object, properties: {a: {type: string}}}";
        let content = format!("multipart/form-data: {{{schema}, encoding: {{a: {encoding}}}}}");
        format!("{done}, requestBody: {{content: {{{content}}}}}")
    };
    let text = "content: {text/plain; charset=iso-8859-2: {schema: {type: string}}}";
    for (call, feature) in [
        (format!("{done}, requestBody: {{{text}}}"), "charsets"),
        (
            format!("responses: {{'200': {{description: d, {text}}}}}"),
            "charsets",
        ),
        (
            part("{contentType: text/plain; charset=iso-8859-2}"),
            "charsets",
        ),
        (
            "responses: {'204': {description: d, headers: {n: {schema: {type: number}}}}}"
                .to_owned(),
            "float",
        ),
        (part("{headers: {n: {schema: {type: number}}}}"), "float"),
        (
            part("{headers: {n: {schema: {type: string, pattern: '^n'}}}}"),
            "pattern",
        ),
        (
            json("{type: object, patternProperties: {'^n': {type: string}}}"),
            "keywords",
        ),
        (
            json("{type: object, patternProperties: {'^n': {type: string}}}"),
            "pattern",
        ),
        (
            json("{type: array, items: {type: string}, contains: {pattern: '^n'}}"),
            "pattern",
        ),
    ] {
        let head = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths:\n";
        let description = format!("{head}  /x: {{post: {{operationId: send, {call}}}}}\n");
        let (_, needs) = files(&[("x", &description)], Layout::Crate);
        let features = needs.runtime_features;
        assert!(
            features.iter().any(|on| on == feature),
            "{call}: {features:?}"
        );
    }
}

#[test]
fn the_client_in_the_tree_has_the_facilities_of_its_description() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (crates, features) = tree(&root, "huaweicloud");
    assert!(crates.contains("hmac-sha256"), "{crates:?}");
    let text = fs::read(root.join("spec/dcs.yaml")).expect("the description");
    let spec = Spec(root.join("spec"));
    let input = Input::new("dcs.yaml", &text, "dcs", &spec);
    let options = Options::new("huaweicloud", Layout::Module);
    let needs = generate(&[input], &options, &mut |_| ()).manifest;
    let mut needed: BTreeSet<String> = needs.runtime_features.into_iter().collect();
    assert!(needed.contains("huawei"), "{needed:?}");
    needed.insert("default-transport".to_owned());
    assert_eq!(features, needed, "see generated/Cargo.toml");
}

/// Reads the files in the repository that the description refers to.
struct Spec(PathBuf);

impl Loader for Spec {
    fn load(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(self.0.join(path)).map_err(|error| error.to_string())
    }
}

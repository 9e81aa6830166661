//! What is generated, feature by feature: locked by snapshots, compiled with warnings denied.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::diagnostic::{Color, human};
use generator::source::NoFiles;
use generator::{FileSet, Input, Layout, ManifestNeeds, Options, Outcome, generate};

fn read(fixture: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{fixture}.yaml"));
    fs::read_to_string(path).expect("a readable fixture")
}

fn run(inputs: &[(&str, &str)], layout: Layout) -> Outcome {
    let paths: Vec<_> = inputs
        .iter()
        .map(|(name, _)| format!("{name}.yaml"))
        .collect();
    let inputs: Vec<_> = inputs
        .iter()
        .zip(&paths)
        .map(|((module, text), path)| Input {
            path,
            text: text.as_bytes(),
            module,
            loader: &NoFiles,
        })
        .collect();
    let options = Options {
        package: "fixtures".to_owned(),
        layout,
        skip_unsupported: false,
        deny_warnings: false,
    };
    generate(&inputs, &options, &mut |_| ())
}

/// The diagnostics of all inputs, as a person sees them.
fn said(outcome: &Outcome) -> String {
    let mut out = String::new();
    for report in &outcome.reports {
        for placed in report.diagnostics.placed(&report.sources) {
            out.push_str(&human(&placed, Color::Plain));
            out.push_str("\n\n");
        }
    }
    out
}

fn files(inputs: &[(&str, &str)], layout: Layout) -> (FileSet, ManifestNeeds) {
    let outcome = run(inputs, layout);
    let said = said(&outcome);
    (
        outcome.files.unwrap_or_else(|| panic!("no files:\n{said}")),
        outcome.manifest,
    )
}

/// What a fixture says and what it becomes, without the support code.
fn snapshot(fixture: &str) -> String {
    let text = read(fixture);
    let outcome = run(&[(fixture, &text)], Layout::Crate);
    let mut out = said(&outcome);
    let features: Vec<_> = outcome.manifest.features.keys().cloned().collect();
    let dependencies: Vec<_> = outcome.manifest.dependencies.keys().cloned().collect();
    out.push_str(&format!(
        "features: {}\ndependencies: {}\n",
        features.join(" "),
        dependencies.join(" ")
    ));
    let files = outcome.files.unwrap_or_else(|| panic!("no files:\n{out}"));
    for (path, text) in files
        .iter()
        .filter(|(path, _)| !path.starts_with("src/runtime/"))
    {
        out.push_str(&format!("\n==== {path}\n{text}"));
    }
    out
}

macro_rules! fixtures {
    ($($name:ident,)+) => {
        const FIXTURES: &[&str] = &[$(stringify!($name)),+];

        mod snapshots {
            $(
                #[test]
                fn $name() {
                    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "clients" }, {
                        insta::assert_snapshot!(stringify!($name), super::snapshot(stringify!($name)));
                    });
                }
            )+
        }
    };
}

fixtures! {
    answers_by_default_only,
    bodies,
    enums,
    hostile,
    models,
    multipart,
    names,
    openapi30,
    outcomes,
    paging,
    parameters,
    security,
    servers,
    signing,
    streams,
    union_kept_as_json,
    unions,
}

#[test]
fn every_fixture_is_tested() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("the folder of fixtures")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    found.sort();
    assert_eq!(found, FIXTURES);
}

#[test]
fn the_same_description_gives_the_same_bytes() {
    for fixture in FIXTURES {
        assert_eq!(snapshot(fixture), snapshot(fixture), "{fixture}");
    }
}

#[test]
fn the_order_of_keys_without_meaning_changes_no_byte() {
    for fixture in FIXTURES {
        let text = read(fixture).replace("1234567890123456789012", "1e30");
        let value = serde_yaml::from_str(&text).expect("a fixture is YAML");
        let shuffled = serde_yaml::to_string(&reversed(value, false)).expect("YAML");
        assert_ne!(text, shuffled);
        let (before, _) = files(&[(fixture, &text)], Layout::Crate);
        let (after, _) = files(&[(fixture, &shuffled)], Layout::Crate);
        for (path, text) in before.iter() {
            assert_eq!(Some(text), after.get(path), "{fixture}: {path}");
        }
    }
}

/// The keys under which things of the author's own are listed: their order is the author's.
const LISTS: &[&str] = &[
    "content",
    "encoding",
    "headers",
    "mapping",
    "paths",
    "properties",
    "responses",
    "schemas",
    "scopes",
    "securitySchemes",
    "variables",
];

/// The document with the keys of the specification's own objects in another order.
fn reversed(value: serde_yaml::Value, is_list: bool) -> serde_yaml::Value {
    use serde_yaml::Value;
    match value {
        Value::Mapping(mapping) => {
            let mut entries: Vec<_> = mapping
                .into_iter()
                .map(|(key, value)| {
                    let text = key.as_str().unwrap_or_default();
                    // Methods of a path are listed, too.
                    let lists = LISTS.contains(&text) || text.starts_with('/');
                    let value = reversed(value, lists && !is_list || text.starts_with('/'));
                    (key, value)
                })
                .collect();
            // What is required together with others is a list of names, and stays.
            if !is_list {
                entries.reverse();
            }
            Value::Mapping(entries.into_iter().collect())
        }
        Value::Sequence(items) => Value::Sequence(
            items
                .into_iter()
                .map(|item| reversed(item, false))
                .collect(),
        ),
        other => other,
    }
}

#[test]
fn a_client_has_only_the_facilities_that_its_description_needs() {
    let (plain, manifest) = files(&[("enums", &read("enums"))], Layout::Crate);
    for path in [
        "huawei/mod.rs",
        "paging.rs",
        "multipart.rs",
        "events.rs",
        "form.rs",
        "pattern.rs",
        "base64.rs",
    ] {
        assert!(
            plain.get(&format!("src/runtime/{path}")).is_none(),
            "{path}"
        );
    }
    for name in ["hmac-sha256", "regex-lite", "base64"] {
        assert!(!manifest.dependencies.contains_key(name), "{name}");
    }
    let (signing, manifest) = files(&[("signing", &read("signing"))], Layout::Crate);
    assert!(signing.get("src/runtime/huawei/mod.rs").is_some());
    assert!(manifest.dependencies.contains_key("hmac-sha256"));
}

/// A description with so many operations that its tags become features.
fn large() -> String {
    let mut text = String::from("openapi: 3.1.1\ninfo: {title: Large, version: '1'}\npaths:\n");
    for index in 0..120 {
        let tag = ["Cats", "Dogs", "type"][index % 3];
        text.push_str(&format!(
            "  /{tag}/{index}:\n    get:\n      operationId: get{tag}{index}\n      tags: [{tag}]\n      responses:\n        \
             '200': {{description: It., content: {{application/json: {{schema: {{$ref: '#/components/schemas/{tag}'}}}}}}}}\n"
        ));
    }
    text.push_str("  /untagged:\n    get: {operationId: untagged, responses: {'204': {description: Done.}}}\n");
    text.push_str(
        "components:\n  schemas:\n    Cats: {type: object, properties: {common: {$ref: '#/components/schemas/Common'}}}\n    \
         Dogs: {type: object, properties: {common: {$ref: '#/components/schemas/Common'}}}\n    \
         type: {type: string, enum: [a]}\n    Common: {type: object, properties: {a: {type: string}}}\n",
    );
    text
}

#[test]
fn a_large_description_has_a_module_and_a_feature_for_each_tag() {
    let (files, manifest) = files(&[("large", &large())], Layout::Crate);
    let cats = files
        .get("src/models/cats.rs")
        .expect("a module of its own");
    assert!(cats.contains("pub struct Cats"));
    let common = files.get("src/models.rs").expect("always there");
    assert!(
        common.contains("#[cfg(any(feature = \"cats\", feature = \"dogs\"))]"),
        "{common}"
    );
    assert!(files.get("src/operations/type.rs").is_some());
    assert_eq!(
        manifest.features.get("default").map(Vec::as_slice),
        Some(
            ["default-transport", "cats", "dogs", "type"]
                .map(String::from)
                .as_slice()
        )
    );
}

#[test]
fn the_client_in_the_tree_is_that_of_its_description() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = fs::read_to_string(root.join("spec/dcs.yaml")).expect("the description");
    let input = Input {
        path: "spec/dcs.yaml",
        text: text.as_bytes(),
        module: "dcs",
        loader: &NoFiles,
    };
    let options = Options {
        package: "huaweicloud".to_owned(),
        layout: Layout::Module,
        skip_unsupported: false,
        deny_warnings: true,
    };
    let outcome = generate(&[input], &options, &mut |_| ());
    let said = said(&outcome);
    let files = outcome.files.unwrap_or_else(|| panic!("no files:\n{said}"));
    for (path, text) in files.iter() {
        let written = fs::read_to_string(root.join("generated").join(path)).unwrap_or_default();
        assert!(
            written == text,
            "generated/{path} is stale; run `cargo xtask codegen`"
        );
    }
}

/// Writes a package below the workspace's target folder, with the versions that the workspace is locked to.
fn package(name: &str, files: &FileSet, needs: &ManifestNeeds) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(folder.join("src"));
    for (path, text) in files.iter() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder to write to");
        fs::write(path, text).expect("a file to write");
    }
    let mut manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[features]\n"
    );
    for (feature, turned_on) in &needs.features {
        manifest.push_str(&format!("{feature} = {turned_on:?}\n"));
    }
    manifest.push_str("\n[dependencies]\n");
    for (name, needed) in &needs.dependencies {
        manifest.push_str(&format!(
            "{name} = {{ version = {:?}, default-features = {}, features = {:?}, optional = {} }}\n",
            needed.version, needed.default_features, needed.features, needed.optional
        ));
    }
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest to write");
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the workspace's lock file");
    folder
}

/// Runs cargo on a package; what it says is the message of the failure.
fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("RUSTDOCFLAGS", "-D warnings")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "cargo {}:\n{said}",
        arguments.join(" ")
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_client_without_signing_has_no_crate_for_hashes_or_dates() {
    let (files, needs) = files(&[("enums", &read("enums"))], Layout::Crate);
    let folder = package("plain", &files, &needs);
    let tree = cargo(&folder, &["tree", "--edges", "normal", "--prefix", "none"]);
    let crates: Vec<_> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(crates.contains(&"hyper"), "{tree}");
    for name in [
        "hmac",
        "sha2",
        "hmac-sha256",
        "time",
        "chrono",
        "jiff",
        "httpdate",
    ] {
        assert!(!crates.contains(&name), "{name} in\n{tree}");
    }
}

#[test]
fn every_fixture_compiles_without_a_warning() {
    let texts: BTreeMap<&str, String> = FIXTURES.iter().map(|name| (*name, read(name))).collect();
    let inputs: Vec<_> = texts
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let (files, needs) = files(&inputs, Layout::Module);
    let folder = package("fixtures", &files, &needs);
    // Without the default transport, whose code is the same for every description.
    let mut features = FIXTURES.to_vec();
    features.extend(["blocking", "test-util"]);
    let features = features.join(",");
    let with = ["--no-default-features", "--features", &features];
    cargo(
        &folder,
        &[
            &["clippy", "--quiet"],
            &with[..],
            &["--", "--deny", "warnings"],
        ]
        .concat(),
    );
    cargo(
        &folder,
        &[&["doc", "--quiet", "--no-deps"], &with[..]].concat(),
    );
    cargo(
        &folder,
        &[&["test", "--quiet", "--doc"], &with[..]].concat(),
    );
}

#[test]
fn a_tag_compiles_without_the_others() {
    let (files, needs) = files(&[("large", &large())], Layout::Crate);
    let folder = package("large", &files, &needs);
    for features in ["cats", "type", "cats,dogs,type"] {
        let with = [
            "clippy",
            "--quiet",
            "--no-default-features",
            "--features",
            features,
            "--",
            "--deny",
            "warnings",
        ];
        cargo(&folder, &with);
    }
}

//! The output compiles without a warning.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::{FileSet, Layout, ManifestNeeds, Options, RuntimeSource};

use crate::layout::large;
use crate::{files, files_of, fixtures, read, run_by};

/// Writes a package below the workspace's target folder, with the versions in the lock file of the workspace. All
/// packages share the runtime in this repository and one target folder, so that it is compiled once.
pub(crate) fn package(name: &str, files: &FileSet, needs: &ManifestNeeds) -> PathBuf {
    package_in(name, name, files, needs)
}

/// Writes a package into a folder whose name may differ from the name of the package.
fn package_in(folder: &str, name: &str, files: &FileSet, needs: &ManifestNeeds) -> PathBuf {
    let tree = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder);
    let _ = fs::remove_dir_all(folder.join("src"));
    fs::create_dir_all(&folder).expect("a folder to write to");
    // The layout for modules has no README.
    fs::write(folder.join("README.md"), "A client.\n").expect("a front page to write");
    for (path, text) in files.iter() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder to write to");
        fs::write(path, text).expect("a file to write");
    }
    let runtime = tree.join("runtime").display().to_string();
    let manifest = needs.render(name, &RuntimeSource::Path(runtime)) + "\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest to write");
    fs::copy(tree.join("../Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the workspace's lock file");
    folder
}

/// Runs cargo on a package. On failure, the panic message is its standard error.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"),
        )
        .env("RUSTDOCFLAGS", "-D warnings")
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .expect("cargo runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "cargo {}:\n{stderr}",
        arguments.join(" ")
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Writes a package with all fixtures: a module and a feature for each.
fn all_fixtures(name: &str) -> PathBuf {
    let fixtures: BTreeMap<&str, String> = fixtures().map(|name| (name, read(name))).collect();
    let inputs: Vec<_> = fixtures
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let (files, needs) = files(&inputs, Layout::Module);
    package(name, &files, &needs)
}

#[test]
fn every_fixture_compiles_without_a_warning() {
    let folder = all_fixtures("fixtures");
    // Without the default transport, whose code is the same for every description.
    let mut features: Vec<_> = fixtures().collect();
    features.extend(["blocking", "test-util"]);
    let features = features.join(",");
    for command in [
        &["clippy", "--quiet"][..],
        &["doc", "--quiet", "--no-deps"],
        &["test", "--quiet", "--doc"],
    ] {
        let with = ["--no-default-features", "--features", &features];
        let lints: &[&str] = match command[0] {
            "clippy" => &["--", "--deny", "warnings"],
            _ => &[],
        };
        cargo(&folder, &[command, &with, lints].concat());
    }
}

#[test]
fn generated_clients_read_responses_as_documented() {
    let called = [
        "beside_union",
        "bounded_files",
        "charsets",
        "error_responses",
        "inheritance",
        "named_events",
        "number_union",
        "optional_body",
        "optional_tag",
        "paging_by_number",
        "parts_response",
        "response_choice",
        "response_headers",
        "response_statuses",
        "response_text",
        "response_without_body",
        "scalar_union",
        "shared_errors",
        "text_newtypes",
    ];
    let descriptions = called.map(read);
    let mut inputs: Vec<_> = called
        .into_iter()
        .zip(descriptions.iter().map(String::as_str))
        .collect();
    let as_people_write = include_str!("called/as_people_write.yaml");
    inputs.push(("as_people_write", as_people_write));
    let options = Options {
        skip_unsupported: true,
        ..Options::new("fixtures", Layout::Module)
    };
    let (files, needs) = files_of(run_by(&inputs, &options));
    let folder = package("called", &files, &needs);
    fs::create_dir_all(folder.join("tests")).expect("a folder to write to");
    let test = include_str!("called/responses.rs");
    fs::write(folder.join("tests/responses.rs"), test).expect("a file to write");
    let test = include_str!("called/arguments.rs");
    fs::write(folder.join("tests/arguments.rs"), test).expect("a file to write");
    let features = called.join(",") + ",as_people_write,blocking,test-util";
    cargo(
        &folder,
        &[
            "test",
            "--quiet",
            "--test",
            "responses",
            "--test",
            "arguments",
            "--no-default-features",
            "--features",
            &features,
        ],
    );
}

#[test]
fn numbers_keep_their_digits_beside_a_crate_that_enables_arbitrary_precision() {
    let text = include_str!("called/exact_numbers.yaml");
    let (files, needs) = files(&[("exact_numbers", text)], Layout::Module);
    let folder = package("exact_numbers", &files, &needs);
    fs::create_dir_all(folder.join("tests")).expect("a folder to write to");
    let test = include_str!("called/exact_numbers.rs");
    fs::write(folder.join("tests/numbers.rs"), test).expect("a file to write");
    let manifest = folder.join("Cargo.toml");
    let other = "\n[dev-dependencies]\nserde_json = { version = \"1\", features = [\"arbitrary_precision\"] }\n";
    let text = fs::read_to_string(&manifest).expect("the manifest") + other;
    fs::write(manifest, text).expect("a manifest to write");
    let features = "exact_numbers,blocking,test-util";
    cargo(
        &folder,
        &[
            "test",
            "--quiet",
            "--test",
            "numbers",
            "--no-default-features",
            "--features",
            features,
        ],
    );
}

#[test]
fn each_feature_compiles_alone_and_so_does_none() {
    let folder = all_fixtures("features");
    let of_the_runtime = ["", "default-transport", "blocking", "test-util"];
    for feature in of_the_runtime.into_iter().chain(fixtures()) {
        let with = [
            "check",
            "--quiet",
            "--no-default-features",
            "--features",
            feature,
        ];
        cargo(&folder, &with);
    }
}

#[test]
fn the_first_call_of_a_crate_compiles() {
    for name in [
        "client_parameters",
        "no_operations",
        "security",
        "server_variables",
        "signing",
    ] {
        let (files, needs) = files(&[(name, &read(name))], Layout::Crate);
        // Documentation tests name the crate as the options of `generate` do.
        let folder = package_in(&format!("front-page-{name}"), "fixtures", &files, &needs);
        cargo(
            &folder,
            &["test", "--quiet", "--doc", "--no-default-features"],
        );
    }
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

//! `cargo xtask codegen --out`: a crate for one description.

mod common;

use std::fs;
use std::path::Path;

use common::in_tree;

#[test]
fn a_crate_of_its_own_can_share_a_runtime() {
    let folder = in_tree();
    folder.write("shared/Cargo.toml", "[package]\nname = \"apiruntime\"\n");
    for (runtime, source) in [
        ("0.1.7", "version = \"0.1.7\""),
        ("shared", "path = \"../shared\""),
    ] {
        let run = folder.xtask([
            "codegen",
            "--spec",
            "spec/dcs.yaml",
            "--out",
            "out",
            "--runtime",
            runtime,
        ]);
        assert_eq!(run.code, 0, "{run}");
        let manifest = fs::read_to_string(folder.path("out/Cargo.toml")).unwrap();
        assert!(manifest.contains(source), "{manifest}");
        assert!(!folder.path("out/runtime").exists());
    }
    let run = folder.xtask([
        "codegen",
        "--spec",
        "spec/dcs.yaml",
        "--out",
        "out",
        "--runtime",
        "nowhere",
    ]);
    assert_eq!(run.code, 1, "{run}");
    assert!(
        run.stderr.contains("expected a version or the folder"),
        "{run}"
    );
}

#[test]
fn a_crate_of_its_own_gets_a_manifest_and_stays_unchanged() {
    let folder = in_tree();
    let generate = [
        "codegen",
        "--spec",
        "spec/dcs.yaml",
        "--out",
        "out",
        "--name",
        "run-logs",
    ];
    let run = folder.xtask(generate);
    assert_eq!(run.code, 0, "{run}");
    let manifest = fs::read_to_string(folder.path("out/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"run-logs\""), "{manifest}");
    assert!(manifest.contains("path = \"runtime\""), "{manifest}");
    assert!(manifest.contains("publish = false"), "{manifest}");
    assert!(!manifest.contains("[workspace]"), "{manifest}");
    assert!(folder.path("out/runtime/src/lib.rs").exists());
    let readme = fs::read_to_string(folder.path("out/README.md")).unwrap();
    assert!(readme.starts_with("<!-- @generated"), "{readme}");
    assert!(readme.contains("# run-logs\n"), "{readme}");
    let again = folder.xtask(generate);
    assert!(
        again.stdout.starts_with("out/: ") && !again.stdout.contains("updated"),
        "{again}"
    );
    assert!(!folder.path("generated/src/lib.rs").exists());
}

#[test]
fn a_crate_that_is_published_keeps_the_documents_of_its_owner() {
    let folder = in_tree();
    let generate = [
        "codegen",
        "--spec",
        "spec/dcs.yaml",
        "--out",
        "out",
        "--license",
        "MIT OR Apache-2.0",
    ];
    let run = folder.xtask(generate);
    assert_eq!(run.code, 0, "{run}");
    let manifest = fs::read_to_string(folder.path("out/Cargo.toml")).unwrap();
    for part in [
        "license = \"MIT OR Apache-2.0\"",
        "\ndescription = \"A client of ",
        "[package.metadata.docs.rs]\nall-features = true",
        "[workspace]\nmembers = [\"runtime\"]",
    ] {
        assert!(manifest.contains(part), "{part} in {manifest}");
    }
    assert!(!manifest.contains("publish"), "{manifest}");
    let own = [
        ("out/README.md", "# Mine\n"),
        ("out/CHANGELOG.md", "# Mine\n"),
    ];
    for (path, text) in own {
        assert!(folder.path(path).exists(), "{path}");
        folder.write(path, text);
    }
    let released = "repository = \"r\"\nversion = \"0.2.0\"\n";
    folder.replace("out/Cargo.toml", "version = \"0.1.0\"\n", released);
    let again = folder.xtask(generate);
    assert_eq!(again.code, 0, "{again}");
    let manifest = fs::read_to_string(folder.path("out/Cargo.toml")).unwrap();
    assert!(manifest.contains(released), "{manifest}");
    for (path, text) in own {
        assert_eq!(fs::read_to_string(folder.path(path)).unwrap(), text);
    }
}

#[test]
fn a_crate_of_somebody_else_is_not_overwritten() {
    let folder = in_tree();
    folder.write("out/src/lib.rs", "pub fn mine() {}\n");
    let run = folder.xtask(["codegen", "--spec", "spec/dcs.yaml", "--out", "out"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("was not generated"), "{run}");
    assert_eq!(std::fs::read_dir(folder.path("out")).unwrap().count(), 1);
    // Of a manifest it says what is missing.
    std::fs::remove_file(folder.path("out/src/lib.rs")).unwrap();
    let manifest = "[package]\nname = \"mine\"\n";
    folder.write("out/Cargo.toml", manifest);
    let run = folder.xtask(["codegen", "--spec", "spec/dcs.yaml", "--out", "out"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(
        run.stderr.contains("out/Cargo.toml lacks a dependency"),
        "{run}"
    );
    let kept = fs::read_to_string(folder.path("out/Cargo.toml")).unwrap();
    assert_eq!(kept, manifest);
}

#[test]
fn the_packages_for_a_registry_have_their_licences() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let text = fs::read_to_string(root.join(name)).unwrap();
        for package in ["generated", "generator/runtime"] {
            let copy = fs::read_to_string(root.join(package).join(name));
            assert_eq!(copy.unwrap_or_default(), text, "{package}/{name}");
        }
    }
}

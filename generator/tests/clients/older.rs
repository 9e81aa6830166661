//! A client that an older generator made works with this runtime.
//!
//! `older/interface_N.txt` is the package made from `older/warehouse.yaml` by the last generator of interface N, the
//! oldest one that the runtime supports. When `OLDEST_INTERFACE` increases, it is replaced by what the generator of
//! that interface makes, with `--runtime 0.1`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::compiled::cargo;

const KEPT: &str = include_str!("older/interface_4.txt");

/// Writes the package below the workspace's target folder; it depends on the runtime in this repository.
fn package() -> PathBuf {
    let tree = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("older");
    let runtime = tree.join("runtime").display().to_string();
    for file in KEPT.split("//- ").skip(1) {
        let (name, text) = file.split_once('\n').expect("a name");
        let text = match name {
            "Cargo.toml" => {
                let path = format!("apiruntime = {{ path = {runtime:?}");
                text.replace("apiruntime = { version = \"0.1\"", &path) + "\n[workspace]\n"
            }
            _ => text.to_owned(),
        };
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder to write to");
        fs::write(path, text).expect("a file to write");
    }
    fs::copy(tree.join("../Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the workspace's lock file");
    folder
}

#[test]
fn the_kept_client_is_for_the_oldest_interface() {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/src/codegen.rs");
    let runtime = fs::read_to_string(runtime).expect("the interface");
    let (_, oldest) = runtime
        .split_once("OLDEST_INTERFACE: u32 = ")
        .expect("a version");
    let (oldest, _) = oldest.split_once(';').expect("a version");
    assert!(KEPT.contains(&format!("made_for({oldest})")));
}

#[test]
fn compiled_by_an_older_generator_a_client_works() {
    let folder = package();
    fs::create_dir_all(folder.join("tests")).expect("a folder to write to");
    fs::write(
        folder.join("tests/calls.rs"),
        include_str!("older/calls.rs"),
    )
    .expect("a file to write");
    let features = "blocking,fs,test-util";
    let with = ["--no-default-features", "--features", features];
    cargo(&folder, &[&["check", "--quiet"][..], &with].concat());
    cargo(
        &folder,
        &[&["test", "--quiet", "--test", "calls"][..], &with].concat(),
    );
}

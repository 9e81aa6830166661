//! The JSON Schema of the extensions, which editors use.

use std::fs;
use std::path::{Path, PathBuf};

use generator::diagnostic::Diagnostics;
use generator::source::Sources;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn descriptions(folder: &str) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "yaml")
    })
}

#[test]
fn editors_accept_what_the_generator_accepts() {
    let schema = fs::read(root().join("spec/schemas/extensions.schema.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folders = [
        "spec",
        "spec/dcs",
        "generator/tests/fixtures",
        "generator/tests/diagnostics/right",
    ];
    for path in folders.into_iter().flat_map(descriptions) {
        let bytes = fs::read(&path).unwrap();
        let sources = Sources::read("x.yaml", &bytes, &mut Diagnostics::default());
        if let Err(error) = validator.validate(&sources.root().to_json()) {
            panic!("{}: {}: {error}", path.display(), error.instance_path());
        }
    }
}

//! How long the generator takes from the text of a description to the contents of the files. The files that it
//! refers to are read; nothing is written.
//!
//! `cargo bench --package generator --bench generate`; a description of one's own:
//! `DESCRIPTION=path cargo bench …`.

use std::path::PathBuf;

use divan::Bencher;
use generator::source::Loader;
use generator::{Input, Layout, Options, generate};

fn main() {
    divan::main();
}

#[divan::bench]
fn description_to_files(bencher: Bencher<'_, '_>) {
    let path = std::env::var_os("DESCRIPTION").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/dcs.yaml")),
        PathBuf::from,
    );
    let text = std::fs::read(&path).expect("a readable description");
    let path = path.display().to_string();
    let options = Options {
        skip_unsupported: true,
        ..Options::new("client", Layout::Crate)
    };
    bencher.bench(|| {
        let input = Input::new(&path, &text, "client", &Files);
        let result = generate(&[input], &options, &mut |_| ());
        assert!(result.files.is_some(), "the description has an error");
        result
    });
}

/// Reads the files that the description refers to.
struct Files;

impl Loader for Files {
    fn load(&self, path: &str) -> Result<String, String> {
        std::fs::read_to_string(path).map_err(|error| error.to_string())
    }
}

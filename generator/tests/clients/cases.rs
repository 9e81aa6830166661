//! Descriptions of other projects that generators handled badly. They are not part of this repository; without them
//! these tests do nothing.

use std::fs;
use std::path::{Path, PathBuf};

use generator::{Layout, Options};

use crate::compiled::{cargo, package};
use crate::{files_of, run_by};

/// The tests of the clients, one for each case.
const CALLED: &str = include_str!("called/cases.rs");

/// Returns the descriptions, each with the name of its module; `None` if they are missing.
fn cases() -> Option<Vec<(String, PathBuf)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/cases");
    let mut found: Vec<_> = fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((name.strip_suffix(".yaml")?.replace('-', "_"), entry.path()))
        })
        .collect();
    found.sort();
    Some(found)
}

#[test]
fn clients_of_the_cases_do_what_each_of_them_says() {
    let Some(cases) = cases() else {
        eprintln!("skipped: the cases are not beside the checkout");
        return;
    };
    let descriptions = cases.iter().map(|(name, path)| {
        let text = fs::read_to_string(path).expect("a readable case");
        (name.as_str(), text)
    });
    let descriptions: Vec<(&str, String)> = descriptions.collect();
    let inputs = descriptions
        .iter()
        .map(|(name, text)| (*name, text.as_str()));
    let options = Options {
        skip_unsupported: true,
        ..Options::new("cases", Layout::Module)
    };
    let (files, needs) = files_of(run_by(&inputs.collect::<Vec<_>>(), &options));
    for (name, _) in &descriptions {
        let test = format!("fn {name}()");
        assert!(CALLED.contains(&test), "no test drives `{name}`");
    }
    let folder = package("cases", &files, &needs);
    fs::create_dir_all(folder.join("tests")).expect("a folder to write to");
    fs::write(folder.join("tests/cases.rs"), CALLED).expect("a file to write");
    let names: Vec<&str> = descriptions.iter().map(|(name, _)| *name).collect();
    let features = names.join(",") + ",blocking,test-util";
    let with = ["--no-default-features", "--features", &features];
    cargo(
        &folder,
        &[&["test", "--quiet", "--test", "cases"][..], &with].concat(),
    );
}

//! Real descriptions, where they lie beside the project: all must come through.

use std::path::{Path, PathBuf};

use generator::analyze::Facts;
use generator::diagnostic::{Diagnostics, Severity};
use generator::lower::{Ledger, OnUnsupported, lower};
use generator::source::{NoFiles, Sources};

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "json" || e == "yaml"));
    files.sort();
    files
}

#[test]
fn real_descriptions_become_models_without_an_error() {
    let files = corpus();
    if files.is_empty() {
        println!(
            "there are no real descriptions in ../shared/corpus beside the project; nothing is tested"
        );
    }
    let mut failed = Vec::new();
    let (mut operations, mut skipped) = (0, 0);
    for path in files {
        let text = std::fs::read(&path).expect("a readable file");
        let mut diagnostics = Diagnostics::new();
        let mut sources = Sources::read(&path.to_string_lossy(), &text, &mut diagnostics);
        let version = generator::openapi::check(&mut sources, &NoFiles, &mut diagnostics);
        let mut ledger = Ledger::default();
        let start = std::time::Instant::now();
        if let Some(version) = version {
            let api = lower(
                &sources,
                version,
                OnUnsupported::Skip,
                &mut diagnostics,
                &mut ledger,
            );
            let _ = Facts::of(&api);
        }
        let elapsed = start.elapsed();
        operations += ledger.operations;
        skipped += ledger.skipped.len();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let count = |severity| {
            diagnostics
                .placed(&sources)
                .iter()
                .filter(|d| d.severity == severity)
                .count()
        };
        println!(
            "{name:26} operations {:4} skipped {:2} types {:5} errors {:3} warnings {:4} notes {:4} {elapsed:?}",
            ledger.operations,
            ledger.skipped.len(),
            ledger.types,
            count(Severity::Error),
            count(Severity::Warning),
            count(Severity::Note)
        );
        for skipped in &ledger.skipped {
            println!("    skipped {}: {}", skipped.operation, skipped.reason);
        }
        if std::env::var_os("CORPUS_DIAGNOSTICS")
            .is_some_and(|wanted| name.starts_with(&*wanted.to_string_lossy()))
        {
            for d in diagnostics.placed(&sources) {
                println!(
                    "    {} {} {}:{} {} {}",
                    d.severity, d.code, d.file, d.line, d.pointer, d.message
                );
            }
        }
        if diagnostics.has_errors() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "errors in {failed:?}");
    assert!(
        skipped * 200 <= operations,
        "{skipped} of {operations} operations are left out"
    );
}

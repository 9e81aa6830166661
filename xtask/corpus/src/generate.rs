//! Runs the generator on many documents, in parallel.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use generator::report::{Color, Placed, human};
use generator::{Layout, Options, RuntimeSource};
use indicatif::{ProgressBar, ProgressStyle};

use crate::row::Row;
use xtask::engine::{self, Description, Output, package_name};
use xtask::reconcile::{Foreign, reconcile};
use xtask::runtime;

/// The stack of a program's main thread; other threads get less by default.
const STACK: usize = 8 << 20;

thread_local! {
    /// The message of the last panic of this thread.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Generates from every document; if there is a work folder, the crates are written there. The rows are in the order of
/// the documents.
pub(crate) fn all(documents: &[PathBuf], work: Option<&Path>, jobs: usize) -> Vec<Row> {
    let previous = panic::take_hook();
    panic::set_hook(Box::new(|info| {
        if cfg!(panic = "abort") {
            eprintln!("{info}\nthe profile `unwind` goes on with the other documents");
        }
        PANIC.with(|panic| *panic.borrow_mut() = info.to_string())
    }));
    let rows = in_parallel(documents, work, jobs);
    panic::set_hook(previous);
    rows
}

fn in_parallel(documents: &[PathBuf], work: Option<&Path>, jobs: usize) -> Vec<Row> {
    let bar = bar(documents.len(), "generating");
    let rows = Mutex::new(Vec::new());
    // The largest first, so that no thread is left alone with a large one at the end.
    let mut queue: Vec<&PathBuf> = documents.iter().collect();
    queue.sort_by_key(|path| std::fs::metadata(path).map_or(0, |file| file.len()));
    let queue = Mutex::new(queue);
    let next = || {
        queue
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .pop()
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let worker = || {
                while let Some(path) = next() {
                    let row = one(path, work);
                    bar.inc(1);
                    rows.lock()
                        .unwrap_or_else(|poisoned| poisoned.into_inner())
                        .push(row);
                }
            };
            let thread = std::thread::Builder::new().stack_size(STACK);
            if let Err(error) = thread.spawn_scoped(scope, worker) {
                bar.println(format!("one thread fewer: {error}"));
            }
        }
    });
    bar.finish_and_clear();
    let mut rows = rows
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    rows.sort_by(|a: &Row, b: &Row| a.document.cmp(&b.document));
    rows
}

fn one(path: &Path, work: Option<&Path>) -> Row {
    let name = |part: Option<&std::ffi::OsStr>| {
        part.map(|part| part.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let document = name(path.file_name());
    let mut row = Row {
        // No dependency has such a name, whatever the document is called.
        package: format!("corpus-{}", package_name(&name(path.file_stem()))),
        document,
        ..Row::default()
    };
    let description = Description {
        shown: row.document.clone(),
        module: "client".to_owned(),
        ..Description::new(path)
    };
    let options = Options {
        skip_unsupported: true,
        ..Options::new(&row.package, Layout::Crate)
    };
    let started = Instant::now();
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        engine::generate(&[description], &options)
    }));
    row.milliseconds = started.elapsed().as_secs_f64() * 1e3;
    match result {
        Ok(Ok(output)) => fill(&mut row, output, work),
        Ok(Err(message)) => row.errors.push(message),
        Err(_) => row.panic = Some(PANIC.with(|panic| panic.borrow().clone())),
    }
    row
}

fn fill(row: &mut Row, output: Output, work: Option<&Path>) {
    row.operations = output.ledger.operations;
    row.generated = output.ledger.generated;
    row.types = output.ledger.types;
    let skipped = output.ledger.skipped.iter();
    row.skipped = skipped.map(engine::left_out).collect();
    row.warnings = output.warnings;
    row.errors = output
        .findings
        .into_iter()
        .filter(Placed::is_error)
        .map(|found| human(&found, Color::Ansi))
        .collect();
    let Some(mut files) = output.files else {
        return;
    };
    row.lines = files.values().map(|text| text.lines().count()).sum();
    let Some(work) = work else { return };
    // All crates share the runtime, so that it is compiled once.
    let runtime = RuntimeSource::Path(runtime::folder().display().to_string());
    files.insert(
        "Cargo.toml".to_owned(),
        output.needs.render(row.package.as_str(), &runtime),
    );
    let folder = work.join(&row.package);
    if let Err(error) = reconcile(&folder, &["src"], files, Foreign::Replace) {
        row.errors.push(error.to_string());
    }
}

/// Returns a progress bar, which is shown on a terminal only.
pub(crate) fn bar(length: usize, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:40}] {pos}/{len} {msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.with_prefix(what)
}

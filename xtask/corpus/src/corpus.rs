//! `cargo xtask corpus`: runs the generator, and the compiler, on a folder of real descriptions.

use std::path::{Path, PathBuf};

use serde_json::json;

use xtask::terminal::Terminal;

use crate::cli::CorpusArgs;
use crate::files::work_folder;
use crate::row::Row;
use crate::sample::Plan;
use crate::{calls, compile, generate, random, round_trip, table};

/// How many messages are printed for a document.
const SHOWN_MESSAGES: usize = 3;

/// Runs the command. Returns whether all is well.
pub(crate) fn run(args: &CorpusArgs, terminal: &Terminal) -> Result<bool, String> {
    let documents = match (&args.random, &args.folder) {
        (Some(seeds), _) => {
            let work = work_folder(args.work.as_deref(), "corpus")?;
            random::write_all(&work.join("random"), seeds)?
        }
        (None, Some(folder)) => documents(folder)?,
        (None, None) => return Err("a folder, or --random, is needed".to_owned()),
    };
    let jobs = args
        .jobs
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    if args.round_trip || args.calls {
        let plan = Plan {
            seed: args.seed,
            samples: args.samples,
        };
        let work = work_folder(args.work.as_deref(), "corpus")?;
        return match args.calls {
            true => calls::all(&work, &documents, &plan, terminal),
            false => round_trip::all(&work, &documents, &plan, terminal),
        };
    }
    let work = args
        .compile
        .then(|| work_folder(args.work.as_deref(), "corpus"))
        .transpose()?;
    let mut rows = generate::all(&documents, work.as_deref(), jobs);
    if let Some(work) = &work {
        compile::all(work, &mut rows, jobs)?;
    }
    for row in &rows {
        print_details(row, terminal);
    }
    if args.json {
        for row in &rows {
            terminal.line(&json!(row).to_string());
        }
        terminal.line(&json!({ "totals": table::totals(&rows) }).to_string());
    } else {
        terminal.line(table::render(&rows).trim_end());
    }
    let totals = table::totals(&rows);
    if totals.has_many_skipped() {
        terminal.error("more than one operation in 200 is left out");
        return Ok(false);
    }
    Ok(rows.iter().all(Row::is_good))
}

fn print_details(row: &Row, terminal: &Terminal) {
    let document = &row.document;
    if let Some(panic) = &row.panic {
        terminal.error(&format!("{document}: the generator panicked: {panic}"));
    }
    let messages = row
        .compiled
        .as_ref()
        .map(|c| c.messages.as_slice())
        .unwrap_or_default();
    for list in [row.errors.as_slice(), messages] {
        for message in list.iter().take(SHOWN_MESSAGES) {
            terminal.remark(&format!("{document}: {}", message.trim_end()));
        }
        if list.len() > SHOWN_MESSAGES {
            terminal.remark(&format!("{document}: {} more", list.len() - SHOWN_MESSAGES));
        }
    }
    for skipped in &row.skipped {
        terminal.remark(&format!("{document}: left out: {skipped}"));
    }
}

/// Returns the descriptions in a folder, sorted by name.
fn documents(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut documents = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|error| format!("{}: {error}", folder.display()))?
            .path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_file() && matches!(extension, Some("yaml" | "yml" | "json")) {
            documents.push(path);
        }
    }
    documents.sort();
    if documents.is_empty() {
        return Err(format!(
            "{} has no description (*.yaml, *.yml, *.json)",
            folder.display()
        ));
    }
    Ok(documents)
}

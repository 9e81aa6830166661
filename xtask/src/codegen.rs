//! `cargo xtask codegen`: reads, calls the generator, reconciles the disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Instant, SystemTime};

use generator::lower::Selection;
use generator::{Layout, Package, RuntimeSource};

use crate::cli::{CodegenArgs, MessageFormat};
use crate::engine::{self, Description, Settings};
use crate::findings::{Printer, chosen, json_lines, totals};
use crate::reconcile::{self, Foreign, Plan};
use crate::stamp::Stamp;
use crate::terminal::Terminal;
use crate::{complete, config, manifest, runtime, stale, watch};

/// The folders of the generated crate that the generator owns.
const OWNED: &[&str] = &["src", runtime::COPY];

/// Where the output goes, and from what it is made.
struct Job {
    /// The crate's folder.
    folder: PathBuf,
    /// The crate's folder as messages name it.
    shown: String,
    package: String,
    descriptions: Vec<Description>,
    layout: Layout,
    foreign: Foreign,
    deny_warnings: bool,
    /// Where the crate finds the runtime; `None`: it gets a copy.
    runtime: Option<RuntimeSource>,
    /// What the user runs to make a stale crate right.
    command: &'static str,
}

/// Runs the command.
pub(crate) fn run(args: &CodegenArgs, terminal: &Terminal) -> ExitCode {
    let reading = &args.reading;
    let is_of_one = !reading.overlays.is_empty()
        || reading.accept.is_some()
        || reading.selection() != Selection::default();
    if is_of_one && args.spec.is_none() {
        terminal.error(
            "--overlay, --accept, --only and --except are for one description: name it with --spec, or write them into \
             spec/codegen.toml",
        );
        return ExitCode::from(2);
    }
    if args.spec.is_none() && !complete::IS_COMPLETE && has_overlays() {
        return complete::rerun(terminal);
    }
    if !args.watch {
        return exit(once(args, terminal, None), terminal).0;
    }
    let mut before = Vec::new();
    loop {
        let began = SystemTime::now();
        let (_, read) = exit(once(args, terminal, Some(&mut before)), terminal);
        // Without a file there is nothing to wait for.
        if read.is_empty() {
            return ExitCode::FAILURE;
        }
        watch::Watch::of(read, began).wait();
    }
}

/// Returns how a run ends the program, and which files it has read.
fn exit(
    done: Result<(Ended, Vec<PathBuf>), String>,
    terminal: &Terminal,
) -> (ExitCode, Vec<PathBuf>) {
    match done {
        Ok((Ended::Well(_), read)) => (ExitCode::SUCCESS, read),
        Ok((Ended::WithFindings, read)) => (ExitCode::FAILURE, read),
        Err(message) => {
            terminal.error(&message);
            (ExitCode::FAILURE, Vec::new())
        }
    }
}

/// Runs once. `before` has what the run before has said of the findings, where runs follow each other: what is the same
/// is not said again.
fn once(
    args: &CodegenArgs,
    terminal: &Terminal,
    before: Option<&mut Vec<String>>,
) -> Result<(Ended, Vec<PathBuf>), String> {
    let started = Instant::now();
    let job = match (&args.spec, &args.out) {
        (Some(spec), Some(out)) => single(args, spec, out)?,
        _ => in_tree(Path::new("."))?,
    };
    let stamp = || stamp(args, &job);
    if let Some(said) = stamp().and_then(|stamp| stamp.known()) {
        let seconds = started.elapsed().as_secs_f64();
        terminal.line(&format!("{said} ({seconds:.2} s)"));
        return Ok((Ended::Well(None), Vec::new()));
    }
    let (ended, read) = execute(args, &job, terminal, started, before)?;
    if let (Ended::Well(Some(files)), Some(stamp)) = (&ended, stamp()) {
        // Without it the next run takes longer.
        let _ = stamp.keep(&format!("{}/: {files} unchanged", job.shown));
    }
    Ok((ended, read))
}

enum Ended {
    /// How many files there are, where nothing else was said.
    Well(Option<usize>),
    WithFindings,
}

/// What a run in the tree depends on, where it only has to make the files right.
fn stamp(args: &CodegenArgs, job: &Job) -> Option<Stamp> {
    let is_plain = args.spec.is_none()
        && !args.watch
        && !args.check
        && !args.timings
        && !args.skip_unsupported
        && args.reading.selection() == Selection::default();
    if !is_plain || args.reading.message_format != MessageFormat::Human {
        return None;
    }
    let specs = job.descriptions.first()?.path.parent()?.to_owned();
    let own = OWNED.iter().map(|name| job.folder.join(name));
    let own = own.filter(|path| path.exists());
    let manifest = job.folder.join("Cargo.toml");
    let overlays = job
        .descriptions
        .iter()
        .flat_map(|description| description.overlays.clone());
    let paths: Vec<PathBuf> = [specs, manifest]
        .into_iter()
        .chain(overlays)
        .chain(own)
        .collect();
    Stamp::of(&paths).ok()
}

fn single(args: &CodegenArgs, spec: &Path, out: &Path) -> Result<Job, String> {
    let description = Description {
        overlays: args.reading.overlays.clone(),
        accept: args.reading.accept.clone(),
        selection: args.reading.selection(),
        ..Description::new(spec).receive()?
    };
    let derived = || description.package();
    let name = args.name.clone().unwrap_or_else(derived);
    Ok(Job {
        folder: out.to_owned(),
        shown: shown_folder(out),
        package: name,
        descriptions: vec![description],
        layout: Layout::Crate,
        foreign: Foreign::Refuse,
        deny_warnings: args.reading.deny_warnings,
        runtime: args
            .runtime
            .as_deref()
            .map(|name| runtime::shared(name, out))
            .transpose()?,
        command: "the same command without --check",
    })
}

/// The workspace around the current folder: the nearest ancestor that has descriptions and the crate
/// that is made from them.
fn in_tree(from: &Path) -> Result<Job, String> {
    let here = fs::canonicalize(from).map_err(|error| error.to_string())?;
    let root = here
        .ancestors()
        .find(|folder| folder.join("spec").is_dir() && folder.join("generated").is_dir())
        .ok_or("no spec/ beside a generated/ here or above; run this inside of the workspace")?;
    let spec = root.join("spec");
    let entries = fs::read_dir(&spec).map_err(|error| format!("spec/: {error}"))?;
    let mut descriptions = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| format!("spec/: {error}"))?.path();
        let (Some(stem), Some(extension)) = (
            path.file_stem().and_then(|stem| stem.to_str()),
            path.extension().and_then(|extension| extension.to_str()),
        ) else {
            continue;
        };
        if path.is_file() && matches!(extension, "yaml" | "yml" | "json") {
            descriptions.push(Description {
                shown: format!("spec/{stem}.{extension}"),
                ..Description::new(&path)
            });
        }
    }
    with_configuration(&spec, &mut descriptions)?;
    if descriptions.is_empty() {
        return Err("spec/ has no description (*.yaml, *.yml, *.json)".to_owned());
    }
    // The order of a folder's entries is the file system's; the output must not depend on it.
    descriptions.sort_by(|a, b| a.shown.cmp(&b.shown));
    Ok(Job {
        folder: root.join("generated"),
        shown: "generated".to_owned(),
        package: manifest::package(&root.join("generated"))?,
        descriptions,
        layout: Layout::Module,
        foreign: Foreign::Replace,
        deny_warnings: true,
        runtime: Some(RuntimeSource::Path("../generator/runtime".to_owned())),
        command: "`cargo xtask codegen`",
    })
}

/// Gives each description of the tree the overlays and the operations that `spec/codegen.toml` says for it. An overlay
/// beside the descriptions is none itself.
fn with_configuration(spec: &Path, descriptions: &mut Vec<Description>) -> Result<(), String> {
    if !spec.join(config::FILE).exists() {
        return Ok(());
    }
    let stems: Vec<&str> = descriptions.iter().map(Description::stem).collect();
    config::tables_are_of(&stems, spec)?;
    for description in descriptions.iter_mut() {
        let reading = config::reading(&description.path)?;
        description.selection = reading.selection();
        description.overlays = reading.overlays;
    }
    let overlays = descriptions
        .iter()
        .flat_map(|description| description.overlays.clone());
    let overlays: Vec<PathBuf> = overlays.collect();
    descriptions.retain(|description| !overlays.contains(&description.path));
    Ok(())
}

/// Whether a description of the tree has overlays; what is wrong with the tree is reported by the run.
fn has_overlays() -> bool {
    let job = in_tree(Path::new("."));
    job.is_ok_and(|job| {
        job.descriptions
            .iter()
            .any(|description| !description.overlays.is_empty())
    })
}

fn execute(
    args: &CodegenArgs,
    job: &Job,
    terminal: &Terminal,
    started: Instant,
    before: Option<&mut Vec<String>>,
) -> Result<(Ended, Vec<PathBuf>), String> {
    let settings = Settings {
        package: job.package.clone(),
        layout: job.layout,
        skip_unsupported: args.skip_unsupported,
        deny_warnings: job.deny_warnings,
        allow_remote: args.reading.allow_remote,
    };
    let mut output = engine::generate(&job.descriptions, &settings)?;
    let generated = started.elapsed();
    let printer = Printer {
        format: args.reading.message_format,
        all: args.reading.all,
        terminal,
    };
    let is_new = before.is_none_or(|before| {
        let found: Vec<String> = json_lines(&output).collect();
        let is_new = *before != found;
        *before = found;
        is_new
    });
    if is_new {
        printer.findings(&output);
    }
    let mut read = std::mem::take(&mut output.read);
    if job.layout == Layout::Module {
        // A new file beside the descriptions may be one.
        let folders = job
            .descriptions
            .iter()
            .map(|description| description.path.parent());
        read.extend(folders.flatten().map(Path::to_owned));
    }

    let Some(mut files) = output.files.take() else {
        printer.summary(&output, 0, started);
        if args.reading.message_format == MessageFormat::Human {
            terminal.line(&format!(
                "{}/: left as it was, {}",
                job.shown,
                totals(&output).unwrap_or_default()
            ));
        }
        return Ok((Ended::WithFindings, read));
    };
    let copy = RuntimeSource::Path(runtime::COPY.to_owned());
    if job.runtime.is_none() {
        files.extend(runtime::files()?);
    }
    if job.layout == Layout::Crate {
        manifest::add_documents(&job.folder, &mut files);
    }
    let package = Package {
        name: &job.package,
        license: args.license.as_deref(),
    };
    let manifest = manifest::reconcile(
        &job.folder,
        package,
        job.layout,
        &output.needs,
        job.runtime.as_ref().unwrap_or(&copy),
        &mut files,
    )?;
    let plan = reconcile::plan(&job.folder, OWNED, &files, job.foreign)
        .map_err(|error| error.to_string())?;
    if args.check {
        let stale = stale::render(&job.shown, &plan);
        match args.reading.message_format {
            _ if stale.is_empty() => {}
            MessageFormat::Human => terminal.line(stale.trim_end()),
            _ => terminal.remark(stale.trim_end()),
        }
    } else {
        reconcile::apply(&job.folder, &plan).map_err(|error| error.to_string())?;
        // The first run may change everything.
        if args.watch && plan.unchanged > 0 {
            for path in plan.changes.keys() {
                terminal.line(&format!("{}/{path}", job.shown));
            }
        }
    }
    for message in &manifest {
        terminal.error(&format!("{}/Cargo.toml {message}", job.shown));
    }
    if args.timings {
        let reconciled = started.elapsed().saturating_sub(generated);
        let stages = output.timings.iter().map(|(stage, time)| (*stage, *time));
        for (stage, time) in stages.chain([("disk", reconciled)]) {
            terminal.remark(&format!("{stage:>10} {:8.2} ms", time.as_secs_f64() * 1e3));
        }
    }
    printer.summary(&output, files.len(), started);
    if args.reading.message_format == MessageFormat::Human {
        let counts = [totals(&output), chosen(&output)];
        let counts: String = counts
            .into_iter()
            .flatten()
            .map(|count| format!(", {count}"))
            .collect();
        terminal.line(&(closing_line(args, job, &plan, started) + &counts));
    }
    let stale = args.check && !plan.is_empty();
    let is_silent = output.findings.is_empty() && output.ledger.skipped.is_empty();
    let ended = if stale || !manifest.is_empty() {
        Ended::WithFindings
    } else {
        Ended::Well(is_silent.then_some(files.len()))
    };
    Ok((ended, read))
}

fn closing_line(args: &CodegenArgs, job: &Job, plan: &Plan, started: Instant) -> String {
    let seconds = started.elapsed().as_secs_f64();
    if args.check && !plan.is_empty() {
        let (stale, unchanged) = (plan.changes.len(), plan.unchanged);
        let (shown, command) = (&job.shown, job.command);
        format!("{shown}/: {stale} stale, {unchanged} unchanged; run {command} ({seconds:.2} s)")
    } else {
        format!("{}/: {} ({seconds:.2} s)", job.shown, plan.counts())
    }
}

fn shown_folder(folder: &Path) -> String {
    let shown = folder.display().to_string();
    shown.strip_suffix('/').unwrap_or(&shown).to_owned()
}

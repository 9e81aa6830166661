//! `cargo xtask codegen`: reads, calls the generator, reconciles the disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use generator::{Layout, Package, RuntimeSource};

use crate::cli::{CodegenArgs, MessageFormat};
use crate::engine::{self, Description, Output, Settings, package_name};
use crate::reconcile::{self, Foreign, Plan};
use crate::stamp::Stamp;
use crate::terminal::Terminal;
use crate::{complete, manifest, runtime};

use crate::stale;

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
    if !args.overlays.is_empty() && !complete::IS_COMPLETE {
        return complete::rerun(terminal);
    }
    let started = Instant::now();
    let job = match (&args.spec, &args.out) {
        (Some(spec), Some(out)) => single(args, spec, out),
        _ => in_tree(Path::new(".")),
    };
    let done = job.and_then(|job| {
        let stamp = || stamp(args, &job);
        if let Some(said) = stamp().and_then(|stamp| stamp.known()) {
            let seconds = started.elapsed().as_secs_f64();
            terminal.line(&format!("{said} ({seconds:.2} s)"));
            return Ok(Ended::Well(None));
        }
        let ended = execute(args, &job, terminal, started)?;
        if let (Ended::Well(Some(files)), Some(stamp)) = (&ended, stamp()) {
            // Without it the next run takes longer.
            let _ = stamp.keep(&format!("{}/: {files} unchanged", job.shown));
        }
        Ok(ended)
    });
    match done {
        Ok(Ended::Well(_)) => ExitCode::SUCCESS,
        Ok(Ended::WithFindings) => ExitCode::FAILURE,
        Err(message) => {
            terminal.error(&message);
            ExitCode::FAILURE
        }
    }
}

enum Ended {
    /// How many files there are, where nothing else was said.
    Well(Option<usize>),
    WithFindings,
}

/// What a run in the tree depends on, where it only has to make the files right.
fn stamp(args: &CodegenArgs, job: &Job) -> Option<Stamp> {
    let is_plain = args.spec.is_none() && !args.check && !args.timings && !args.skip_unsupported;
    if !is_plain || args.message_format != MessageFormat::Human {
        return None;
    }
    let specs = job.descriptions.first()?.path.parent()?.to_owned();
    let own = OWNED.iter().map(|name| job.folder.join(name));
    let own = own.filter(|path| path.exists());
    let manifest = job.folder.join("Cargo.toml");
    let paths: Vec<PathBuf> = [specs, manifest].into_iter().chain(own).collect();
    Stamp::of(&paths).ok()
}

fn single(args: &CodegenArgs, spec: &Path, out: &Path) -> Result<Job, String> {
    let stem = spec
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or("client");
    let name = args.name.clone().unwrap_or_else(|| package_name(stem));
    Ok(Job {
        folder: out.to_owned(),
        shown: shown_folder(out),
        package: name,
        descriptions: vec![Description {
            overlays: args.overlays.clone(),
            ..Description::new(spec)
        }],
        layout: Layout::Crate,
        foreign: Foreign::Refuse,
        deny_warnings: args.deny_warnings,
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

fn execute(
    args: &CodegenArgs,
    job: &Job,
    terminal: &Terminal,
    started: Instant,
) -> Result<Ended, String> {
    let settings = Settings {
        package: job.package.clone(),
        layout: job.layout,
        skip_unsupported: args.skip_unsupported,
        deny_warnings: job.deny_warnings,
        allow_remote: args.allow_remote,
    };
    let mut output = engine::generate(&job.descriptions, &settings)?;
    let generated = started.elapsed();
    tell_findings(args, &output, terminal);

    let Some(mut files) = output.files.take() else {
        tell_summary(args, &output, 0, terminal, started);
        if args.message_format == MessageFormat::Human {
            terminal.line(&format!(
                "{}/: left as it was, {}",
                job.shown,
                totals(&output)
            ));
        }
        return Ok(Ended::WithFindings);
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
        match args.message_format {
            _ if stale.is_empty() => {}
            MessageFormat::Human => terminal.line(stale.trim_end()),
            MessageFormat::Json => terminal.remark(stale.trim_end()),
        }
    } else {
        reconcile::apply(&job.folder, &plan).map_err(|error| error.to_string())?;
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
    tell_summary(args, &output, files.len(), terminal, started);
    if args.message_format == MessageFormat::Human {
        terminal.line(&closing_line(args, job, &plan, started));
    }
    let stale = args.check && !plan.is_empty();
    let is_silent = output.findings.is_empty() && output.ledger.skipped.is_empty();
    Ok(if stale || !manifest.is_empty() {
        Ended::WithFindings
    } else {
        Ended::Well(is_silent.then_some(files.len()))
    })
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

fn tell_findings(args: &CodegenArgs, output: &Output, terminal: &Terminal) {
    for finding in &output.findings {
        match args.message_format {
            // A blank line after each, as rustc has it.
            MessageFormat::Human => terminal.remark(&format!("{}\n", finding.human)),
            MessageFormat::Json => terminal.line(&finding.json),
        }
    }
    let ledger = &output.ledger;
    for left_out in ledger.skipped.iter().chain(&ledger.skipped_schemas) {
        match args.message_format {
            MessageFormat::Human => terminal.remark(&format!("left out: {}", left_out.human)),
            MessageFormat::Json => terminal.line(&left_out.json),
        }
    }
}

fn tell_summary(
    args: &CodegenArgs,
    output: &Output,
    files: usize,
    terminal: &Terminal,
    started: Instant,
) {
    if args.message_format == MessageFormat::Json {
        let ledger = &output.ledger;
        // With an error there is no output, so nothing is in it.
        let (generated, types) = match files {
            0 => (0, 0),
            _ => (ledger.generated, ledger.types),
        };
        terminal.line(&format!(
            r#"{{"summary":{{"operations":{},"generated":{generated},"skipped":{},"skipped_schemas":{},"types":{types},"files":{files},"errors":{},"warnings":{},"elapsed_ms":{}}}}}"#,
            ledger.operations,
            ledger.skipped.len(),
            ledger.skipped_schemas.len(),
            output.errors,
            output.warnings,
            started.elapsed().as_millis(),
        ));
    }
}

fn totals(output: &Output) -> String {
    let plural = |number: usize, what: &str| match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    };
    match output.warnings {
        0 => plural(output.errors, "error"),
        warnings => format!(
            "{}, {}",
            plural(output.errors, "error"),
            plural(warnings, "warning")
        ),
    }
}

fn shown_folder(folder: &Path) -> String {
    let shown = folder.display().to_string();
    shown.strip_suffix('/').unwrap_or(&shown).to_owned()
}

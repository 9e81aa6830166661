//! `cargo xtask codegen`: reads descriptions, runs the generator, and updates the files on the disk.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

use generator::lower::Selection;
use generator::{Clients, Layout, Options, Package, RuntimeSource};

use crate::cli::{CodegenArgs, MessageFormat};
use crate::engine::{self, Output};
use crate::findings::{Printer, chosen, json_lines, totals};
use crate::job::{Job, has_overlays, in_tree, single};
use crate::manifest::README_FILE;
use crate::memory::{self, Memory, SECONDS, timed};
use crate::reconcile::{Draft, Plan, Purpose};
use crate::terminal::{Said, Terminal};
use crate::watch::Watch;
use crate::{complete, manifest, runtime, stale};

/// The folders of the generated crate that the generator owns.
const OWNED: &[&str] = &["src", runtime::COPY];

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
    let mut before = Before::default();
    let mut read = Vec::new();
    loop {
        let began = SystemTime::now();
        let (_, files) = exit(once(args, terminal, Some(&mut before)), terminal);
        let has_read = !files.is_empty();
        // A file that cannot be read now may become readable.
        if has_read {
            read = files;
        }
        // Without any file there is nothing to watch.
        if read.is_empty() {
            return ExitCode::FAILURE;
        }
        let watch = Watch::of(&read, began);
        match has_read {
            true => watch.of_what_was_there().wait(),
            false => watch.wait(),
        }
    }
}

/// What a run leaves for the next one with `--watch`.
#[derive(Default)]
struct Before {
    /// The findings of the last run: they are not printed again if they are the same.
    found: Vec<String>,
    generator: generator::Memory,
}

/// Returns the exit code for a run, and the files that it has read.
fn exit(
    done: Result<(Ended, Vec<PathBuf>), String>,
    terminal: &Terminal,
) -> (ExitCode, Vec<PathBuf>) {
    match done {
        Ok((Ended::Well, read)) => (ExitCode::SUCCESS, read),
        Ok((Ended::WithFindings, read)) => (ExitCode::FAILURE, read),
        Err(message) => {
            terminal.error(&message);
            (ExitCode::FAILURE, Vec::new())
        }
    }
}

/// Runs once. `before` is the state of earlier runs with `--watch`.
fn once(
    args: &CodegenArgs,
    terminal: &Terminal,
    before: Option<&mut Before>,
) -> Result<(Ended, Vec<PathBuf>), String> {
    let started = Instant::now();
    let mut job = match (&args.spec, &args.out) {
        (Some(spec), Some(out)) => single(args, spec, out)?,
        _ => in_tree(Path::new("."))?,
    };
    for description in &mut job.descriptions {
        description.allow_remote |= args.reading.allow_remote;
    }
    let memory = memory(args, &job);
    if memory
        .as_ref()
        .is_some_and(|memory| memory.recall(terminal, started))
    {
        return Ok((Ended::Well, Vec::new()));
    }
    if memory.is_some() {
        terminal.keep();
    }
    let printer = Printer {
        format: args.reading.message_format,
        all: args.reading.all,
        terminal,
    };
    let run = Run {
        args,
        job: &job,
        printer,
        started,
    };
    run.execute(before, memory.as_ref())
}

enum Ended {
    Well,
    WithFindings,
}

/// Returns the memory for a run, unless its options need more than correct files.
fn memory(args: &CodegenArgs, job: &Job) -> Option<Memory> {
    if args.watch || args.check || args.timings {
        return None;
    }
    let file = match job.layout {
        Layout::Crate => memory::in_cache(&job.folder)?,
        Layout::Module => memory::beside_program()?,
    };
    Memory::of(file, &job.folder, OWNED, &format!("{args:?}"))
}

/// A run that the memory cannot replace.
struct Run<'a> {
    args: &'a CodegenArgs,
    job: &'a Job,
    printer: Printer<'a>,
    started: Instant,
}

/// The result of comparing the output with the disk.
struct Reconciled {
    plan: Plan,
    /// The errors of the manifest.
    manifest: Vec<String>,
    /// How long the run took before the comparison with the disk.
    generated: Duration,
}

impl Run<'_> {
    fn execute(
        &self,
        mut before: Option<&mut Before>,
        memory: Option<&Memory>,
    ) -> Result<(Ended, Vec<PathBuf>), String> {
        let job = self.job;
        let options = Options {
            package: job.package.clone(),
            layout: job.layout,
            skip_unsupported: self.args.skip_unsupported,
            deny_warnings: job.deny_warnings,
        };
        let began = SystemTime::now();
        let mut forgotten = generator::Memory::default();
        let generator = match &mut before {
            Some(before) => &mut before.generator,
            None => &mut forgotten,
        };
        let (mut output, clients) = engine::prepare(generator, &job.descriptions, &options)?;
        // The input is no longer needed when files are written.
        drop(forgotten);
        // Errors in a file that is only partly written are not reported.
        if before.is_some() && output.errors > 0 && Watch::of(&output.read, began).changes() {
            return Ok((Ended::WithFindings, output.read));
        }
        self.say_what_is_new(&output, before);
        let said = self.printer.terminal.kept();
        let read = self.read(&mut output);
        let Some(clients) = clients else {
            let totals = totals(&output).unwrap_or_default();
            let last = format!("{}/: left as it was, {totals}", job.shown);
            self.close(last_line(&self.printer, &output, 0, last));
            return Ok((Ended::WithFindings, read));
        };
        let reconciled = self.reconcile(&mut output, clients)?;
        self.say_what_was_done(&output, &reconciled);
        let is_stale = self.args.check && !reconciled.plan.is_empty();
        if is_stale || !reconciled.manifest.is_empty() {
            return Ok((Ended::WithFindings, read));
        }
        if let Some(memory) = memory.filter(|_| output.is_repeatable) {
            let run = self.to_remember(&output, reconciled.plan, read.clone(), said);
            memory.keep(run, memory::around(&job.folder, job.runtime.is_none()));
        }
        Ok((Ended::Well, read))
    }

    /// Prints the findings, unless they are the same as in the last run.
    fn say_what_is_new(&self, output: &Output, before: Option<&mut Before>) {
        let is_new = before.is_none_or(|before| {
            let found: Vec<String> = json_lines(output).collect();
            let is_new = before.found != found;
            before.found = found;
            is_new
        });
        if is_new {
            self.printer.findings(output);
        }
    }

    /// Returns the files and folders that another run would read.
    fn read(&self, output: &mut Output) -> Vec<PathBuf> {
        let mut read = std::mem::take(&mut output.read);
        if self.job.layout == Layout::Module {
            // A new file beside the descriptions may be another description.
            let descriptions = self.job.descriptions.iter();
            let folders = descriptions.filter_map(|description| description.path.parent());
            read.extend(folders.map(Path::to_owned));
        }
        read
    }

    /// Compares the output with the disk, and writes it unless `--check` is given.
    fn reconcile(&self, output: &mut Output, clients: Clients) -> Result<Reconciled, String> {
        let job = self.job;
        let is_crate = job.layout == Layout::Crate;
        let keeps_readme = is_crate && manifest::has_own_readme(&job.folder);
        let purpose = match self.args.check {
            true => Purpose::Compare,
            false => Purpose::Write,
        };
        let mut draft = Draft::new(&job.folder, job.foreign, purpose);
        let mut file = |path: String, text: String| {
            if !keeps_readme || path != README_FILE {
                draft.add(path, text);
            }
        };
        output.write(&clients, &mut file);
        drop(clients);
        let generated = self.started.elapsed();
        let copy = RuntimeSource::Path(runtime::COPY.to_owned());
        if job.runtime.is_none() {
            runtime::files(&mut file)?;
        }
        if is_crate {
            manifest::add_changelog(&job.folder, &mut file);
        }
        let package = Package {
            name: &job.package,
            license: self.args.license.as_deref(),
        };
        let manifest = manifest::reconcile(
            &job.folder,
            package,
            job.layout,
            &output.needs,
            job.runtime.as_ref().unwrap_or(&copy),
            &mut file,
        )?;
        let plan = draft.finish(OWNED).map_err(|error| error.to_string())?;
        Ok(Reconciled {
            plan,
            manifest,
            generated,
        })
    }

    /// Prints what has changed on the disk, and how long it took.
    fn say_what_was_done(&self, output: &Output, reconciled: &Reconciled) {
        let Self { args, job, .. } = *self;
        let terminal = self.printer.terminal;
        let plan = &reconciled.plan;
        if args.check {
            let stale = stale::render(&job.shown, plan);
            match self.printer.format {
                _ if stale.is_empty() => {}
                MessageFormat::Human => terminal.line(stale.trim_end()),
                _ => terminal.remark(stale.trim_end()),
            }
        } else if args.watch && plan.unchanged > 0 {
            // The first run may change all files.
            for path in plan.changes.keys() {
                terminal.line(&format!("{}/{path}", job.shown));
            }
        }
        for message in &reconciled.manifest {
            terminal.error(&format!("{}/Cargo.toml {message}", job.shown));
        }
        if args.timings {
            let disk = self.started.elapsed().saturating_sub(reconciled.generated);
            let stages = output.timings.iter().map(|(stage, time)| (*stage, *time));
            for (stage, time) in stages.chain([("disk", disk)]) {
                terminal.remark(&format!("{stage:>10} {:8.2} ms", time.as_secs_f64() * 1e3));
            }
        }
        let last = closing_line(args, job, plan) + &counts(output);
        self.close(last_line(&self.printer, output, plan.files.len(), last));
    }

    /// Returns what the memory keeps of this run, for a next run without changes.
    fn to_remember(
        &self,
        output: &Output,
        mut plan: Plan,
        read: Vec<PathBuf>,
        said: Vec<Said>,
    ) -> memory::Run {
        // The next run finds the changelog and leaves it alone.
        plan.files.remove(manifest::CHANGELOG_FILE);
        let (shown, files) = (&self.job.shown, plan.files.len());
        let counts = counts(output);
        let last = format!("{shown}/: {files} unchanged ({SECONDS}){counts}");
        memory::Run {
            read,
            last: last_line(&self.printer, output, files, last),
            files: plan.files.into_iter().collect(),
            said,
        }
    }

    /// Prints the last line.
    fn close(&self, last: Option<String>) {
        if let Some(last) = last {
            self.printer.terminal.line(&timed(&last, self.started));
        }
    }
}

/// Returns the numbers of findings and selected operations, each after a comma.
fn counts(output: &Output) -> String {
    let counts = [totals(output), chosen(output)].into_iter().flatten();
    counts.map(|count| format!(", {count}")).collect()
}

/// Returns the last line of a run with this number of files; `human` is the line for a person.
fn last_line(
    printer: &Printer<'_>,
    output: &Output,
    files: usize,
    human: String,
) -> Option<String> {
    match printer.format {
        MessageFormat::Human => Some(human),
        _ => printer.summary(output, files),
    }
}

fn closing_line(args: &CodegenArgs, job: &Job, plan: &Plan) -> String {
    if args.check && !plan.is_empty() {
        let (stale, unchanged) = (plan.changes.len(), plan.unchanged);
        let (shown, command) = (&job.shown, job.command);
        format!("{shown}/: {stale} stale, {unchanged} unchanged; run {command} ({SECONDS})")
    } else {
        format!("{}/: {} ({SECONDS})", job.shown, plan.counts())
    }
}

//! `cargo run --release -p mutation -- FOLDER --minutes 60`: damages the descriptions of a folder for as
//! long as told, and keeps each finding as a small document.
//!
//! The cases run in a child process, since a stack overflow or an allocation without end would take the
//! driver along; a child that dies or hangs is a finding like any other, and a new one goes on.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use mutation::case::{case, text};
use mutation::check::{check, check_twice};
use mutation::doc::Doc;
use mutation::minimise::minimise;

/// The longest time for a case before it counts as running away.
const LONGEST: Duration = Duration::from_secs(20);
/// A case that takes longer is a finding too, though it ends: its text has a few hundred kilobytes at most.
const SLOW: Duration = Duration::from_secs(4);
/// The most memory of a child, in KiB.
const MEMORY: u32 = 3 << 20;
/// The stack of a case: what threads have unless told otherwise.
const STACK: usize = 2 << 20;
/// How long a finding is made smaller.
const MINIMISING: Duration = Duration::from_secs(60);

const USAGE: &str = "usage: mutation FOLDER [--minutes N] [--seed N] [--from CASE] [--out FOLDER]
       mutation --one FILE";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

struct Run {
    folder: PathBuf,
    minutes: u64,
    seed: u64,
    from: u64,
    out: PathBuf,
    is_worker: bool,
}

fn run() -> Result<ExitCode, String> {
    let mut run = Run {
        folder: PathBuf::new(),
        minutes: 60,
        seed: 1,
        from: 0,
        out: PathBuf::from("target/mutation"),
        is_worker: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        let number = |text: String| text.parse().map_err(|_| format!("`{text}` is no number"));
        match argument.as_str() {
            "--minutes" => run.minutes = number(value()?)?,
            "--seed" => run.seed = number(value()?)?,
            "--from" => run.from = number(value()?)?,
            "--out" => run.out = PathBuf::from(value()?),
            "--worker" => run.is_worker = true,
            "--one" => return one(Path::new(&value()?)),
            _ => run.folder = PathBuf::from(argument),
        }
    }
    let documents = documents(&run.folder)?;
    if run.is_worker {
        on_a_stack(move || work(&run, &documents));
        return Ok(ExitCode::SUCCESS);
    }
    drive(&run, &documents)
}

fn documents(folder: &Path) -> Result<Vec<Doc>, String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "json" || e == "yaml"));
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).map_err(|e| e.to_string());
        let doc = text.and_then(|text| Doc::read(&path.to_string_lossy(), &text));
        doc.map_err(|error| format!("{}: {error}", path.display()))
    };
    let documents: Vec<Doc> = paths.iter().map(read).collect::<Result<_, _>>()?;
    if documents.is_empty() {
        return Err(format!("{} has no description", folder.display()));
    }
    Ok(documents)
}

fn on_a_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work);
    if thread.map(std::thread::JoinHandle::join).is_err() {
        eprintln!("no thread could be started");
    }
}

/// The child: case after case, each told before it starts.
fn work(run: &Run, documents: &[Doc]) {
    let mut out = std::io::stdout().lock();
    for number in run.from.. {
        let case = case(run.seed, number, documents);
        if writeln!(out, "case {number}").is_err() {
            return;
        }
        let started = Instant::now();
        let held = check(case.name, &case.text, number.is_multiple_of(2));
        let elapsed = started.elapsed();
        if held == Ok(true) {
            let _ = writeln!(out, "output");
        }
        let mut held = held.map(drop);
        if number.is_multiple_of(50) {
            held = held.and_then(|()| check_twice(case.name, &case.text));
        }
        let said = match held {
            Err(finding) => Some(finding.signature()),
            Ok(()) if elapsed > SLOW => Some("slow".to_owned()),
            Ok(()) => None,
        };
        if let Some(said) = said {
            let _ = writeln!(out, "finding {}", said.replace('\n', " "));
        }
    }
}

/// One file: says what does not hold, or nothing.
fn one(path: &Path) -> Result<ExitCode, String> {
    let text = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let is_json = path.extension().is_some_and(|e| e == "json");
    on_a_stack(move || {
        let name = if is_json { "case.json" } else { "case.yaml" };
        let started = Instant::now();
        for skip in [true, false] {
            if let Err(finding) = check(name, &text, skip) {
                println!("finding {}", finding.signature().replace('\n', " "));
                println!("{finding}");
                return;
            }
        }
        if let Err(finding) = check_twice(name, &text) {
            println!("finding {}", finding.signature());
        }
        if started.elapsed() > SLOW {
            println!("finding slow");
        }
        println!("held");
    });
    Ok(ExitCode::SUCCESS)
}

/// This program once more, with a limit to its memory where the shell can set one.
fn child(arguments: &[String]) -> Result<Child, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell
            .arg("-c")
            .arg(format!(
                "ulimit -v {MEMORY} 2>/dev/null; exec \"$0\" \"$@\""
            ))
            .arg(program);
        shell
    } else {
        Command::new(program)
    };
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())
}

fn lines(child: &mut Child) -> Receiver<String> {
    let (send, receive) = channel();
    if let Some(out) = child.stdout.take() {
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
    }
    receive
}

/// What happened to a run of cases.
enum Event {
    /// A case does not hold, or its process died or hung: the number and the signature.
    Finding(u64, String),
    /// The time is over; the number of the last case.
    Over(u64),
}

fn drive(run: &Run, documents: &[Doc]) -> Result<ExitCode, String> {
    std::fs::create_dir_all(&run.out).map_err(|e| format!("{}: {e}", run.out.display()))?;
    let started = Instant::now();
    let end = started + Duration::from_secs(run.minutes * 60);
    let mut known = BTreeSet::new();
    let mut from = run.from;
    let mut outputs = 0;
    while Instant::now() < end {
        match cases(run, from, end, &mut outputs)? {
            Event::Over(number) => {
                from = number;
                break;
            }
            Event::Finding(number, signature) => {
                from = number + 1;
                if known.insert(signature.clone()) {
                    let path = keep(run, documents, number, &signature)?;
                    println!("case {number}: {signature}\n    {}", path.display());
                }
            }
        }
    }
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    println!(
        "seed {}: {} cases, {outputs} of them with output, in {minutes:.1} minutes; {} findings",
        run.seed,
        from - run.from,
        known.len()
    );
    Ok(if known.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs cases in a child until something happens.
fn cases(run: &Run, from: u64, end: Instant, outputs: &mut u64) -> Result<Event, String> {
    let mut child = child(&[
        "--worker".to_owned(),
        "--seed".to_owned(),
        run.seed.to_string(),
        "--from".to_owned(),
        from.to_string(),
        run.folder.to_string_lossy().into_owned(),
    ])?;
    let lines = lines(&mut child);
    let mut number = from;
    let event = loop {
        if Instant::now() >= end {
            break Event::Over(number);
        }
        match lines.recv_timeout(LONGEST) {
            Ok(line) => match line.split_once(' ') {
                Some(("case", text)) => number = text.parse().unwrap_or(number),
                Some(("finding", text)) => break Event::Finding(number, text.to_owned()),
                _ => *outputs += 1,
            },
            Err(RecvTimeoutError::Timeout) => break Event::Finding(number, "hang".to_owned()),
            Err(RecvTimeoutError::Disconnected) => {
                let status = child.wait().map_err(|error| error.to_string())?;
                break Event::Finding(number, format!("the process died: {status}"));
            }
        }
    };
    let _ = child.kill();
    let _ = child.wait();
    Ok(event)
}

/// What a text shows, in a process of its own.
fn shown(path: &Path, name: &str, text: &[u8]) -> Option<String> {
    let file = path.with_file_name(name);
    std::fs::write(&file, text).ok()?;
    let mut child = child(&["--one".to_owned(), file.to_string_lossy().into_owned()]).ok()?;
    let lines = lines(&mut child);
    let line = lines.recv_timeout(LONGEST);
    if line.is_err() {
        let _ = child.kill();
    }
    let status = child.wait().ok()?;
    match line {
        Ok(line) => line.strip_prefix("finding ").map(str::to_owned),
        Err(RecvTimeoutError::Timeout) => Some("hang".to_owned()),
        Err(RecvTimeoutError::Disconnected) => Some(format!("the process died: {status}")),
    }
}

/// Makes a finding smaller and writes it down.
fn keep(run: &Run, documents: &[Doc], number: u64, signature: &str) -> Result<PathBuf, String> {
    let case = case(run.seed, number, documents);
    let extension = case.name.rsplit('.').next().unwrap_or_default();
    let path = run.out.join(format!("{}-{number}.{extension}", run.seed));
    let scratch = format!("scratch-{}.{extension}", run.seed);
    let deadline = Instant::now() + MINIMISING;
    let mut shows = |doc: &Doc| {
        Instant::now() < deadline
            && shown(&path, &scratch, &text(case.name, doc)).is_some_and(|said| said == signature)
    };
    let kept = if shows(&case.doc) {
        text(case.name, &minimise(case.doc.clone(), &mut shows))
    } else {
        case.text
    };
    std::fs::write(&path, kept).map_err(|error| format!("{}: {error}", path.display()))?;
    let _ = std::fs::remove_file(path.with_file_name(scratch));
    Ok(path)
}

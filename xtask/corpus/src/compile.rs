//! Compiles the generated crates with rustc and clippy: in one workspace, with one target folder and all features.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Instant;

use serde_json::Value;
use xtask::process;

use crate::cpu;
use crate::generate::bar;
use crate::row::{Compiled, Row};

/// The variable with the folder that [`time_rustc`] writes to. If it is set, this program is a wrapper of rustc.
const TIMES: &str = "XTASK_RUSTC_TIMES";

/// Compiles every crate that was written to the work folder.
pub(crate) fn all(work: &Path, rows: &mut [Row], jobs: usize) -> Result<(), String> {
    let members: Vec<&Row> = rows.iter().filter(|row| row.lines > 0).collect();
    write_workspace(work, &members).map_err(|error| format!("{}: {error}", work.display()))?;
    let times = work.join("times");
    let _ = std::fs::remove_dir_all(&times);
    std::fs::create_dir_all(&times).map_err(|error| format!("{}: {error}", times.display()))?;

    let mut crates: BTreeMap<String, Compiled> = members
        .iter()
        .map(|row| (crate_name(&row.package), Compiled::default()))
        .collect();
    let mut cargo = start_cargo(work, &times, jobs)?;
    let complaint = drain_stderr(&mut cargo);
    let bar = bar(crates.len(), "compiling");
    let messages = cargo
        .stdout
        .take()
        .map(BufReader::new)
        .into_iter()
        .flat_map(|out| out.lines());
    for line in messages {
        let line = line.map_err(|error| error.to_string())?;
        let Ok(message) = serde_json::from_str::<Value>(&line) else {
            continue;
        };
        let name = message["target"]["name"].as_str().unwrap_or_default();
        let Some(compiled) = crates.get_mut(name) else {
            continue;
        };
        match message["reason"].as_str() {
            Some("compiler-message") => compiled.add(&message["message"]),
            Some("compiler-artifact") => bar.inc(1),
            _ => {}
        }
    }
    bar.finish_and_clear();
    let status = cargo.wait().map_err(|error| error.to_string())?;
    let complaint = complaint
        .and_then(|thread| thread.join().ok())
        .unwrap_or_default();
    if !status.success() && crates.values().all(|compiled| compiled.errors == 0) {
        return Err(format!("cargo failed: {}", complaint.trim_end()));
    }
    for row in rows.iter_mut().filter(|row| row.lines > 0) {
        let name = crate_name(&row.package);
        let Some(mut compiled) = crates.remove(&name) else {
            continue;
        };
        let time = std::fs::read_to_string(times.join(&name)).ok();
        compiled.seconds = time.and_then(|text| text.parse().ok());
        row.compiled = Some(compiled);
    }
    Ok(())
}

fn start_cargo(work: &Path, times: &Path, jobs: usize) -> Result<Child, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let times = std::path::absolute(times).map_err(|error| error.to_string())?;
    process::cargo()
        .args([
            "clippy",
            "--workspace",
            "--all-features",
            "--keep-going",
            "--quiet",
        ])
        .args(["--message-format", "json", "--jobs", &jobs.to_string()])
        .current_dir(work)
        .env("CARGO_TARGET_DIR", "target")
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTC_WRAPPER", program)
        .env(TIMES, times)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cargo: {error}"))
}

/// Reads cargo's own messages in a thread, since a full pipe would block cargo.
fn drain_stderr(cargo: &mut Child) -> Option<std::thread::JoinHandle<String>> {
    let mut stderr = cargo.stderr.take()?;
    Some(std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = stderr.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    }))
}

impl Compiled {
    fn add(&mut self, message: &Value) {
        let text = message["message"].as_str().unwrap_or_default();
        // The compiler's own summary at the end.
        if text.starts_with("aborting due to") || text.ends_with(" emitted") {
            return;
        }
        match message["level"].as_str() {
            Some("warning") => self.warnings += 1,
            Some("error" | "error: internal compiler error") => self.errors += 1,
            _ => return,
        }
        self.messages
            .push(message["rendered"].as_str().unwrap_or(text).to_owned());
    }
}

/// Returns the name of a package's library for rustc.
fn crate_name(package: &str) -> String {
    package.replace('-', "_")
}

fn write_workspace(work: &Path, members: &[&Row]) -> std::io::Result<()> {
    std::fs::create_dir_all(work)?;
    let members: Vec<&str> = members.iter().map(|row| row.package.as_str()).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    std::fs::write(work.join("Cargo.toml"), manifest)?;
    // The versions that the project itself is tested with.
    if let Some(xtask) = std::env::var_os("CARGO_MANIFEST_DIR") {
        let lock = Path::new(&xtask).join("../Cargo.lock");
        if lock.is_file() && !work.join("Cargo.lock").exists() {
            std::fs::copy(lock, work.join("Cargo.lock"))?;
        }
    }
    Ok(())
}

/// If cargo runs this program as its wrapper of rustc: runs the compiler and records its time.
pub(crate) fn time_rustc() -> Option<ExitCode> {
    let times = std::env::var_os(TIMES)?;
    let mut arguments = std::env::args_os().skip(1);
    let compiler = arguments.next()?;
    let arguments: Vec<_> = arguments.collect();
    let name = arguments
        .iter()
        .skip_while(|argument| *argument != "--crate-name")
        .nth(1)
        .and_then(|name| name.to_str().map(str::to_owned));
    let started = Instant::now();
    let status = Command::new(compiler).args(&arguments).status();
    let seconds = cpu::of_children().unwrap_or_else(|| started.elapsed().as_secs_f64());
    if let Some(name) = name {
        let _ = std::fs::write(Path::new(&times).join(name), format!("{seconds:.2}"));
    }
    let code = status.ok().and_then(|status| status.code()).unwrap_or(1);
    Some(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

//! Measures the cost of generation.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

use generator::{Layout, Options};
use xtask::engine::{Description, Output, generate};

use super::figure::Figure;
use super::tools::{self, Cost, instructions, scratch};

const RUNS: u32 = 3;

/// The limits of generation by file name: CPU seconds, and MB.
const LIMITS: [(&str, f64, f64); 3] = [
    ("dcs.yaml", 0.06, 60.0),
    ("nexus.json", 0.16, 150.0),
    ("github-2022.json", 0.6, 150.0),
];
/// The best peer whose output compiles: `cargo install oas3-gen`.
const PEER: &str = "oas3-gen";
/// The limits of generation, as parts of the peer's cost.
const OF_PEER: Cost = Cost {
    cpu: 0.5,
    clock: 0.4,
    memory: 0.3,
};

/// Measures generation from a description, in processes of its own.
pub(super) fn figures(spec: &Path) -> Result<Vec<Figure>, String> {
    // Generates once here, so that errors are reported once and not by each process.
    generated(spec)?;
    let cost = tool(spec)?;
    let peer = peer(spec);
    let name = file_name(spec);
    let limits = LIMITS.iter().find(|limits| limits.0 == name);
    let figure = |what: &str, unit, part: fn(&Cost) -> f64| {
        let figure = Figure::new(format!("{name}: {what}"), part(&cost), unit);
        (figure, peer.as_ref().map(part), part(&OF_PEER))
    };
    let (cpu, of_peer, part) = figure("CPU, mean of the runs", "s", |cost| cost.cpu);
    let limit = limits.map(|limits| limits.1);
    let mut figures = vec![cpu.at_most(limit).beside(of_peer, part)];
    let (clock, of_peer, part) = figure("time on the clock, the best run", "s", |cost| cost.clock);
    figures.push(clock.beside(of_peer, part));
    let (memory, of_peer, part) = figure("most memory", "MB", |cost| cost.memory);
    let limit = limits.map(|limits| limits.2);
    figures.push(memory.at_most(limit).beside(of_peer, part));
    figures.extend(counted(spec)?);
    Ok(figures)
}

/// Counts the instructions of generating without writing, if valgrind is installed.
pub(super) fn counted(spec: &Path) -> Result<Option<Figure>, String> {
    let what = format!("{}: instructions, without writing", file_name(spec));
    let count = count(spec)?;
    Ok(count.map(|count| Figure::new(what, count / 1e6, "M")))
}

/// Returns how many instructions generating without writing takes, if valgrind is installed.
pub(super) fn count(spec: &Path) -> Result<Option<f64>, String> {
    let shown = spec.display().to_string();
    instructions(&program()?, &["measure", "generation", "--once", &shown])
}

fn program() -> Result<std::path::PathBuf, String> {
    std::env::current_exe().map_err(|error| error.to_string())
}

/// Returns the CPU seconds of generating without writing, the mean of the runs.
pub(super) fn cpu(spec: &Path) -> Result<f64, String> {
    let program = program()?;
    let mut command = Command::new(&program);
    command.args(["measure", "generation", "--once"]).arg(spec);
    Ok(best("once", |_| tools::cost(&mut command))?.cpu)
}

/// Returns the cost of `codegen`.
fn tool(spec: &Path) -> Result<Cost, String> {
    let program = program()?;
    best("generation", |folder| {
        let mut command = Command::new(&program);
        command
            .args(["measure", "generation"])
            .arg(spec)
            .arg("--out")
            .arg(folder.join("measured"))
            // The cache of the run is in the folder, and is removed with it.
            .env("XDG_CACHE_HOME", folder.join("cache"));
        tools::cost(&mut command)
    })
}

/// Returns the cost of the best peer, if it is installed and accepts the description.
fn peer(spec: &Path) -> Option<Cost> {
    let cost = best("peer", |folder| {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        let mut command = Command::new(PEER);
        // The kind of output that has types and calls.
        command
            .args(["generate", "client-mod", "-i"])
            .arg(spec)
            .arg("-o")
            .arg(folder);
        tools::cost(&mut command)
    });
    cost.ok()
}

/// Returns the mean CPU time of the runs, the shortest time on the clock, and the peak memory of all. Each run has a
/// folder that does not exist before and is removed afterwards.
fn best(name: &str, mut run: impl FnMut(&Path) -> Result<Cost, String>) -> Result<Cost, String> {
    let name = format!("{name}-{}", std::process::id());
    let mut all = Cost {
        cpu: 0.0,
        clock: f64::INFINITY,
        memory: 0.0,
    };
    for _ in 0..RUNS {
        let cost = run(&scratch(&name)?)?;
        all.cpu += cost.cpu / f64::from(RUNS);
        all.clock = all.clock.min(cost.clock);
        all.memory = all.memory.max(cost.memory);
    }
    scratch(&name)?;
    Ok(all)
}

/// Generates once, in this process, and writes nothing.
pub(super) fn once(spec: &Path) -> Result<bool, String> {
    generated(spec).map(|_| true)
}

/// Generates once, in this process, as `codegen` does.
pub(super) fn written(spec: &Path, folder: &Path) -> Result<bool, String> {
    let mut args: Vec<OsString> = vec!["xtask".into(), "codegen".into()];
    args.extend(["--spec".into(), spec.into(), "--out".into(), folder.into()]);
    args.push("--skip-unsupported".into());
    Ok(xtask::run("cargo xtask", args) == ExitCode::SUCCESS)
}

/// Generates from a description; what cannot be generated is left out.
pub(super) fn generated(spec: &Path) -> Result<Output, String> {
    let shown = spec.display().to_string();
    let description = Description {
        shown: shown.clone(),
        module: "measured".to_owned(),
        ..Description::new(spec)
    };
    let options = Options {
        skip_unsupported: true,
        ..Options::new("measured", Layout::Crate)
    };
    let output = generate(&[description], &options)?;
    match output.files {
        Some(_) => Ok(output),
        None => Err(format!("{shown} has errors; see `cargo xtask codegen`")),
    }
}

/// Returns the name of a description in the tables of limits.
pub(super) fn file_name(spec: &Path) -> String {
    spec.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

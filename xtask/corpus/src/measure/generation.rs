//! What generation costs.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use generator::Layout;
use xtask::engine::{Description, Output, Settings, generate};

use super::figure::Figure;
use super::tools::{instructions, run, scratch};
use crate::cpu;

const RUNS: u32 = 3;

/// The limits of generation by file name: CPU seconds, and MB.
const LIMITS: [(&str, f64, f64); 3] = [
    ("dcs.yaml", 0.06, 60.0),
    ("nexus.json", 0.16, 150.0),
    ("github-2022.json", 0.6, 150.0),
];
/// The part of the best peer's CPU time that generation may take.
const OF_PEER: f64 = 0.5;
/// The best peer whose output compiles: `cargo install oas3-gen`.
const PEER: &str = "oas3-gen";

/// What generation from a description costs.
pub(super) struct Cost {
    /// CPU seconds, the mean of the runs.
    pub(super) cpu: f64,
    /// Seconds on the clock, of the best run.
    clock: f64,
    /// The most memory, in MB.
    memory: f64,
}

/// Measures generation from a description, by processes of its own.
pub(super) fn figures(spec: &Path) -> Result<Vec<Figure>, String> {
    let cost = cost(spec)?;
    let name = file_name(spec);
    let limits = LIMITS.iter().find(|limits| limits.0 == name);
    let peer = peer(spec);
    let figure = |what: &str, value, unit| Figure::new(format!("{name}: {what}"), value, unit);
    let mut figures = vec![
        figure("CPU, mean of the runs", cost.cpu, "s")
            .at_most(limits.map(|limits| limits.1))
            .beside(peer, OF_PEER),
        figure("time on the clock, the best run", cost.clock, "s"),
        figure("most memory", cost.memory, "MB").at_most(limits.map(|limits| limits.2)),
    ];
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let shown = spec.display().to_string();
    let arguments = ["measure", "generation", "--once", &shown];
    figures.extend(
        instructions(&program, &arguments).map(|count| figure("instructions", count / 1e6, "M")),
    );
    Ok(figures)
}

/// Generates by processes of its own.
pub(super) fn cost(spec: &Path) -> Result<Cost, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut cost = Cost {
        cpu: 0.0,
        clock: f64::INFINITY,
        memory: 0.0,
    };
    for _ in 0..RUNS {
        let started = Instant::now();
        let mut command = Command::new(&program);
        command.args(["measure", "generation", "--once"]).arg(spec);
        let (output, cpu) = run(&mut command)?;
        cost.clock = cost.clock.min(started.elapsed().as_secs_f64());
        cost.cpu += cpu / f64::from(RUNS);
        let peak = String::from_utf8_lossy(&output.stdout);
        cost.memory = cost.memory.max(peak.trim().parse().unwrap_or(0.0));
    }
    Ok(cost)
}

/// Returns the CPU seconds of the best peer, where it is installed and takes the description.
fn peer(spec: &Path) -> Option<f64> {
    let output = scratch("peer").ok()?;
    std::fs::create_dir_all(&output).ok()?;
    let mut command = Command::new(PEER);
    command
        .args(["generate", "client", "-i"])
        .arg(spec)
        .arg("-o")
        .arg(output.join("client.rs"));
    let costs = (0..RUNS).map(|_| run(&mut command).ok().map(|(_, cpu)| cpu));
    let costs: Option<Vec<f64>> = costs.collect();
    Some(costs?.iter().sum::<f64>() / f64::from(RUNS))
}

/// Generates once, in this process, and returns the most memory that it had, in MB.
pub(super) fn once(spec: &Path) -> Result<f64, String> {
    generated(spec)?;
    Ok(cpu::peak_memory().unwrap_or(0.0))
}

/// Generates from a description; what cannot be generated is left out.
pub(super) fn generated(spec: &Path) -> Result<Output, String> {
    let shown = spec.display().to_string();
    let description = Description {
        shown: shown.clone(),
        module: "measured".to_owned(),
        ..Description::new(spec)
    };
    let settings = Settings {
        skip_unsupported: true,
        ..Settings::new("measured", Layout::Crate)
    };
    let output = generate(&[description], &settings)?;
    match output.files {
        Some(_) => Ok(output),
        None => Err(format!("{shown} has errors; see `cargo xtask codegen`")),
    }
}

/// Returns the name by which a description has its limits.
pub(super) fn file_name(spec: &Path) -> String {
    spec.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

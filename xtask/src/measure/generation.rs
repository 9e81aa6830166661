//! What generation itself costs.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use generator::Layout;

use super::Figure;
use crate::cpu;
use crate::engine::{Description, Settings, generate};
use crate::terminal::Terminal;

const RUNS: u32 = 5;

/// The limits by file name: CPU seconds, seconds on the clock of a quiet machine with two cores, MB.
const LIMITS: [(&str, f64, f64, f64); 2] = [
    ("nexus.json", 0.16, f64::INFINITY, 150.0),
    ("github-2022.json", 0.6, 0.35, 150.0),
];

pub(super) fn measure(specs: &[PathBuf], terminal: &Terminal) -> Result<Vec<Figure>, String> {
    if cfg!(debug_assertions) {
        terminal.remark("this is a debug build; the limits are meant for `cargo run --release -p xtask -- measure`");
    }
    let mut figures = Vec::new();
    for spec in specs {
        figures.extend(one(spec)?);
    }
    Ok(figures)
}

fn one(spec: &Path) -> Result<[Figure; 3], String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let seconds = || cpu::of_children().ok_or("the system does not tell the CPU time of processes");
    let before = seconds()?;
    let (mut clock, mut memory) = (f64::INFINITY, 0.0_f64);
    for _ in 0..RUNS {
        let started = Instant::now();
        let output = Command::new(&program)
            .args(["measure", "generation", "--once"])
            .arg(spec)
            .output()
            .map_err(|error| error.to_string())?;
        clock = clock.min(started.elapsed().as_secs_f64());
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let peak = String::from_utf8_lossy(&output.stdout).trim().parse();
        memory = memory.max(peak.unwrap_or(0.0));
    }
    let cpu = (seconds()? - before) / f64::from(RUNS);
    let name = spec.file_name().unwrap_or_default().to_string_lossy();
    let figures = [
        Figure::new(format!("{name}: CPU, mean of {RUNS} runs"), cpu, "s"),
        Figure::new(
            format!("{name}: on the clock of a quiet machine, the best run"),
            clock,
            "s",
        ),
        Figure::new(format!("{name}: most memory"), memory, "MB"),
    ];
    let limits = LIMITS.iter().find(|limits| limits.0 == name);
    Ok(match limits {
        Some((_, seconds, on_clock, megabytes)) => {
            let [a, b, c] = figures;
            [
                a.at_most(*seconds),
                b.at_most(*on_clock),
                c.at_most(*megabytes),
            ]
        }
        None => figures,
    })
}

/// The process that is measured: generates, and tells the most memory it had.
pub(super) fn once(specs: &[PathBuf], terminal: &Terminal) -> ExitCode {
    let descriptions: Vec<Description> = specs
        .iter()
        .take(1)
        .map(|spec| Description {
            shown: spec.display().to_string(),
            path: spec.clone(),
            module: "measured".to_owned(),
        })
        .collect();
    let settings = Settings {
        package: "measured".to_owned(),
        layout: Layout::Crate,
        skip_unsupported: true,
        deny_warnings: false,
    };
    match generate(&descriptions, &settings) {
        Ok(output) if output.files.is_some() => {
            terminal.line(&format!("{:.2}", cpu::peak_memory().unwrap_or(0.0)));
            ExitCode::SUCCESS
        }
        Ok(_) => {
            terminal.error("the description has errors; see `cargo xtask codegen`");
            ExitCode::FAILURE
        }
        Err(message) => {
            terminal.error(&message);
            ExitCode::FAILURE
        }
    }
}

//! `cargo xtask measure`: what this project promises to cost, in numbers that anyone can have again.

mod check;
mod client;
mod generation;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use crate::cli::Measure;
use crate::cpu;
use crate::terminal::Terminal;

/// A figure and its limit.
struct Figure {
    what: String,
    value: f64,
    limit: Option<f64>,
    unit: &'static str,
}

impl Figure {
    fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Figure {
        Figure {
            what: what.into(),
            value,
            limit: None,
            unit,
        }
    }

    fn at_most(mut self, limit: f64) -> Figure {
        self.limit = Some(limit);
        self
    }

    fn is_good(&self) -> bool {
        self.limit.is_none_or(|limit| self.value <= limit)
    }

    fn line(&self) -> String {
        let Figure {
            what, value, unit, ..
        } = self;
        let limit = self
            .limit
            .filter(|limit| limit.is_finite())
            .map_or(String::new(), |limit| {
                let verdict = if self.is_good() { "" } else { "  MISSED" };
                format!("  at most {limit:.2}{verdict}")
            });
        format!("{what:<58} {value:>8.2} {unit:<4}{limit}")
    }
}

/// Runs the command.
pub(crate) fn run(args: &Measure, terminal: &Terminal) -> ExitCode {
    let figures = match args {
        Measure::Client => client::measure(terminal),
        Measure::Check { spec } => check::measure(spec),
        Measure::Generation { specs, once: true } => return generation::once(specs, terminal),
        Measure::Generation { specs, .. } => generation::measure(specs, terminal),
    };
    match figures {
        Ok(figures) => {
            for figure in &figures {
                terminal.line(figure.line().trim_end());
            }
            if figures.iter().all(Figure::is_good) {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(message) => {
            terminal.error(&message);
            ExitCode::FAILURE
        }
    }
}

/// The workspace's folder.
fn workspace() -> Result<PathBuf, String> {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR").ok_or("run this by `cargo xtask`")?;
    let xtask = PathBuf::from(xtask);
    xtask
        .parent()
        .map(Path::to_owned)
        .ok_or("the package has no folder above it".to_owned())
}

/// An empty folder for this measurement.
fn scratch(name: &str) -> Result<PathBuf, String> {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or(workspace()?.join("target"), PathBuf::from);
    let folder = target.join("measure").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(folder)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Runs cargo in a folder and returns what it printed and its CPU seconds.
///
/// Incremental compilation is off, as it is for a dependency that comes from a registry.
fn cargo(folder: &Path, arguments: &[&str]) -> Result<(String, f64), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let seconds = || cpu::of_children().ok_or("the system does not tell the CPU time of processes");
    let before = seconds()?;
    let output = Command::new(cargo)
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo {}: {text}", arguments.join(" ")));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok((text, seconds()? - before))
}

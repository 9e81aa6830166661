//! The maintainers' commands: `cargo xtask codegen` and its companions.

mod cli;
mod codegen;
mod diff;
mod explain;

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use clap::Parser as _;
use xtask::terminal::Terminal;

fn main() -> ExitCode {
    let terminal = Terminal;
    match cli::Cli::parse().command {
        cli::Command::Codegen(args) => codegen::run(&args, &terminal),
        cli::Command::Explain { code } => explain::run(code.as_deref(), &terminal),
        cli::Command::Corpus { args } => corpus("corpus", &args, &terminal),
        cli::Command::Suite { args } => corpus("suite", &args, &terminal),
        cli::Command::Measure { args } => corpus("measure", &args, &terminal),
    }
}

/// Runs a command of the package `xtask-corpus`, which `codegen` does not have to wait for.
fn corpus(command: &str, args: &[OsString], terminal: &Terminal) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let profile: &[&str] = if cfg!(debug_assertions) {
        &[]
    } else {
        &["--release"]
    };
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--package", "xtask-corpus"])
        .args([
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ])
        .args(profile)
        .args(["--", command])
        .args(args)
        .status();
    match status.map(|status| status.code()) {
        Ok(code) => ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
        Err(error) => {
            terminal.error(&format!("cargo: {error}"));
            ExitCode::FAILURE
        }
    }
}

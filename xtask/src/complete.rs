//! What `cargo xtask codegen` does not wait for: commands that need more crates are built when they are used first.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::terminal::Terminal;

/// Whether this build has everything; `cargo xtask` runs one that has not.
pub(crate) const IS_COMPLETE: bool = cfg!(feature = "complete");

/// Runs the same command with a build of this program that has everything.
pub(crate) fn rerun(terminal: &Terminal) -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    run(&["--package", "xtask", "--bin", "xtask"], &args, terminal)
}

/// Runs a command of the package `xtask-corpus`.
pub(crate) fn corpus(command: &str, args: &[OsString], terminal: &Terminal) -> ExitCode {
    let args: Vec<OsString> = [command.into()]
        .into_iter()
        .chain(args.iter().cloned())
        .collect();
    run(&["--package", "xtask-corpus"], &args, terminal)
}

fn run(package: &[&str], args: &[OsString], terminal: &Terminal) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let profile: &[&str] = if cfg!(debug_assertions) {
        &[]
    } else {
        &["--release"]
    };
    let status = Command::new(cargo)
        .args(["run", "--quiet"])
        .args(package)
        .args([
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ])
        .args(profile)
        .arg("--")
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

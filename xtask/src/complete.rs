//! Keeps `cargo xtask codegen` quick to build: commands that need more crates are built when they are first used.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::cli::{Command, ShellName};
use crate::explain;
use crate::process;
use crate::terminal::Terminal;

/// Whether this build includes everything; if not, `cargo xtask` runs one that does.
pub(crate) const IS_COMPLETE: bool = cfg!(feature = "complete");

/// Whether a command needs a build that includes everything.
pub(crate) fn is_needed(command: &Command) -> bool {
    match command {
        Command::Codegen(args) => !args.reading.overlays.is_empty(),
        Command::Check(args) => !args.reading.overlays.is_empty(),
        Command::Explain { code } => code.as_deref().is_some_and(explain::has_overlay),
        Command::New(_) | Command::Overlay(_) | Command::Completions { .. } => true,
        Command::Diff(_)
        | Command::Corpus { .. }
        | Command::Suite { .. }
        | Command::Measure { .. } => false,
    }
}

/// Runs the same command with a build of this program that includes everything.
pub(crate) fn rerun(terminal: &Terminal) -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let complete = ["--no-default-features", "--features", "complete"];
    let package = ["--package", "xtask", "--bin", "xtask"];
    run(
        &[&package[..], &complete].concat(),
        "release",
        &args,
        terminal,
    )
}

/// Prints the script with which a shell completes the commands of a program.
#[cfg(feature = "complete")]
pub(crate) fn completions(shell: ShellName, program: &str, terminal: &Terminal) -> ExitCode {
    use clap::CommandFactory as _;
    use clap_complete::Shell;
    let shell = match shell {
        ShellName::Bash => Shell::Bash,
        ShellName::Elvish => Shell::Elvish,
        ShellName::Fish => Shell::Fish,
        ShellName::Powershell => Shell::PowerShell,
        ShellName::Zsh => Shell::Zsh,
    };
    // cargo completes its own arguments, so for `cargo xtask` the script is for a program named `xtask`.
    let name = program.rsplit(' ').next().unwrap_or(program);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut crate::cli::Cli::command(), name, &mut script);
    terminal.text(&String::from_utf8_lossy(&script));
    ExitCode::SUCCESS
}

/// Prints the script with which a shell completes the commands of a program.
#[cfg(not(feature = "complete"))]
pub(crate) fn completions(_shell: ShellName, _program: &str, terminal: &Terminal) -> ExitCode {
    rerun(terminal)
}

/// Runs a command of the package `xtask-corpus`.
pub(crate) fn corpus(command: &str, args: &[OsString], terminal: &Terminal) -> ExitCode {
    let args: Vec<OsString> = [command.into()]
        .into_iter()
        .chain(args.iter().cloned())
        .collect();
    // Measurements need the profile that users have.
    let profile = if command == "measure" {
        "release"
    } else {
        "unwind"
    };
    run(&["--package", "xtask-corpus"], profile, &args, terminal)
}

/// Runs a package: built for debugging if this program is, and otherwise with a profile.
fn run(package: &[&str], profile: &str, args: &[OsString], terminal: &Terminal) -> ExitCode {
    let profile = if cfg!(debug_assertions) {
        "dev"
    } else {
        profile
    };
    let status = process::program(package)
        .args(["--profile", profile])
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

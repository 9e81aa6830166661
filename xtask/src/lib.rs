//! The commands of `cargo xtask`, and what they share with other programs of the workspace: reading descriptions,
//! generating from them, and updating the disk.

mod changes;
mod check;
mod checkout;
mod cli;
mod codegen;
mod complete;
mod config;
mod create;
pub mod description;
pub mod engine;
mod explain;
mod findings;
mod job;
#[cfg(feature = "complete")]
mod jsonpath;
pub mod load;
pub mod manifest;
mod memory;
mod overlay;
pub mod process;
pub mod reconcile;
pub mod runtime;
mod stale;
pub mod terminal;
#[cfg(any(test, not(feature = "complete")))]
mod walk;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};
use cli::{Cli, Command};
use terminal::Terminal;

/// Runs the command in the arguments of the program; `program` is its name for users.
pub fn main(program: &'static str) -> ExitCode {
    run(program, std::env::args_os().collect())
}

/// Runs the command in some arguments, of which the first is the path of the program.
pub fn run(program: &'static str, args: Vec<OsString>) -> ExitCode {
    let terminal = Terminal::default();
    let command = Cli::command().bin_name(program);
    let args = match config::with_config(&command, args) {
        Ok(args) => args,
        Err(message) => {
            terminal.error(&message);
            return ExitCode::from(2);
        }
    };
    let matches = command.get_matches_from(args);
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    if !complete::IS_COMPLETE && complete::is_needed(&cli.command) {
        return complete::rerun(&terminal);
    }
    let code = match cli.command {
        Command::Codegen(args) => codegen::run(&args, &terminal),
        Command::Check(args) => check::run(&args, &terminal),
        Command::New(args) => create::run(&args, &terminal),
        Command::Overlay(args) => overlay::run(&args, &terminal),
        Command::Diff(args) => changes::run(&args, &terminal),
        Command::Explain { code } => explain::run(code.as_deref(), &terminal),
        Command::Completions { shell } => complete::completions(shell, program, &terminal),
        Command::Corpus { args } => complete::corpus("corpus", &args, &terminal),
        Command::Suite { args } => complete::corpus("suite", &args, &terminal),
        Command::Measure { args } => complete::corpus("measure", &args, &terminal),
    };
    match terminal.is_complete() || code != ExitCode::SUCCESS {
        true => code,
        false => ExitCode::FAILURE,
    }
}

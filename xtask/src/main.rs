//! The maintainers' commands: `cargo xtask codegen` and its companions.

mod cli;
mod codegen;
mod corpus;
mod cpu;
mod diff;
mod engine;
mod load;
mod manifest;
mod measure;
mod reconcile;
mod runtime;
mod terminal;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    if let Some(code) = corpus::time_rustc() {
        return code;
    }
    let cli = cli::Cli::parse();
    let terminal = terminal::Terminal;
    match &cli.command {
        cli::Command::Codegen(args) => codegen::run(args, &terminal),
        cli::Command::Corpus(args) => corpus::run(args, &terminal),
        cli::Command::Measure(args) => measure::run(args, &terminal),
    }
}

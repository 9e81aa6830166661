//! Tries the generator on many documents, and measures what it and its output cost. A package of its own, so
//! that `cargo xtask codegen` builds only what it needs.

mod calls;
mod cli;
mod clients;
mod compile;
mod corpus;
mod cpu;
mod exact;
mod files;
mod generate;
mod measure;
mod model;
mod program;
mod random;
mod round_trip;
mod row;
mod sample;
mod suite;
mod table;

use std::process::ExitCode;

use clap::Parser as _;
use xtask::terminal::Terminal;

fn main() -> ExitCode {
    if let Some(code) = compile::time_rustc() {
        return code;
    }
    let terminal = Terminal::default();
    let result = match cli::Cli::parse().command {
        cli::Command::Corpus(args) => corpus::run(&args, &terminal),
        cli::Command::Suite(args) => suite::run(&args, &terminal),
        cli::Command::Measure(args) => measure::run(&args, &terminal),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            terminal.error(&message);
            ExitCode::FAILURE
        }
    }
}

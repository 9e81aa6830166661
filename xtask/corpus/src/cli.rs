//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::random::Seeds;

/// The maintainers' commands that work on many documents.
#[derive(Debug, Parser)]
#[command(
    name = "xtask-corpus",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate every description in a folder and show the results in a table
    ///
    /// Operations that cannot be generated are left out and listed. The exit code is 1 if the generator panics, a
    /// description has an error, the compiler reports an error or a warning, or more than one operation in 200 is left
    /// out.
    Corpus(CorpusArgs),
    /// Send and receive the instances of the JSON Schema suite with a generated client
    ///
    /// The exit code is 1 if a valid instance is not sent or does not come back unchanged, if an invalid one is sent
    /// although the table in spec/README.md calls its keywords checked, or if fewer than 70 % of the invalid ones are
    /// refused.
    Suite(SuiteArgs),
    /// Measure the costs that this project promises, and compare them with their limits
    ///
    /// Times are CPU seconds, which other programs hardly affect; Linux only. The exit code is 1 if a limit is
    /// exceeded. Without a name, everything that needs only this workspace is measured, which takes minutes (use a
    /// release build: `cargo run --release -p xtask-corpus -- measure`).
    Measure(MeasureArgs),
}

/// The options of `measure`.
#[derive(Debug, Args)]
pub(crate) struct MeasureArgs {
    /// What to measure
    #[command(subcommand)]
    pub(crate) what: Option<Measure>,
}

/// The number of paths of the longest description with which growth is measured.
pub(crate) const PATHS: usize = 4000;

/// What to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum Measure {
    /// The build of a small program that uses the client, compared with one that uses reqwest; its crates and its size
    Client,
    /// What does not depend on the speed of the machine: crates, allocations, bytes, and, with valgrind, instructions
    ///
    /// Compared with the figures that the last change recorded in `xtask/corpus/src/measure/counts.rs`, if the compiler
    /// is the one of that time.
    Counts,
    /// `cargo check` of the crate generated from a description, with its dependencies already built
    Check {
        /// The OpenAPI document
        spec: PathBuf,
    },
    /// Whether a line of output costs the same, however long the description is (use a release build)
    Growth {
        /// The number of paths, with two operations each, of the longest description
        #[arg(long, value_name = "N", default_value_t = PATHS)]
        paths: usize,
    },
    /// Generation: CPU, time and memory (use a release build: `cargo run --release -p xtask-corpus -- …`)
    ///
    /// Measures `codegen --spec … --out …` in a process of its own, with an output folder that does not exist yet, and
    /// compares it with the best peer if that is installed (`cargo install oas3-gen`).
    Generation {
        /// The OpenAPI documents
        #[arg(required = true)]
        specs: Vec<PathBuf>,
        /// Generate from the first one once, in this process, and write nothing
        #[arg(long, hide = true)]
        once: bool,
        /// Generate as `codegen` does, into a folder
        #[arg(long, hide = true)]
        out: Option<PathBuf>,
    },
}

/// The options of `corpus`.
#[derive(Debug, Args)]
pub(crate) struct CorpusArgs {
    /// The folder with the descriptions (*.yaml, *.yml, *.json)
    #[arg(required_unless_present = "random")]
    pub(crate) folder: Option<PathBuf>,
    /// Make legal but unusual descriptions from these seeds, instead of reading a folder
    ///
    /// They are written to the folder `random` in the work folder, each under its seed.
    #[arg(long, value_name = "A..B", conflicts_with = "folder")]
    pub(crate) random: Option<Seeds>,
    /// Compile each output too, with rustc and clippy
    #[arg(long)]
    pub(crate) compile: bool,
    /// Read and write sampled values of each schema with the generated client, and compare
    #[arg(long, conflicts_with = "compile")]
    pub(crate) round_trip: bool,
    /// Call every operation with sampled arguments and responses, and compare what is sent and what is returned
    ///
    /// Checks that each documented response arrives as its variant with its content, that nothing of an undocumented
    /// one is lost, that what is sent, read back by the tables of OpenAPI and RFC 6570, equals the arguments, and that
    /// arguments that break a rule are refused.
    #[arg(long, conflicts_with_all = ["compile", "round_trip"])]
    pub(crate) calls: bool,
    /// The seed of the samples (of --round-trip and --calls)
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The number of samples of each schema, or of calls of each operation and response
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) samples: usize,
    /// Print one JSON object for each document, then one with the totals
    #[arg(long)]
    pub(crate) json: bool,
    /// The number of documents at a time [default: one for each core]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    /// Where the crates are compiled [default: the folder `corpus` in cargo's target folder]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) work: Option<PathBuf>,
}

/// The options of `suite`.
#[derive(Debug, Args)]
pub(crate) struct SuiteArgs {
    /// The suite: a JSON object with its files, each as text
    pub(crate) file: PathBuf,
    /// Also list the invalid instances that are sent
    #[arg(long)]
    pub(crate) all: bool,
    /// Where the client is compiled [default: the folder `suite` in cargo's target folder]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) work: Option<PathBuf>,
}

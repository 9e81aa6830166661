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
    /// Operations that cannot be generated are left out and listed. Exit code 1 where the generator
    /// panics, a description has an error, the compiler has an error or a warning, or more than one
    /// operation in 200 is left out.
    Corpus(CorpusArgs),
    /// Send and receive the instances of the JSON Schema suite with a generated client
    ///
    /// Exit code 1 where a valid instance does not come back as it was or is not sent, where an invalid one
    /// is sent although the table in spec/README.md calls its keywords checked, or where fewer than 70 % of
    /// the invalid ones are refused.
    Suite(SuiteArgs),
    /// Measure what this project promises to cost, against the limits
    ///
    /// CPU seconds, so other programs disturb little; Linux only. Exit code 1 where a limit is missed. Without a name
    /// everything that needs only this workspace is measured (of a release build: `cargo run --release -p
    /// xtask-corpus -- measure`), in minutes.
    Measure(MeasureArgs),
}

/// The options of `measure`.
#[derive(Debug, Args)]
pub(crate) struct MeasureArgs {
    /// What to measure
    #[command(subcommand)]
    pub(crate) what: Option<Measure>,
}

/// How many paths the longest description has by which growth is measured.
pub(crate) const PATHS: usize = 4000;

/// What to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum Measure {
    /// The build of a small program on the client against one on reqwest, its crates and its size
    Client,
    /// `cargo check` of the crate generated from a description, its dependencies built before
    Check {
        /// The OpenAPI document
        spec: PathBuf,
    },
    /// Whether a line of output costs the same, however long the description is (of a release build)
    Growth {
        /// How many paths the longest description has, of two operations each
        #[arg(long, value_name = "N", default_value_t = PATHS)]
        paths: usize,
    },
    /// Generation: CPU, time and memory (of a release build: `cargo run --release -p xtask-corpus -- …`)
    ///
    /// Of `codegen --spec … --out …` in a process of its own, whose output folder is not there before, beside the best
    /// peer where that is installed (`cargo install oas3-gen`).
    Generation {
        /// The OpenAPI documents
        #[arg(required = true)]
        specs: Vec<PathBuf>,
        /// Generate from the first one once, in this process, and write nothing
        #[arg(long, hide = true)]
        once: bool,
        /// The same as `codegen` does it, into a folder
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
    /// Make legal, but odd descriptions of these seeds, instead of a folder with some
    ///
    /// They are written to the folder `random` in the work folder, where one can be found by its seed.
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
    /// Each documented response arrives as its variant with its content, one of another status loses nothing; what
    /// is sent is read back by the tables of OpenAPI and RFC 6570 and equals the arguments; arguments that break a
    /// rule are refused.
    #[arg(long, conflicts_with_all = ["compile", "round_trip"])]
    pub(crate) calls: bool,
    /// Where the samples begin (of --round-trip and --calls)
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many samples of each schema, or calls of each operation and response
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) samples: usize,
    /// One JSON object for each document, then one with the totals
    #[arg(long)]
    pub(crate) json: bool,
    /// How many documents at a time [default: one for each core]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    /// Where the crates are compiled [default: the folder `corpus` in cargo's target folder]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) work: Option<PathBuf>,
}

/// The options of `suite`.
#[derive(Debug, Args)]
pub(crate) struct SuiteArgs {
    /// The suite: an object of its files, each as text
    pub(crate) file: PathBuf,
    /// List the invalid instances that are sent, too
    #[arg(long)]
    pub(crate) all: bool,
    /// Where the client is compiled [default: the folder `suite` in cargo's target folder]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) work: Option<PathBuf>,
}

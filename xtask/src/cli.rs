//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Commands for maintainers of this workspace.
#[derive(Debug, Parser)]
#[command(
    name = "xtask",
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
    /// Generate the client crate from its descriptions
    ///
    /// Without options: every description in spec/ becomes a module of the crate in generated/.
    /// Exit code 0: done; 1: a finding in a description, or stale files with --check; 2: usage.
    Codegen(CodegenArgs),
    /// Generate every description in a folder and tell how that went, in a table
    ///
    /// Operations that cannot be generated are left out and listed. Exit code 1 where the generator
    /// panics, a description has an error, or the compiler has an error or a warning.
    Corpus(CorpusArgs),
    /// Measure what this project promises to cost, against the limits
    ///
    /// CPU seconds, so other programs disturb little; Linux only. Exit code 1 where a limit is missed.
    #[command(subcommand)]
    Measure(Measure),
}

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
    /// Generation: CPU, time and memory (of a release build: `cargo run --release -p xtask -- …`)
    Generation {
        /// The OpenAPI documents
        #[arg(required = true)]
        specs: Vec<PathBuf>,
        /// Generate the first one once, in this process
        #[arg(long, hide = true)]
        once: bool,
    },
}

/// The options of `codegen`.
#[derive(Debug, Args)]
pub(crate) struct CodegenArgs {
    /// Write nothing; show each stale file with a diff and exit with 1
    #[arg(long)]
    pub(crate) check: bool,
    /// An OpenAPI document (YAML or JSON) to generate a crate of its own from
    #[arg(long, value_name = "FILE", requires = "out")]
    pub(crate) spec: Option<PathBuf>,
    /// The folder of that crate; its manifest is written too
    #[arg(long, value_name = "FOLDER", requires = "spec")]
    pub(crate) out: Option<PathBuf>,
    /// The name of that crate [default: the name of the document's file]
    #[arg(long, requires = "spec", value_parser = crate_name)]
    pub(crate) name: Option<String>,
    /// The runtime to depend on, a version or a folder [default: a copy in the folder `runtime` of the crate]
    #[arg(long, value_name = "VERSION|PATH", requires = "out")]
    pub(crate) runtime: Option<String>,
    /// Leave out, and list, the operations that cannot be generated
    #[arg(long)]
    pub(crate) skip_unsupported: bool,
    /// Treat warnings as errors (always so for the descriptions in spec/)
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// How to tell what was found
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
    /// Tell how long each stage took
    #[arg(long)]
    pub(crate) timings: bool,
}

/// The options of `corpus`.
#[derive(Debug, Args)]
pub(crate) struct CorpusArgs {
    /// The folder with the descriptions (*.yaml, *.yml, *.json)
    pub(crate) folder: PathBuf,
    /// Compile each output too, with rustc and clippy
    #[arg(long)]
    pub(crate) compile: bool,
    /// Compile too, call every operation once, and have openapi-core check what would be sent
    #[arg(long)]
    pub(crate) validate: bool,
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

/// How findings are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// For a person: excerpts of the description, the place underlined
    Human,
    /// For a program: one JSON object a line, the last one a summary
    Json,
}

/// What cargo takes as the name of a package.
fn crate_name(name: &str) -> Result<String, String> {
    let letters = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if letters && name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        Ok(name.to_owned())
    } else {
        Err("a crate's name starts with a letter and has letters, digits, `-` and `_`".to_owned())
    }
}

//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Commands for maintainers of this workspace.
#[derive(Debug, Parser)]
#[command(name = "xtask", disable_help_subcommand = true)]
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
    /// Print what overlays make of a description
    Overlay(OverlayArgs),
    /// Explain a finding by its code, with a description that has it
    Explain {
        /// The code, such as `duplicate-key` [default: a line for each]
        code: Option<String>,
    },
    /// Generate every description in a folder and show the results in a table
    #[command(disable_help_flag = true)]
    Corpus {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        args: Vec<OsString>,
    },
    /// Send and receive the instances of the JSON Schema suite with a generated client
    #[command(disable_help_flag = true)]
    Suite {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        args: Vec<OsString>,
    },
    /// Measure what this project promises to cost, against the limits
    #[command(disable_help_flag = true)]
    Measure {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        args: Vec<OsString>,
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
    /// An OpenAPI Overlay to apply to the document before it is checked; may be repeated
    #[arg(long = "overlay", value_name = "FILE", requires = "spec")]
    pub(crate) overlays: Vec<PathBuf>,
    /// The licence of that crate, as an SPDX expression [default: none, and the crate cannot be published]
    #[arg(long, value_name = "SPDX", requires = "out")]
    pub(crate) license: Option<String>,
    /// Leave out, and list, the operations and schemas that cannot be generated
    #[arg(long)]
    pub(crate) skip_unsupported: bool,
    /// Fetch the files that references name by URL
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// Treat warnings as errors (always so for the descriptions in spec/)
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// How to print what was found
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
    /// Print how long each stage took
    #[arg(long)]
    pub(crate) timings: bool,
}

/// The options of `overlay`.
#[derive(Debug, Args)]
pub(crate) struct OverlayArgs {
    /// An OpenAPI document
    pub(crate) description: PathBuf,
    /// The overlays, in the order in which they are applied
    #[arg(required = true, value_name = "OVERLAY")]
    pub(crate) overlays: Vec<PathBuf>,
}

/// How findings are printed.
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

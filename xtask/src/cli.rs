//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use generator::lower::{Pattern, Selection};
use generator::names::is_keyword;

/// Generates Rust API clients from OpenAPI descriptions.
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
    /// The result of a run is stored, and printed again if neither its input nor its output has changed since: with
    /// --out in $XDG_CACHE_HOME/apigen, or ~/.cache/apigen, otherwise beside the program. Runs that fetch URLs are not
    /// stored.
    /// Exit code 0: done; 1: a finding in a description, or stale files with --check; 2: usage.
    Codegen(CodegenArgs),
    /// Check descriptions, without writing files
    ///
    /// Exit code 0: no error; 1: an error; 2: usage.
    Check(CheckArgs),
    /// Create a package for a description: its code, the description and `codegen.toml`
    ///
    /// cargo adds the package to the enclosing workspace.
    New(NewArgs),
    /// Print a description after overlays were applied
    Overlay(OverlayArgs),
    /// Show what changes for the users of a client from one version of a description to the next
    ///
    /// Each change is judged on three sides: the wire (can a client of the old version fail against the new server, or
    /// an old server reject a request of the new client), Rust (does a program still compile), and silent (it compiles
    /// and does something else). The last line has the version that all changes together need.
    /// Exit code 0: done; 1: a change that --fail-on names, or an error in a description; 2: usage.
    Diff(DiffArgs),
    /// Explain a finding by its code, with an example
    Explain {
        /// The code, such as `duplicate-key` [default: list all codes]
        code: Option<String>,
    },
    /// Print the script with which a shell completes these commands
    Completions {
        /// The shell
        shell: ShellName,
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

/// The options of `codegen`, which are also the keys of `codegen.toml`.
#[derive(Debug, Default, Args)]
#[command(args_override_self = true)]
pub(crate) struct CodegenArgs {
    /// Write nothing; show each stale file with a diff and exit with 1
    #[arg(long)]
    pub(crate) check: bool,
    /// An OpenAPI document (YAML or JSON) from which a separate crate is generated: a file, a URL, or `-`
    #[arg(long, value_name = "FILE|URL|-", requires = "out")]
    pub(crate) spec: Option<PathBuf>,
    /// The folder of that crate; its manifest is written too
    #[arg(long, value_name = "FOLDER", requires = "spec")]
    pub(crate) out: Option<PathBuf>,
    /// The name of that crate [default: the name of the document's file, or the title at a URL]
    #[arg(long, requires = "spec", value_parser = crate_name)]
    pub(crate) name: Option<String>,
    /// The runtime to depend on, a version or a folder [default: a copy in the folder `runtime` of the crate]
    #[arg(long, value_name = "VERSION|PATH", requires = "out")]
    pub(crate) runtime: Option<String>,
    /// The licence of that crate, as an SPDX expression [default: none, and the crate cannot be published]
    #[arg(long, value_name = "SPDX", requires = "out")]
    pub(crate) license: Option<String>,
    /// Leave out, and list, the operations and schemas that cannot be generated
    #[arg(long)]
    pub(crate) skip_unsupported: bool,
    /// How descriptions are read, and how the findings are printed.
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Generate again at each save, until it is stopped (Ctrl-C)
    #[arg(long, conflicts_with_all = ["check", "timings"])]
    pub(crate) watch: bool,
    /// Print how long each stage took
    #[arg(long)]
    pub(crate) timings: bool,
}

/// The options of `check`.
#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub(crate) struct CheckArgs {
    /// OpenAPI documents (YAML or JSON): files, URLs, or `-`
    #[arg(required = true, value_name = "FILE")]
    pub(crate) descriptions: Vec<PathBuf>,
    /// How descriptions are read, and how the findings are printed.
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// How descriptions are read, and how the findings are printed.
#[derive(Debug, Default, Args)]
pub(crate) struct ReadingArgs {
    /// An OpenAPI Overlay to apply to the document before it is checked; may be repeated
    #[arg(long = "overlay", value_name = "FILE")]
    pub(crate) overlays: Vec<PathBuf>,
    /// A file of accepted findings: a list of `{code, at, reason}`
    #[arg(long, value_name = "FILE")]
    pub(crate) accept: Option<PathBuf>,
    /// Only the operations that match: `tag:NAME`, `op:OPERATION_ID` or `path:/PATH`, `*` is any text; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<Pattern>,
    /// Leave out the operations that match; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub(crate) except: Vec<Pattern>,
    /// Fetch files to which references lead by URL, from any server
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// Treat warnings as errors (always so for the descriptions in spec/)
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// How to print the findings
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
    /// Print all findings, not only the first 20
    #[arg(long)]
    pub(crate) all: bool,
}

impl ReadingArgs {
    /// Returns the operations that `--only` and `--except` select.
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            only: self.only.clone(),
            except: self.except.clone(),
        }
    }
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

/// The options of `diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The old version: a file, or `git-revision:path`, with a path from the root of the repository or with `./`
    pub(crate) old: String,
    /// The new version: a file, or `git-revision:path`
    pub(crate) new: String,
    /// Exit with 1 where a change breaks one of these sides
    #[arg(long, value_name = "SIDE", value_delimiter = ',')]
    pub(crate) fail_on: Vec<Side>,
    /// How changes are printed
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "human",
        visible_alias = "message-format"
    )]
    pub(crate) format: DiffFormat,
    /// A file with accepted changes: a fingerprint and the reason on each line
    #[arg(long, value_name = "FILE")]
    pub(crate) accept: Option<PathBuf>,
    /// Compare as modules of a crate, like those for spec/, instead of separate crates
    #[arg(long)]
    pub(crate) module: bool,
    /// Leave out the operations and schemas that cannot be generated
    #[arg(long)]
    pub(crate) skip_unsupported: bool,
}

/// A side of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// Requests and responses between an old and a new version
    Wire,
    /// Programs that use the client
    Rust,
    /// The behaviour of programs that still compile
    Silent,
}

/// How changes are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For a person
    Human,
    /// For a pull request
    Markdown,
    /// For a program: one JSON object on each line, the last one a summary
    Json,
}

/// The options of `new`.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// An OpenAPI document (YAML or JSON): a file, a URL, or `-`
    #[arg(value_name = "FILE|URL|-")]
    pub(crate) description: PathBuf,
    /// The folder of the package [default: its name]
    pub(crate) folder: Option<PathBuf>,
    /// The name of the package [default: the name of the document's file, or the title at a URL]
    #[arg(long, value_parser = crate_name)]
    pub(crate) name: Option<String>,
    /// The runtime to depend on, a version or a folder [default: a copy in the folder `runtime` of the package]
    #[arg(long, value_name = "VERSION|PATH")]
    pub(crate) runtime: Option<String>,
    /// The licence of the package, as an SPDX expression [default: none, and it cannot be published]
    #[arg(long, value_name = "SPDX")]
    pub(crate) license: Option<String>,
    /// An OpenAPI Overlay to apply to the document, which is copied beside it; may be repeated
    #[arg(long = "overlay", value_name = "FILE")]
    pub(crate) overlays: Vec<PathBuf>,
    /// Leave out the operations and schemas that cannot be generated
    #[arg(long)]
    pub(crate) skip_unsupported: bool,
}

/// The shells that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShellName {
    /// GNU Bash
    Bash,
    /// Elvish
    Elvish,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
    /// Z shell
    Zsh,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// For a person: excerpts of the description, with the place underlined
    #[default]
    Human,
    /// For a program: one JSON object on each line, the last one a summary
    Json,
    /// For GitHub Actions, which shows them beside the lines of a pull request
    Github,
    /// For code hosts and editors: one SARIF 2.1.0 log
    Sarif,
}

/// Whether a package cannot have a name, since it is that of a crate of Rust itself, which cargo rejects, or a keyword.
pub(crate) fn is_taken(name: &str) -> bool {
    is_keyword(name) || ["alloc", "core", "proc-macro", "std", "test"].contains(&name)
}

/// Returns a name that cargo accepts for a package, or an error.
fn crate_name(name: &str) -> Result<String, String> {
    let letters = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !letters || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(
            "a crate's name starts with a letter and has letters, digits, `-` and `_`".to_owned(),
        );
    }
    match is_taken(name) {
        true => Err("Rust has a keyword or a crate of that name".to_owned()),
        false => Ok(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::crate_name;

    #[test]
    fn a_crate_cannot_have_the_name_of_a_keyword_or_of_a_crate_of_rust() {
        for name in ["pets", "pet-store_2", "fnord"] {
            assert_eq!(crate_name(name).as_deref(), Ok(name));
        }
        for name in ["", "1x", "a b", "fn", "std", "self"] {
            assert!(crate_name(name).is_err(), "{name}");
        }
    }
}

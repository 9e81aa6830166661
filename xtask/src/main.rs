//! `cargo xtask`: the commands for maintainers.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main("cargo xtask")
}

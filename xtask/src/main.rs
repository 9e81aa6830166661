//! `cargo xtask`: the maintainers' commands.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main("cargo xtask")
}

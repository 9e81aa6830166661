//! The commands of `cargo xtask` as a program that can be installed: `cargo install --path xtask --bin apigen`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main("apigen")
}

//! The same commands as `cargo xtask`, to be installed: `cargo install --path xtask --bin apigen`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main("apigen")
}

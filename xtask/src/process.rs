//! Other programs that the commands run.

use std::process::Command;

/// Returns a command of cargo: the one that runs this program, if one does.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Returns the command that builds and runs a program of this workspace; its arguments come after `--`.
pub(crate) fn program(package: &[&str]) -> Command {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let mut command = cargo();
    command.args(["run", "--quiet"]).args(package);
    command.args(["--manifest-path", manifest]);
    command
}

/// Runs a command and returns its output; the error is the last line of its error output.
pub(crate) fn printed(command: &mut Command) -> Result<Vec<u8>, String> {
    let output = command.output().map_err(|error| {
        let program = command.get_program().to_string_lossy();
        format!("{program}: {error}")
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let message = String::from_utf8_lossy(&output.stderr);
    Err(message.lines().last().unwrap_or_default().to_owned())
}

//! Other programs that the commands run.

use std::io::Write as _;
use std::process::{Command, Stdio};

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

/// Runs a command and returns its output; the error is its error output. What git says is followed by a hint.
pub(crate) fn printed(command: &mut Command) -> Result<Vec<u8>, String> {
    printed_with_input(command, "")
}

/// Does the same, with a text of a few lines as the standard input of the command.
pub(crate) fn printed_with_input(command: &mut Command, input: &str) -> Result<Vec<u8>, String> {
    let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let run = streams.stderr(Stdio::piped()).spawn().and_then(|mut run| {
        if let Some(mut stdin) = run.stdin.take() {
            // A command that does not read it may have ended.
            let _ = stdin.write_all(input.as_bytes());
        }
        run.wait_with_output()
    });
    let output = run.map_err(|error| {
        let program = command.get_program().to_string_lossy();
        format!("{program}: {error}")
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let message = String::from_utf8_lossy(&output.stderr);
    Err(message.trim_end().to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_follows_an_error_does_not_hide_it() {
        let script = "echo 'fatal: no such path' >&2; echo 'hint: another one' >&2; exit 1";
        let error = printed(Command::new("sh").args(["-c", script]));
        assert_eq!(
            error,
            Err("fatal: no such path\nhint: another one".to_owned())
        );
    }
}

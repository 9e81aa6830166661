//! What every measurement runs: cargo and other programs, in folders of their own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use xtask::process;

use crate::cpu;

const NO_CPU: &str = "the system does not report the CPU time of processes";

/// The workspace's folder.
pub(super) fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// Returns an empty folder for this measurement.
pub(super) fn scratch(name: &str) -> Result<PathBuf, String> {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or(workspace().join("target"), PathBuf::from);
    let folder = target.join("measure").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    Ok(folder)
}

/// Runs cargo in a folder and returns what it printed and its CPU seconds.
///
/// Incremental compilation is off, as it is for a dependency that comes from a registry.
pub(super) fn cargo(folder: &Path, arguments: &[&str]) -> Result<(String, f64), String> {
    let mut command = process::cargo();
    command
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS");
    let (output, cpu) = run(&mut command)?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok((text, cpu))
}

/// Runs a program to its end. Returns its output and its CPU seconds.
pub(super) fn run(command: &mut Command) -> Result<(Output, f64), String> {
    let before = cpu::of_children().ok_or(NO_CPU)?;
    let shown = command.get_program().display().to_string();
    let output = command
        .output()
        .map_err(|error| format!("{shown}: {error}"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{shown} failed: {text}"));
    }
    Ok((output, cpu::of_children().ok_or(NO_CPU)? - before))
}

/// Returns how many instructions a program executes, where valgrind is installed: unlike CPU time, the same each time.
pub(super) fn instructions(program: &Path, arguments: &[&str]) -> Option<f64> {
    let mut command = Command::new("valgrind");
    command
        .args([
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
        ])
        .arg(program)
        .args(arguments);
    let output = command
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    counted(&String::from_utf8_lossy(&output.stderr))
}

/// Reads the count of `==1==  I refs:  1,234`.
fn counted(report: &str) -> Option<f64> {
    let line = report.lines().find(|line| line.contains("I refs:"))?;
    let (_, count) = line.rsplit_once(' ')?;
    count.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn the_instructions_of_a_report_are_read() {
        assert_eq!(
            counted("==1== \n==1== I refs:        153,106\n"),
            Some(153_106.0)
        );
        assert_eq!(counted("valgrind: no such file"), None);
    }
}

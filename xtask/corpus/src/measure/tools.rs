//! Runs cargo and other programs for the measurements, in folders of their own.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use xtask::process;

use crate::cpu;

const NO_CPU: &str = "the system does not report the CPU time of processes";
/// The interval at which the memory of a process is read.
const LOOK_AFTER: Duration = Duration::from_millis(1);

/// Returns the folder of the workspace.
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

/// The cost of a process, measured from outside.
pub(super) struct Cost {
    /// CPU seconds.
    pub(super) cpu: f64,
    /// Seconds on the clock.
    pub(super) clock: f64,
    /// The most memory, in MB.
    pub(super) memory: f64,
}

/// Runs a program, which must print nothing, to its end and measures it.
pub(super) fn cost(command: &mut Command) -> Result<Cost, String> {
    let shown = command.get_program().display().to_string();
    let before = cpu::of_children().ok_or(NO_CPU)?;
    let started = Instant::now();
    let (status, memory) = watched(command).map_err(|error| format!("{shown}: {error}"))?;
    let clock = started.elapsed().as_secs_f64();
    if !status.success() {
        return Err(format!("{shown}: {status}"));
    }
    Ok(Cost {
        cpu: cpu::of_children().ok_or(NO_CPU)? - before,
        clock,
        memory,
    })
}

/// Runs a program and returns its peak memory, which the system reports only while the process runs.
fn watched(command: &mut Command) -> std::io::Result<(ExitStatus, f64)> {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut process = command.spawn()?;
    let mut memory = 0.0;
    loop {
        memory = cpu::peak_memory(process.id()).map_or(memory, |peak| peak.max(memory));
        if let Some(status) = process.try_wait()? {
            return Ok((status, memory));
        }
        sleep(LOOK_AFTER);
    }
}

/// Returns how many instructions a program executes, if valgrind is installed: unlike CPU time, that is the same each
/// time.
pub(super) fn instructions(program: &Path, arguments: &[&str]) -> Result<Option<f64>, String> {
    let mut command = Command::new("valgrind");
    command
        .args([
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
        ])
        .arg(program)
        .args(arguments);
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("valgrind: {error}")),
    };
    let report = String::from_utf8_lossy(&output.stderr);
    match counted(&report).filter(|_| output.status.success()) {
        Some(count) => Ok(Some(count)),
        None => Err(format!("valgrind counted no instructions: {report}")),
    }
}

/// Reads the count of `==1==  I refs:  1,234`; how many spaces there are depends on the version.
fn counted(report: &str) -> Option<f64> {
    report.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [.., "I", "refs:", count] => count.replace(',', "").parse().ok(),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{cost, counted};
    use std::process::Command;

    #[test]
    fn the_instructions_of_a_report_are_read() {
        for line in ["I refs:        153,106", "I   refs:      153,106"] {
            assert_eq!(counted(&format!("==1== \n==1== {line}\n")), Some(153_106.0));
        }
        assert_eq!(counted("valgrind: no such file"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_memory_of_another_program_is_measured() {
        let read = ["if=/dev/zero", "of=/dev/null", "bs=64MB", "count=4"];
        let measured = cost(Command::new("dd").args(read)).unwrap();
        assert!((64.0..128.0).contains(&measured.memory));
        assert!(measured.clock > 0.0);
        assert!(cost(&mut Command::new("false")).is_err());
    }
}

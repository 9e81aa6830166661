//! Requests that are right: every operation of a generated crate is called once with the documented
//! example, or a value made from the schema, and what would be sent is checked against the description by
//! a validator that knows nothing of the generator (openapi-core, from PyPI).

mod bodies;
mod expression;
pub(crate) mod pattern;
mod probe;
mod sample;

pub(crate) use sample::of_format;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use generator::Layout;
use serde_json::Value;

use crate::generate::bar;
use crate::model;
use crate::row::{Row, Validated};

/// The program that checks; it needs Python with openapi-core.
const CHECK: &str = include_str!("check.py");

/// Whether the validator is installed; the reason if it is not.
pub(crate) fn is_available() -> Result<(), String> {
    let output = Command::new(python())
        .args(["-c", "import openapi_core, yaml, werkzeug"])
        .output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err(
            "--validate needs Python with openapi-core (`pip install openapi-core`); name another \
                  Python in PYTHON"
                .to_owned(),
        ),
    }
}

/// Calls every operation of every crate in the work folder.
pub(crate) fn all(work: &Path, documents: &[PathBuf], rows: &mut [Row]) -> Result<(), String> {
    let check = work.join("check.py");
    std::fs::write(&check, CHECK).map_err(|error| format!("{}: {error}", check.display()))?;
    let mut probed = Vec::new();
    for row in rows.iter_mut().filter(|row| row.lines > 0) {
        let path = documents.iter().find(|path| path.ends_with(&row.document));
        let Some(path) = path else { continue };
        let left_out = write_probe(work, path, &row.package)?;
        row.validated = Some(Validated {
            left_out,
            ..Validated::default()
        });
        probed.push((row, path));
    }
    build(work)?;
    let bar = bar(probed.len(), "validating");
    for (row, path) in probed {
        let program = work.join("target/debug/examples").join(&row.package);
        // What does not compile has been reported before.
        if let (true, Some(validated)) = (program.is_file(), &mut row.validated) {
            run(&program, &check, path, validated)?;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

fn write_probe(work: &Path, path: &Path, package: &str) -> Result<Vec<String>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let Some(model) = model::read(path, package, Layout::Crate)? else {
        return Ok(Vec::new());
    };
    let (api, names, sources) = (model.api, model.names, model.sources);
    let places = bodies::Places::of(package, &names);
    let probe = probe::of(package, &api, &names, &places, &sources);
    let folder = work.join(package).join("examples");
    std::fs::create_dir_all(&folder).map_err(failed)?;
    std::fs::write(folder.join(format!("{package}.rs")), probe.source).map_err(failed)?;
    Ok(probe.left_out)
}

fn build(work: &Path) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "build",
            "--workspace",
            "--examples",
            "--features",
            "test-util",
        ])
        .args(["--keep-going", "--quiet"])
        .current_dir(work)
        .env("CARGO_TARGET_DIR", "target")
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let _ = std::fs::write(work.join("probes.log"), text.as_bytes());
    let first = text
        .lines()
        .find(|line| line.starts_with("error"))
        .unwrap_or_default()
        .to_owned();
    Err(format!(
        "a probe does not compile: {first}; see {}",
        work.join("probes.log").display()
    ))
}

fn run(
    program: &Path,
    check: &Path,
    description: &Path,
    validated: &mut Validated,
) -> Result<(), String> {
    let failed = |what: &Path, error: std::io::Error| format!("{}: {error}", what.display());
    let probe = Command::new(program)
        .output()
        .map_err(|error| failed(program, error))?;
    let mut requests = Vec::new();
    for line in probe
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        let record: Value = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        match record["refused"].as_str() {
            Some(why) => validated
                .refused
                .push(format!("{}: {why}", text(&record["operation"]))),
            None => {
                requests.extend_from_slice(line);
                requests.push(b'\n');
                validated.checked += 1;
            }
        }
    }
    let mut checker = Command::new(python())
        .arg(check)
        .arg(description)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(check, error))?;
    let stdin = checker.stdin.take();
    let writer = std::thread::spawn(move || {
        // Where the checker ends early, its exit code tells.
        stdin.map(|mut stdin| stdin.write_all(&requests))
    });
    let output = checker
        .wait_with_output()
        .map_err(|error| failed(check, error))?;
    let _ = writer.join();
    if !output.status.success() {
        let last = String::from_utf8_lossy(&output.stderr);
        let last = last.lines().last().unwrap_or_default();
        return Err(format!(
            "the validator failed on {}: {last}",
            description.display()
        ));
    }
    for line in output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        let record: Value = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        if let Some(problem) = record["problem"].as_str() {
            validated
                .wrong
                .push(format!("{}: {problem}", text(&record["operation"])));
        }
    }
    Ok(())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn python() -> OsString {
    std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into())
}

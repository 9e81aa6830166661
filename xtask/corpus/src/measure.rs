//! `cargo xtask measure`: what this project promises to cost, in numbers that anyone can have again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use generator::{Layout, RuntimeSource};
use xtask::engine::{Description, Output, Settings, generate};
use xtask::process;
use xtask::runtime;
use xtask::terminal::Terminal;

use crate::cli::Measure;
use crate::cpu;
use crate::files::write;
use crate::growth::growth;

const RUNS: u32 = 3;

/// The limits of generation by file name: CPU seconds, and MB.
const GENERATION: [(&str, f64, f64); 2] = [
    ("nexus.json", 0.16, 150.0),
    ("github-2022.json", 0.6, 150.0),
];
/// The limits of `cargo check` by file name: CPU seconds.
const CHECK: [(&str, f64); 2] = [("nexus.json", 1.8), ("dcs.yaml", 2.5)];
/// The limits of a program on the client: the part of the CPU time of one on reqwest, crates, and MB.
const CLIENT: (f64, f64, f64) = (0.5, 54.0, 3.2);

const PROGRAM: &str = r#"fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let sent = CALL.send();
    match runtime.expect("a runtime").block_on(sent) {
        Ok(response) => println!("{}", response.status()),
        Err(error) => println!("{error}"),
    }
}
"#;

const ON_THE_CLIENT: &str = r#"huaweicloud::dcs::Client::builder()
        .endpoint("http://127.0.0.1:4010")
        .credentials(huaweicloud::Credentials::ak_sk("key", "secret"))
        .project_id("project")
        .build()
        .expect("a client")
        .create_redislog("instance", huaweicloud::dcs::models::LogType::Run)"#;

const ON_REQWEST: &str = r#"reqwest::Client::new()
        .post("http://127.0.0.1:4010/v2/project/instances/instance/redislog?log_type=run")
        .header("X-Auth-Token", "token")"#;

/// A figure and its limit.
#[derive(Clone)]
pub(crate) struct Figure {
    /// What is measured.
    pub(crate) what: String,
    /// How much it is.
    pub(crate) value: f64,
    /// Of what.
    pub(crate) unit: &'static str,
    /// How much it may be.
    pub(crate) limit: Option<f64>,
}

impl Figure {
    fn is_good(&self) -> bool {
        self.limit.is_none_or(|limit| self.value <= limit)
    }

    fn line(&self) -> String {
        let verdict = if self.is_good() { "" } else { "  MISSED" };
        let limit = self
            .limit
            .map(|limit| format!("  at most {limit:.2}{verdict}"));
        let limit = limit.unwrap_or_default();
        format!(
            "{:<58} {:>8.2} {:<4}{limit}",
            self.what, self.value, self.unit
        )
    }
}

/// Runs the command. Returns whether every figure is within its limit.
pub(crate) fn run(args: &Measure, terminal: &Terminal) -> Result<bool, String> {
    let figures = match args {
        Measure::Client => client()?,
        Measure::Check { spec } => check(spec)?,
        Measure::Growth { paths } => growth(*paths)?,
        Measure::Generation { specs, once: true } => once(&specs[0])?,
        Measure::Generation { specs, .. } => {
            let figures = specs.iter().map(|spec| generation(spec));
            figures.collect::<Result<Vec<_>, String>>()?.concat()
        }
    };
    for figure in &figures {
        terminal.line(figure.line().trim_end());
    }
    Ok(figures.iter().all(Figure::is_good))
}

/// Measures the build of a small program on the client, against one on reqwest.
fn client() -> Result<Vec<Figure>, String> {
    let (of_reqwest, crates_at_most, megabytes) = CLIENT;
    let ours = format!(
        "huaweicloud = {{ path = {:?} }}",
        workspace().join("generated")
    );
    let ours = program("client", ON_THE_CLIENT, &ours)?;
    let theirs = program("reqwest", ON_REQWEST, "reqwest = \"0.13\"")?;
    let (_, client) = cargo(&ours, &["build", "--offline"])?;
    let (_, reqwest) = cargo(&theirs, &["build", "--offline"])?;
    let tree = crates(&ours)?;
    let macros = tree
        .iter()
        .filter(|line| line.contains("(proc-macro)"))
        .count();
    cargo(&ours, &["build", "--offline", "--release"])?;
    let binary = ours.join("target/release/client");
    let size = std::fs::metadata(&binary).map_err(|e| format!("{}: {e}", binary.display()))?;
    let figure = |what: &str, value, unit, limit| Figure {
        what: what.to_owned(),
        value,
        unit,
        limit,
    };
    Ok(vec![
        figure(
            "clean dev build on reqwest, default features",
            reqwest,
            "s",
            None,
        ),
        figure(
            "clean dev build on the client",
            client,
            "s",
            Some(reqwest * of_reqwest),
        ),
        figure(
            "crates of the program on reqwest",
            number(crates(&theirs)?.len()),
            "",
            None,
        ),
        figure(
            "crates of the program on the client",
            number(tree.len()),
            "",
            Some(crates_at_most),
        ),
        figure("proc macros among them", number(macros), "", Some(0.0)),
        figure(
            "stripped release binary",
            number(size.len()) / 1e6,
            "MB",
            Some(megabytes),
        ),
    ])
}

/// Measures `cargo check` of the crate generated from a description, its dependencies built before.
fn check(spec: &Path) -> Result<Vec<Figure>, String> {
    let folder = scratch("check")?;
    let output = generated(spec)?;
    let files = output.files.unwrap_or_default();
    for (path, text) in &files {
        write(&folder.join(path), text)?;
    }
    let runtime = RuntimeSource::Path(runtime::folder().display().to_string());
    let manifest = output.needs.render("measured", &runtime) + "\n[workspace]\n";
    write(&folder.join("Cargo.toml"), &manifest)?;
    let lock =
        std::fs::read_to_string(workspace().join("Cargo.lock")).map_err(|e| e.to_string())?;
    write(&folder.join("Cargo.lock"), &lock)?;
    cargo(&folder, &["check", "--quiet"])?;
    let mut least = f64::INFINITY;
    for _ in 0..RUNS {
        cargo(&folder, &["clean", "--quiet", "--package", "measured"])?;
        least = least.min(cargo(&folder, &["check", "--quiet", "--offline"])?.1);
    }
    let lines: usize = files.values().map(|text| text.lines().count()).sum();
    let name = name(spec);
    let limit = CHECK.iter().find(|limit| limit.0 == name);
    let what = format!("{name}: cargo check of {lines} lines alone");
    Ok(vec![Figure {
        what,
        value: least,
        unit: "s",
        limit: limit.map(|limit| limit.1),
    }])
}

/// Measures generation from a description, by processes of its own.
pub(crate) fn generation(spec: &Path) -> Result<[Figure; 3], String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let before = cpu::of_children().ok_or(NO_CPU)?;
    let (mut clock, mut memory) = (f64::INFINITY, 0.0_f64);
    for _ in 0..RUNS {
        let started = Instant::now();
        let mut command = Command::new(&program);
        let output = command
            .args(["measure", "generation", "--once"])
            .arg(spec)
            .output();
        let output = output.map_err(|error| error.to_string())?;
        clock = clock.min(started.elapsed().as_secs_f64());
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let line = String::from_utf8_lossy(&output.stdout);
        let peak = line
            .split_whitespace()
            .rev()
            .nth(1)
            .and_then(|peak| peak.parse().ok());
        memory = memory.max(peak.unwrap_or(0.0));
    }
    let cpu = (cpu::of_children().ok_or(NO_CPU)? - before) / f64::from(RUNS);
    let name = name(spec);
    let limits = GENERATION.iter().find(|limits| limits.0 == name);
    let figure = |what, value, unit, limit| Figure {
        what: format!("{name}: {what}"),
        value,
        unit,
        limit,
    };
    Ok([
        figure(
            "CPU, mean of the runs",
            cpu,
            "s",
            limits.map(|limits| limits.1),
        ),
        figure("time on the clock, the best run", clock, "s", None),
        figure("most memory", memory, "MB", limits.map(|limits| limits.2)),
    ])
}

/// Generates once, and returns the most memory that this process had.
fn once(spec: &Path) -> Result<Vec<Figure>, String> {
    generated(spec)?;
    let value = cpu::peak_memory().unwrap_or(0.0);
    Ok(vec![Figure {
        what: "most memory".to_owned(),
        value,
        unit: "MB",
        limit: None,
    }])
}

pub(crate) fn generated(spec: &Path) -> Result<Output, String> {
    let shown = spec.display().to_string();
    let description = Description {
        shown: shown.clone(),
        module: "measured".to_owned(),
        ..Description::new(spec)
    };
    let settings = Settings {
        skip_unsupported: true,
        ..Settings::new("measured", Layout::Crate)
    };
    let output = generate(&[description], &settings)?;
    match output.files {
        Some(_) => Ok(output),
        None => Err(format!("{shown} has errors; see `cargo xtask codegen`")),
    }
}

fn name(spec: &Path) -> String {
    spec.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts and sizes that a person reads"
)]
fn number(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or(u64::MAX) as f64
}

/// Writes a package with a call; its dependencies, the newest that there are, are fetched.
fn program(name: &str, call: &str, dependency: &str) -> Result<PathBuf, String> {
    let folder = scratch(name)?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{dependency}\n\
         tokio = {{ version = \"1\", default-features = false, features = [\"net\", \"rt\", \"time\"] }}\n\n\
         [profile.release]\nstrip = true\n\n[workspace]\n"
    );
    write(&folder.join("Cargo.toml"), &manifest)?;
    write(&folder.join("src/main.rs"), &PROGRAM.replace("CALL", call))?;
    cargo(&folder, &["fetch"])?;
    Ok(folder)
}

/// Returns all crates that are built for the program, itself left out.
fn crates(folder: &Path) -> Result<BTreeSet<String>, String> {
    let arguments = [
        "tree",
        "--offline",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
    ];
    let (tree, _) = cargo(folder, &arguments)?;
    let names = tree
        .lines()
        .skip(1)
        .map(|line| line.trim_end_matches(" (*)").to_owned());
    Ok(names.filter(|line| !line.is_empty()).collect())
}

/// The workspace's folder.
fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// Returns an empty folder for this measurement.
pub(crate) fn scratch(name: &str) -> Result<PathBuf, String> {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or(workspace().join("target"), PathBuf::from);
    let folder = target.join("measure").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    Ok(folder)
}

const NO_CPU: &str = "the system does not report the CPU time of processes";

/// Runs cargo in a folder and returns what it printed and its CPU seconds.
///
/// Incremental compilation is off, as it is for a dependency that comes from a registry.
fn cargo(folder: &Path, arguments: &[&str]) -> Result<(String, f64), String> {
    let before = cpu::of_children().ok_or(NO_CPU)?;
    let output = process::cargo()
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo {}: {text}", arguments.join(" ")));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok((text, cpu::of_children().ok_or(NO_CPU)? - before))
}

//! Measures what does not depend on the speed of the machine, so that CI can check it.

use std::process::Command;

use xtask::terminal::Terminal;

use super::figure::Figure;
use super::tools::{cargo, instructions, run, workspace};
use super::{call, client, generation, growth};

/// The figures of the last change. One that costs more than [`TOLERANCE`] is made cheaper, or writes its figures here
/// and says in its commit what is gained for them.
const RECORDED: Recorded = Recorded {
    compiler: "rustc 1.95.",
    generation: 3_211.0,
    calls: [("call", 13.8), ("signed", 76.6), ("decoded", 3_290.0)],
    bytes: 17.24,
    program: 3.53,
};

/// How much of a recorded figure is allowed: instructions vary by a thousandth between runs.
const TOLERANCE: f64 = 1.03;
/// How often a call is repeated, so that the start of the program does not count.
const REPEATED: u32 = 1_000;

/// Figures of a compiler.
struct Recorded {
    /// How the compiler's version begins.
    compiler: &'static str,
    /// Million instructions that generate the client of DCS, not optimized.
    generation: f64,
    /// Thousand instructions of a call without a network: alone, signed with an access key, with a response of 73 kB.
    calls: [(&'static str, f64); 3],
    /// kB that a call allocates.
    bytes: f64,
    /// MB of a stripped program with one call.
    program: f64,
}

/// Counts crates, allocations, bytes and, if valgrind is installed, instructions.
pub(super) fn figures(terminal: &Terminal) -> Result<Vec<Figure>, String> {
    // Another compiler makes another program.
    let compiler = compiler()?;
    let is_recorded = compiler.starts_with(RECORDED.compiler);
    if !is_recorded {
        let recorded = RECORDED.compiler;
        terminal.line(&format!(
            "Bytes and instructions are not compared: they were recorded with {recorded}x, and this is {compiler}"
        ));
    }
    let limited =
        |figure: Figure, recorded: f64| figure.at_most(is_recorded.then_some(recorded * TOLERANCE));
    let [crates, macros, program] = client::counts()?;
    let [allocations, bytes] = call::allocated()?;
    let mut figures = vec![
        crates,
        macros,
        limited(program, RECORDED.program),
        allocations,
        limited(bytes, RECORDED.bytes),
    ];
    for (what, recorded) in RECORDED.calls {
        let count = calls(what)?;
        figures.extend(count.map(|figure| limited(figure, recorded)));
    }
    let generation = generation::counted(&workspace().join("spec/dcs.yaml"))?;
    figures.extend(generation.map(|figure| match cfg!(debug_assertions) {
        true => limited(figure, RECORDED.generation),
        false => figure,
    }));
    figures.extend(growth::counted()?);
    Ok(figures)
}

/// Counts the instructions of a call of a kind, if valgrind is installed.
fn calls(what: &str) -> Result<Option<Figure>, String> {
    let build = ["build", "--profile", "bench", "--package", "runtime-bench"];
    cargo(workspace(), &[&build[..], &["--bin", "repeat"]].concat())?;
    let program = workspace().join("target/release/repeat");
    let count = instructions(&program, &[what, &REPEATED.to_string()])?;
    let name = format!("instructions of a call: {what}");
    Ok(count.map(|count| Figure::new(name, count / 1e3 / f64::from(REPEATED), "k")))
}

fn compiler() -> Result<String, String> {
    let (printed, _) = run(Command::new("rustc").arg("--version"))?;
    Ok(String::from_utf8_lossy(&printed.stdout).trim().to_owned())
}

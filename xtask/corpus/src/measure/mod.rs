//! `cargo xtask measure`: the costs that this project promises, in numbers that anyone can reproduce.

mod call;
mod check;
mod client;
mod counts;
mod figure;
mod generation;
mod growth;
mod tools;

use xtask::terminal::Terminal;

use crate::cli::{Measure, MeasureArgs, PATHS};
use tools::workspace;

/// Runs the command. Returns whether every figure is within its limit.
pub(crate) fn run(args: &MeasureArgs, terminal: &Terminal) -> Result<bool, String> {
    let figures = match &args.what {
        Some(Measure::Generation {
            specs, once: true, ..
        }) => return generation::once(&specs[0]),
        Some(Measure::Generation {
            specs,
            out: Some(folder),
            ..
        }) => return generation::written(&specs[0], folder),
        None => everything()?,
        Some(Measure::Client) => [client::figures()?, call::figures()?].concat(),
        Some(Measure::Counts) => counts::figures(terminal)?,
        Some(Measure::Check { spec }) => vec![check::figure(spec)?],
        Some(Measure::Growth { paths }) => growth::growth(*paths)?,
        Some(Measure::Generation { specs, .. }) => {
            let figures = specs.iter().map(|spec| generation::figures(spec));
            figures.collect::<Result<Vec<_>, String>>()?.concat()
        }
    };
    Ok(figure::print(&figures, terminal))
}

/// Measures all that has a limit and needs nothing but this workspace.
fn everything() -> Result<Vec<figure::Figure>, String> {
    let spec = workspace().join("spec/dcs.yaml");
    let mut figures = [client::figures()?, call::figures()?].concat();
    figures.push(check::figure(&spec)?);
    figures.extend(generation::figures(&spec)?);
    figures.extend(growth::growth(PATHS)?);
    Ok(figures)
}

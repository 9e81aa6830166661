//! Measures the cost of checking a generated crate.

use std::path::Path;

use generator::RuntimeSource;
use xtask::runtime;

use super::figure::Figure;
use super::generation::{file_name, generated};
use super::tools::{cargo, scratch, workspace};
use crate::files::write;

const RUNS: u32 = 3;

/// The limits of `cargo check` by file name: CPU seconds.
const LIMITS: [(&str, f64); 2] = [("nexus.json", 1.8), ("dcs.yaml", 2.5)];

/// Measures `cargo check` of the crate generated from a description, with its dependencies already built.
pub(super) fn figure(spec: &Path) -> Result<Figure, String> {
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
    let name = file_name(spec);
    let limit = LIMITS.iter().find(|limit| limit.0 == name);
    let what = format!("{name}: cargo check of {lines} lines alone");
    Ok(Figure::new(what, least, "s").at_most(limit.map(|limit| limit.1)))
}

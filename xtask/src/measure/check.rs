//! What the compiler pays for a generated crate.

use std::path::Path;

use generator::{Layout, RuntimeSource};

use super::{Figure, cargo, scratch, workspace, write};
use crate::engine::{Description, Settings, generate};
use crate::runtime;

const RUNS: usize = 3;
/// For `nexus.json`, a description of 193 operations in 437 KB; the others compare with it.
const NEXUS: &str = "nexus.json";
const MOST_FOR_NEXUS: f64 = 3.5;

pub(super) fn measure(spec: &Path) -> Result<Vec<Figure>, String> {
    let folder = scratch("check")?;
    let shown = spec.display().to_string();
    let description = Description {
        shown: shown.clone(),
        path: spec.to_owned(),
        module: "measured".to_owned(),
    };
    let settings = Settings {
        package: "measured".to_owned(),
        layout: Layout::Crate,
        skip_unsupported: true,
        deny_warnings: false,
    };
    let output = generate(&[description], &settings)?;
    let files = output
        .files
        .ok_or(format!("{shown} has errors; see `cargo xtask codegen`"))?;
    for (path, text) in &files {
        write(&folder.join(path), text)?;
    }
    let runtime = RuntimeSource::Path(runtime::folder().display().to_string());
    let manifest = output.needs.render("measured", &runtime);
    write(
        &folder.join("Cargo.toml"),
        &format!("{manifest}\n[workspace]\n"),
    )?;
    let lock = workspace()?.join("Cargo.lock");
    std::fs::copy(lock, folder.join("Cargo.lock")).map_err(|error| error.to_string())?;

    cargo(&folder, &["check", "--quiet"])?;
    let mut least = f64::INFINITY;
    for _ in 0..RUNS {
        cargo(&folder, &["clean", "--quiet", "--package", "measured"])?;
        least = least.min(cargo(&folder, &["check", "--quiet", "--offline"])?.1);
    }
    let lines: usize = files.values().map(|text| text.lines().count()).sum();
    let what = format!("cargo check of {lines} lines from {shown} alone");
    let figure = Figure::new(what, least, "s");
    let is_nexus = spec.file_name().is_some_and(|name| name == NEXUS);
    Ok(vec![if is_nexus {
        figure.at_most(MOST_FOR_NEXUS)
    } else {
        figure
    }])
}

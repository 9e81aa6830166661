//! The task of `codegen`: the crate of this workspace, or a separate crate.

use std::fs;
use std::path::{Path, PathBuf};

use generator::{Layout, RuntimeSource};

use crate::cli::CodegenArgs;
use crate::engine::Description;
use crate::reconcile::Foreign;
use crate::{config, manifest, runtime};

/// The inputs and the target of a run.
pub(crate) struct Job {
    /// The folder of the crate.
    pub(crate) folder: PathBuf,
    /// The folder of the crate in messages.
    pub(crate) shown: String,
    pub(crate) package: String,
    pub(crate) descriptions: Vec<Description>,
    pub(crate) layout: Layout,
    pub(crate) foreign: Foreign,
    pub(crate) deny_warnings: bool,
    /// Where the crate finds the runtime; `None`: it gets a copy.
    pub(crate) runtime: Option<RuntimeSource>,
    /// The command with which the user updates stale files.
    pub(crate) command: &'static str,
}

/// Returns the job for the package of one description.
pub(crate) fn single(args: &CodegenArgs, spec: &Path, out: &Path) -> Result<Job, String> {
    let description = Description::new(spec).with(&args.reading).receive()?;
    let derived = || description.package();
    let name = args.name.clone().unwrap_or_else(derived);
    Ok(Job {
        folder: out.to_owned(),
        shown: shown_folder(out),
        package: name,
        descriptions: vec![description],
        layout: Layout::Crate,
        foreign: Foreign::Refuse,
        deny_warnings: args.reading.deny_warnings,
        runtime: args
            .runtime
            .as_deref()
            .map(|name| runtime::shared(name, out))
            .transpose()?,
        command: "the same command without --check",
    })
}

/// Returns the job for the enclosing workspace: the nearest ancestor of the current folder that has descriptions and
/// the crate that is generated from them.
pub(crate) fn in_tree(from: &Path) -> Result<Job, String> {
    let here = fs::canonicalize(from).map_err(|error| error.to_string())?;
    let root = here
        .ancestors()
        .find(|folder| folder.join("spec").is_dir() && folder.join("generated").is_dir())
        .ok_or(
            "neither a `codegen.toml` here nor a spec/ beside a generated/ here or above; run this in the folder of a \
             package that `new` created, or name the files: `--spec FILE --out FOLDER`",
        )?;
    let spec = root.join("spec");
    let entries = fs::read_dir(&spec).map_err(|error| format!("spec/: {error}"))?;
    let mut descriptions = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| format!("spec/: {error}"))?.path();
        let (Some(stem), Some(extension)) = (
            path.file_stem().and_then(|stem| stem.to_str()),
            path.extension().and_then(|extension| extension.to_str()),
        ) else {
            continue;
        };
        if path.is_file() && matches!(extension, "yaml" | "yml" | "json") {
            descriptions.push(Description {
                shown: format!("spec/{stem}.{extension}"),
                ..Description::new(&path)
            });
        }
    }
    with_configuration(&spec, &mut descriptions)?;
    if descriptions.is_empty() {
        return Err("spec/ has no description (*.yaml, *.yml, *.json)".to_owned());
    }
    // The order of a folder's entries depends on the file system; the output must not.
    descriptions.sort_by(|a, b| a.shown.cmp(&b.shown));
    Ok(Job {
        folder: root.join("generated"),
        shown: "generated".to_owned(),
        package: manifest::package(&root.join("generated"))?,
        descriptions,
        layout: Layout::Module,
        foreign: Foreign::Replace,
        deny_warnings: true,
        runtime: Some(RuntimeSource::Path("../generator/runtime".to_owned())),
        command: "`cargo xtask codegen`",
    })
}

/// Gives each description of the workspace its options in `spec/codegen.toml`. A file of overlays or of accepted
/// findings is not a description.
fn with_configuration(spec: &Path, descriptions: &mut Vec<Description>) -> Result<(), String> {
    let stems: Vec<&str> = descriptions.iter().map(Description::stem).collect();
    config::tables_are_of(&stems, spec)?;
    for description in descriptions.iter_mut() {
        let reading = config::reading(&description.path)?;
        *description = description.clone().with(&reading);
    }
    let beside = descriptions
        .iter()
        .flat_map(|description| description.overlays.iter().chain(&description.accept));
    let beside: Vec<PathBuf> = beside.cloned().collect();
    descriptions.retain(|description| !beside.contains(&description.path));
    Ok(())
}

/// Whether a description of the workspace has overlays; errors of the workspace are reported by the run.
pub(crate) fn has_overlays() -> bool {
    let job = in_tree(Path::new("."));
    job.is_ok_and(|job| {
        job.descriptions
            .iter()
            .any(|description| !description.overlays.is_empty())
    })
}

fn shown_folder(folder: &Path) -> String {
    let shown = folder.display().to_string();
    shown.strip_suffix('/').unwrap_or(&shown).to_owned()
}

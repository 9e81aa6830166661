//! `cargo xtask new`: a package for a description, in one command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use generator::source::Format;
use generator::{Layout, RuntimeSource};

use crate::cli::{CodegenArgs, NewArgs};
use crate::codegen;
use crate::config;
use crate::description::text;
use crate::engine::{self, Description, Settings, Source, package_name};
use crate::process::cargo;
use crate::runtime;
use crate::terminal::Terminal;

/// Runs the command.
pub(crate) fn run(args: &NewArgs, terminal: &Terminal) -> ExitCode {
    match create(args) {
        Ok(codegen) => codegen::run(&codegen, terminal),
        Err(message) => {
            terminal.error(&message);
            ExitCode::FAILURE
        }
    }
}

/// Makes the package, a member of the workspace around it, with the description and its configuration in it; returns
/// how to generate its code.
fn create(args: &NewArgs) -> Result<CodegenArgs, String> {
    let description = Description::new(&args.description);
    let text = text(&description)?;
    let derived = || package_name(description.stem());
    let name = args.name.clone().unwrap_or_else(derived);
    let folder = args.folder.clone().unwrap_or_else(|| PathBuf::from(&name));
    if folder.exists() {
        return Err(format!("{}: exists already", folder.display()));
    }
    let runtime = args.runtime.clone().or_else(|| existing_runtime(&folder));
    // cargo adds it to the workspace.
    let output = cargo()
        .args(["new", "--quiet", "--lib", "--vcs", "none", "--name", &name])
        .arg(&folder)
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr)
            .trim_end()
            .to_owned());
    }
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    // What cargo wrote gives way to what is generated.
    for file in ["src/lib.rs", "Cargo.toml"] {
        let path = folder.join(file);
        fs::remove_file(&path).map_err(|error| failed(&path, error))?;
    }
    let write = |name: &str, text: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| failed(&path, error))?;
        Ok::<PathBuf, String>(path)
    };
    let file = match description.source {
        Source::File => description
            .path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
        _ => None,
    };
    let extension = match Format::of("", &String::from_utf8_lossy(&text)) {
        Format::Json => "json",
        Format::Yaml => "yaml",
    };
    let file = file.unwrap_or_else(|| format!("{}.{extension}", description.stem()));
    let spec = write(&file, &text)?;
    copy_parts(&description, &folder)?;
    let shared = runtime
        .as_deref()
        .map(|name| runtime::shared(name, &folder))
        .transpose()?;
    let line = match shared {
        None => String::new(),
        Some(RuntimeSource::Version(version)) => format!("runtime = {version:?}\n"),
        Some(RuntimeSource::Path(path)) if path.starts_with(['.', '/']) => {
            format!("runtime = {path:?}\n")
        }
        Some(RuntimeSource::Path(path)) => format!("runtime = \"./{path}\"\n"),
    };
    let keys = format!(
        "# The options of `codegen` for this package.\nspec = {file:?}\nout = \".\"\nname = {name:?}\n{line}"
    );
    write(config::FILE, keys.as_bytes())?;
    Ok(CodegenArgs {
        spec: Some(spec),
        out: Some(folder),
        name: Some(name),
        runtime,
        ..CodegenArgs::default()
    })
}

/// Copies the files that a description refers to, at the same places beside it.
fn copy_parts(description: &Description, folder: &Path) -> Result<(), String> {
    if description.source != Source::File {
        return Ok(());
    }
    let checked = engine::check(
        std::slice::from_ref(description),
        &Settings::new("checked", Layout::Crate),
    )?;
    let from = description.path.parent().unwrap_or(Path::new(""));
    for part in checked
        .read
        .iter()
        .filter(|part| **part != description.path)
    {
        let shown = part.display();
        let relative = part
            .strip_prefix(from)
            .ok()
            .filter(|path| !path.starts_with(".."));
        let relative =
            relative.ok_or_else(|| format!("{shown}: is outside of the description's folder"))?;
        let to = folder.join(relative);
        let copied =
            fs::create_dir_all(to.parent().unwrap_or(folder)).and_then(|()| fs::copy(part, &to));
        copied.map_err(|error| format!("{shown}: {error}"))?;
    }
    Ok(())
}

/// Returns the folder of the runtime that the workspace around a folder has already: a second copy would be a second
/// package of that name.
#[cfg(feature = "complete")]
fn existing_runtime(folder: &Path) -> Option<String> {
    let here = folder.ancestors().skip(1).find(|folder| folder.is_dir());
    // The last of the ancestors of a relative path is empty, and no folder.
    let here = here.unwrap_or(Path::new("."));
    let output = cargo()
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(here)
        .output()
        .ok()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    let mut packages = metadata.get("packages")?.as_array()?.iter();
    let found = packages.find(|package| package["name"] == generator::RUNTIME)?;
    let manifest = Path::new(found.get("manifest_path")?.as_str()?);
    Some(manifest.parent()?.display().to_string())
}

#[cfg(not(feature = "complete"))]
fn existing_runtime(_folder: &Path) -> Option<String> {
    None
}

//! `cargo xtask new`: creates a package for a description.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use generator::source::Format;
use generator::{Layout, Options, RuntimeSource};

use crate::cli::{CodegenArgs, MessageFormat, NewArgs, ReadingArgs};
use crate::codegen;
use crate::config;
use crate::description::text;
use crate::engine::{self, Description, Source};
use crate::findings::{Printer, totals};
use crate::process::cargo;
use crate::runtime;
use crate::terminal::Terminal;

/// Runs the command.
pub(crate) fn run(args: &NewArgs, terminal: &Terminal) -> ExitCode {
    match create(args, terminal) {
        Ok(Some(codegen)) => {
            let code = codegen::run(&codegen, terminal);
            if let (ExitCode::SUCCESS, Some(spec), Some(out)) = (code, &codegen.spec, &codegen.out)
            {
                let (spec, out) = (spec.display(), out.display());
                terminal.line(&format!(
                    "from now on, edit {spec}, and run `codegen` in {out}"
                ));
            }
            code
        }
        Ok(None) => ExitCode::FAILURE,
        Err(message) => {
            terminal.error(&message);
            ExitCode::FAILURE
        }
    }
}

/// Creates the package as a member of the enclosing workspace, with the description and its configuration; returns the
/// options to generate its code. `None` if the description has errors, which are printed; then nothing is created.
fn create(args: &NewArgs, terminal: &Terminal) -> Result<Option<CodegenArgs>, String> {
    let description = Description {
        overlays: args.overlays.clone(),
        ..Description::new(&args.description)
    };
    let description = description.receive()?;
    let derived = || description.package();
    let name = args.name.clone().unwrap_or_else(derived);
    let folder = args.folder.clone().unwrap_or_else(|| PathBuf::from(&name));
    if folder.exists() {
        return Err(format!("{}: exists already", folder.display()));
    }
    let staged = tempfile::tempdir().map_err(|error| error.to_string())?;
    let options = Options {
        skip_unsupported: args.skip_unsupported,
        ..Options::new("checked", Layout::Crate)
    };
    let Some(Staged {
        file,
        parts,
        overlays,
    }) = stage(&description, &options, staged.path(), terminal)?
    else {
        return Ok(None);
    };
    let runtime = args.runtime.clone().or_else(|| existing_runtime(&folder));
    let found = runtime.as_deref();
    let found = found
        .map(|name| runtime::shared(name, &folder))
        .transpose()?;
    create_package(&folder, &name)?;
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    for part in &parts {
        let to = folder.join(part);
        let made = fs::create_dir_all(to.parent().unwrap_or(&folder));
        let copied = made.and_then(|()| fs::copy(staged.path().join(part), &to));
        copied.map_err(|error| failed(&to, error))?;
    }
    let keys = configuration(args, &file, &name, found, &overlays);
    let path = folder.join(config::FILE);
    fs::write(&path, keys).map_err(|error| failed(&path, error))?;
    Ok(Some(CodegenArgs {
        spec: Some(folder.join(&file)),
        reading: ReadingArgs {
            overlays: overlays
                .iter()
                .map(|overlay| folder.join(overlay))
                .collect(),
            ..ReadingArgs::default()
        },
        skip_unsupported: args.skip_unsupported,
        out: Some(folder),
        name: Some(name),
        runtime,
        license: args.license.clone(),
        ..CodegenArgs::default()
    }))
}

/// Creates a package with cargo, which adds it to the workspace, without the files that generated ones replace.
fn create_package(folder: &Path, name: &str) -> Result<(), String> {
    let output = cargo()
        .args(["new", "--quiet", "--lib", "--vcs", "none", "--name", name])
        .arg(folder)
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(message.trim_end().to_owned());
    }
    for file in ["src/lib.rs", "Cargo.toml"] {
        let path = folder.join(file);
        fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// Returns the text of the configuration of a package.
fn configuration(
    args: &NewArgs,
    file: &str,
    name: &str,
    runtime: Option<RuntimeSource>,
    overlays: &[PathBuf],
) -> String {
    let mut keys = format!(
        "# The options of `codegen` for this package.\nspec = {file:?}\nout = \".\"\nname = {name:?}\n"
    );
    match runtime {
        None => {}
        Some(RuntimeSource::Path(path)) if runtime::is_version(&path) => {
            keys += &format!("runtime = \"./{path}\"\n");
        }
        Some(RuntimeSource::Version(name) | RuntimeSource::Path(name)) => {
            keys += &format!("runtime = {name:?}\n");
        }
    }
    if let Some(license) = &args.license {
        keys += &format!("license = {license:?}\n");
    }
    if !overlays.is_empty() {
        let overlays: Vec<String> = overlays
            .iter()
            .map(|path| runtime::portable(path))
            .collect();
        keys += &format!("overlay = {overlays:?}\n");
    }
    if args.skip_unsupported {
        keys += "skip-unsupported = true\n";
    }
    keys
}

/// The files of a description, in a temporary folder.
struct Staged {
    /// The name of the description's file.
    file: String,
    /// All files.
    parts: Vec<PathBuf>,
    overlays: Vec<PathBuf>,
}

/// Copies a description, its overlays, and the files to which it refers into a folder, with the same relative paths.
/// `None` if it has errors.
fn stage(
    description: &Description,
    options: &Options,
    folder: &Path,
    terminal: &Terminal,
) -> Result<Option<Staged>, String> {
    let text = text(description)?;
    let extension = match Format::of("", &String::from_utf8_lossy(&text)) {
        Format::Json => "json",
        Format::Yaml => "yaml",
    };
    let own = description.path.file_name();
    let own = own.filter(|_| description.source == Source::File);
    let file = own.map_or_else(
        || format!("{}.{extension}", description.stem()),
        |name| name.to_string_lossy().into_owned(),
    );
    let path = folder.join(&file);
    fs::write(&path, &text).map_err(|error| format!("{}: {error}", path.display()))?;
    let checked = match description.source {
        Source::File => description.clone(),
        // The code is generated from the copied file, with no other files beside it.
        _ => Description {
            shown: description.shown.clone(),
            overlays: description.overlays.clone(),
            ..Description::new(&path)
        },
    };
    let output = engine::check(std::slice::from_ref(&checked), options)?;
    if output.errors > 0 {
        let format = MessageFormat::Human;
        Printer {
            format,
            all: false,
            terminal,
        }
        .findings(&output);
        terminal.line(&totals(&output).unwrap_or_default());
        return Ok(None);
    }
    let from = checked.path.parent().unwrap_or(Path::new(""));
    let mut files = vec![PathBuf::from(&file)];
    let mut overlays = Vec::new();
    for part in output.read.iter().filter(|part| **part != checked.path) {
        let shown = part.display();
        let relative = part.strip_prefix(from).ok();
        let relative = relative.filter(|path| !path.starts_with(".."));
        let is_overlay = checked.overlays.contains(part);
        // No reference leads to an overlay, so its path may change.
        let own = part.file_name().map(Path::new).filter(|_| is_overlay);
        let relative = relative.or(own);
        let relative =
            relative.ok_or_else(|| format!("{shown}: is outside of the description's folder"))?;
        if is_overlay {
            overlays.push(relative.to_owned());
        }
        let to = folder.join(relative);
        let made = fs::create_dir_all(to.parent().unwrap_or(folder));
        let copied = made.and_then(|()| fs::copy(part, &to));
        copied.map_err(|error| format!("{shown}: {error}"))?;
        files.push(relative.to_owned());
    }
    Ok(Some(Staged {
        file,
        parts: files,
        overlays,
    }))
}

/// Returns the folder of the runtime in the enclosing workspace, if there is one: a second copy would be a second
/// package of the same name.
#[cfg(feature = "complete")]
fn existing_runtime(folder: &Path) -> Option<String> {
    let here = folder.ancestors().skip(1).find(|folder| folder.is_dir());
    // The last ancestor of a relative path is empty, which is not a folder.
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

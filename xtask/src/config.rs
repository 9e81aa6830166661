//! The options of `codegen` from a file: `codegen.toml` beside the description, or `[package.metadata.codegen]` in the
//! manifest of the current folder.
//!
//! The keys are the flags; a flag on the command line takes precedence. Paths are relative to the file. If a folder has
//! several descriptions, each may have a table of its own, named after its file.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, CommandFactory as _, Parser as _};
use generator::diagnostic::nearest;
use toml::{Table, Value};

use crate::cli::{self, Cli, ReadingArgs};
use crate::runtime;

/// The name of the file.
pub(crate) const FILE: &str = "codegen.toml";

/// Flags for a single run, which are not options of a description.
const NOT_KEYS: [&str; 4] = ["help", "check", "watch", "timings"];

/// The keys that hold paths.
const PATHS: [&str; 5] = ["spec", "out", "overlay", "accept", "runtime"];

/// A configuration.
struct Config {
    /// The place where it was found, for messages.
    shown: String,
    folder: PathBuf,
    keys: Table,
}

/// Returns the arguments of a command, with those of the configuration inserted before them.
///
/// # Errors
/// If the configuration cannot be read, or has a key that is not a flag.
pub(crate) fn with_config(command: &Command, args: Vec<OsString>) -> Result<Vec<OsString>, String> {
    let (Some(program), Some(name)) = (args.first(), args.get(1)) else {
        return Ok(args);
    };
    let descriptions = descriptions(command, &args);
    let description = match (name.to_str(), descriptions.as_slice()) {
        (Some("codegen"), found) => found.first(),
        (Some("check"), [found]) => Some(found),
        (Some("check"), several) => return no_config(several).map(|()| args),
        _ => return Ok(args),
    };
    let Some(config) = find(description.map(PathBuf::as_path))? else {
        return Ok(args);
    };
    let subcommand = command.find_subcommand(name);
    let all = command.find_subcommand("codegen");
    let (Some(subcommand), Some(all)) = (subcommand, all) else {
        return Ok(args);
    };
    let mut merged = vec![program.clone(), name.clone()];
    for (key, value) in &config.keys {
        let Some(flag) = flag(all, key) else {
            let keys = all.get_arguments().filter_map(Arg::get_long);
            let keys: Vec<&str> = keys.filter(|key| !NOT_KEYS.contains(key)).collect();
            let near = nearest(key, keys.iter().copied());
            let help = near.map_or_else(
                || format!("the keys are {}", keys.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(format!(
                "{}: unknown key `{}`; {help}",
                config.shown,
                key.escape_debug()
            ));
        };
        let written = config.args(flag, key, value)?;
        // `check` only has some of the flags.
        if self::flag(subcommand, key).is_some() {
            merged.extend(written);
        }
    }
    merged.extend(args.iter().skip(2).cloned());
    Ok(merged)
}

/// Returns the options for reading a description from the configuration beside it.
///
/// # Errors
/// If the configuration cannot be read, or has a key that is not a flag.
pub(crate) fn reading(description: &Path) -> Result<ReadingArgs, String> {
    let command = Cli::command();
    let args = ["xtask".into(), "check".into(), description.into()];
    let args = with_config(&command, args.to_vec())?;
    let cli = Cli::try_parse_from(args).map_err(|error| error.to_string());
    match cli?.command {
        cli::Command::Check(check) => Ok(check.reading),
        _ => Ok(ReadingArgs::default()),
    }
}

/// Checks that the configuration for the descriptions of the workspace only has tables for these descriptions.
///
/// # Errors
/// If it has another key.
pub(crate) fn tables_are_of(stems: &[&str], folder: &Path) -> Result<(), String> {
    let Some(config) = read(folder)? else {
        return Ok(());
    };
    let mut keys = config.keys.keys();
    let Some(other) = keys.find(|key| !stems.contains(&key.as_str())) else {
        return Ok(());
    };
    let near = nearest(other, stems.iter().copied());
    let help = near.map_or_else(
        || format!("it has a table for each of {}", stems.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    Err(format!(
        "{}: unknown description `{}`; {help}",
        config.shown,
        other.escape_debug()
    ))
}

/// Returns the descriptions that the arguments name, even if other arguments have errors.
fn descriptions(command: &Command, args: &[OsString]) -> Vec<PathBuf> {
    let matches = command
        .clone()
        .ignore_errors(true)
        .try_get_matches_from(args);
    let Some((name, matches)) = matches.as_ref().ok().and_then(ArgMatches::subcommand) else {
        return Vec::new();
    };
    let id = match name {
        "codegen" => "spec",
        "check" => "descriptions",
        _ => return Vec::new(),
    };
    let found = matches.try_get_many::<PathBuf>(id);
    found
        .ok()
        .flatten()
        .into_iter()
        .flatten()
        .cloned()
        .collect()
}

/// Rejects a configuration for one of several descriptions, since its options only apply to that one.
fn no_config(descriptions: &[PathBuf]) -> Result<(), String> {
    for description in descriptions {
        if let Some(config) = find(Some(description))?.filter(|config| !config.keys.is_empty()) {
            let (shown, description) = (config.shown, description.display());
            return Err(format!(
                "{shown} has options for {description}: check it by itself"
            ));
        }
    }
    Ok(())
}

fn flag<'c>(command: &'c Command, key: &str) -> Option<&'c Arg> {
    let mut args = command.get_arguments();
    args.find(|arg| arg.get_long() == Some(key) && !NOT_KEYS.contains(&key))
}

/// Returns the configuration of a description, or that of the current folder.
fn find(description: Option<&Path>) -> Result<Option<Config>, String> {
    let folder = description.and_then(Path::parent).unwrap_or(Path::new(""));
    let Some(mut config) = read(folder)? else {
        return Ok(None);
    };
    // A table belongs to a description, this one or another one in the folder.
    let stem = description.and_then(Path::file_stem).unwrap_or_default();
    let own = config
        .keys
        .get(&*stem.to_string_lossy())
        .and_then(Value::as_table);
    if let Some(own) = own.cloned() {
        config.keys = own;
        return Ok(Some(config));
    }
    config.keys.retain(|_, value| !value.is_table());
    // A configuration for another description in the folder does not apply to this one.
    let of_other = match (description, config.keys.get("spec").and_then(Value::as_str)) {
        (Some(description), Some(spec)) => !is_same(&config.folder.join(spec), description),
        _ => false,
    };
    Ok((!of_other).then_some(config))
}

fn is_same(a: &Path, b: &Path) -> bool {
    match (fs::canonicalize(a), fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

fn read(folder: &Path) -> Result<Option<Config>, String> {
    let parsed = |path: &Path| -> Result<Option<Table>, String> {
        match fs::read_to_string(path) {
            Ok(text) => {
                let table = text.parse();
                table.map(Some).map_err(|error: toml::de::Error| {
                    format!("{}: {}", path.display(), error.to_string().trim_end())
                })
            }
            Err(error) if path.is_file() => Err(format!("{}: {error}", path.display())),
            Err(_) => Ok(None),
        }
    };
    let path = folder.join(FILE);
    if let Some(keys) = parsed(&path)? {
        let shown = path.display().to_string();
        let folder = folder.to_owned();
        return Ok(Some(Config {
            shown,
            folder,
            keys,
        }));
    }
    let path = folder.join("Cargo.toml");
    // cargo reports a manifest that cannot be read.
    let Some(manifest) = parsed(&path).ok().flatten() else {
        return Ok(None);
    };
    let metadata = manifest
        .get("package")
        .and_then(|package| package.get("metadata"));
    let keys = metadata.and_then(|metadata| metadata.get("codegen")?.as_table());
    Ok(keys.map(|keys| Config {
        shown: format!("[package.metadata.codegen] of {}", path.display()),
        folder: folder.to_owned(),
        keys: keys.clone(),
    }))
}

impl Config {
    /// Returns a key and its value as arguments.
    fn args(&self, flag: &Arg, key: &str, value: &Value) -> Result<Vec<OsString>, String> {
        let takes_value = flag.get_action().takes_values();
        let wrong = |expected: &str| format!("{}: `{key}` takes {expected}", self.shown);
        let option = format!("--{key}");
        match value {
            Value::Boolean(on) if !takes_value => {
                Ok(on.then(|| option.into()).into_iter().collect())
            }
            _ if !takes_value => Err(wrong("true or false")),
            Value::String(text) => Ok(vec![option.into(), self.value(key, text)]),
            Value::Array(items) if matches!(flag.get_action(), clap::ArgAction::Append) => {
                let mut args = Vec::new();
                for item in items {
                    let text = item.as_str().ok_or_else(|| wrong("strings"))?;
                    args.extend([option.clone().into(), self.value(key, text)]);
                }
                Ok(args)
            }
            _ => Err(wrong("a string")),
        }
    }

    /// Returns the value of a key; a path is made relative to the current folder.
    fn value(&self, key: &str, text: &str) -> OsString {
        let is_version = key == "runtime" && runtime::is_version(text);
        let is_no_path = !PATHS.contains(&key) || is_version || text.contains("://");
        match is_no_path {
            true => text.into(),
            // Turns `out/.` into `out`.
            false => {
                let path = self.folder.join(text);
                path.components().collect::<PathBuf>().into_os_string()
            }
        }
    }
}

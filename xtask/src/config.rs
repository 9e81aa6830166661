//! The options of `codegen` from a file, so that nobody types them again: `codegen.toml` beside the description, or
//! `[package.metadata.codegen]` of the manifest in the current folder.
//!
//! The keys are the flags; a flag on the command line is taken before the file's. Paths are relative to the file.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, Command};
use generator::diagnostic::nearest;
use toml::{Table, Value};

/// The name of the file.
pub(crate) const FILE: &str = "codegen.toml";

/// Flags that belong to one run, not to a description.
const NOT_KEYS: [&str; 4] = ["help", "check", "watch", "timings"];

/// The keys that hold paths.
const PATHS: [&str; 5] = ["spec", "out", "overlay", "accept", "runtime"];

/// A configuration.
struct Config {
    /// Where it was found, for messages.
    shown: String,
    folder: PathBuf,
    keys: Table,
}

/// Returns the arguments of a command with those of the configuration before them.
///
/// # Errors
/// Where the configuration cannot be read or has a key that is no flag.
pub(crate) fn with_config(command: &Command, args: Vec<OsString>) -> Result<Vec<OsString>, String> {
    let (Some(program), Some(name)) = (args.first(), args.get(1)) else {
        return Ok(args);
    };
    let rest = args.get(2..).unwrap_or_default();
    let description = match name.to_str() {
        Some("codegen") => value_of(rest, "--spec"),
        Some("check") => rest.first().cloned(),
        _ => return Ok(args),
    };
    let Some(config) = find(description.as_deref().map(Path::new))? else {
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
            return Err(format!("{}: unknown key `{key}`; {help}", config.shown));
        };
        let written = config.args(flag, key, value)?;
        // `check` has some of the flags.
        if self::flag(subcommand, key).is_some() {
            merged.extend(written);
        }
    }
    merged.extend(rest.iter().cloned());
    Ok(merged)
}

fn flag<'c>(command: &'c Command, key: &str) -> Option<&'c Arg> {
    let mut args = command.get_arguments();
    args.find(|arg| arg.get_long() == Some(key) && !NOT_KEYS.contains(&key))
}

/// Returns the value of an option among arguments.
fn value_of(args: &[OsString], option: &str) -> Option<OsString> {
    let at = args.iter().position(|arg| arg == option);
    let joined = || {
        let written = args.iter().filter_map(|arg| arg.to_str());
        let mut found = written.filter_map(|arg| arg.strip_prefix(option)?.strip_prefix('='));
        found.next().map(OsString::from)
    };
    match at {
        Some(at) => args.get(at + 1).cloned(),
        None => joined(),
    }
}

/// Returns the configuration of a description, or that of the current folder.
fn find(description: Option<&Path>) -> Result<Option<Config>, String> {
    let folder = description.and_then(Path::parent).unwrap_or(Path::new(""));
    let Some(config) = read(folder)? else {
        return Ok(None);
    };
    // The configuration of another description beside it says nothing of this one.
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
    // A manifest that cannot be read is cargo's to report.
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
    /// Returns a key as arguments.
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

    /// Returns the value of a key, a path as seen from the current folder.
    fn value(&self, key: &str, text: &str) -> OsString {
        let is_version = key == "runtime" && !text.starts_with(['.', '/']);
        let is_no_path = !PATHS.contains(&key) || is_version || text.contains("://") || text == "-";
        match is_no_path {
            true => text.into(),
            false => self.folder.join(text).into_os_string(),
        }
    }
}

//! The runtime on which a generated crate depends: a shared one, or a copy in the crate's folder.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use generator::RuntimeSource;
use generator::fileset::HEADER;
use toml::{Table, Value};

use crate::checkout;

/// The folder in the crate's folder to which the runtime is copied.
pub const COPY: &str = "runtime";

/// The files with the terms of the runtime's licences, in its folder.
pub(crate) const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Returns the folder of the runtime in this workspace.
pub fn folder() -> PathBuf {
    checkout::root().join("generator/runtime")
}

/// Whether `--runtime` is a version instead of a folder; `./0.1` is a folder.
pub fn is_version(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '=' | '^' | '~'))
        && !name.contains(['/', '\\'])
}

/// Returns where a crate in `out` finds the runtime of `--runtime`: a version, or a folder relative to the current one.
pub fn shared(name: &str, out: &Path) -> Result<RuntimeSource, String> {
    if is_version(name) {
        return Ok(RuntimeSource::Version(name.to_owned()));
    }
    if !Path::new(name).join("Cargo.toml").is_file() {
        return Err(format!(
            "--runtime {name}: expected a version or the folder of a package"
        ));
    }
    let absolute = |path: &Path| absolute(path).map_err(|error| error.to_string());
    let path = relative(&absolute(out)?, &absolute(Path::new(name))?);
    Ok(RuntimeSource::Path(portable(&path)))
}

/// Returns the path of a folder without `..`; the folder may not exist yet.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path).or_else(|_| match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if parent.as_os_str().is_empty() => {
            Ok(absolute(Path::new("."))?.join(name))
        }
        (Some(parent), Some(name)) => Ok(absolute(parent)?.join(name)),
        _ => std::path::absolute(path),
    })
}

/// Returns the relative path from a folder to another one, or the other one's own if it is on another drive.
fn relative(from: &Path, to: &Path) -> PathBuf {
    if from.components().next() != to.components().next() {
        return to.to_owned();
    }
    let common = from
        .components()
        .zip(to.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = from.components().skip(common).map(|_| Component::ParentDir);
    up.chain(to.components().skip(common)).collect()
}

/// Returns the text of a path with slashes, which every system reads, but for `\\?\…` of Windows.
pub(crate) fn portable(path: &Path) -> String {
    let text = path.display().to_string();
    match text.starts_with(r"\\?\") {
        true => text,
        false => text.replace(MAIN_SEPARATOR, "/"),
    }
}

/// Passes on the files of the runtime with its licences, without its tests, as a package that needs no workspace.
pub(crate) fn files(file: &mut impl FnMut(String, String)) -> Result<(), String> {
    let text = |name: &str, text: Cow<'static, [u8]>| {
        String::from_utf8(text.into_owned()).map_err(|_| format!("{name}: it is not UTF-8"))
    };
    let parsed = |name: &str| {
        let parsed = text(name, checkout::file(name)?)?.parse::<Table>();
        parsed.map_err(|error| format!("{name}: {error}"))
    };
    let manifest = standalone(
        parsed("generator/runtime/Cargo.toml")?,
        &parsed("Cargo.toml")?,
    );
    file(
        format!("{COPY}/Cargo.toml"),
        format!("# {HEADER}\n\n{manifest}"),
    );
    for licence in LICENCES {
        let name = format!("generator/runtime/{licence}");
        let terms = text(&name, checkout::file(&name)?)?;
        file(
            format!("{COPY}/{licence}"),
            format!("# {HEADER}\n\n{terms}"),
        );
    }
    let all = checkout::files("generator/runtime/src")?.into_iter();
    for (name, bytes) in all.filter(|(name, _)| !name.ends_with("/tests.rs")) {
        let source = text(&name, bytes)?;
        let source = without_tests(&source);
        file(
            format!("{COPY}/src/{name}"),
            format!("// {HEADER}\n\n{source}"),
        );
    }
    Ok(())
}

/// Returns a source without its tests, which are its last module: a workspace with the copy lacks what they depend on.
fn without_tests(source: &str) -> &str {
    let begins = ["\n#[cfg(test)]\n", "\n#[cfg(all(test, "];
    let first = begins.iter().filter_map(|begin| source.find(begin)).min();
    first.and_then(|at| source.get(..at)).unwrap_or(source)
}

/// Returns the manifest of a package without its tests, in which everything that it inherits from its workspace is
/// written out.
fn standalone(mut manifest: Table, workspace: &Table) -> Table {
    let workspace = workspace.get("workspace");
    manifest.remove("dev-dependencies");
    manifest.remove("lints");
    let lib = Table::from_iter([("doctest".to_owned(), Value::Boolean(false))]);
    manifest.insert("lib".to_owned(), Value::Table(lib));
    for table in ["package", "dependencies"] {
        let inherited = workspace.and_then(|workspace| workspace.get(table));
        let Some(entries) = manifest.get_mut(table).and_then(Value::as_table_mut) else {
            continue;
        };
        for (name, entry) in entries.iter_mut() {
            if let Some(written) = inherited.and_then(|all| all.get(name)) {
                *entry = merged(entry, written);
            }
        }
    }
    manifest
}

/// Returns an entry; with `workspace = true` it is the entry of the workspace, to which its other keys are added.
fn merged(entry: &Value, inherited: &Value) -> Value {
    let Some(own) = entry.as_table().filter(|own| own.contains_key("workspace")) else {
        return entry.clone();
    };
    if own.len() == 1 {
        return inherited.clone();
    }
    let mut all = match inherited {
        Value::Table(table) => table.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    };
    for (key, value) in own.iter().filter(|(key, _)| *key != "workspace") {
        match (all.get_mut(key), value) {
            (Some(Value::Array(list)), Value::Array(more)) => list.extend(more.iter().cloned()),
            _ => {
                all.insert(key.clone(), value.clone());
            }
        }
    }
    Value::Table(all)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_path_is_written_so_that_every_system_reads_it() {
        let path: PathBuf = ["parts", "pets.yaml"].iter().collect();
        assert_eq!(portable(&path), "parts/pets.yaml");
        let (from, to) = (absolute(Path::new("a/b")), absolute(Path::new("a/c/d")));
        let between = relative(&from.unwrap(), &to.unwrap());
        assert_eq!(portable(&between), "../c/d");
    }

    #[test]
    fn the_copied_runtime_needs_no_workspace() {
        let mut files = BTreeMap::new();
        super::files(&mut |path, text| drop(files.insert(path, text))).unwrap();
        let manifest: Table = files["runtime/Cargo.toml"].parse().unwrap();
        assert!(!files["runtime/Cargo.toml"].contains("workspace"));
        assert_eq!(
            manifest["package"]["name"].as_str(),
            Some(generator::RUNTIME)
        );
        let version = manifest["package"]["version"].as_str().unwrap();
        assert!(
            version.starts_with(&format!("{}.", generator::RUNTIME_VERSION)),
            "the output asks for {}",
            generator::RUNTIME_VERSION
        );
        assert_eq!(
            manifest["dependencies"]["hyper"]["optional"].as_bool(),
            Some(true)
        );
        assert!(manifest["dependencies"]["tokio"]["version"].is_str());
        assert!(files["runtime/src/lib.rs"].starts_with("// @generated"));
        assert!(files["runtime/LICENSE-MIT"].contains("Permission is hereby granted"));
        assert!(files["runtime/LICENSE-APACHE"].contains("TERMS AND CONDITIONS"));
    }

    #[test]
    fn the_copied_runtime_has_no_tests_and_everything_else() {
        let mut files = BTreeMap::new();
        super::files(&mut |path, text| drop(files.insert(path, text))).unwrap();
        for (name, bytes) in crate::checkout::files("generator/runtime/src").unwrap() {
            let source = String::from_utf8(bytes.into_owned()).unwrap();
            let Some(copy) = files.get(&format!("runtime/src/{name}")) else {
                assert!(name.ends_with("/tests.rs"), "{name}");
                continue;
            };
            let mut conditions = copy.lines().filter(|line| line.trim().starts_with("#[cfg"));
            let is_of_tests = |line: &str| line.contains("(test") || line.contains(" test)");
            assert!(!conditions.any(is_of_tests), "{name}");
            // Nothing but one module is left out.
            let rest = source.strip_prefix(super::without_tests(&source)).unwrap();
            let is_module = rest.contains("\nmod tests") && rest.matches("\n}\n").count() <= 1;
            assert!(rest.is_empty() || is_module, "{name}: {rest}");
        }
    }

    #[test]
    fn a_version_has_no_folder_in_it() {
        for (name, expected) in [
            ("0.1", true),
            ("=0.1.2", true),
            ("^1", true),
            ("./0.1", false),
            ("3rd/runtime", false),
            ("../runtime", false),
            ("runtime", false),
        ] {
            assert_eq!(is_version(name), expected, "{name}");
        }
    }

    #[test]
    fn the_way_from_a_folder_to_another_is_relative() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(way("/a/b/c", "/a/d"), Path::new("../../d"));
        assert_eq!(way("/a", "/a/b"), Path::new("b"));
    }

    #[test]
    fn the_way_from_a_folder_that_does_not_exist_yet_is_found() {
        let above = absolute(Path::new("..")).unwrap();
        for (path, expected) in [("src/../../new/one", "new/one"), ("new", "xtask/new")] {
            assert_eq!(absolute(Path::new(path)).unwrap(), above.join(expected));
        }
    }
}

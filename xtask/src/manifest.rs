//! The manifest of a generated crate. It is written for a separate crate, and only checked for the crate in the
//! workspace, whose manifest is maintained by hand.

use std::fs;
use std::path::Path;

use generator::{Layout, ManifestNeeds, Package, RUNTIME, RuntimeSource};
use toml::{Table, Value};

use crate::load::{regular, text};
use crate::reconcile;
use crate::runtime::COPY;

/// Adds the manifest to the files of a generated crate. If the manifest is not generated, returns what it lacks.
pub(crate) fn reconcile(
    folder: &Path,
    package: Package<'_>,
    layout: Layout,
    needs: &ManifestNeeds,
    runtime: &RuntimeSource,
    file: &mut impl FnMut(String, String),
) -> Result<Vec<String>, String> {
    let path = folder.join("Cargo.toml");
    let existing = match regular(&path) {
        Ok(bytes) => Some(text(bytes).map_err(|error| format!("{}: {error}", path.display()))?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    match existing {
        Some(text) if layout == Layout::Module || !reconcile::is_ours(&text) => {
            let shared = workspace_dependencies(folder);
            Ok(lacks(&text, &shared, needs, runtime)
                .map_err(|e| format!("{}: {e}", path.display()))?)
        }
        existing => {
            let mut text = needs.render(package, runtime);
            if let Some(existing) = existing {
                let failed = |error| format!("{}: {error}", path.display());
                text = with_owned_keys(text, &existing).map_err(failed)?;
            }
            // The crate and its copy of the runtime are published together. A member of a workspace cannot be one.
            let is_copy = *runtime == RuntimeSource::Path(COPY.to_owned());
            if is_copy && package.license.is_some() && !is_member(folder) {
                text.push_str(&format!("\n[workspace]\nmembers = [{COPY:?}]\n"));
            }
            file("Cargo.toml".to_owned(), text);
            Ok(Vec::new())
        }
    }
}

/// Returns a generated manifest with what its owner changed in `[package]`: the version, and keys that are not
/// generated, such as `repository`.
fn with_owned_keys(text: String, existing: &str) -> Result<String, toml::de::Error> {
    let (generated, existing) = (text.parse::<Table>()?, existing.parse::<Table>()?);
    let of = |manifest: &Table| manifest.get("package")?.as_table().cloned();
    let (generated, existing) = (
        of(&generated).unwrap_or_default(),
        of(&existing).unwrap_or_default(),
    );
    let mut lines = String::new();
    for (key, value) in &existing {
        let is_owned = key == "version" || !generated.contains_key(key);
        // These follow from `--license`.
        if is_owned && !["license", "publish"].contains(&key.as_str()) {
            lines.push_str(&format!("{key} = {value}\n"));
        }
    }
    let version = |value: &Value| format!("version = {value}\n");
    let own = generated.get("version").map(version).unwrap_or_default();
    Ok(text.replacen(&own, &lines, 1))
}

/// The first entries of a changelog, for the maintainer of the crate.
const CHANGELOG: &str = "# Changelog

Before a release, `cargo semver-checks` compares the crate with the last one and says which version it needs. Set it in
`Cargo.toml`, where it stays. `cargo publish` publishes the crate; with `-p apiruntime -p NAME` also the copy of its
runtime, before it.

## Unreleased

- The first version.
";

/// The files of a crate that may be written by hand.
pub(crate) const DOCUMENTS: [&str; 3] = ["Cargo.toml", README_FILE, CHANGELOG_FILE];

/// The readme of a crate.
pub(crate) const README_FILE: &str = "README.md";

/// The changelog, which is only created if it does not exist.
pub(crate) const CHANGELOG_FILE: &str = "CHANGELOG.md";

/// Whether a folder has a README that is not generated, which is not replaced.
pub(crate) fn has_own_readme(folder: &Path) -> bool {
    let readme = regular(&folder.join(README_FILE)).map(text);
    readme.is_ok_and(|text| text.is_ok_and(|text| !reconcile::is_ours(&text)))
}

/// Adds the first changelog of a crate, which its owner continues, if there is none.
pub(crate) fn add_changelog(folder: &Path, file: &mut impl FnMut(String, String)) {
    if !folder.join(CHANGELOG_FILE).exists() {
        file(CHANGELOG_FILE.to_owned(), CHANGELOG.to_owned());
    }
}

/// Returns the name of the package in a folder.
pub fn package(folder: &Path) -> Result<String, String> {
    let path = folder.join("Cargo.toml");
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(&path).map_err(|error| failed(&error))?;
    let manifest: Table = text
        .parse()
        .map_err(|error: toml::de::Error| failed(&error))?;
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name"));
    let name = name
        .and_then(Value::as_str)
        .ok_or_else(|| failed(&"has no package name"))?;
    Ok(name.to_owned())
}

/// Returns `[workspace.dependencies]` of the nearest workspace above the folder.
fn workspace_dependencies(folder: &Path) -> Table {
    let Ok(folder) = fs::canonicalize(folder) else {
        return Table::new();
    };
    let mut workspaces = workspaces(&folder);
    let found = workspaces.find_map(|(_, workspace)| workspace.get("dependencies").cloned());
    match found {
        Some(Value::Table(dependencies)) => dependencies,
        _ => Table::new(),
    }
}

/// Returns whether a workspace above lists the package in a folder, which may not exist yet, among its members.
fn is_member(folder: &Path) -> bool {
    let Ok(folder) = std::path::absolute(folder) else {
        return false;
    };
    workspaces(&folder).any(|(root, workspace)| {
        let members = strings(workspace.get("members"));
        members.iter().any(|path| is_at(&folder, &root.join(path)))
    })
}

/// Returns whether a path is a member's, in which `*` stands for any text of a segment.
fn is_at(folder: &Path, member: &Path) -> bool {
    let mut pairs = folder.iter().zip(member);
    folder.iter().count() == member.iter().count()
        && pairs.all(|(have, want)| {
            match (
                have.to_str(),
                want.to_str().and_then(|want| want.split_once('*')),
            ) {
                (Some(have), Some((start, end))) => have.starts_with(start) && have.ends_with(end),
                _ => have == want,
            }
        })
}

/// Returns the folders that are workspaces, from this one up, with the table of each.
fn workspaces(folder: &Path) -> impl Iterator<Item = (&Path, Value)> {
    folder.ancestors().filter_map(|folder| {
        let text = fs::read_to_string(folder.join("Cargo.toml")).ok()?;
        let workspace = text.parse::<Table>().ok()?.remove("workspace")?;
        Some((folder, workspace))
    })
}

/// Returns what to add to a manifest, one line for each entry.
fn lacks(
    manifest: &str,
    shared: &Table,
    needs: &ManifestNeeds,
    runtime: &RuntimeSource,
) -> Result<Vec<String>, String> {
    let manifest: Table = manifest
        .parse()
        .map_err(|error: toml::de::Error| error.to_string())?;
    let mut lacks = Vec::new();
    match manifest
        .get("dependencies")
        .and_then(|all| all.get(RUNTIME))
    {
        None => lacks.push(format!(
            "lacks a dependency; add to [dependencies]: {}",
            needs.dependency(runtime)
        )),
        Some(entry) => {
            let on = features_of(entry, shared.get(RUNTIME));
            let needed = &needs.runtime_features;
            let missing: Vec<_> = needed.iter().filter(|f| !on.contains(f)).collect();
            if !missing.is_empty() {
                lacks.push(format!(
                    "lacks features of {RUNTIME}; add: features = {missing:?}"
                ));
            }
            if entry.get("optional").and_then(Value::as_bool) == Some(true) {
                lacks.push(format!(
                    "makes {RUNTIME} optional; the output always uses it"
                ));
            }
        }
    }
    let declared = manifest.get("features").and_then(Value::as_table);
    for (name, turns_on) in &needs.features {
        match declared.and_then(|features| features.get(name)) {
            None => {
                lacks.push(format!(
                    "lacks a feature; add to [features]: {name} = {turns_on:?}"
                ));
            }
            Some(list) => {
                let list = strings(Some(list));
                let missing: Vec<_> = turns_on
                    .iter()
                    .filter(|item| !list.contains(item))
                    .collect();
                if !missing.is_empty() {
                    lacks.push(format!(
                        "lacks parts of the feature {name}; add: {missing:?}"
                    ));
                }
            }
        }
    }
    Ok(lacks)
}

fn features_of(entry: &Value, shared: Option<&Value>) -> Vec<String> {
    let mut features = strings(entry.get("features"));
    if entry.get("workspace").and_then(Value::as_bool) == Some(true) {
        features.extend(strings(shared.and_then(|shared| shared.get("features"))));
    }
    features
}

fn strings(list: Option<&Value>) -> Vec<String> {
    let items = list
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    items
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs() -> ManifestNeeds {
        ManifestNeeds {
            runtime_features: vec!["huawei".to_owned()],
            features: [("blocking".to_owned(), vec![format!("{RUNTIME}/blocking")])].into(),
            description: String::new(),
        }
    }

    fn lacking(manifest: &str, shared: &str) -> Vec<String> {
        let runtime = RuntimeSource::Version("0.1".to_owned());
        lacks(manifest, &shared.parse().unwrap(), &needs(), &runtime).unwrap()
    }

    #[test]
    fn a_manifest_that_is_ours_reads_back_as_what_was_needed() {
        let text = needs().render("pets", &RuntimeSource::Path("runtime".to_owned()));
        assert!(reconcile::is_ours(&text));
        assert_eq!(lacking(&text, ""), [""; 0]);
        let manifest: Table = text.parse().unwrap();
        assert_eq!(manifest["package"]["name"].as_str(), Some("pets"));
    }

    #[test]
    fn the_version_and_further_keys_of_a_package_stay() {
        let text = needs().render("pets", &RuntimeSource::Version("0.1".to_owned()));
        let edits =
            "version = \"0.2.0\"\nkeywords = [\"a\", \"b\"]\nrepository = \"r\"\npublish = false\n";
        let edited = text.replace("version = \"0.1.0\"\n", edits);
        let edited = edited.replace("publish = false\n\n", "\n");
        let again = with_owned_keys(text.clone(), &edited).unwrap();
        let package = &again.parse::<Table>().unwrap()["package"];
        assert_eq!(package["version"].as_str(), Some("0.2.0"));
        assert_eq!(package["repository"].as_str(), Some("r"));
        assert_eq!(package["keywords"].as_array().unwrap().len(), 2);
        assert_eq!(with_owned_keys(text.clone(), &again).unwrap(), again);
        let inherited = text.replace("version = \"0.1.0\"", "version.workspace = true");
        let inherited = with_owned_keys(text.clone(), &inherited).unwrap();
        let package = &inherited.parse::<Table>().unwrap()["package"];
        assert_eq!(package["version"]["workspace"].as_bool(), Some(true));
        assert_eq!(with_owned_keys(text.clone(), &text).unwrap(), text);
    }

    #[test]
    fn what_follows_from_the_license_is_not_the_owners() {
        let text = |license| {
            let package = Package {
                name: "pets",
                license,
            };
            needs().render(package, &RuntimeSource::Version("0.1".to_owned()))
        };
        let (own, licensed) = (text(None), text(Some("MIT")));
        assert_eq!(with_owned_keys(own.clone(), &licensed).unwrap(), own);
        assert_eq!(with_owned_keys(licensed.clone(), &own).unwrap(), licensed);
    }

    #[test]
    fn a_member_is_at_its_path_or_one_that_a_star_stands_for() {
        for (member, expected) in [
            ("/w/clients/ping", true),
            ("/w/clients/pin", false),
            ("/w/clients", false),
            ("/w/*/ping", true),
            ("/w/clients/*", true),
            ("/w/clients/p*g", true),
            ("/w/clients/a*g", false),
            ("/w/clients/p*a", false),
            ("/w/*", false),
        ] {
            let folder = Path::new("/w/clients/ping");
            assert_eq!(is_at(folder, Path::new(member)), expected, "{member}");
        }
    }

    #[test]
    fn a_missing_dependency_is_reported_with_the_line_to_add() {
        assert_eq!(
            lacking("[features]\nblocking = []\n", ""),
            [
                "lacks a dependency; add to [dependencies]: apiruntime = { version = \"0.1\", \
                 default-features = false, features = [\"huawei\"] }",
                "lacks parts of the feature blocking; add: [\"apiruntime/blocking\"]",
            ]
        );
    }

    #[test]
    fn a_missing_feature_is_reported_with_the_line_to_add() {
        assert_eq!(
            lacking("[dependencies]\napiruntime = \"0.1\"\n", ""),
            [
                "lacks features of apiruntime; add: features = [\"huawei\"]",
                "lacks a feature; add to [features]: blocking = [\"apiruntime/blocking\"]",
            ]
        );
    }

    #[test]
    fn features_that_the_workspace_turns_on_count() {
        let manifest = "[dependencies]\napiruntime.workspace = true\n\
                        [features]\nblocking = [\"apiruntime/blocking\"]\n";
        let shared = "apiruntime = { version = \"0.1\", features = [\"huawei\"] }";
        assert_eq!(lacking(manifest, shared), [""; 0]);
    }

    #[test]
    fn an_optional_runtime_is_reported() {
        let manifest = needs()
            .render("pets", &RuntimeSource::Version("0.1".to_owned()))
            .replace("version = \"0.1\"", "optional = true, version = \"0.1\"");
        assert_eq!(
            lacking(&manifest, ""),
            ["makes apiruntime optional; the output always uses it"]
        );
    }
}

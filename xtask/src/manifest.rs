//! The manifest of a generated crate: written by us for a crate of its own, only checked for the crate
//! in the tree, whose manifest is written by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use generator::{Dependency, Layout, ManifestNeeds};
use toml::{Table, Value};

use crate::reconcile;

/// A dependency as the right side of a line in a manifest.
fn requirement(dependency: &Dependency) -> String {
    let Dependency {
        version,
        default_features,
        features,
        optional,
    } = dependency;
    if *default_features && features.is_empty() && !optional {
        return format!("{version:?}");
    }
    let mut out = format!("{{ version = {version:?}");
    if !default_features {
        out.push_str(", default-features = false");
    }
    if !features.is_empty() {
        out.push_str(&format!(", features = {features:?}"));
    }
    if *optional {
        out.push_str(", optional = true");
    }
    out + " }"
}

/// Adds the manifest to the files of a crate that is all ours. Where the manifest is somebody's, says
/// what it lacks.
pub(crate) fn reconcile(
    folder: &Path,
    package: &str,
    layout: Layout,
    needs: &ManifestNeeds,
    files: &mut BTreeMap<String, String>,
) -> Result<Vec<String>, String> {
    let path = folder.join("Cargo.toml");
    let existing = match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    match existing {
        Some(text) if layout == Layout::Module || !reconcile::is_ours(&text) => {
            let shared = workspace_dependencies(folder);
            Ok(lacks(&text, &shared, needs).map_err(|e| format!("{}: {e}", path.display()))?)
        }
        None if layout == Layout::Module => Ok(vec!["is missing".to_owned()]),
        _ => {
            files.insert("Cargo.toml".to_owned(), render(package, needs));
            Ok(Vec::new())
        }
    }
}

/// The name of the package in a folder.
pub(crate) fn package(folder: &Path) -> Result<String, String> {
    let path = folder.join("Cargo.toml");
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(&path).map_err(|error| told(&error))?;
    let manifest: Table = text
        .parse()
        .map_err(|error: toml::de::Error| told(&error))?;
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name"));
    let name = name
        .and_then(Value::as_str)
        .ok_or_else(|| told(&"has no package name"))?;
    Ok(name.to_owned())
}

/// The `[workspace.dependencies]` of the nearest workspace above the folder.
fn workspace_dependencies(folder: &Path) -> Table {
    let Ok(folder) = fs::canonicalize(folder) else {
        return Table::new();
    };
    folder
        .ancestors()
        .filter_map(|folder| fs::read_to_string(folder.join("Cargo.toml")).ok())
        .filter_map(|text| text.parse::<Table>().ok())
        .find_map(|manifest| {
            manifest
                .get("workspace")?
                .get("dependencies")?
                .as_table()
                .cloned()
        })
        .unwrap_or_default()
}

/// What to add to a manifest, a line each.
fn lacks(manifest: &str, shared: &Table, needs: &ManifestNeeds) -> Result<Vec<String>, String> {
    let manifest: Table = manifest
        .parse()
        .map_err(|error: toml::de::Error| error.to_string())?;
    let mut lacks = Vec::new();
    for (name, needed) in &needs.dependencies {
        let Some(entry) = dependency(&manifest, name) else {
            lacks.push(format!(
                "lacks a dependency; add to [dependencies]: {name} = {}",
                requirement(needed)
            ));
            continue;
        };
        let on = features_of(entry, shared.get(name));
        let missing: Vec<_> = needed.features.iter().filter(|f| !on.contains(f)).collect();
        if !missing.is_empty() {
            lacks.push(format!(
                "lacks features of {name}; add: features = {missing:?}"
            ));
        }
        let optional = entry
            .get("optional")
            .and_then(Value::as_bool)
            .unwrap_or(false);
        if optional && !needed.optional {
            lacks.push(format!("makes {name} optional; the output always uses it"));
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

fn dependency<'a>(manifest: &'a Table, name: &str) -> Option<&'a Value> {
    let everywhere = manifest.get("dependencies").and_then(|all| all.get(name));
    everywhere.or_else(|| {
        let targets = manifest.get("target")?.as_table()?;
        targets
            .values()
            .find_map(|target| target.get("dependencies")?.get(name))
    })
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

/// The manifest of a crate that is all ours.
pub(crate) fn render(package: &str, needs: &ManifestNeeds) -> String {
    let mut out = String::from("# @generated by `cargo xtask codegen`. Do not edit.\n\n");
    // Writing to a `String` cannot fail.
    let _ = write!(
        out,
        "[package]\nname = {:?}\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"1.95\"\n\
         publish = false\n",
        package,
    );
    out.push_str("\n[dependencies]\n");
    for (name, dependency) in &needs.dependencies {
        let _ = writeln!(out, "{name} = {}", requirement(dependency));
    }
    if !needs.features.is_empty() {
        out.push_str("\n[features]\n");
        for (name, turns_on) in &needs.features {
            let _ = writeln!(out, "{name} = {turns_on:?}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs() -> ManifestNeeds {
        let hmac = Dependency {
            version: "0.13".to_owned(),
            ..Dependency::default()
        };
        let tokio = Dependency {
            version: "1".to_owned(),
            features: vec!["time".to_owned()],
            optional: true,
            ..Dependency::default()
        };
        let http = Dependency {
            version: "1".to_owned(),
            default_features: true,
            ..Dependency::default()
        };
        ManifestNeeds {
            dependencies: [("hmac", hmac), ("tokio", tokio), ("http", http)]
                .map(|(name, dependency)| (name.to_owned(), dependency))
                .into(),
            features: [("blocking".to_owned(), vec!["dep:tokio".to_owned()])].into(),
        }
    }

    #[test]
    fn a_manifest_that_is_ours_reads_back_as_what_was_needed() {
        let text = render("pets", &needs());
        assert!(reconcile::is_ours(&text));
        assert_eq!(lacks(&text, &Table::new(), &needs()), Ok(Vec::new()));
        let manifest: Table = text.parse().unwrap();
        assert_eq!(manifest["package"]["name"].as_str(), Some("pets"));
    }

    #[test]
    fn a_missing_dependency_is_told_with_the_line_to_add() {
        let manifest = "[dependencies]\nhttp = \"1\"\ntokio = { version = \"1\", optional = true }\n\
                        [features]\nblocking = []\n";
        assert_eq!(
            lacks(manifest, &Table::new(), &needs()).unwrap(),
            [
                "lacks a dependency; add to [dependencies]: \
                 hmac = { version = \"0.13\", default-features = false }",
                "lacks features of tokio; add: features = [\"time\"]",
                "lacks parts of the feature blocking; add: [\"dep:tokio\"]",
            ]
        );
    }

    #[test]
    fn a_missing_feature_is_told_with_the_line_to_add() {
        let manifest = "[dependencies]\nhttp = \"1\"\nhmac = \"0.13\"\n\
                        tokio = { version = \"1\", features = [\"time\"] }\n";
        assert_eq!(
            lacks(manifest, &Table::new(), &needs()).unwrap(),
            ["lacks a feature; add to [features]: blocking = [\"dep:tokio\"]"]
        );
    }

    #[test]
    fn features_that_the_workspace_turns_on_count() {
        let shared: Table = "tokio = { version = \"1\", features = [\"time\"] }"
            .parse()
            .unwrap();
        let manifest = "[dependencies]\nhttp = \"1\"\nhmac.workspace = true\n\
                        tokio = { workspace = true, optional = true }\n\
                        [features]\nblocking = [\"dep:tokio\"]\n";
        assert_eq!(lacks(manifest, &shared, &needs()), Ok(Vec::new()));
    }

    #[test]
    fn a_dependency_that_is_optional_by_mistake_is_told() {
        let manifest = render("pets", &needs()).replace(
            "hmac = { version = \"0.13\"",
            "hmac = { optional = true, version = \"0.13\"",
        );
        assert_eq!(
            lacks(&manifest, &Table::new(), &needs()).unwrap(),
            ["makes hmac optional; the output always uses it"]
        );
    }
}

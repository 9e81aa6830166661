//! The parts of a client's manifest that depend on its code.

use std::collections::{BTreeMap, BTreeSet};

use crate::facility::{self, FORWARDED, Facility, RUNTIME, RUNTIME_VERSION};
use crate::fileset::HEADER;

/// The requirements of a client for its manifest: the runtime as its only dependency, and features.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManifestNeeds {
    /// The features of the runtime that the client enables.
    pub runtime_features: Vec<String>,
    /// The features that each feature of the client enables.
    pub features: BTreeMap<String, Vec<String>>,
    /// The package description for a registry; empty for a crate of several descriptions.
    pub description: String,
}

/// A package whose manifest is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package<'a> {
    /// The name of the package.
    pub name: &'a str,
    /// Its licence, as an SPDX expression. Without one the manifest has `publish = false`, as registries require a
    /// licence.
    pub license: Option<&'a str>,
}

impl<'a> From<&'a str> for Package<'a> {
    /// Returns the package of this name, without a licence.
    fn from(name: &'a str) -> Self {
        Self {
            name,
            license: None,
        }
    }
}

/// The location of the runtime for the client's dependency on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuntimeSource {
    /// In the registry, with this version requirement.
    Version(String),
    /// In this folder, relative to the folder of the client.
    Path(String),
}

impl ManifestNeeds {
    /// Returns the requirements of a client with these facilities and a feature for each of `modules`.
    pub(crate) fn new(used: &BTreeSet<Facility>, modules: &[String]) -> Self {
        let mut default = vec!["default-transport".to_owned()];
        default.extend(modules.iter().cloned());
        let forwarded = FORWARDED.iter().map(|known| {
            let feature = known.feature;
            (feature.to_owned(), vec![format!("{RUNTIME}/{feature}")])
        });
        let modules = modules.iter().map(|module| (module.clone(), Vec::new()));
        Self {
            runtime_features: facility::features(used)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            features: std::iter::once(("default".to_owned(), default))
                .chain(forwarded)
                .chain(modules)
                .collect(),
            description: String::new(),
        }
    }

    /// Returns the line of `[dependencies]` for the runtime.
    #[must_use]
    pub fn dependency(&self, runtime: &RuntimeSource) -> String {
        let source = match runtime {
            RuntimeSource::Version(version) => format!("version = {version:?}"),
            RuntimeSource::Path(path) => {
                format!("path = {path:?}, version = {RUNTIME_VERSION:?}")
            }
        };
        let features = &self.runtime_features;
        format!("{RUNTIME} = {{ {source}, default-features = false, features = {features:?} }}")
    }

    /// Returns the manifest of a package that contains nothing but generated files.
    #[must_use]
    pub fn render<'a>(&self, package: impl Into<Package<'a>>, runtime: &RuntimeSource) -> String {
        let Package { name, license } = package.into();
        let license = match license {
            Some(license) => format!("license = {}", string(license)),
            None => "publish = false".to_owned(),
        };
        let description = match self.description.as_str() {
            "" => String::new(),
            text => format!("description = {}\n", string(text)),
        };
        let mut out = format!(
            "# {HEADER}\n\n\
             [package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             rust-version = \"1.95\"\n{description}{license}\n\n\
             [package.metadata.docs.rs]\nall-features = true\n\n\
             [dependencies]\n{}\n\n[features]\n",
            self.dependency(runtime)
        );
        for (name, turns_on) in &self.features {
            out.push_str(&format!("{name} = {turns_on:?}\n"));
        }
        out
    }
}

/// Returns a string as a basic string of TOML; control characters become spaces.
fn string(text: &str) -> String {
    let mut out = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            character if character.is_control() => out.push(' '),
            character => out.push(character),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_crate_with_a_licence_can_be_published() {
        let mut needs = ManifestNeeds::new(&BTreeSet::new(), &[]);
        needs.description = "A client of \"Pets\" \\ \u{7}.".to_owned();
        let runtime = RuntimeSource::Version("0.1".to_owned());
        let plain = needs.render("pets", &runtime);
        assert!(plain.contains("\npublish = false\n"), "{plain}");
        let package = Package {
            name: "pets",
            license: Some("MIT"),
        };
        let licensed = needs.render(package, &runtime);
        assert!(licensed.contains("\nlicense = \"MIT\"\n"), "{licensed}");
        assert!(!licensed.contains("publish"), "{licensed}");
        let description = r#"description = "A client of \"Pets\" \\  .""#;
        assert!(licensed.contains(description), "{licensed}");
    }

    #[test]
    fn a_client_depends_on_the_runtime_with_the_features_of_its_facilities() {
        let needs = ManifestNeeds::new(&BTreeSet::from([Facility::Huawei]), &["dcs".to_owned()]);
        assert_eq!(
            needs.dependency(&RuntimeSource::Version("0.1".to_owned())),
            "apiruntime = { version = \"0.1\", default-features = false, features = [\"huawei\"] }"
        );
        assert_eq!(
            needs.dependency(&RuntimeSource::Path("runtime".to_owned())),
            "apiruntime = { path = \"runtime\", version = \"0.1\", default-features = false, features = [\"huawei\"] }"
        );
        assert_eq!(
            needs.features.get("default"),
            Some(&vec!["default-transport".to_owned(), "dcs".to_owned()])
        );
        assert_eq!(
            needs.features.get("socks"),
            Some(&vec!["apiruntime/socks".to_owned()])
        );
    }
}

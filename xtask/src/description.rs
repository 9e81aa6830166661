//! Descriptions: where they are, and the names that follow from them.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use generator::diagnostic::Diagnostics;
use generator::lower::Selection;
use generator::names::{ascii, is_keyword};
use generator::source::Sources;

use crate::cli::{ReadingArgs, is_taken};
use crate::load::fetched;
use crate::runtime::portable;

/// A description to read.
#[derive(Clone, Debug)]
pub struct Description {
    /// Its path in messages.
    pub shown: String,
    /// Its path.
    pub path: PathBuf,
    /// The module into which it is generated.
    pub module: String,
    /// The overlays that are applied to it.
    pub overlays: Vec<PathBuf>,
    /// The file of its accepted findings.
    pub accept: Option<PathBuf>,
    /// The operations that are generated.
    pub selection: Selection,
    /// Where its text comes from.
    pub source: Source,
    /// Whether URLs in it are fetched.
    pub allow_remote: bool,
    /// Its text, if it is not in a file and has already been read.
    pub received: Option<Vec<u8>>,
}

/// Where the text of a description comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// In a file.
    #[default]
    File,
    /// In the standard input.
    Input,
    /// At a URL.
    Url,
}

impl Description {
    /// Returns the description at a path, whose module is named after the file.
    pub fn new(path: &Path) -> Self {
        let shown = portable(path);
        let source = match shown.as_str() {
            "-" => Source::Input,
            url if url.starts_with("https://") || url.starts_with("http://") => Source::Url,
            _ => Source::File,
        };
        let mut description = Self {
            shown,
            path: path.to_owned(),
            module: String::new(),
            overlays: Vec::new(),
            accept: None,
            selection: Selection::default(),
            source,
            allow_remote: false,
            received: None,
        };
        description.module = module_name(description.stem());
        description
    }

    /// Returns the description with the options for reading it.
    pub(crate) fn with(self, reading: &ReadingArgs) -> Self {
        Self {
            overlays: reading.overlays.clone(),
            accept: reading.accept.clone(),
            selection: reading.selection(),
            allow_remote: reading.allow_remote,
            ..self
        }
    }

    /// Returns the name of its file, without the extension.
    pub fn stem(&self) -> &str {
        let name = match self.source {
            Source::Input => "client",
            Source::Url => self.shown.split(['?', '#']).next().unwrap_or_default(),
            Source::File => &self.shown,
        };
        let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str());
        stem.unwrap_or("client")
    }

    /// Reads a description that is not in a file, so that its title is known.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn receive(mut self) -> Result<Self, String> {
        if self.source != Source::File {
            self.received = Some(text(&self)?);
        }
        Ok(self)
    }

    /// Returns the name of its package: that of its file. For a URL or the standard input it is the title, since a URL
    /// says little and the standard input nothing.
    pub fn package(&self) -> String {
        let title = self.received.as_deref().and_then(|text| {
            let sources = Sources::read(&self.shown, text, &mut Diagnostics::new());
            let title = sources.root().get("info")?.get_str("title")?;
            let has_words = ascii(title).contains(|c: char| c.is_alphanumeric());
            has_words.then(|| package_name(title))
        });
        title.unwrap_or_else(|| package_name(self.stem()))
    }
}

/// Returns the text of a description.
///
/// # Errors
/// If it cannot be read.
pub fn text(description: &Description) -> Result<Vec<u8>, String> {
    let shown = &description.shown;
    if let Some(text) = &description.received {
        return Ok(text.clone());
    }
    match description.source {
        Source::File => {
            std::fs::read(&description.path).map_err(|error| format!("{shown}: {error}"))
        }
        Source::Url => fetched(shown).map_err(|error| format!("{shown}: {error}")),
        Source::Input => {
            let mut text = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut text);
            read.map_err(|error| format!("the standard input: {error}"))?;
            Ok(text)
        }
    }
}

/// Turns the name of a file, or a title, into the name of a package: `Pet Store v1.2` becomes `pet-store-v1-2`.
pub fn package_name(text: &str) -> String {
    let mut name = words(text, '-', "api");
    if is_taken(&name) {
        name.push_str("-api");
    }
    // Registries have this limit.
    while let Some((shorter, _)) = name.rsplit_once('-').filter(|_| name.len() > 64) {
        name.truncate(shorter.len());
    }
    name
}

/// Turns the name of a file into the name of a module: `pet-store` becomes `pet_store`.
pub fn module_name(stem: &str) -> String {
    words(stem, '_', "api")
}

fn words(text: &str, separator: char, prefix: &str) -> String {
    let mut name = String::new();
    for c in ascii(text).chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with(separator) {
            name.push(separator);
        }
    }
    let name = name.trim_end_matches(separator);
    if is_keyword(name) {
        return format!("{name}{separator}{prefix}");
    }
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name.to_owned(),
        Some(_) => format!("{prefix}{separator}{name}"),
        None => prefix.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_becomes_the_name_of_a_package() {
        for (stem, name) in [
            ("nexus", "nexus"),
            ("Pet Store v1.2", "pet-store-v1-2"),
            ("2022_api", "api-2022-api"),
            ("宠物", "chong-wu"),
            ("Größe", "grosse"),
            ("...", "api"),
            ("(beta) pets_", "beta-pets"),
            ("Test", "test-api"),
            ("async", "async-api"),
            (
                &"twelve chars ".repeat(10),
                "twelve-chars-twelve-chars-twelve-chars-twelve-chars-twelve-chars",
            ),
        ] {
            assert_eq!(package_name(stem), name);
        }
    }

    #[test]
    fn what_is_in_no_file_is_named_by_its_title() {
        let named = |from: &str, text: &str| {
            let mut description = Description::new(Path::new(from));
            description.received = Some(text.as_bytes().to_vec());
            description.package()
        };
        let url = "https://api.example/v1/openapi.json?format=json#top";
        let plain = Description::new(Path::new("http://api.example/pets"));
        assert_eq!(plain.source, Source::Url);
        let titled = r#"{"openapi": "3.1.0", "info": {"title": "Item Service (beta)"}}"#;
        assert_eq!(named(url, titled), "item-service-beta");
        assert_eq!(
            named("-", "openapi: 3.1.0\ninfo:\n  title: 宠物\n"),
            "chong-wu"
        );
        // Without letters in the title, the name comes from other information.
        for text in [
            "openapi: 3.1.0\n",
            "info: {title: '...'}",
            "info: [",
            "info: {title: [x]}",
        ] {
            assert_eq!(named(url, text), "openapi", "{text}");
            assert_eq!(named("-", text), "client", "{text}");
        }
        // The name of a file is always used, since somebody chose it.
        assert_eq!(
            Description::new(Path::new("api/pets.yaml")).package(),
            "pets"
        );
    }

    #[test]
    fn the_name_of_a_file_becomes_the_name_of_a_module() {
        assert_eq!(module_name("pet-store"), "pet_store");
        assert_eq!(module_name("async"), "async_api");
    }
}

//! The generator as the commands see it: paths in, files and rendered findings out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use generator::diagnostic::{Diagnostics, Severity};
use generator::lower::Skipped;
use generator::names::ascii;
use generator::overlay::{OverlayFile, Overlays};
use generator::report::{Color, Placed, human, json_line, left_out_line};
use generator::source::{Format, Sources};
use generator::{Input, Layout, ManifestNeeds, Options, Report};

use crate::load::FileLoader;

/// A description to read.
#[derive(Clone, Debug)]
pub struct Description {
    /// Its path as messages name it.
    pub shown: String,
    /// Its path.
    pub path: PathBuf,
    /// The module that it becomes.
    pub module: String,
    /// Overlays that are applied to it.
    pub overlays: Vec<PathBuf>,
}

impl Description {
    /// Returns the description at a path, which becomes a module named after it.
    pub fn new(path: &Path) -> Self {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        Self {
            shown: path.display().to_string(),
            path: path.to_owned(),
            module: module_name(stem.unwrap_or("client")),
            overlays: Vec::new(),
        }
    }
}

/// How to generate.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The package's name.
    pub package: String,
    /// What the output is.
    pub layout: Layout,
    /// Leave out operations and schemas that cannot be generated.
    pub skip_unsupported: bool,
    /// Warnings are errors.
    pub deny_warnings: bool,
    /// URLs are fetched.
    pub allow_remote: bool,
}

/// The result.
#[derive(Debug, Default)]
pub struct Output {
    /// By path relative to the crate; none where there was an error.
    pub files: Option<BTreeMap<String, String>>,
    /// What there is to say of the descriptions.
    pub findings: Vec<Finding>,
    /// How many of the findings are errors.
    pub errors: usize,
    /// How many of the findings are warnings.
    pub warnings: usize,
    /// What was declared against what was generated.
    pub ledger: Ledger,
    /// What the output needs of its manifest.
    pub needs: ManifestNeeds,
    /// How long each stage took.
    pub timings: Vec<(&'static str, Duration)>,
}

/// One finding, rendered.
#[derive(Debug)]
pub struct Finding {
    /// For a person, with colour.
    pub human: String,
    /// Whether it stops the generation.
    pub is_error: bool,
    /// For a program: a JSON object in one line.
    pub json: String,
}

/// An operation or a schema that was left out.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// For a person: its name and the reason.
    pub human: String,
    /// For a program: a JSON object in one line.
    pub json: String,
}

/// What was declared against what was generated, over all descriptions.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Operations that the descriptions declare.
    pub operations: usize,
    /// Operations that can be called.
    pub generated: usize,
    /// Operations that were left out, each with the reason.
    pub skipped: Vec<LeftOut>,
    /// Schemas that were left out, likewise.
    pub skipped_schemas: Vec<LeftOut>,
    /// Types in the output.
    pub types: usize,
}

/// Runs the generator.
///
/// # Errors
/// Where a description cannot be read.
pub fn generate(descriptions: &[Description], settings: &Settings) -> Result<Output, String> {
    let read: Vec<Read> = descriptions
        .iter()
        .map(|description| Read::of(description, settings.allow_remote))
        .collect::<Result<_, _>>()?;
    let overlays: Vec<Vec<OverlayFile<'_>>> = read.iter().map(Read::overlays).collect();
    let inputs: Vec<Input<'_>> = descriptions
        .iter()
        .zip(&read)
        .zip(&overlays)
        .map(|((description, read), overlays)| Input {
            path: &description.shown,
            text: &read.text,
            module: &description.module,
            loader: &read.loader,
            overlays: applied(overlays),
        })
        .collect();
    let options = Options {
        package: settings.package.clone(),
        layout: settings.layout,
        skip_unsupported: settings.skip_unsupported,
        deny_warnings: settings.deny_warnings,
    };
    let mut output = Output::default();
    let mut last = Instant::now();
    let outcome = generator::generate(&inputs, &options, &mut |stage| {
        output.timings.push((stage, last.elapsed()));
        last = Instant::now();
    });
    output.files = outcome.files.map(|files| files.into_iter().collect());
    output.needs = outcome.manifest;
    for report in &outcome.reports {
        output.add(report);
    }
    Ok(output)
}

/// The text of a description and of its overlays.
struct Read {
    text: Vec<u8>,
    overlays: Vec<(String, Vec<u8>)>,
    loader: FileLoader,
}

impl Read {
    fn of(description: &Description, allow_remote: bool) -> Result<Read, String> {
        let read = |path: &Path, shown: &str| {
            std::fs::read(path).map_err(|error| format!("{shown}: {error}"))
        };
        let overlays = description.overlays.iter().map(|path| {
            let shown = path.display().to_string();
            read(path, &shown).map(|text| (shown, text))
        });
        Ok(Read {
            text: read(&description.path, &description.shown)?,
            overlays: overlays.collect::<Result<_, _>>()?,
            loader: FileLoader::beside(&description.path).allow_remote(allow_remote),
        })
    }

    fn overlays(&self) -> Vec<OverlayFile<'_>> {
        let files = self.overlays.iter();
        let files = files.map(|(path, text)| OverlayFile { path, text });
        files.collect()
    }
}

fn applied<'a>(files: &'a [OverlayFile<'a>]) -> Overlays<'a> {
    #[cfg(feature = "complete")]
    let query = &crate::jsonpath::JsonPaths;
    #[cfg(not(feature = "complete"))]
    let query = Overlays::NONE.query;
    Overlays { files, query }
}

/// A description after overlays were applied.
#[derive(Debug)]
pub struct Overlaid {
    /// Its text, in the language of the description.
    pub text: String,
    /// What there is to say of it and of the overlays: their mistakes alone, the result is not checked.
    pub findings: Vec<Finding>,
}

/// Applies the overlays of a description.
///
/// # Errors
/// Where a file cannot be read.
pub fn overlaid(description: &Description) -> Result<Overlaid, String> {
    let read = Read::of(description, false)?;
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::read(&description.shown, &read.text, &mut diagnostics);
    generator::overlay::apply(&mut sources, applied(&read.overlays()), &mut diagnostics);
    let text = std::str::from_utf8(&read.text).unwrap_or_default();
    let root = sources.root();
    Ok(Overlaid {
        text: match Format::of(&description.shown, text) {
            Format::Yaml => root.to_yaml_text(),
            Format::Json => root.to_json_text(),
        },
        findings: diagnostics.placed(&sources).iter().map(finding).collect(),
    })
}

fn finding(placed: &Placed) -> Finding {
    Finding {
        is_error: placed.severity == Severity::Error,
        human: human(placed, Color::Ansi),
        json: json_line(placed),
    }
}

impl Output {
    fn add(&mut self, report: &Report) {
        for placed in report.diagnostics.placed(&report.sources) {
            match placed.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Note => {}
            }
            self.findings.push(finding(&placed));
        }
        let ledger = &report.ledger;
        self.ledger.operations += ledger.operations;
        self.ledger.generated += ledger.generated;
        self.ledger.types += ledger.types;
        let left_out = |kind, prefix, skipped: &Skipped| LeftOut {
            human: format!("{prefix}{}: {}", skipped.name, skipped.reason),
            json: left_out_line(kind, skipped, &report.sources),
        };
        let skipped = ledger.skipped.iter();
        self.ledger
            .skipped
            .extend(skipped.map(|skipped| left_out("operation", "", skipped)));
        let skipped = ledger.skipped_schemas.iter();
        self.ledger
            .skipped_schemas
            .extend(skipped.map(|skipped| left_out("schema", "the schema ", skipped)));
    }
}

/// Returns the name of a file as the name of a package: `Pet Store v1.2` as `pet-store-v1-2`.
pub fn package_name(stem: &str) -> String {
    words(stem, '-', "api")
}

/// Returns the name of a file as the name of a module: `pet-store` as `pet_store`.
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
        ] {
            assert_eq!(package_name(stem), name);
        }
    }

    #[test]
    fn the_name_of_a_file_becomes_the_name_of_a_module() {
        assert_eq!(module_name("pet-store"), "pet_store");
    }
}

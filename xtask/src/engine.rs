//! The generator as the commands see it: paths in, files and rendered findings out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use generator::diagnostic::Severity;
use generator::lower::Skipped;
use generator::names::ascii;
use generator::report::{Color, human, json_line, left_out_line};
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
    let contents: Vec<Vec<u8>> = descriptions
        .iter()
        .map(|description| {
            std::fs::read(&description.path)
                .map_err(|error| format!("{}: {error}", description.shown))
        })
        .collect::<Result<_, _>>()?;
    let loaders: Vec<FileLoader> = descriptions
        .iter()
        .map(|description| {
            FileLoader::beside(&description.path).allow_remote(settings.allow_remote)
        })
        .collect();
    let inputs: Vec<Input<'_>> = descriptions
        .iter()
        .zip(&contents)
        .zip(&loaders)
        .map(|((description, text), loader)| Input {
            path: &description.shown,
            text,
            module: &description.module,
            loader,
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

impl Output {
    fn add(&mut self, report: &Report) {
        for placed in report.diagnostics.placed(&report.sources) {
            match placed.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Note => {}
            }
            self.findings.push(Finding {
                is_error: placed.severity == Severity::Error,
                human: human(&placed, Color::Ansi),
                json: json_line(&placed),
            });
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

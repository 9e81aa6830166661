//! The generator as the commands see it: paths in, files and rendered findings out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use generator::diagnostic::Severity;
use generator::report::{Color, human, json_line};
use generator::{Input, Layout, ManifestNeeds, Options, Report};

use crate::load::FileLoader;

/// A description to read.
#[derive(Clone, Debug)]
pub(crate) struct Description {
    /// Its path as messages name it.
    pub(crate) shown: String,
    /// Its path.
    pub(crate) path: PathBuf,
    /// The module that it becomes.
    pub(crate) module: String,
}

/// How to generate.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The package's name.
    pub(crate) package: String,
    /// What the output is.
    pub(crate) layout: Layout,
    /// Leave out operations that cannot be generated.
    pub(crate) skip_unsupported: bool,
    /// Warnings are errors.
    pub(crate) deny_warnings: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Output {
    /// By path relative to the crate; none where there was an error.
    pub(crate) files: Option<BTreeMap<String, String>>,
    /// What there is to say of the descriptions.
    pub(crate) findings: Vec<Finding>,
    /// How many of the findings are errors.
    pub(crate) errors: usize,
    /// How many of the findings are warnings.
    pub(crate) warnings: usize,
    /// What was declared against what was generated.
    pub(crate) ledger: Ledger,
    /// What the output needs of its manifest.
    pub(crate) needs: ManifestNeeds,
    /// How long each stage took.
    pub(crate) timings: Vec<(&'static str, Duration)>,
}

/// One finding, rendered.
#[derive(Debug)]
pub(crate) struct Finding {
    /// For a person, with colour.
    pub(crate) human: String,
    /// Whether it stops the generation.
    pub(crate) is_error: bool,
    /// For a program: a JSON object in one line.
    pub(crate) json: String,
}

/// What was declared against what was generated, over all descriptions.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// Operations that the descriptions declare.
    pub(crate) operations: usize,
    /// Operations that can be called.
    pub(crate) generated: usize,
    /// Operations that were left out, each with the reason.
    pub(crate) skipped: Vec<String>,
    /// Types in the output.
    pub(crate) types: usize,
}

/// Runs the generator.
///
/// # Errors
/// Where a description cannot be read.
pub(crate) fn generate(
    descriptions: &[Description],
    settings: &Settings,
) -> Result<Output, String> {
    let texts: Vec<Vec<u8>> = descriptions
        .iter()
        .map(|description| {
            std::fs::read(&description.path)
                .map_err(|error| format!("{}: {error}", description.shown))
        })
        .collect::<Result<_, _>>()?;
    let loaders: Vec<FileLoader> = descriptions
        .iter()
        .map(|description| FileLoader::beside(&description.path))
        .collect();
    let inputs: Vec<Input<'_>> = descriptions
        .iter()
        .zip(&texts)
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
        let skipped = ledger.skipped.iter();
        self.ledger
            .skipped
            .extend(skipped.map(|skipped| format!("{}: {}", skipped.operation, skipped.reason)));
    }
}

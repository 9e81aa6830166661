//! The generator as the commands use it: paths go in, files and findings come out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use generator::diagnostic::{Diagnostics, Severity};
use generator::overlay::{OverlayFile, Overlays};
use generator::report::{LeftOut, Placed};
use generator::source::{Format, Sources};
use generator::{AcceptedFile, Clients, Input, ManifestNeeds, Memory, Options, Prepared, Report};

use crate::description::text;
pub use crate::description::{Description, Source, module_name, package_name};
use crate::load::FileLoader;
use crate::runtime::portable;

/// The result of a run.
#[derive(Debug, Default)]
pub struct Output {
    /// The files, by path relative to the crate; `None` if there was an error.
    pub files: Option<BTreeMap<String, String>>,
    /// The findings in the descriptions.
    pub findings: Vec<Placed>,
    /// How many of the findings are errors.
    pub errors: usize,
    /// How many of the findings are warnings.
    pub warnings: usize,
    /// What the descriptions declare, compared with what is generated.
    pub ledger: Ledger,
    /// What the output needs in its manifest.
    pub needs: ManifestNeeds,
    /// The files that were read.
    pub read: Vec<PathBuf>,
    /// Whether the run has not depended on anything but those files.
    pub is_repeatable: bool,
    /// How long each stage took.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Returns the name of what is left out and the reason, for a person.
pub fn left_out(left_out: &LeftOut) -> String {
    let prefix = match left_out.kind {
        "schema" => "the schema ",
        _ => "",
    };
    format!("{prefix}{}: {}", left_out.name, left_out.reason)
}

/// What all descriptions declare, compared with what is generated.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Operations that the descriptions declare.
    pub operations: usize,
    /// Operations that the caller did not select.
    pub not_chosen: usize,
    /// Operations that have been generated.
    pub generated: usize,
    /// Operations that were left out, each with the reason.
    pub skipped: Vec<LeftOut>,
    /// Schemas that were left out, each with the reason.
    pub skipped_schemas: Vec<LeftOut>,
    /// Types in the output.
    pub types: usize,
}

/// Runs the generator.
///
/// # Errors
/// If a description cannot be read.
pub fn generate(descriptions: &[Description], options: &Options) -> Result<Output, String> {
    let (mut output, clients) = prepare(&mut Memory::default(), descriptions, options)?;
    if let Some(clients) = clients {
        let mut files = BTreeMap::new();
        output.write(&clients, &mut |path, text| drop(files.insert(path, text)));
        output.files = Some(files);
    }
    Ok(output)
}

/// Runs the generator up to the point where files are written; faster if an earlier run left something similar in the
/// memory. The result is `None` if there is an error.
///
/// # Errors
/// If a description cannot be read.
pub(crate) fn prepare(
    memory: &mut Memory,
    descriptions: &[Description],
    options: &Options,
) -> Result<(Output, Option<Clients>), String> {
    run(descriptions, |inputs, stage| {
        generator::prepare(memory, inputs, options, stage)
    })
}

/// Reports the findings in descriptions, without generating files.
///
/// # Errors
/// If a description cannot be read.
pub fn check(descriptions: &[Description], options: &Options) -> Result<Output, String> {
    let checked = run(descriptions, |inputs, stage| Prepared {
        reports: generator::check(inputs, options, stage),
        clients: None,
    });
    Ok(checked?.0)
}

fn run(
    descriptions: &[Description],
    work: impl FnOnce(&[Input<'_>], &mut dyn FnMut(&'static str)) -> Prepared,
) -> Result<(Output, Option<Clients>), String> {
    let read = descriptions.iter().map(Files::of);
    let read: Vec<Files> = read.collect::<Result<_, _>>()?;
    let overlays: Vec<Vec<OverlayFile<'_>>> = read.iter().map(Files::overlays).collect();
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
            accepted: read.accepted(),
            selection: description.selection.clone(),
        })
        .collect();
    let mut output = Output::default();
    for description in descriptions {
        if description.source == Source::File {
            output.read.push(description.path.clone());
        }
        output.read.extend(description.overlays.iter().cloned());
        output.read.extend(description.accept.clone());
    }
    let mut last = Instant::now();
    let result = work(&inputs, &mut |stage| {
        output.timings.push((stage, last.elapsed()));
        last = Instant::now();
    });
    output
        .read
        .extend(read.iter().flat_map(|files| files.loader.read()));
    let is_file = |description: &Description| description.source == Source::File;
    output.is_repeatable =
        descriptions.iter().all(is_file) && read.iter().all(|files| files.loader.is_repeatable());
    for report in &result.reports {
        output.add(report);
    }
    // Errors first, each severity in the order of places.
    output.findings.sort_by_key(|finding| finding.severity);
    Ok((output, result.clients))
}

/// The content of a description and of its other files.
struct Files {
    text: Vec<u8>,
    overlays: Vec<(String, Vec<u8>)>,
    accepted: Option<(String, Vec<u8>)>,
    loader: FileLoader,
}

impl Files {
    fn of(description: &Description) -> Result<Files, String> {
        let read = |path: &PathBuf| {
            let shown = portable(path);
            match std::fs::read(path) {
                Ok(text) => Ok((shown, text)),
                Err(error) => Err(format!("{shown}: {error}")),
            }
        };
        let overlays = description.overlays.iter().map(read);
        Ok(Files {
            text: text(description)?,
            overlays: overlays.collect::<Result<_, _>>()?,
            accepted: description.accept.as_ref().map(read).transpose()?,
            loader: match description.source {
                Source::Url => FileLoader::beside_url(&description.shown)
                    .allow_remote(description.allow_remote),
                _ => FileLoader::beside(&description.path).allow_remote(description.allow_remote),
            },
        })
    }

    fn accepted(&self) -> Option<AcceptedFile<'_>> {
        let (path, text) = self.accepted.as_ref()?;
        Some(AcceptedFile { path, text })
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

/// A description after its overlays were applied.
#[derive(Debug)]
pub struct Overlaid {
    /// Its text, in the format of the description.
    pub text: String,
    /// The findings in the description and its overlays that concern their application: the result itself is not
    /// checked.
    pub findings: Vec<Placed>,
}

/// Applies the overlays of a description.
///
/// # Errors
/// If a file cannot be read.
pub fn overlaid(description: &Description) -> Result<Overlaid, String> {
    let read = Files::of(description)?;
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
        findings: diagnostics.placed(&sources),
    })
}

impl Output {
    /// Writes the prepared files: calls `file` with the path and the text of each.
    pub(crate) fn write(
        &mut self,
        clients: &Clients,
        file: &mut (dyn FnMut(String, String) + Send),
    ) {
        let began = Instant::now();
        self.needs = clients.write(file);
        self.timings.push(("render", began.elapsed()));
    }

    fn add(&mut self, report: &Report) {
        for placed in report.diagnostics.placed(&report.sources) {
            match placed.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Note => {}
            }
            self.findings.push(placed);
        }
        let ledger = &report.ledger;
        self.ledger.operations += ledger.operations;
        self.ledger.generated += ledger.generated;
        self.ledger.types += ledger.types;
        self.ledger.not_chosen += ledger.not_chosen;
        let left_out = |kind, skipped| LeftOut::of(kind, skipped, &report.sources);
        let operations = ledger.skipped.iter();
        let operations = operations.map(|skipped| left_out("operation", skipped));
        self.ledger.skipped.extend(operations);
        let schemas = ledger.skipped_schemas.iter();
        let schemas = schemas.map(|skipped| left_out("schema", skipped));
        self.ledger.skipped_schemas.extend(schemas);
    }
}

//! The passes that lead from a description to the files of a client.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::allow::{self, AcceptedFile};
use crate::analyze::Facts;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::emit::{self, Context};
use crate::fileset::FileSet;
use crate::ir::Api;
use crate::limits::ROUNDS;
use crate::lower::{Broken, Chosen, Ledger, Selection};
use crate::manifest::ManifestNeeds;
use crate::memory::Memory;
use crate::names::{Layout, Names, reserved};
use crate::overlay::{self, Overlays};
use crate::render::{self, Known};
use crate::source::{Loader, Origin, Sources};
use crate::{lower, openapi};

/// A description to generate from.
pub struct Input<'a> {
    /// Its path as diagnostics show it.
    pub path: &'a str,
    /// Its text.
    pub text: &'a [u8],
    /// The module that it becomes; with [`Layout::Crate`] only a name for messages.
    pub module: &'a str,
    /// Reads the files that its references name.
    pub loader: &'a dyn Loader,
    /// The overlays that are applied to it first.
    pub overlays: Overlays<'a>,
    /// Findings that its author accepts.
    pub accepted: Option<AcceptedFile<'a>>,
    /// Which of its operations are generated.
    pub selection: Selection,
}

impl<'a> Input<'a> {
    /// Returns a description without overlays.
    #[must_use]
    pub fn new(path: &'a str, text: &'a [u8], module: &'a str, loader: &'a dyn Loader) -> Self {
        Input {
            path,
            text,
            module,
            loader,
            overlays: Overlays::NONE,
            accepted: None,
            selection: Selection::default(),
        }
    }
}

/// The options of a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name of the package, as documentation tests write it in `use`.
    pub package: String,
    /// The kind of crate that is generated.
    pub layout: Layout,
    /// Whether operations and schemas that cannot be generated are left out, instead of an error.
    pub skip_unsupported: bool,
    /// Whether warnings are errors.
    pub deny_warnings: bool,
}

impl Options {
    /// Returns the options to generate everything that a description has, even if there are warnings.
    #[must_use]
    pub fn new(package: &str, layout: Layout) -> Self {
        Options {
            package: package.to_owned(),
            layout,
            skip_unsupported: false,
            deny_warnings: false,
        }
    }
}

/// The result of a run.
#[derive(Debug)]
pub struct Generated {
    /// The files; `None` where there is an error.
    pub files: Option<FileSet>,
    /// The findings and counts of each input, in the order of the inputs.
    pub reports: Vec<Report>,
    /// What the manifest of the output must have.
    pub manifest: ManifestNeeds,
}

/// The findings and counts of an input.
#[derive(Debug)]
pub struct Report {
    /// Its files, in which the lines and columns of diagnostics are looked up.
    pub sources: Sources,
    /// What was found.
    pub diagnostics: Diagnostics,
    /// What it declares, compared with what is generated.
    pub ledger: Ledger,
}

/// A description, ready to be emitted.
pub(crate) struct Client {
    pub(crate) api: Api,
    pub(crate) facts: Facts,
    pub(crate) names: Names,
}

/// Generates a client from descriptions. A pure function: nothing but the arguments has an influence.
///
/// `stage` is called with the name of each stage when it ends, so that a caller can measure how long it takes.
#[must_use]
pub fn generate(
    inputs: &[Input<'_>],
    options: &Options,
    stage: &mut dyn FnMut(&'static str),
) -> Generated {
    generate_with(&mut Memory::default(), inputs, options, stage)
}

/// Like [`generate`], but faster where an earlier run left something similar in the memory.
#[must_use]
pub fn generate_with(
    memory: &mut Memory,
    inputs: &[Input<'_>],
    options: &Options,
    stage: &mut dyn FnMut(&'static str),
) -> Generated {
    let Prepared { reports, clients } = prepare(memory, inputs, options, stage);
    let written = clients.map(|clients| {
        let mut files = FileSet::default();
        let manifest = clients.write(&mut |path, text| files.insert(path, text));
        (files, manifest)
    });
    stage("render");
    let (files, manifest) = written.unzip();
    Generated {
        files,
        reports,
        manifest: manifest.unwrap_or_default(),
    }
}

/// The result of the first step of a run: everything but the files.
#[derive(Debug)]
pub struct Prepared {
    /// The findings and counts of each input, in the order of the inputs.
    pub reports: Vec<Report>,
    /// The clients to write; `None` where there is an error.
    pub clients: Option<Clients>,
}

/// Reads descriptions: the first of the two steps of [`generate_with`], after which a caller can drop the inputs.
#[must_use]
pub fn prepare(
    memory: &mut Memory,
    inputs: &[Input<'_>],
    options: &Options,
    stage: &mut dyn FnMut(&'static str),
) -> Prepared {
    let read = |input| read(memory, input, options, stage);
    let (reports, clients): (Vec<Report>, Vec<Option<Client>>) = inputs.iter().map(read).unzip();
    let clients: Option<Vec<Client>> = clients.into_iter().collect();
    let layouts = Arc::clone(&memory.layouts);
    let clients = clients.map(|all| Clients {
        all,
        layouts,
        package: options.package.clone(),
        layout: options.layout,
    });
    Prepared { reports, clients }
}

/// Reports what [`generate`] would report, without generating files.
#[must_use]
pub fn check(
    inputs: &[Input<'_>],
    options: &Options,
    stage: &mut dyn FnMut(&'static str),
) -> Vec<Report> {
    let mut memory = Memory::default();
    let read = |input| read(&mut memory, input, options, stage).0;
    inputs.iter().map(read).collect()
}

/// Takes one description from its text to names. Returns no client where there is an error.
pub(crate) fn read(
    memory: &mut Memory,
    input: &Input<'_>,
    options: &Options,
    stage: &mut dyn FnMut(&'static str),
) -> (Report, Option<Client>) {
    let mut diagnostics = Diagnostics::new();
    let mut ledger = Ledger::default();
    let known = std::mem::take(&mut memory.files);
    let mut sources = Sources::read_with(known, input.path, input.text, &mut diagnostics);
    overlay::apply(&mut sources, input.overlays, &mut diagnostics);
    stage("source");
    let version = openapi::check_and_lint(&mut sources, input.loader, &mut diagnostics);
    memory.files = sources.take_known();
    stage("openapi");
    let mut broken = Broken::new(options.skip_unsupported);
    broken.choose(
        version
            .and_then(|version| Chosen::of(&sources, version, &input.selection, &mut diagnostics)),
    );
    broken.keep_chosen(&sources, &mut diagnostics);
    let client = version.map(|version| {
        let mut round = 0;
        loop {
            round += 1;
            let skips = options.skip_unsupported && round < ROUNDS;
            if skips {
                broken.take(&sources, &mut diagnostics, &[]);
            }
            // Findings about a part that turns out to be left out are dropped.
            let before = skips.then(|| diagnostics.clone());
            ledger = Ledger::default();
            let api = lower::lower(&sources, version, &broken, &mut diagnostics, &mut ledger);
            stage("lower");
            let facts = Facts::of(&api);
            stage("analyze");
            let names = Names::of(&api, &facts, input.module, options.layout, &mut diagnostics);
            stage("names");
            match before {
                Some(before) if broken.take(&sources, &mut diagnostics, &ledger.skipped) => {
                    diagnostics = before;
                }
                _ => break Client { api, facts, names },
            }
        }
    });
    broken.keep_chosen(&sources, &mut diagnostics);
    check_module(input, options, &mut diagnostics);
    settle(input, options, &mut sources, &mut diagnostics);
    diagnostics.extend(broken.into_warnings());
    let client = client.filter(|_| !diagnostics.has_errors());
    let report = Report {
        sources,
        diagnostics,
        ledger,
    };
    (report, client)
}

/// Reports a name that neither a module nor its feature can have.
fn check_module(input: &Input<'_>, options: &Options, diagnostics: &mut Diagnostics) {
    if options.layout == Layout::Module && !reserved::is_module(input.module) {
        diagnostics.push(
            Diagnostic::error(
                Code::InvalidNameOverride,
                Place::value(Origin::default()),
                format!("a module cannot be called `{}`", input.module),
            )
            .help(
                "rename the file: use lower-case letters, digits and underscores, but no keyword of Rust, `lib` or \
                 `main`, the feature of a facility, or a device of Windows such as `aux`",
            ),
        );
    }
}

/// Removes the accepted findings, and turns warnings into errors where the caller wants that.
fn settle(
    input: &Input<'_>,
    options: &Options,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) {
    let unused = allow::apply(sources, input.accepted, diagnostics);
    // With a selection, an entry may be for an operation that is not selected.
    if input.selection == Selection::default() {
        diagnostics.extend(unused);
    }
    if options.deny_warnings {
        diagnostics.deny_warnings();
    }
}

/// Clients whose files can be written.
pub struct Clients {
    all: Vec<Client>,
    layouts: Arc<Known>,
    package: String,
    layout: Layout,
}

impl Clients {
    /// Writes the files: `file` is called with the path and the text of each as soon as it is made, in any order.
    pub fn write(&self, file: &mut (dyn FnMut(String, String) + Send)) -> ManifestNeeds {
        let package = self.package.replace('-', "_");
        let contexts = self.all.iter().map(|client| {
            let Client { api, facts, names } = client;
            emit::context(api, facts, names, &package, self.layout)
        });
        let contexts: Vec<_> = contexts.collect();
        let mut features = Vec::new();
        let mut facilities = BTreeSet::new();
        let mut description = String::new();
        for context in &contexts {
            let Names {
                modules, module, ..
            } = context.names;
            features.extend(modules.features().map(|module| module.plain().to_owned()));
            facilities.extend(context.facts.facilities().iter().copied());
            match self.layout {
                Layout::Crate => {
                    self.sources(context, "src/", "src/lib.rs", file);
                    let readme = emit::readme(context, &self.package);
                    file("README.md".to_owned(), readme);
                    description = emit::description(context);
                }
                Layout::Module => {
                    features.push(module.clone());
                    let folder = format!("src/{module}/");
                    self.sources(context, &folder, &format!("{folder}mod.rs"), file);
                }
            }
        }
        if self.layout == Layout::Module {
            let clients = contexts
                .iter()
                .map(|context| (context.names.module.as_str(), context))
                .collect();
            let library = emit::library(&clients, &facilities);
            file("src/lib.rs".to_owned(), render::file(library));
        }
        self.layouts.limit();
        let mut manifest = ManifestNeeds::new(&facilities, &features);
        manifest.description = description;
        manifest
    }

    /// Writes the sources of a client: its root, and the other files in a folder.
    fn sources(
        &self,
        context: &Context<'_>,
        folder: &str,
        root: &str,
        file: &mut (dyn FnMut(String, String) + Send),
    ) {
        let plan = emit::plan(context, folder, root);
        let emit = |section: &_| emit::emit(context, section);
        render::render(&self.layouts, &plan, emit, file);
    }
}

impl fmt::Debug for Clients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clients").finish_non_exhaustive()
    }
}

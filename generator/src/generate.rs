//! The list of passes.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::analyze::Facts;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::emit::{self, Comment, Context, Item};
use crate::facility::{self, FORWARDED, Facility, INTERFACE, RUNTIME};
use crate::fileset::FileSet;
use crate::ir::Api;
use crate::lower::{Ledger, OnUnsupported};
use crate::manifest::ManifestNeeds;
use crate::names::Names;
use crate::render::{self, RenderError};
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
}

/// What is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A crate with a module, and a cargo feature, for each description.
    Module,
    /// A crate for one description, which is its root.
    Crate,
}

/// How to generate.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name of the package, as documentation tests write it in `use`.
    pub package: String,
    /// What is generated.
    pub layout: Layout,
    /// Whether operations that cannot be generated are left out, instead of an error.
    pub skip_unsupported: bool,
    /// Whether warnings are errors.
    pub deny_warnings: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// The files; `None` where there is an error.
    pub files: Option<FileSet>,
    /// What there is to say of each input, in their order.
    pub reports: Vec<Report>,
    /// What the output needs of its manifest.
    pub manifest: ManifestNeeds,
}

/// What there is to say of an input.
#[derive(Debug)]
pub struct Report {
    /// Its files, by which diagnostics are placed.
    pub sources: Sources,
    /// What was found.
    pub diagnostics: Diagnostics,
    /// What it declares against what was generated.
    pub ledger: Ledger,
}

/// Generates a client from descriptions. Pure: what is not in the arguments has no influence.
///
/// `stage` is told each stage as it ends, so that a caller can measure how long they take.
#[must_use]
pub fn generate(
    inputs: &[Input<'_>],
    options: &Options,
    stage: &mut dyn FnMut(&'static str),
) -> Outcome {
    let mut reports = Vec::with_capacity(inputs.len());
    let mut clients = Vec::with_capacity(inputs.len());
    for input in inputs {
        let (report, client) = read(input, options, stage);
        reports.push(report);
        clients.extend(client);
    }
    let mut outcome = Outcome {
        files: None,
        reports,
        manifest: ManifestNeeds::default(),
    };
    if clients.len() < inputs.len() {
        return outcome;
    }
    match write(inputs, &clients, options) {
        Ok((files, manifest)) => {
            outcome.files = Some(files);
            outcome.manifest = manifest;
        }
        Err(error) => {
            if let Some(report) = outcome.reports.first_mut() {
                report.diagnostics.push(internal(&error));
            }
        }
    }
    stage("render");
    outcome
}

/// A description, ready to be emitted.
struct Client {
    api: Api,
    facts: Facts,
    names: Names,
}

/// One description from text to names; nothing where there is an error.
fn read(
    input: &Input<'_>,
    options: &Options,
    stage: &mut dyn FnMut(&'static str),
) -> (Report, Option<Client>) {
    let mut diagnostics = Diagnostics::new();
    let mut ledger = Ledger::default();
    let mut sources = Sources::read(input.path, input.text, &mut diagnostics);
    stage("source");
    let version = openapi::check(&mut sources, input.loader, &mut diagnostics);
    stage("openapi");
    if options.layout == Layout::Module && !is_module(input.module) {
        diagnostics.push(
            Diagnostic::error(
                Code::InvalidNameOverride,
                Place::value(Origin::default()),
                format!("a module cannot be called `{}`", input.module),
            )
            .help("rename the file: small letters, digits and underscores, and none of Rust's keywords"),
        );
    }
    let client = version.map(|version| {
        let on_unsupported = if options.skip_unsupported {
            OnUnsupported::Skip
        } else {
            OnUnsupported::Error
        };
        let api = lower::lower(
            &sources,
            version,
            on_unsupported,
            &mut diagnostics,
            &mut ledger,
        );
        stage("lower");
        let facts = Facts::of(&api);
        stage("analyze");
        let names = Names::of(&api, &mut diagnostics);
        stage("names");
        Client { api, facts, names }
    });
    if options.deny_warnings {
        diagnostics.deny_warnings();
    }
    let client = client.filter(|_| !diagnostics.has_errors());
    (
        Report {
            sources,
            diagnostics,
            ledger,
        },
        client,
    )
}

/// Whether a description can become a module of that name, and a feature: some are taken.
fn is_module(name: &str) -> bool {
    let reserved = facility::reserved_modules();
    !reserved.iter().any(|reserved| reserved == name) && syn::parse_str::<Ident>(name).is_ok()
}

/// All descriptions from names to files.
fn write(
    inputs: &[Input<'_>],
    clients: &[Client],
    options: &Options,
) -> Result<(FileSet, ManifestNeeds), RenderError> {
    let is_crate = options.layout == Layout::Crate;
    let mut files = FileSet::default();
    let mut features = Vec::new();
    let package = options.package.replace('-', "_");
    let contexts: Vec<_> = clients
        .iter()
        .zip(inputs)
        .map(|(client, input)| {
            let path = (!is_crate).then(|| format!("{package}::{}", input.module));
            emit::context(&client.api, &client.facts, &client.names, path)
        })
        .collect();
    for (context, input) in contexts.iter().zip(inputs) {
        features.extend(tag_features(context));
        let folder = if is_crate {
            "src/".to_owned()
        } else {
            format!("src/{}/", input.module)
        };
        for (path, text) in render::render(&emit::plan(context, &folder), |work| {
            emit::emit(context, work)
        })? {
            files.insert(path, text);
        }
    }
    let facilities = clients
        .iter()
        .flat_map(|client| client.facts.facilities())
        .copied()
        .collect();
    let scripts = scripts(&files);
    match (options.layout, contexts.first()) {
        (Layout::Crate, Some(context)) => {
            files.insert(
                "src/lib.rs",
                render::file("src/lib.rs", &crate_root(context, &facilities, &scripts))?,
            );
        }
        _ => {
            for (context, input) in contexts.iter().zip(inputs) {
                let path = format!("src/{}/mod.rs", input.module);
                files.insert(path.clone(), render::file(&path, &module_root(context))?);
                features.push(input.module.to_owned());
            }
            let modules = contexts
                .iter()
                .zip(inputs)
                .map(|(context, input)| (input.module, context.api.title.as_str()));
            files.insert(
                "src/lib.rs",
                render::file(
                    "src/lib.rs",
                    &library(&modules.collect(), &facilities, &scripts),
                )?,
            );
        }
    }
    Ok((files, ManifestNeeds::new(&facilities, &features)))
}

fn tag_features(context: &Context<'_>) -> Vec<String> {
    emit::used_tags(context)
        .into_iter()
        .filter_map(|tag| context.names.modules.get(tag))
        .map(|module| module.plain().to_owned())
        .collect()
}

/// The root of a description's module in a crate of several.
fn module_root(context: &Context<'_>) -> Vec<Item> {
    let (docs, allowances) = (emit::root_docs(context.api).inner(), emit::allowances());
    vec![
        Item::Code(quote!(#docs #allowances)),
        emit::root_modules(context),
        Item::Code(made_for()),
    ]
}

/// The root of a crate that is a description's own.
fn crate_root(
    context: &Context<'_>,
    facilities: &BTreeSet<Facility>,
    scripts: &TokenStream,
) -> Vec<Item> {
    let (docs, allowances) = (emit::root_docs(context.api).inner(), emit::allowances());
    vec![
        Item::Code(
            quote!(#docs #![forbid(unsafe_code)] #![warn(missing_docs)] #scripts #allowances),
        ),
        emit::root_modules(context),
        Item::Code(exports(facilities, &|_| false)),
        Item::Code(made_for()),
    ]
}

/// What stops the build where the runtime is of another version.
fn made_for() -> TokenStream {
    let runtime = Ident::new(RUNTIME, Span::call_site());
    let interface = Literal::u32_unsuffixed(INTERFACE);
    quote!(const _: () = #runtime::codegen::made_for(#interface);)
}

/// The root of a crate of several descriptions.
fn library(
    modules: &BTreeMap<&str, &str>,
    facilities: &BTreeSet<Facility>,
    scripts: &TokenStream,
) -> Vec<Item> {
    let mut docs =
        Comment::new("Clients made from descriptions of APIs, a module and a cargo feature each.");
    docs.paragraph(
        modules
            .iter()
            .map(|(module, title)| format!("- `{module}`: {}", emit::line(title)))
            .collect(),
    );
    let docs = docs.inner();
    let declared = modules.keys().filter_map(|module| {
        let module: Ident = syn::parse_str(module).ok()?;
        let feature = module.to_string();
        Some(Item::Code(quote! {
            #[cfg(feature = #feature)]
            #[rustfmt::skip]
            pub mod #module;
        }))
    });
    let mut items = vec![Item::Code(
        quote!(#docs #![forbid(unsafe_code)] #![warn(missing_docs)] #scripts),
    )];
    items.extend(declared);
    items.push(Item::Code(exports(facilities, &|name| {
        modules.contains_key(name)
    })));
    items
}

/// What rustc must be told where names are in another script: it looks at such names as a whole, so that only
/// the root of the crate can say it.
fn scripts(files: &FileSet) -> TokenStream {
    let is_code = |line: &str| !line.is_ascii() && !line.trim_start().starts_with("//");
    if !files
        .iter()
        .any(|(_, text)| !text.is_ascii() && text.lines().any(is_code))
    {
        return TokenStream::new();
    }
    quote! {
        #![allow(
            confusable_idents,
            mixed_script_confusables,
            uncommon_codepoints,
            reason = "names are words of the description, in its own script"
        )]
    }
}

/// What a crate shows of the runtime. A module of it whose name a description has taken is shown as
/// `runtime_…`.
fn exports(facilities: &BTreeSet<Facility>, is_taken: &dyn Fn(&str) -> bool) -> TokenStream {
    let path = |path: &str| {
        let segments = path
            .split("::")
            .map(|segment| Ident::new(segment, Span::call_site()));
        quote!(#(#segments)::*)
    };
    let runtime = Ident::new(RUNTIME, Span::call_site());
    let always = facility::exports(facilities).into_iter().map(|name| {
        let shown = path(name);
        let name = name.rsplit("::").next().unwrap_or(name);
        if is_taken(name) {
            let other = Ident::new(&format!("runtime_{name}"), Span::call_site());
            quote!(#shown as #other)
        } else {
            shown
        }
    });
    let forwarded = FORWARDED
        .iter()
        .flat_map(|(feature, exports)| exports.iter().map(move |name| (feature, path(name))))
        .map(|(feature, name)| {
            quote! {
                #[cfg(feature = #feature)]
                pub use #runtime::#name;
            }
        });
    quote! {
        pub use #runtime::{#(#always),*};
        #(#forwarded)*
    }
}

/// Code that is no Rust is our mistake; the description cannot be made to avoid it but by leaving parts out.
fn internal(error: &RenderError) -> Diagnostic {
    let message: String = error.message.chars().take(400).collect();
    Diagnostic::error(
        Code::Internal,
        Place::value(Origin::default()),
        format!("the code for {} is no Rust: {message}", error.path),
    )
    .help("this is a mistake of the generator; report it with the description")
}

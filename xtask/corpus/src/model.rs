//! A description as the generator understands it, from which programs that use its client are written.

use std::path::Path;

use generator::Layout;
use generator::analyze::Facts;
use generator::diagnostic::Diagnostics;
use generator::ir::Api;
use generator::lower::{Broken, Ledger};
use generator::names::Names;
use generator::source::Sources;
use xtask::description::{Description, text};
use xtask::load::FileLoader;

/// A description as the generator understands it.
pub(crate) struct Model {
    /// The name of its file.
    pub(crate) name: String,
    /// The module of its client.
    pub(crate) module: String,
    pub(crate) sources: Sources,
    pub(crate) api: Api,
    pub(crate) facts: Facts,
    pub(crate) names: Names,
}

/// Returns the description at a path, with a module name that is not a keyword of Rust.
pub(crate) fn description(path: &Path) -> Description {
    let mut description = Description::new(path);
    description.module.push_str("_api");
    description
}

/// Reads a description whose client is a module, without the parts that cannot be generated; `None` if the file is not
/// a description.
pub(crate) fn read(path: &Path) -> Result<Option<Model>, String> {
    let description = description(path);
    let bytes = text(&description)?;
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::read(&description.shown, &bytes, &mut diagnostics);
    let loader = FileLoader::beside(path);
    let Some(version) = generator::openapi::check(&mut sources, &loader, &mut diagnostics) else {
        return Ok(None);
    };
    let mut broken = Broken::new(true);
    broken.take(&sources, &mut diagnostics, &[]);
    // Leaving out a broken part can break others, which are left out in the next round.
    let (api, facts, names) = loop {
        let mut said = Diagnostics::new();
        let mut ledger = Ledger::default();
        let api = generator::lower::lower(&sources, version, &broken, &mut said, &mut ledger);
        let facts = Facts::of(&api);
        let module = &description.module;
        let names = Names::of(&api, &facts, module, Layout::Module, &mut said);
        if !broken.take(&sources, &mut said, &ledger.skipped) {
            break (api, facts, names);
        }
    };
    let name = path.file_name().unwrap_or_default();
    Ok(Some(Model {
        name: name.to_string_lossy().into_owned(),
        module: description.module,
        sources,
        api,
        facts,
        names,
    }))
}

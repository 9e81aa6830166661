//! Short and full paths: which items a module can refer to by their last segment.

use std::collections::HashSet;
use std::sync::Arc;

use super::modules::Module;
use super::reserved::{self, is_prelude};
use super::{ConstName, ModuleName, Names, TypeName};
use crate::ir::TypeId;

/// The names that are in scope in a module of a client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope<'a> {
    /// The names that the module itself defines.
    defined: HashSet<&'a str>,
    /// The names of the models, which it may import.
    models: Arc<HashSet<&'a str>>,
    /// Whether it imports nothing.
    is_full: bool,
}

/// How a reference to an item is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// By its last segment alone, since it is in the prelude.
    Prelude,
    /// By its last segment, with an import.
    Imported,
    /// By its full path.
    Full,
}

impl<'a> Scope<'a> {
    /// Returns the scope of a module that defines some names and may import models.
    pub(crate) fn new(
        defined: impl IntoIterator<Item = &'a str>,
        models: Arc<HashSet<&'a str>>,
    ) -> Self {
        Self {
            defined: defined.into_iter().collect(),
            models,
            is_full: false,
        }
    }

    /// Returns the scope for code under a `cfg` condition: imports for it would be unused without the condition.
    pub(crate) fn without_imports(self) -> Self {
        Self {
            is_full: true,
            ..self
        }
    }

    /// Returns how a model of another module is written.
    pub(crate) fn model(&self, name: &str) -> Written {
        if self.is_full || self.defined.contains(name) || is_prelude(name) {
            Written::Full
        } else {
            Written::Imported
        }
    }

    /// Returns how any other item is written; models take precedence.
    pub(crate) fn other(&self, name: &str) -> Written {
        let is_prelude = is_prelude(name);
        if self.defined.contains(name) || self.models.contains(name) && !is_prelude {
            Written::Full
        } else if is_prelude {
            Written::Prelude
        } else if self.is_full {
            Written::Full
        } else {
            Written::Imported
        }
    }
}

impl Names {
    /// Returns the names of the models.
    pub(crate) fn models(&self) -> Arc<HashSet<&str>> {
        let models = self.types.iter().map(|names| names.name.as_str());
        Arc::new(models.collect())
    }

    /// Returns the scope of a module; `models` has the names of the description's models.
    pub(crate) fn scope<'a>(&'a self, module: Module, models: &Arc<HashSet<&'a str>>) -> Scope<'a> {
        let models = Arc::clone(models);
        let ids = || (0..).map(TypeId).zip(&self.types);
        match module {
            Module::Root => Scope::new(reserved::ROOT_PATHS.iter().copied(), Arc::default()),
            Module::TestResponses => Scope::new([], models),
            Module::Request => Scope::new(["Request"], Arc::default()),
            Module::Client => {
                let variables = self.client.variables.iter().map(|names| names.ty.as_str());
                let statics = self
                    .client
                    .parameter_tables
                    .iter()
                    .chain(&self.client.busy)
                    .chain(&self.client.slots);
                let statics = statics.map(ConstName::as_str);
                let own = reserved::CLIENT_TYPES.iter().copied();
                Scope::new(own.chain(variables).chain(statics), Arc::default())
            }
            Module::Models(tag) => {
                let own = ids().filter(|(id, _)| self.modules.has_type(tag, *id));
                let own = own.map(|(_, names)| names.name.as_str());
                Scope::new(own.chain(self.tag_modules(tag)), models)
            }
            Module::Tables(tag) => {
                let own = ids().filter(|(id, _)| self.modules.of_type(*id) == tag);
                let own = own.map(|(_, names)| names.rules.as_str());
                Scope::new(own.chain(self.tag_modules(tag)), models)
            }
            Module::Operations(tag) => {
                // The root re-exports the items of the tags' modules.
                let is_here = |home: Option<usize>| home == tag || tag.is_none();
                let own = self.operations.iter().enumerate();
                let own = own.filter(|(index, _)| is_here(self.modules.of_operation(*index)));
                let own = own.flat_map(|(_, names)| {
                    let types = names
                        .types()
                        .chain([&names.operation])
                        .map(TypeName::as_str);
                    let statics = names.statics().map(ConstName::as_str);
                    types.chain(statics).chain(names.arguments())
                });
                let sub_clients = self.sub_clients.iter();
                let sub_clients = sub_clients.filter(|names| is_here(Some(names.tag)));
                let own = own.chain(sub_clients.map(|names| names.ty.as_str()));
                Scope::new(own.chain(self.tag_modules(tag)), models)
            }
        }
    }

    /// Returns the names of the modules in the root of `models` and of `operations`.
    fn tag_modules(&self, tag: Option<usize>) -> impl Iterator<Item = &str> {
        let tags = tag.is_none().then(|| self.modules.names());
        tags.into_iter().flatten().map(ModuleName::as_str)
    }
}

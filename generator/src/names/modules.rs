//! The modules of a description, and which of them each type and operation is in.

use super::member::Member;
use super::reserved;
use super::role::{ModuleName, TypeName};
use super::scope;
use super::{OperationNames, TypeNames};
use crate::analyze::Facts;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, TypeId};

/// The kind of crate that is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A crate with a module, and a cargo feature, for each description.
    Module,
    /// A crate for one description, which is its root.
    Crate,
}

/// With more operations than this, a crate gets a cargo feature for each tag.
const MOST_WITHOUT_FEATURES: usize = 100;

/// How the modules of tags are exported. Their items are also exported one level up, so that the path of a type depends
/// neither on the other users of the type nor on the number of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// As private modules.
    Private,
    /// As public modules, each with a cargo feature. Each exports every type that the operations of its tag use.
    Features,
}

/// A module of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Module {
    /// The root.
    Root,
    /// `client`
    Client,
    /// `request`
    Request,
    /// `models`, or its part for a tag.
    Models(Option<usize>),
    /// `tables`, or its part for a tag: how models are read, written and checked.
    Tables(Option<usize>),
    /// `operations`, or its part for a tag.
    Operations(Option<usize>),
    /// A module of `test_responses`.
    TestResponses,
}

/// The modules of a description.
#[derive(Clone, Debug)]
pub struct Modules {
    /// How the modules of tags are exported.
    pub split: Split,
    /// A module for each of [`Api::tags`].
    names: Vec<ModuleName>,
    /// The tag whose module contains each of [`Api::operations`].
    operations: Vec<Option<usize>>,
    /// The tag whose module contains each type, by [`TypeId`].
    types: Vec<Option<usize>>,
    /// The tags whose modules export a type of the common module, by [`TypeId`].
    offered: Vec<Vec<usize>>,
}

/// The modules of the operations.
pub(super) struct Homes {
    /// How the modules of tags are exported.
    pub(super) split: Split,
    /// The tag whose module contains each of [`Api::operations`].
    pub(super) operations: Vec<Option<usize>>,
}

/// Returns the modules of the operations.
pub(super) fn homes(api: &Api, layout: Layout) -> Homes {
    let is_large = api.operations.len() > MOST_WITHOUT_FEATURES && api.tags.len() > 1;
    let split = if layout == Layout::Crate && is_large {
        Split::Features
    } else {
        Split::Private
    };
    let operations = api.operations.iter();
    let operations = operations.map(|operation| operation.tags.first().copied());
    Homes {
        split,
        operations: operations.collect(),
    }
}

impl Modules {
    pub(super) fn of(
        api: &Api,
        facts: &Facts,
        Homes { split, operations }: Homes,
        types: &[TypeNames],
        names: &[OperationNames],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        // Types are not distributed where all operations are in one module.
        let mut homes = operations.iter();
        let is_spread = homes.any(|home| Some(home) != operations.first());
        let of_types = api.types.entries().map(|(id, _)| match facts.tags(id) {
            [only] if is_spread => *only,
            _ => None,
        });
        let types_of_tags: Vec<Option<usize>> = of_types.collect();
        let common = api.types.entries().zip(&types_of_tags);
        let offered = common.map(|((id, _), home)| match home {
            None if is_spread && split == Split::Features => {
                facts.tags(id).iter().copied().flatten().collect()
            }
            _ => Vec::new(),
        });
        Self {
            offered: offered.collect(),
            split,
            names: self::names(api, types, names, diagnostics),
            types: types_of_tags,
            operations,
        }
    }

    /// Whether a module of models defines or re-exports a type; the root has all types.
    #[must_use]
    pub fn has_type(&self, tag: Option<usize>, id: TypeId) -> bool {
        tag.is_none() || self.of_type(id) == tag || self.offers(tag, id)
    }

    /// Whether a tag's module re-exports a type of the common module.
    #[must_use]
    pub fn offers(&self, tag: Option<usize>, id: TypeId) -> bool {
        let offered = self.offered.get(id.index());
        let mut tags = offered.into_iter().flatten();
        tag.is_some_and(|tag| tags.any(|offered| *offered == tag))
    }

    /// Returns the module of a tag.
    #[must_use]
    pub fn name(&self, tag: usize) -> Option<&ModuleName> {
        self.names.get(tag)
    }

    /// Returns the modules of all tags.
    pub(super) fn names(&self) -> &[ModuleName] {
        &self.names
    }

    /// Returns the tag whose module contains an operation; `None` for the root of `operations`.
    #[must_use]
    pub fn of_operation(&self, operation: usize) -> Option<usize> {
        self.operations.get(operation).copied().flatten()
    }

    /// Returns the tag whose module contains a type; `None` for the root of `models`.
    #[must_use]
    pub fn of_type(&self, id: TypeId) -> Option<usize> {
        self.types.get(id.index()).copied().flatten()
    }

    /// Returns the tags whose modules contain operations, in their order.
    #[must_use]
    pub fn operation_tags(&self) -> Vec<usize> {
        sorted(self.operations.iter().copied())
    }

    /// Returns the tags whose modules define types, and so have a module of tables, in their order.
    #[must_use]
    pub fn table_tags(&self) -> Vec<usize> {
        sorted(self.types.iter().copied())
    }

    /// Returns the tags whose modules define or re-export types, in their order.
    #[must_use]
    pub fn type_tags(&self) -> Vec<usize> {
        let offered = self.offered.iter().flatten().copied().map(Some);
        sorted(self.types.iter().copied().chain(offered))
    }

    /// Returns the modules that have a cargo feature.
    pub fn features(&self) -> impl Iterator<Item = &ModuleName> {
        let tags = match self.split {
            Split::Features => self.operation_tags(),
            Split::Private => Vec::new(),
        };
        tags.into_iter().filter_map(|tag| self.names.get(tag))
    }
}

fn sorted(tags: impl Iterator<Item = Option<usize>>) -> Vec<usize> {
    let mut tags: Vec<_> = tags.flatten().collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// Names the modules of tags. A module is a file and may be a cargo feature, so its name is ASCII. It is beside types
/// and functions, whose names may look the same in scripts without capitals.
fn names(
    api: &Api,
    types: &[TypeNames],
    operations: &[OperationNames],
    diagnostics: &mut Diagnostics,
) -> Vec<ModuleName> {
    let tags = api.tags.iter();
    let members = tags.map(|tag| Member::module(&tag.name, tag.wanted.as_ref(), tag.origin));
    let reserved = reserved::tag_modules();
    let mut taken: Vec<&str> = reserved.iter().map(String::as_str).collect();
    taken.extend(types.iter().map(|names| names.name.plain()));
    let of_operations = operations.iter().flat_map(OperationNames::types);
    taken.extend(of_operations.map(TypeName::plain));
    scope::names(&taken, members, diagnostics)
}

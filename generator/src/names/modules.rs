//! The modules that a description is spread over, and in which of them each type and operation is.

use super::member::Member;
use super::reserved;
use super::role::{ModuleName, TypeName};
use super::scope;
use super::{OperationNames, TypeNames};
use crate::Layout;
use crate::analyze::Facts;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, TypeId};

/// Above this number of operations a crate gets a cargo feature for each tag.
const MOST_WITHOUT_FEATURES: usize = 100;

/// How the modules of tags are offered. Whatever is in them is offered one level up, so that the path of a type
/// depends neither on who else uses it nor on the number of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// As private modules.
    Private,
    /// As public modules, each with a cargo feature. They offer every type that the operations of the tag reach.
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
    /// `models`, or a tag's part of it.
    Models(Option<usize>),
    /// `tables`, or a tag's part of it: how models are read, written and checked.
    Tables(Option<usize>),
    /// `operations`, or a tag's part of it.
    Operations(Option<usize>),
    /// A module of `test_responses`.
    TestResponses,
}

/// The modules of a description.
#[derive(Clone, Debug)]
pub struct Modules {
    /// How the modules of tags are offered.
    pub split: Split,
    /// A module for each of [`Api::tags`].
    names: Vec<ModuleName>,
    /// The tag in whose module each of [`Api::operations`] is.
    operations: Vec<Option<usize>>,
    /// The tag in whose module each type is, by [`TypeId`].
    types: Vec<Option<usize>>,
    /// The tags whose modules offer a type of the common module, by [`TypeId`].
    offered: Vec<Vec<usize>>,
}

/// Where operations are.
pub(super) struct Homes {
    /// How the modules of tags are offered.
    pub(super) split: Split,
    /// The tag in whose module each of [`Api::operations`] is.
    pub(super) operations: Vec<Option<usize>>,
}

/// Returns where the operations are.
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
        let mut used = operations.clone();
        used.sort_unstable();
        used.dedup();
        // With one module of operations there is nothing to spread types over.
        let is_spread = used.len() > 1;
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

    /// Whether a module of models has a type, its own or one that it offers; the root has all.
    #[must_use]
    pub fn has_type(&self, tag: Option<usize>, id: TypeId) -> bool {
        tag.is_none() || self.of_type(id) == tag || self.offers(tag, id)
    }

    /// Whether a tag's module offers a type of the common module.
    #[must_use]
    pub fn offers(&self, tag: Option<usize>, id: TypeId) -> bool {
        let offered = self.offered.get(id.index());
        let mut tags = offered.into_iter().flatten();
        tag.is_some_and(|tag| tags.any(|offered| *offered == tag))
    }

    /// The module of a tag.
    #[must_use]
    pub fn name(&self, tag: usize) -> Option<&ModuleName> {
        self.names.get(tag)
    }

    /// The modules of all tags.
    pub(super) fn names(&self) -> &[ModuleName] {
        &self.names
    }

    /// The tag in whose module an operation is; `None` for the root of `operations`.
    #[must_use]
    pub fn of_operation(&self, operation: usize) -> Option<usize> {
        self.operations.get(operation).copied().flatten()
    }

    /// The tag in whose module a type is; `None` for the root of `models`.
    #[must_use]
    pub fn of_type(&self, id: TypeId) -> Option<usize> {
        self.types.get(id.index()).copied().flatten()
    }

    /// The tags whose module has operations, in their order.
    #[must_use]
    pub fn operation_tags(&self) -> Vec<usize> {
        sorted(self.operations.iter().copied())
    }

    /// The tags whose module has types of its own, and so one of tables, in their order.
    #[must_use]
    pub fn table_tags(&self) -> Vec<usize> {
        sorted(self.types.iter().copied())
    }

    /// The tags whose module has types, its own or offered ones, in their order.
    #[must_use]
    pub fn type_tags(&self) -> Vec<usize> {
        let offered = self.offered.iter().flatten().copied().map(Some);
        sorted(self.types.iter().copied().chain(offered))
    }

    /// The modules that have a cargo feature.
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

/// A tag's module is a file, and may be a cargo feature, so its name is ASCII. It is beside types, whose names look like those of
/// modules in scripts without capitals.
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

//! The neutral model of an API: resolved, checked, and without Rust identifiers.
//!
//! [`lower`](crate::lower) builds it from the document; every later stage only reads it. Properties of the whole model
//! are in [`Facts`](crate::analyze::Facts). Names in it are those of the description (wire names and hints);
//! [`names`](crate::names) alone decides what they are in Rust.

use std::collections::BTreeSet;

use crate::source::Origin;

mod body;
mod check;
pub(crate) mod graph;
mod media;
mod operation;
mod paging;
mod parameter;
mod property;
mod response;
mod rules;
mod security;
mod server;
mod table;
mod tag_value;
mod types;
mod waiter;

pub use body::*;
pub use check::*;
pub use media::*;
pub use operation::*;
pub use paging::*;
pub use parameter::*;
pub use property::*;
pub use response::*;
pub use rules::*;
pub use security::*;
pub use server::*;
pub use table::*;
pub use tag_value::*;
pub use types::*;
pub use waiter::*;

/// One description, ready to become a client.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.description` or `info.summary`.
    pub docs: Docs,
    /// The tags in the order of the document; the tags of an operation are indexes into it.
    pub tags: Vec<Tag>,
    /// The servers of operations that have none of their own.
    pub servers: Servers,
    /// Security schemes in the order of the document.
    pub schemes: Vec<SecurityScheme>,
    /// What the caller sets to authorise requests, each for one scheme or more.
    pub credentials: Vec<CredentialSlot>,
    /// Parameters marked `x-client-parameter`: set once on the client. One entry for each name.
    pub client_parameters: Vec<Parameter>,
    /// The responses that say that the service is busy (`x-busy`), each one once.
    pub busy: Vec<Busy>,
    /// The names of the files, by their numbers.
    pub files: Vec<String>,
    /// The operations in the order of the document.
    pub operations: Vec<Operation>,
    /// Every named type; [`TypeId`] indexes into it.
    pub types: Types,
}

impl Api {
    /// Returns the credentials of a request that belongs to no operation: every alternative of an operation, those with
    /// the most schemes first, and an empty one where some operation needs none.
    #[must_use]
    pub fn request_security(&self) -> Vec<BTreeSet<usize>> {
        let mut all: Vec<BTreeSet<usize>> = Vec::new();
        for operation in &self.operations {
            let none = operation.security.is_empty().then(BTreeSet::new);
            for alternative in operation.security.iter().cloned().chain(none) {
                if !all.contains(&alternative) {
                    all.push(alternative);
                }
            }
        }
        all.sort_by_key(|alternative| std::cmp::Reverse(alternative.len()));
        all
    }

    /// Whether anything in the API is deprecated.
    #[must_use]
    pub fn has_deprecated(&self) -> bool {
        let is_deprecated = |lifecycle: &Lifecycle| *lifecycle == Lifecycle::Deprecated;
        let of_operation = |operation: &Operation| {
            let parameters = operation.parameters.iter().map(|known| known.lifecycle);
            let headers = operation.responses().flat_map(|known| &known.headers);
            std::iter::once(operation.lifecycle)
                .chain(parameters)
                .chain(headers.map(|header| header.lifecycle))
                .any(|lifecycle| is_deprecated(&lifecycle))
        };
        let of_type = |def: &TypeDef| {
            is_deprecated(&def.lifecycle)
                || match &def.kind {
                    TypeKind::Struct(object) => {
                        let mut fields = object.fields.iter().map(|field| field.lifecycle);
                        fields.any(|lifecycle| is_deprecated(&lifecycle))
                    }
                    TypeKind::StringEnum(values) => {
                        values.iter().any(|value| is_deprecated(&value.lifecycle))
                    }
                    TypeKind::IntEnum(values) => {
                        values.iter().any(|value| is_deprecated(&value.lifecycle))
                    }
                    TypeKind::Union(_) | TypeKind::Newtype(_) | TypeKind::Alias(_) => false,
                }
        };
        self.operations.iter().any(of_operation) || self.types.iter().any(of_type)
    }
}

/// The index of a [`TypeDef`] in [`Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

impl TypeId {
    /// Returns it as an index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Text of the description, unchanged. It is untrusted until the emitter has turned it into a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Docs {
    /// The short line (`summary` or `title`).
    pub summary: Option<String>,
    /// The long text (`description`).
    pub description: Option<String>,
    /// `externalDocs.url`.
    pub external: Option<String>,
}

/// Whether something is deprecated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lifecycle {
    /// It is not deprecated.
    #[default]
    Current,
    /// `deprecated: true`.
    Deprecated,
}

impl Lifecycle {
    pub(crate) fn deprecated(is_deprecated: bool) -> Self {
        if is_deprecated {
            Self::Deprecated
        } else {
            Self::Current
        }
    }
}

/// What an identifier is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct NameHint {
    /// The words to use: the key of a component, an operationId, or the path to an inline schema (`["CreatePet",
    /// "Body", "owner"]`). The names stage joins them.
    pub words: Vec<String>,
    /// `x-rust-name`, with its place.
    pub wanted: Option<(String, Origin)>,
    /// The place of diagnostics about the name.
    pub origin: Origin,
}

impl NameHint {
    /// Returns a hint for a word that the description did not choose as a name.
    pub(crate) fn of(word: impl Into<String>, origin: Origin) -> Self {
        NameHint {
            words: vec![word.into()],
            wanted: None,
            origin,
        }
    }
}

/// A tag of the document.
#[derive(Clone, Debug)]
pub struct Tag {
    /// As written; operations refer to it.
    pub name: String,
    /// Its documentation in the description.
    pub docs: Docs,
    /// `x-rust-name`, with its place.
    pub wanted: Option<(String, Origin)>,
    /// Where it is declared, or first used.
    pub origin: Origin,
}

//! What emitters yield.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use super::paths::Import;

/// A piece of a file. Pieces are printed one after the other with a blank line between.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// Items of Rust: one where it may be compiled under a condition.
    Code(TokenStream),
    /// A call of one of the runtime's macros whose input looks like a statement of Rust.
    Table {
        /// What is before it, e.g. `#[cfg(…)]`.
        attributes: TokenStream,
        /// The macro.
        name: TokenStream,
        /// The input.
        input: TokenStream,
    },
}

impl Item {
    /// The item with this attribute.
    pub(crate) fn with(self, attribute: &TokenStream) -> Self {
        match self {
            Self::Code(code) => Self::Code(quote::quote!(#attribute #code)),
            Self::Table {
                attributes,
                name,
                input,
            } => Self::Table {
                attributes: quote::quote!(#attribute #attributes),
                name,
                input,
            },
        }
    }

    /// The item with its code changed.
    pub(crate) fn map(self, mut change: impl FnMut(TokenStream) -> TokenStream) -> Self {
        match self {
            Self::Code(code) => Self::Code(change(code)),
            Self::Table {
                attributes,
                name,
                input,
            } => Self::Table {
                attributes,
                name: change(name),
                input: change(input),
            },
        }
    }
}

/// A part of a file.
#[derive(Debug, Default)]
pub(crate) struct Emitted {
    /// The documentation and attributes of the file, where this is its first part.
    pub(crate) inner: Vec<TokenStream>,
    /// The items.
    pub(crate) items: Vec<Item>,
    /// What the items import.
    pub(crate) imports: BTreeSet<Import>,
}

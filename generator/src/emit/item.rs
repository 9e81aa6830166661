//! What emitters yield.

use std::sync::Arc;

use proc_macro2::TokenStream;

use crate::names::paths::Scope;

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
    /// A module in the file, with imports of its own.
    Module {
        /// What is before its items, e.g. `pub mod a`.
        head: TokenStream,
        /// The items.
        items: TokenStream,
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
            Self::Module { head, items } => Self::Module {
                head: quote::quote!(#attribute #head),
                items,
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
}

/// A part of a file, to be emitted.
pub(crate) struct FilePart<'a, T> {
    /// The file; parts of one file follow each other in the plan.
    pub(crate) path: String,
    /// What to emit.
    pub(crate) section: T,
    /// What its module calls things, where it has imports.
    pub(crate) scope: Option<Arc<Scope<'a>>>,
}

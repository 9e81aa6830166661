//! What emitters yield.

use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::fragment::{Fragment, code};

use crate::names::paths::Scope;

/// A piece of a file. Pieces are printed one after the other with a blank line between.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// Items of Rust: one where it may be compiled under a condition.
    Code(TokenStream),
    /// The same, with places.
    Fragment(Fragment),
    /// An item with braces, of which each member is laid out by itself.
    Block {
        /// What is before the braces.
        head: Fragment,
        /// What kind the members are.
        kind: Members,
        /// The members, without commas; there is one at least.
        members: Vec<Fragment>,
    },
    /// An item after an attribute.
    With(Fragment, Box<Item>),
    /// A call of one of the runtime's macros whose input looks like a statement of Rust.
    Table {
        /// The macro.
        name: Fragment,
        /// The input.
        input: Fragment,
    },
    /// A module in the file, with imports of its own.
    Module {
        /// The module without items, e.g. `pub mod a {}`.
        head: Fragment,
        /// The items.
        items: Vec<Fragment>,
    },
}

/// What is between the braces of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Members {
    /// The items of an `impl`.
    Items,
    /// The fields of a struct.
    Fields,
    /// The variants of an enum.
    Variants,
    /// The statements of a function.
    Statements,
}

impl Item {
    /// An `impl`, or whatever has members, of a head and the members; without any, it is laid out as a whole.
    pub(crate) fn block(head: Fragment, kind: Members, members: Vec<Fragment>) -> Self {
        match members.is_empty() {
            true => Self::Fragment(code!(head => #head {})),
            false => Self::Block {
                head,
                kind,
                members,
            },
        }
    }

    /// The tokens, where it is plain Rust.
    pub(crate) fn tokens(self) -> Option<TokenStream> {
        match self {
            Self::Code(code) => Some(code),
            Self::Fragment(code) => Some(code.to_token_stream()),
            Self::Block {
                head,
                kind,
                members,
            } => {
                let members = match kind {
                    Members::Fields | Members::Variants => quote!(#(#members),*),
                    Members::Items | Members::Statements => quote!(#(#members)*),
                };
                Some(quote!(#head { #members }))
            }
            Self::With(attribute, item) => {
                let item = item.tokens()?;
                Some(quote!(#attribute #item))
            }
            Self::Table { .. } | Self::Module { .. } => None,
        }
    }

    /// The item with this attribute.
    pub(crate) fn with(self, attribute: &Fragment) -> Self {
        Self::With(attribute.clone(), Box::new(self))
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
    /// How many types or operations it is about.
    pub(crate) weight: usize,
    /// What its module calls things, where it has imports.
    pub(crate) scope: Option<Arc<Scope<'a>>>,
}

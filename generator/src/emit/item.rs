//! The output of emitters.

use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::fragment::{Fragment, code};

use crate::names::paths::Scope;

/// A piece of a file. Pieces are separated by blank lines.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// Rust items; exactly one if it may be compiled conditionally.
    Code(TokenStream),
    /// The same, as a template with placeholders.
    Fragment(Fragment),
    /// An item with braces, each member of which is formatted separately.
    Block {
        /// The code before the braces.
        head: Fragment,
        /// The kind of the members.
        kind: Members,
        /// The members, without commas; at least one.
        members: Vec<Fragment>,
    },
    /// An item after an attribute.
    With(Fragment, Box<Item>),
    /// A call of one of the runtime's macros whose input looks like a Rust statement.
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

/// The kind of the members between the braces of an item.
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
    /// Returns an item with braces, such as an `impl`; without members it is formatted as a whole.
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

    /// Returns the tokens of a plain Rust item; `None` for tables and modules.
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

    /// Returns the item with this attribute.
    pub(crate) fn with(self, attribute: &Fragment) -> Self {
        Self::With(attribute.clone(), Box::new(self))
    }
}

/// The code of a part of a file.
#[derive(Debug, Default)]
pub(crate) struct Emitted {
    /// The documentation and attributes of the file, if this is its first part.
    pub(crate) inner: Vec<TokenStream>,
    /// The items.
    pub(crate) items: Vec<Item>,
}

/// A part of a file that is still to be emitted.
pub(crate) struct FilePart<'a, T> {
    /// The path of the file; the parts of a file are adjacent in the plan.
    pub(crate) path: String,
    /// What to emit.
    pub(crate) section: T,
    /// How many types or operations it covers.
    pub(crate) weight: usize,
    /// The names in scope in its module.
    pub(crate) scope: Arc<Scope<'a>>,
}

//! Code with places in it: what is emitted again and again, with other names, types and comments.
//!
//! [`code!`] is `quote!` after a list of what is put into its places. Its tokens are not made where it is written:
//! `render` makes and lays out one of those that differ by names, strings and comments alone, and fills in the others.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::names::{ConstName, FieldName, MethodName, ModuleName, TypeName, VariantName};

/// Code as it is written, and what its places are called: `#name` in the text.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) text: &'static str,
    pub(crate) places: &'static [&'static str],
}

/// A piece of code.
#[derive(Clone, Debug)]
pub(crate) enum Fragment {
    /// An identifier.
    Name(String),
    /// The path of an item of the description, which `render` makes short.
    Item(String),
    /// A string literal with this value.
    Text(String),
    /// Doc comments, each line with its leading space; none where it is empty.
    Comment(String),
    /// Code, and what is in its places.
    Code(&'static Template, Vec<Fragment>),
    /// One after the other, with this between them.
    List(Vec<Fragment>, Option<char>),
    /// An integer.
    Number(u64),
    /// Tokens without places.
    Tokens(TokenStream),
}

/// Code with places: `code!(name, ty => pub type #name = #ty;)`.
macro_rules! code {
    ($($place:ident),* => $($code:tt)*) => {
        $crate::emit::Fragment::Code(
            &$crate::emit::Template {
                text: stringify!($($code)*),
                places: &[$(stringify!($place)),*],
            },
            vec![$($crate::emit::Fragment::from($place)),*],
        )
    };
}
pub(crate) use code;

impl Fragment {
    /// Nothing.
    pub(crate) const NONE: Self = Self::List(Vec::new(), None);

    /// Fragments with commas between them.
    pub(crate) fn listed(fragments: impl IntoIterator<Item = Self>) -> Self {
        Self::List(fragments.into_iter().collect(), Some(','))
    }

    /// The fragment with something else in the place of each that has no places.
    pub(crate) fn replaced(&self, replace: &mut impl FnMut(&Self) -> Self) -> Self {
        let mut all = |fragments: &[Self]| {
            let replaced = fragments.iter().map(|one| one.replaced(replace));
            replaced.collect::<Vec<_>>()
        };
        match self {
            Self::Code(template, places) => Self::Code(template, all(places)),
            Self::List(fragments, between) => Self::List(all(fragments), *between),
            leaf => replace(leaf),
        }
    }
}

/// An identifier, raw where it is written so.
pub(crate) fn ident(text: &str) -> Ident {
    match text.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(text, Span::call_site()),
    }
}

/// The tokens of a path.
pub(crate) fn path_tokens(path: &str) -> TokenStream {
    let segments = path.split("::").map(ident);
    quote!(#(#segments)::*)
}

macro_rules! from_names {
    ($($name:ident)*) => {$(
        impl From<&$name> for Fragment {
            fn from(name: &$name) -> Self {
                Self::Name(name.as_str().to_owned())
            }
        }
    )*};
}

from_names!(ConstName FieldName MethodName ModuleName TypeName VariantName);

impl From<&str> for Fragment {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Fragment {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Fragment {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&Self> for Fragment {
    fn from(fragment: &Self) -> Self {
        fragment.clone()
    }
}

impl From<TokenStream> for Fragment {
    fn from(tokens: TokenStream) -> Self {
        Self::Tokens(tokens)
    }
}

impl From<&TokenStream> for Fragment {
    fn from(tokens: &TokenStream) -> Self {
        Self::Tokens(tokens.clone())
    }
}

impl From<Vec<Self>> for Fragment {
    fn from(fragments: Vec<Self>) -> Self {
        Self::List(fragments, None)
    }
}

impl From<&Option<Self>> for Fragment {
    fn from(fragment: &Option<Self>) -> Self {
        fragment.clone().into()
    }
}

impl<T: Into<Self>> From<Option<T>> for Fragment {
    fn from(fragment: Option<T>) -> Self {
        fragment.map_or(Self::NONE, Into::into)
    }
}

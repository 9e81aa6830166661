//! Code templates with placeholders: code that is emitted many times with other names, types and comments.
//!
//! [`code!`] is `quote!` after a list of the values of the placeholders. It does not produce tokens at once: of
//! fragments that differ only by names, strings and comments, `render` produces and formats one, and fills in the
//! others.

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use crate::names::ident;
use crate::names::{ConstName, FieldName, MethodName, ModuleName, TypeName, VariantName};

/// A code template: its text, and the names of its placeholders, which are written `#name` in the text.
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
    /// The path of an item of the description, which `render` shortens.
    Item(String),
    /// A string literal with this value.
    Text(String),
    /// Doc comments, each line with its leading space; no comment where the string is empty.
    Comment(String),
    /// A template, and the values of its placeholders.
    Code(&'static Template, Vec<Fragment>),
    /// Fragments in a row, with this separator between them.
    List(Vec<Fragment>, Option<char>),
    /// An integer.
    Number(u64),
    /// Tokens without placeholders.
    Tokens(TokenStream),
}

/// Builds a fragment from a template: `code!(name, ty => pub type #name = #ty;)`.
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
    /// The empty fragment.
    pub(crate) const NONE: Self = Self::List(Vec::new(), None);

    /// Returns the fragments with commas between them.
    pub(crate) fn listed(fragments: impl IntoIterator<Item = Self>) -> Self {
        Self::List(fragments.into_iter().collect(), Some(','))
    }

    /// Returns the expression for an `Option` with this value.
    pub(crate) fn option(value: Option<Self>) -> Self {
        match value {
            Some(value) => code!(value => ::std::option::Option::Some(#value)),
            None => code!(=> ::std::option::Option::None),
        }
    }

    /// Returns the fragment with each leaf, which has no placeholders, replaced.
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

/// Returns the tokens of a path.
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

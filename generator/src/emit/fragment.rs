//! Code with places in it: what is emitted again and again, with other names, types and comments.
//!
//! [`code!`] is `quote!` after a list of what is put into its places. Its tokens are not made where it is written:
//! `render` makes and lays out one of those that differ by names, strings and comments alone, and fills in the others.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};

use crate::names::{ConstName, FieldName, MethodName, ModuleName, TypeName, VariantName};

/// Makes the tokens of code of what is in its places.
pub(crate) type Build = fn(&[Fragment]) -> TokenStream;

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
    Code(Build, Vec<Fragment>),
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
        $crate::emit::fragment::Fragment::Code(
            |places| match places {
                [$($place),*] => quote::quote!($($code)*),
                _ => proc_macro2::TokenStream::new(),
            },
            vec![$($crate::emit::fragment::Fragment::from($place)),*],
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
            Self::Code(build, places) => Self::Code(*build, all(places)),
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

impl ToTokens for Fragment {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Name(name) => tokens.append(ident(name)),
            Self::Item(path) => {
                let path = Group::new(Delimiter::None, path_tokens(path));
                tokens.append(TokenTree::from(path));
            }
            Self::Text(text) => text.to_tokens(tokens),
            Self::Comment(lines) if lines.is_empty() => {}
            Self::Comment(lines) => tokens.extend(quote!(#[doc = #lines])),
            Self::Code(build, places) => tokens.extend(build(places)),
            Self::List(fragments, between) => {
                for (at, fragment) in fragments.iter().enumerate() {
                    if let (1.., Some(between)) = (at, between) {
                        tokens.append(Punct::new(*between, Spacing::Alone));
                    }
                    fragment.to_tokens(tokens);
                }
            }
            Self::Number(number) => tokens.append(Literal::u64_unsuffixed(*number)),
            Self::Tokens(code) => code.to_tokens(tokens),
        }
    }
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

//! Tokens of Rust as text that can be compared.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{FnArg, ReturnType};

/// Returns the tokens without the invisible groups around paths.
pub(super) fn flat(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => flat(group.stream()),
            TokenTree::Group(group) => {
                TokenTree::from(Group::new(group.delimiter(), flat(group.stream()))).into()
            }
            other => other.into(),
        })
        .collect()
}

/// Returns the identifiers at the ends of paths.
pub(super) fn leaves(tokens: TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut last = None;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => last = Some(ident.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == ',' => found.extend(last.take()),
            TokenTree::Group(group) => {
                last = None;
                found.extend(leaves(group.stream()));
            }
            _ => {}
        }
    }
    found.extend(last);
    found
}

/// Returns the full path of a derived trait, as implementations name it.
pub(super) fn of_std(name: &str) -> String {
    match name {
        "Debug" => "::std::fmt::Debug".to_owned(),
        "Default" => "::std::default::Default".to_owned(),
        other => other.to_owned(),
    }
}

/// Returns the types in a signature, on which programs rely.
pub(super) fn signature(signature: &syn::Signature) -> String {
    let arguments = signature.inputs.iter().map(|argument| match argument {
        FnArg::Receiver(receiver) => receiver.to_token_stream(),
        FnArg::Typed(typed) => typed.ty.to_token_stream(),
    });
    let returned = match &signature.output {
        ReturnType::Default => TokenStream::new(),
        ReturnType::Type(_, ty) => quote!(-> #ty),
    };
    text(&quote!((#(#arguments),*) #returned)).replace("mut self", "self")
}

/// Returns the types of unnamed fields.
pub(super) fn types<'a>(types: impl Iterator<Item = &'a syn::Type>) -> String {
    text(&quote!((#(#types),*)))
}

/// Returns tokens as text, separated by spaces, but with paths in one piece; of a path that begins with `super::` only
/// the last name is kept.
pub(super) fn text(item: &impl ToTokens) -> String {
    let mut words: Vec<String> = Vec::new();
    push(flat(item.to_token_stream()), &mut words);
    let words = words
        .into_iter()
        .map(|word| match word.strip_prefix("super::") {
            Some(path) => path.rsplit("::").next().unwrap_or(path).to_owned(),
            None => word
                .strip_prefix("self::")
                .map_or(word.clone(), str::to_owned),
        });
    words.collect::<Vec<_>>().join(" ")
}

/// Returns such text as people write it: without the paths of the standard library, and spaced like source code.
pub(in crate::compare) fn shown(text: &str) -> String {
    let paths = text
        .split(' ')
        .map(|word| match word.strip_prefix("::std::") {
            Some(path) => path.rsplit("::").next().unwrap_or(path),
            None => word,
        });
    let mut text = paths.collect::<Vec<_>>().join(" ");
    for (from, to) in [
        (" < ", "<"),
        (" >", ">"),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        ("& ", "&"),
        ("- >", "->"),
    ] {
        text = text.replace(from, to);
    }
    text
}

fn push(tokens: TokenStream, words: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                words.push(open.to_owned());
                push(group.stream(), words);
                words.push(close.to_owned());
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => match words.last_mut() {
                Some(word) if word.ends_with(':') || is_name(word) => word.push(':'),
                _ => words.push(":".to_owned()),
            },
            TokenTree::Ident(ident) => match words.last_mut() {
                Some(word) if word.ends_with("::") => word.push_str(&ident.to_string()),
                _ => words.push(ident.to_string()),
            },
            other => words.push(other.to_string()),
        }
    }
}

fn is_name(word: &str) -> bool {
    !matches!(word, "impl" | "dyn" | "mut")
        && word.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_written_with_its_paths_in_one_piece() {
        let ty = quote!(::std::vec::Vec<super::super::models::Pet>);
        assert_eq!(text(&ty), "::std::vec::Vec < Pet >");
        assert_eq!(
            text(&quote!(impl ::std::convert::Into<&str>)),
            "impl ::std::convert::Into < & str >"
        );
        assert_eq!(text(&quote!(self::models::Pet)), "models::Pet");
    }

    #[test]
    fn the_names_at_the_ends_of_paths_are_what_is_offered() {
        let found = leaves(quote!(client::{Client, ClientBuilder}));
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            ["Client", "ClientBuilder"]
        );
        let found = leaves(quote!(apiruntime::auth::Credentials));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["Credentials"]);
    }
}

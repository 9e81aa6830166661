//! Absolute paths to short ones: emitters write every path in full, so that no name of a description can
//! change what they mean; here a path becomes its last segment and a `use`, unless the module has something
//! else of that name.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{TokenStreamExt, quote};

use crate::facility::RUNTIME;
use crate::names::paths::{Scope, Written};

/// A path that a module imports, segment by segment.
pub(crate) type Import = Vec<String>;

/// A path to an item of the description, marked so that it can be shortened.
pub(crate) fn marked(path: TokenStream) -> TokenStream {
    TokenStream::from(TokenTree::Group(Group::new(Delimiter::None, path)))
}

/// Shortens paths, and collects what the module must import for that.
pub(crate) struct Shortener<'a> {
    scope: &'a Scope<'a>,
    imports: &'a mut BTreeSet<Import>,
}

impl<'a> Shortener<'a> {
    /// For code in a module with this scope.
    pub(crate) fn new(scope: &'a Scope<'a>, imports: &'a mut BTreeSet<Import>) -> Self {
        Self { scope, imports }
    }

    /// The code with every path as short as it can be.
    pub(crate) fn shorten(&mut self, code: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = code.into_iter().collect();
        let mut out = TokenStream::new();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                    out.extend(self.described(group.stream()));
                    at = at.saturating_add(1);
                    continue;
                }
                TokenTree::Group(group) => {
                    let mut inner = Group::new(group.delimiter(), self.shorten(group.stream()));
                    inner.set_span(group.span());
                    out.append(inner);
                    at = at.saturating_add(1);
                    continue;
                }
                _ => {}
            }
            match library_path(&tokens, at) {
                Some((path, end)) => {
                    let is_macro = matches!(tokens.get(end), Some(TokenTree::Punct(mark)) if mark.as_char() == '!')
                        && !matches!(tokens.get(end.saturating_add(1)), Some(TokenTree::Punct(_)));
                    out.extend(self.library(&path, is_macro));
                    at = end;
                }
                None => {
                    out.append(token.clone());
                    at = at.saturating_add(1);
                }
            }
        }
        out
    }

    /// A marked path: an item of the description.
    fn described(&mut self, path: TokenStream) -> TokenStream {
        let segments: Vec<Ident> = path
            .clone()
            .into_iter()
            .filter_map(|token| match token {
                TokenTree::Ident(ident) => Some(ident),
                _ => None,
            })
            .collect();
        match segments.as_slice() {
            [] | [_] => path,
            [parents @ .., name] => {
                let text = name.to_string();
                let written = if parents.iter().any(|parent| parent == "models") {
                    self.scope.model(&text)
                } else {
                    self.scope.other(&text)
                };
                if written != Written::Imported {
                    return path;
                }
                self.import(&segments);
                quote!(#name)
            }
        }
    }

    /// A path of std or of the runtime.
    fn library(&mut self, path: &[Ident], is_macro: bool) -> TokenStream {
        let is_item = |name: &Ident| {
            name.to_string()
                .starts_with(|first: char| first.is_uppercase())
        };
        let is_std = path.first().is_some_and(|root| root == "std");
        let full = |path: &[Ident]| {
            if is_std {
                quote!(#(::#path)*)
            } else {
                quote!(#(#path)::*)
            }
        };
        // The macros of std are always there, and a description defines none.
        if is_std && is_macro {
            return path.last().map(|name| quote!(#name)).unwrap_or_default();
        }
        // `Error` is a word of every API.
        if is_std && path.iter().any(|segment| segment == "error") {
            return quote!(#(#path)::*);
        }
        // What is imported: an item; for the functions of a module, and all of `fmt`, the module.
        let item = path.iter().position(is_item);
        let kept = match item {
            _ if is_std && path.get(1).is_some_and(|module| module == "fmt") => 1,
            Some(item) => item,
            None if is_macro || path.len() <= 3 => path.len().saturating_sub(1),
            None => path.len().saturating_sub(2),
        };
        let (Some(name), Some(imported), Some(rest)) = (
            path.get(kept),
            path.get(..=kept),
            path.get(kept.saturating_add(1)..),
        ) else {
            return full(path);
        };
        // `Option::None` is `None`.
        if is_std
            && let [constructor] = rest
            && matches!(
                constructor.to_string().as_str(),
                "None" | "Some" | "Ok" | "Err"
            )
            && self.scope.other(&constructor.to_string()) == Written::Prelude
        {
            return quote!(#constructor);
        }
        match self.scope.other(&name.to_string()) {
            Written::Prelude => {}
            Written::Imported => self.import(imported),
            Written::Full => return full(path),
        }
        quote!(#name #(::#rest)*)
    }

    fn import(&mut self, path: &[Ident]) {
        self.imports
            .insert(path.iter().map(Ident::to_string).collect());
    }
}

/// The keywords that a path can follow.
const AFTER: &[&str] = &[
    "as", "dyn", "else", "for", "if", "impl", "in", "let", "match", "mut", "return", "while",
];

/// The path of std or of the runtime that begins here, and where it ends.
fn library_path(tokens: &[TokenTree], start: usize) -> Option<(Vec<Ident>, usize)> {
    let before = start.checked_sub(1).and_then(|before| tokens.get(before));
    let mut at = start;
    match tokens.get(at)? {
        TokenTree::Punct(_) if is_separator(tokens, at) => {
            at = at.saturating_add(2);
            let is_root = match before {
                Some(TokenTree::Ident(ident)) => AFTER.iter().any(|keyword| ident == keyword),
                _ => true,
            };
            match tokens.get(at)? {
                TokenTree::Ident(ident) if is_root && ident == "std" => {}
                _ => return None,
            }
        }
        TokenTree::Ident(ident) if ident == RUNTIME => {}
        _ => return None,
    }
    let mut path = Vec::new();
    while let Some(TokenTree::Ident(ident)) = tokens.get(at) {
        path.push(ident.clone());
        at = at.saturating_add(1);
        let next = at.saturating_add(2);
        match tokens.get(next) {
            Some(TokenTree::Ident(_)) if is_separator(tokens, at) => at = next,
            _ => break,
        }
    }
    Some((path, at))
}

/// Whether `::` is here.
fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |at: usize| match tokens.get(at) {
        Some(TokenTree::Punct(punct)) if punct.as_char() == ':' => Some(punct.spacing()),
        _ => None,
    };
    colon(at) == Some(Spacing::Joint) && colon(at.saturating_add(1)).is_some()
}

/// The `use` declarations of imports: those of std, of the runtime, then those of the client itself, with
/// what has one parent in one declaration.
pub(crate) fn declarations(imports: &BTreeSet<Import>) -> Vec<TokenStream> {
    let rank = |import: &Import| match import.first().map(String::as_str) {
        Some("std") => 0_usize,
        Some(RUNTIME) => 1,
        _ => 2,
    };
    let mut groups: [BTreeMap<&[String], Vec<&str>>; 3] = Default::default();
    for import in imports {
        if let Some((name, parent)) = import.split_last()
            && let Some(group) = groups.get_mut(rank(import))
        {
            group.entry(parent).or_default().push(name);
        }
    }
    let declarations = groups.into_iter().map(|group| {
        let uses = group.into_iter().map(|(parent, names)| {
            let parent = parent.iter().map(|segment| ident(segment));
            let names: Vec<_> = names.into_iter().map(ident).collect();
            match names.as_slice() {
                [only] => quote!(use #(#parent)::*::#only;),
                _ => quote!(use #(#parent)::*::{#(#names),*};),
            }
        });
        uses.collect::<TokenStream>()
    });
    declarations.filter(|uses| !uses.is_empty()).collect()
}

fn ident(text: &str) -> Ident {
    match text.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(text, Span::call_site()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shortened(scope: &Scope<'_>, code: TokenStream) -> (String, Vec<String>) {
        let mut imports = BTreeSet::new();
        let short = Shortener::new(scope, &mut imports).shorten(code);
        let imports = imports.into_iter().map(|import| import.join("::"));
        (short.to_string(), imports.collect())
    }

    #[test]
    fn a_path_is_written_short_and_imported() {
        let model = marked(quote!(super::models::Pet));
        let (code, imports) = shortened(
            &Scope::default(),
            quote! {
                fn f(x: ::std::option::Option<#model>) -> ::std::collections::BTreeMap<u8, apiruntime::codegen::Call> {
                    ::std::option::Option::None
                }
            },
        );
        let expected = quote!(
            fn f(x: Option<Pet>) -> BTreeMap<u8, Call> {
                None
            }
        );
        assert_eq!(code, expected.to_string());
        assert_eq!(
            imports,
            [
                "apiruntime::codegen::Call",
                "std::collections::BTreeMap",
                "super::models::Pet"
            ]
        );
    }

    #[test]
    fn a_name_that_the_module_defines_shadows_no_other() {
        let scope = Scope::new(["Option", "Call"], ["Body"]);
        let (code, imports) = shortened(
            &scope,
            quote!(::std::option::Option<apiruntime::codegen::Call, apiruntime::codegen::Body, ::std::vec::Vec<u8>>),
        );
        let expected = quote!(::std::option::Option<apiruntime::codegen::Call, apiruntime::codegen::Body, Vec<u8>>);
        assert_eq!(code, expected.to_string());
        assert!(imports.is_empty(), "{imports:?}");
    }

    #[test]
    fn functions_are_called_through_their_module() {
        let (code, imports) = shortened(
            &Scope::default(),
            quote!(apiruntime::codegen::json::is_integer(::std::mem::take(x))),
        );
        assert_eq!(code, quote!(json::is_integer(take(x))).to_string());
        assert_eq!(imports, ["apiruntime::codegen::json", "std::mem::take"]);
    }
}

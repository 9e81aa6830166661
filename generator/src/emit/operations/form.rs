//! The parts of a multipart body, as a struct with a setter for each.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::context::Context;
use super::super::docs::Comment;
use super::super::item::Item;
use super::super::rules;
use super::super::text::code;
use super::arguments::Argument;
use super::parameters::declaration;
use crate::ir::{
    BodyContent, Encoding, Location, ParameterPresence, Part, PartCount, PartKind, Sensitivity,
    StringFormat, Type,
};
use crate::names::{FormNames, Module, OperationNames};

/// The struct of a multipart body's parts.
pub(super) fn items(
    context: &Context<'_>,
    module: Module,
    content: &BodyContent,
    parts: &[Part],
    operation: &OperationNames,
    names: &FormNames,
) -> Vec<Item> {
    let ty = &names.ty;
    let named: Vec<_> = parts
        .iter()
        .zip(names.parts.iter().zip(&names.tables))
        .collect();
    let statics: TokenStream = named
        .iter()
        .filter_map(|(part, (_, table))| {
            let usual = Encoding::default_at(Location::Query);
            let (ty, encoding) = match &part.kind {
                PartKind::Text(ty) | PartKind::Json(ty) => (ty, &usual),
                PartKind::Styled(ty, encoding) => (ty, encoding),
                PartKind::File => return None,
            };
            let node = rules::node(context, module, ty, &part.rules, Sensitivity::Plain);
            let rules = node.map(|node| node.of_parameter());
            let declaration = declaration(&part.wire, Location::Query, encoding);
            Some(quote! {
                static #table: apiruntime::codegen::Parameter = #declaration #rules;
            })
        })
        .collect();
    let required: Vec<_> = named
        .iter()
        .filter(|(part, _)| part.presence == ParameterPresence::Required)
        .collect();
    let arguments = required.iter().map(|(part, (name, _))| {
        let ty = part_type(context, module, part);
        quote!(#name: #ty)
    });
    let sets = required
        .iter()
        .map(|(part, (name, table))| set_part(part, &quote!(#name), &quote!(#table)));
    let setters = named
        .iter()
        .filter(|(part, _)| part.presence == ParameterPresence::Optional)
        .map(|(part, (name, table))| {
            let mut comment =
                Comment::of(&part.docs, &format!("Sets the part {}.", code(&part.wire)));
            if let PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Styled(ty, _) = &part.kind {
                comment.paragraph(rules::constraint_docs(context, ty, Some(&part.rules), None));
            }
            if !part.headers.is_empty() {
                let names: Vec<String> = part.headers.iter().map(|name| code(name)).collect();
                comment.paragraph(vec![format!(
                    "Headers, to be set afterwards with `part_header`: {}.",
                    names.join(", ")
                )]);
            }
            let comment = comment.outer();
            let ty = part_type(context, module, part);
            let set = set_part(part, &quote!(#name), &quote!(#table));
            quote! {
                #comment
                #[must_use]
                pub fn #name(self, #name: #ty) -> Self {
                    let mut parts = self.parts;
                    #set
                    Self { parts }
                }
            }
        });
    let allow = (required.len() > 7).then(|| {
        quote! {
            #[allow(clippy::too_many_arguments, reason = "the description requires that many")]
        }
    });
    let mutable = if required.is_empty() {
        quote!()
    } else {
        quote!(mut)
    };
    let default = required.is_empty().then(|| {
        Item::Code(quote! {
            impl ::std::default::Default for #ty {
                fn default() -> Self { Self::new() }
            }
        })
    });
    let header = parts.iter().any(|part| !part.headers.is_empty()).then(|| {
        quote! {
            #[doc = " Adds a header to the parts of this name that are set."]
            #[must_use]
            pub fn part_header(self, part: &str, name: &str, value: &str) -> Self {
                let mut parts = self.parts;
                parts.header(part, name, value);
                Self { parts }
            }
        }
    });
    let (named, name, doc) = match content.media_type.essence == "multipart/form-data" {
        true if parts.is_empty() => (quote!(name: &str,), quote!(name), " Adds a part."),
        true => (
            quote!(name: &str,),
            quote!(name),
            " Adds a part that is not in the description.",
        ),
        // Other kinds have no names; parts are known by their order and their headers.
        false => (quote!(), quote!(""), " Adds a part after the others."),
    };
    let comment = Comment::new(format!(
        "The parts of the body of `{}`.",
        operation.call.plain()
    ))
    .outer();
    let mut items = Vec::new();
    if !statics.is_empty() {
        items.push(Item::Code(statics));
    }
    items.push(Item::Code(quote! {
        #comment
        #[derive(Debug)]
        pub struct #ty { parts: apiruntime::codegen::Multipart }
    }));
    items.push(Item::Code(quote! {
        impl #ty {
            #[doc = " Creates a form from its required parts."]
            #[must_use]
            #allow
            pub fn new(#(#arguments),*) -> Self {
                let #mutable parts = apiruntime::codegen::Multipart::new();
                #(#sets)*
                Self { parts }
            }
            #(#setters)*
            #header
            #[doc = #doc]
            #[must_use]
            pub fn part(self, #named part: apiruntime::codegen::Part) -> Self {
                let mut parts = self.parts;
                parts.push(#name, part);
                Self { parts }
            }
        }
    }));
    items.extend(default);
    items
}

fn part_type(context: &Context<'_>, module: Module, part: &Part) -> TokenStream {
    let one = match &part.kind {
        PartKind::File => quote!(apiruntime::codegen::Part),
        PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Styled(ty, _) => match part.count {
            PartCount::One => Argument::plain(context, ty, module).0,
            PartCount::Many => match context.resolve(ty) {
                Type::String(
                    StringFormat::Plain(_) | StringFormat::Binary | StringFormat::Secret,
                ) => quote!(&str),
                _ => context.rust(ty, module),
            },
        },
    };
    match (part.count, &part.kind) {
        (PartCount::One, _) => one,
        (PartCount::Many, PartKind::File) => quote!(impl ::std::iter::IntoIterator<Item = #one>),
        (PartCount::Many, _) => quote!(&[#one]),
    }
}

fn set_part(part: &Part, value: &TokenStream, table: &TokenStream) -> TokenStream {
    let content_type = match &part.content_type {
        Some(text) => quote!(::std::option::Option::Some(#text)),
        None => quote!(::std::option::Option::None),
    };
    let wire = &part.wire;
    let one = match &part.kind {
        PartKind::File => match &part.content_type {
            Some(text) => quote!(parts.push(#wire, part.or_content_type(#text));),
            None => quote!(parts.push(#wire, part);),
        },
        PartKind::Text(_) => quote!(parts.scalar(&#table, #content_type, &part);),
        PartKind::Styled(..) => quote!(parts.styled(&#table, &part);),
        PartKind::Json(_) => quote!(parts.json(&#table, #content_type, &part);),
    };
    match part.count {
        PartCount::One => quote! {
            let part = #value;
            #one
        },
        PartCount::Many => quote! {
            for part in #value { #one }
        },
    }
}

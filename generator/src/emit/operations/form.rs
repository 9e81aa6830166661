//! The parts of a multipart body, as a struct with a setter for each.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::context::{Context, Site};
use super::super::docs::Comment;
use super::super::item::{Item, compact};
use super::super::rules::{self, code};
use super::arguments::Argument;
use crate::ir::{ParameterPresence, Part, PartCount, PartKind, Sensitivity};
use crate::names::{FormNames, OperationNames};

/// The struct of a multipart body's parts.
pub(super) fn items(
    context: &Context<'_>,
    site: Site,
    parts: &[Part],
    operation: &OperationNames,
    names: &FormNames,
) -> Vec<Item> {
    let ty = &names.ty;
    let named: Vec<_> = parts
        .iter()
        .zip(names.parts.iter().zip(&names.tables))
        .collect();
    let lines = named
        .iter()
        .filter(|(part, _)| !matches!(part.kind, PartKind::File))
        .map(|(part, (_, table))| {
            let node = match &part.kind {
                PartKind::Text(ty) | PartKind::Json(ty) => {
                    rules::node(context, site, ty, &part.rules, Sensitivity::Plain)
                        .unwrap_or_default()
                }
                PartKind::File => String::new(),
            };
            format!(
                "apiruntime::codegen::parameter!({table} = query({}), ({node}));",
                Literal::string(&part.wire)
            )
        })
        .collect::<Vec<_>>();
    let required: Vec<_> = named
        .iter()
        .filter(|(part, _)| part.presence == ParameterPresence::Required)
        .collect();
    let arguments = required.iter().map(|(part, (name, _))| {
        let ty = part_type(context, site, part);
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
            if let PartKind::Text(ty) | PartKind::Json(ty) = &part.kind {
                comment.paragraph(rules::remarks(context, ty, Some(&part.rules), None));
            }
            let comment = comment.outer();
            let ty = part_type(context, site, part);
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
    let comment = Comment::new(format!(
        "The parts of the body of `{}`.",
        operation.call.plain()
    ))
    .outer();
    let mut items = Vec::new();
    if !lines.is_empty() {
        items.push(Item::Lines(lines));
    }
    items.push(Item::Code(quote! {
        #comment
        #[derive(Debug)]
        pub struct #ty { parts: apiruntime::codegen::Multipart }
    }));
    items.push(Item::Code(quote! {
        impl #ty {
            #[doc = " Makes one of the parts that must be there."]
            #[must_use]
            #[allow(clippy::too_many_arguments, reason = "the description requires that many")]
            pub fn new(#(#arguments),*) -> Self {
                let #mutable parts = apiruntime::codegen::Multipart::new();
                #(#sets)*
                Self { parts }
            }
            #(#setters)*
            #[doc = " Adds a part that the description does not name."]
            #[must_use]
            pub fn part(self, name: &str, part: apiruntime::codegen::Part) -> Self {
                let mut parts = self.parts;
                parts.push(name, part);
                Self { parts }
            }
        }
    }));
    items.extend(default);
    items
}

fn part_type(context: &Context<'_>, site: Site, part: &Part) -> TokenStream {
    let one = match &part.kind {
        PartKind::File => quote!(apiruntime::codegen::Part),
        PartKind::Text(ty) | PartKind::Json(ty) => match part.count {
            PartCount::One => Argument::of(context, ty, site).ty,
            PartCount::Many => match Argument::of(context, ty, site).ty {
                text if compact(&text) == "&str" => text,
                _ => context.rust(ty, site),
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

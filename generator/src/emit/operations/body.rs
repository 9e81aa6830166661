//! Request bodies.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::context::{Context, Site};
use super::super::docs::Comment;
use super::super::item::Item;
use super::super::rules::{self, code};
use super::arguments::Argument;
use super::form;
use super::parameters::declaration;
use crate::ir::{Body, BodyContent, BodyKind, Location, Operation, Rules, Sensitivity, Type};
use crate::names::{ContentNames, OperationNames};

/// How a request takes its body.
pub(crate) struct BodyArgument {
    /// The arguments, `name: type`.
    pub(crate) arguments: Vec<TokenStream>,
    /// What a call is told.
    pub(crate) statement: TokenStream,
}

/// The argument or setter of a body.
pub(crate) fn argument(
    context: &Context<'_>,
    site: Site,
    body: &Body,
    names: &OperationNames,
) -> Option<BodyArgument> {
    let name = &names.body;
    match body.contents.as_slice() {
        [] => None,
        [content] => {
            let written = names.contents.first()?;
            let (mut arguments, statement) =
                single(context, site, content, written, &quote!(#name));
            if content.media_type.is_range() {
                arguments.insert(0, quote!(content_type: &str));
            }
            Some(BodyArgument {
                arguments,
                statement,
            })
        }
        _ => {
            let ty = &names.body_type;
            Some(BodyArgument {
                arguments: vec![quote!(#name: #ty)],
                statement: quote!(#name.set(&mut call);),
            })
        }
    }
}

/// The argument of one media type, and what the call is told.
fn single(
    context: &Context<'_>,
    site: Site,
    content: &BodyContent,
    names: &ContentNames,
    value: &TokenStream,
) -> (Vec<TokenStream>, TokenStream) {
    match &content.kind {
        BodyKind::Json(ty) | BodyKind::Form { ty, .. } => {
            let argument = Argument::of(context, ty, site);
            let (ty, passed) = (&argument.ty, argument.pass(value));
            (
                vec![quote!(#value: #ty)],
                set(context, site, content, names, &passed),
            )
        }
        BodyKind::JsonLines(ty) => {
            let ty = context.rust(ty, site);
            (
                vec![quote!(#value: &[#ty])],
                set(context, site, content, names, value),
            )
        }
        BodyKind::Multipart(_) => {
            let form = names.form.as_ref().map(|form| &form.ty);
            (
                vec![quote!(#value: #form)],
                set(context, site, content, names, value),
            )
        }
        BodyKind::Text => (
            vec![quote!(#value: impl ::std::convert::Into<::std::string::String>)],
            set(
                context,
                site,
                content,
                names,
                &quote!(::std::convert::Into::<::std::string::String>::into(#value)),
            ),
        ),
        BodyKind::Binary => (
            vec![quote!(#value: impl ::std::convert::Into<apiruntime::codegen::Body>)],
            set(context, site, content, names, value),
        ),
    }
}

/// What the call is told of a body; `value` is what is sent, as a reference where it is JSON or a form.
fn set(
    context: &Context<'_>,
    site: Site,
    content: &BodyContent,
    names: &ContentNames,
    value: &TokenStream,
) -> TokenStream {
    let media_type = &content.media_type.text;
    match &content.kind {
        BodyKind::Json(ty) => {
            let rules = body_rules(context, site, ty, &content.rules, names);
            quote!(call.json(#media_type, #rules, #value);)
        }
        BodyKind::Form { ty, encodings } => {
            let rules = body_rules(context, site, ty, &content.rules, names);
            let encodings: Vec<TokenStream> = encodings
                .iter()
                .map(|property| declaration(&property.wire, Location::Query, &property.encoding))
                .collect();
            if encodings.is_empty() {
                quote!(call.form(#rules, &[], #value);)
            } else {
                quote! {
                    static ENCODINGS: &[apiruntime::codegen::Parameter] =
                        &[#(apiruntime::codegen::Parameter::#encodings),*];
                    call.form(#rules, ENCODINGS, #value);
                }
            }
        }
        BodyKind::JsonLines(_) => quote!(call.json_lines(#media_type, #value);),
        BodyKind::Multipart(_) => quote!(call.multipart(#media_type, #value.parts);),
        BodyKind::Text | BodyKind::Binary if content.media_type.is_range() => {
            quote!(call.set_body(content_type, #value);)
        }
        BodyKind::Text | BodyKind::Binary => quote!(call.set_body(#media_type, #value);),
    }
}

/// The rules of a body: those of its type, or those that the operation's own table has.
fn body_rules(
    context: &Context<'_>,
    site: Site,
    ty: &Type,
    rules: &Rules,
    names: &ContentNames,
) -> TokenStream {
    match ty {
        Type::Named(id) if rules.is_empty() && context.facts.is_checked(*id) => {
            let path = context.rules_path(*id, site);
            quote!(::std::option::Option::Some(&#path))
        }
        _ if inline_node(context, site, ty, rules).is_some() => {
            let table = &names.rules;
            quote!(::std::option::Option::Some(&#table))
        }
        _ => quote!(::std::option::Option::None),
    }
}

fn inline_node(context: &Context<'_>, site: Site, ty: &Type, rules: &Rules) -> Option<String> {
    match ty {
        Type::Named(_) if rules.is_empty() => None,
        _ => rules::node(context, site, ty, rules, Sensitivity::Plain),
    }
}

/// What a body needs beside the method: the table of its rules, the enum of its media types, the struct of
/// its parts.
pub(crate) fn items(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<Item> {
    let Some(body) = &operation.body else {
        return Vec::new();
    };
    let mut items = Vec::new();
    let contents = || body.contents.iter().zip(&names.contents);
    for (content, names) in contents() {
        let node = match &content.kind {
            BodyKind::Json(ty) | BodyKind::Form { ty, .. } => {
                inline_node(context, site, ty, &content.rules)
            }
            _ => None,
        };
        if let Some(node) = node {
            let table = &names.rules;
            items.push(Item::Lines(vec![format!(
                "apiruntime::codegen::schema!({table} ({node}));"
            )]));
        }
    }
    if body.contents.len() > 1 {
        items.extend(media_types(context, site, body, names));
    }
    for (content, written) in contents() {
        if let (BodyKind::Multipart(parts), Some(form)) = (&content.kind, &written.form) {
            items.extend(form::items(context, site, parts, names, form));
        }
    }
    items
}

/// The enum of a body's media types.
fn media_types(
    context: &Context<'_>,
    site: Site,
    body: &Body,
    names: &OperationNames,
) -> Vec<Item> {
    let ty = &names.body_type;
    let comment = Comment::new(format!("The body of `{}`.", names.call.plain())).outer();
    let pairs: Vec<_> = names.contents.iter().zip(&body.contents).collect();
    let variants = pairs.iter().map(|(names, content)| {
        let variant = &names.variant;
        let comment = Comment::new(code(&content.media_type.text)).outer();
        let held = match &content.kind {
            BodyKind::Json(ty) | BodyKind::Form { ty, .. } => context.rust(ty, site),
            BodyKind::JsonLines(ty) => {
                let ty = context.rust(ty, site);
                quote!(::std::vec::Vec<#ty>)
            }
            BodyKind::Multipart(_) => {
                let form = names.form.as_ref().map(|form| &form.ty);
                quote!(#form)
            }
            BodyKind::Text => quote!(::std::string::String),
            BodyKind::Binary => quote!(apiruntime::codegen::Body),
        };
        if content.media_type.is_range() {
            quote! {
                #comment
                #variant {
                    #[doc = " The media type."]
                    content_type: ::std::string::String,
                    #[doc = " The content."]
                    body: #held,
                },
            }
        } else {
            quote!(#comment #variant(#held),)
        }
    });
    let arms = pairs.iter().map(|(names, content)| {
        let variant = &names.variant;
        if content.media_type.is_range() {
            return quote!(Self::#variant { content_type, body } => call.set_body(&content_type, body),);
        }
        let value = match &content.kind {
            BodyKind::Json(_) | BodyKind::Form { .. } | BodyKind::JsonLines(_) => quote!(&body),
            _ => quote!(body),
        };
        let statement = set(context, site, content, names, &value);
        quote!(Self::#variant(body) => { #statement })
    });
    vec![
        Item::Code(quote! {
            #comment
            #[derive(Debug)]
            #[non_exhaustive]
            pub enum #ty { #(#variants)* }
        }),
        Item::Code(quote! {
            impl #ty {
                fn set(self, call: &mut apiruntime::codegen::Call) {
                    match self { #(#arms)* }
                }
            }
        }),
    ]
}

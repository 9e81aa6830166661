//! Request bodies.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::context::{Context, Site};
use super::super::docs::Comment;
use super::super::item::{Item, compact};
use super::super::rules::{self, code};
use super::arguments::Argument;
use super::parameters::declaration;
use crate::ir::{
    Body, BodyContent, BodyKind, Operation, ParameterPresence, Part, PartCount, PartKind, Rules,
    Sensitivity, Type,
};
use crate::names::OperationNames;

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
            let (mut arguments, statement) = single(context, site, content, names, &quote!(#name));
            if is_range(content) {
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

fn is_range(content: &BodyContent) -> bool {
    content.media_type.contains('*') && matches!(content.kind, BodyKind::Text | BodyKind::Binary)
}

/// The argument of one media type, and what the call is told.
fn single(
    context: &Context<'_>,
    site: Site,
    content: &BodyContent,
    names: &OperationNames,
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
            let form = &names.form;
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
            vec![quote!(#value: impl ::std::convert::Into<crate::runtime::Body>)],
            set(context, site, content, names, value),
        ),
    }
}

/// What the call is told of a body; `value` is what is sent, as a reference where it is JSON or a form.
fn set(
    context: &Context<'_>,
    site: Site,
    content: &BodyContent,
    names: &OperationNames,
    value: &TokenStream,
) -> TokenStream {
    let media_type = &content.media_type;
    match &content.kind {
        BodyKind::Json(ty) => {
            let rules = body_rules(context, site, ty, names);
            quote!(call.json(#media_type, #rules, #value);)
        }
        BodyKind::Form { ty, encodings } => {
            let rules = body_rules(context, site, ty, names);
            let encodings: Vec<TokenStream> = encodings
                .iter()
                .map(|property| declaration(&property.wire, "query", &property.encoding))
                .filter_map(|text| text.parse().ok())
                .collect();
            if encodings.is_empty() {
                quote!(call.form(#rules, &[], #value);)
            } else {
                quote! {
                    static ENCODINGS: &[crate::runtime::Parameter] =
                        &[#(crate::runtime::Parameter::#encodings),*];
                    call.form(#rules, ENCODINGS, #value);
                }
            }
        }
        BodyKind::JsonLines(_) => quote!(call.json_lines(#media_type, #value);),
        BodyKind::Multipart(_) => quote!(call.multipart(#media_type, #value.parts);),
        BodyKind::Text | BodyKind::Binary if is_range(content) => {
            quote!(call.set_body(content_type, #value);)
        }
        BodyKind::Text | BodyKind::Binary => quote!(call.set_body(#media_type, #value);),
    }
}

/// The rules of a body: those of its type, or those that the operation's own table has.
fn body_rules(context: &Context<'_>, site: Site, ty: &Type, names: &OperationNames) -> TokenStream {
    match ty {
        Type::Named(id) if context.checked.has(*id) => {
            let path = context.rules_path(*id, site);
            quote!(::std::option::Option::Some(&#path))
        }
        _ if inline_node(context, site, ty).is_some() => {
            let table = &names.body_rules;
            quote!(::std::option::Option::Some(&#table))
        }
        _ => quote!(::std::option::Option::None),
    }
}

fn inline_node(context: &Context<'_>, site: Site, ty: &Type) -> Option<String> {
    match ty {
        Type::Named(_) => None,
        _ => rules::node(context, site, ty, &Rules::default(), Sensitivity::Plain),
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
    let inline = body
        .contents
        .iter()
        .find_map(|content| match &content.kind {
            BodyKind::Json(ty) | BodyKind::Form { ty, .. } => inline_node(context, site, ty),
            _ => None,
        });
    if let Some(node) = inline {
        let table = &names.body_rules;
        items.push(Item::Lines(vec![format!(
            "crate::runtime::schema!(crate::runtime; {table} ({node}));"
        )]));
    }
    if body.contents.len() > 1 {
        items.extend(media_types(context, site, body, names));
    }
    let parts = body
        .contents
        .iter()
        .find_map(|content| match &content.kind {
            BodyKind::Multipart(parts) => Some(parts),
            _ => None,
        });
    if let Some(parts) = parts {
        items.extend(form(context, site, parts, names));
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
    let pairs: Vec<_> = names.body_variants.iter().zip(&body.contents).collect();
    let variants = pairs.iter().map(|(variant, content)| {
        let comment = Comment::new(code(&content.media_type)).outer();
        let held = match &content.kind {
            BodyKind::Json(ty) | BodyKind::Form { ty, .. } => context.rust(ty, site),
            BodyKind::JsonLines(ty) => {
                let ty = context.rust(ty, site);
                quote!(::std::vec::Vec<#ty>)
            }
            BodyKind::Multipart(_) => {
                let form = &names.form;
                quote!(#form)
            }
            BodyKind::Text => quote!(::std::string::String),
            BodyKind::Binary => quote!(crate::runtime::Body),
        };
        if is_range(content) {
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
    let arms = pairs.iter().map(|(variant, content)| {
        if is_range(content) {
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
                fn set(self, call: &mut crate::runtime::Call) {
                    match self { #(#arms)* }
                }
            }
        }),
    ]
}

/// The struct of a multipart body's parts.
fn form(context: &Context<'_>, site: Site, parts: &[Part], names: &OperationNames) -> Vec<Item> {
    let ty = &names.form;
    let named: Vec<_> = parts
        .iter()
        .zip(names.parts.iter().zip(&names.part_tables))
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
                "crate::runtime::parameter!(crate::runtime; {table} = query({}), ({node}));",
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
                comment.paragraph(rules::remarks(context, ty, &part.rules, None));
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
        names.call.plain()
    ))
    .outer();
    let mut items = Vec::new();
    if !lines.is_empty() {
        items.push(Item::Lines(lines));
    }
    items.push(Item::Code(quote! {
        #comment
        #[derive(Debug)]
        pub struct #ty { parts: crate::runtime::multipart::Multipart }
    }));
    items.push(Item::Code(quote! {
        impl #ty {
            #[doc = " Makes one of the parts that must be there."]
            #[must_use]
            #[allow(clippy::too_many_arguments, reason = "the description requires that many")]
            pub fn new(#(#arguments),*) -> Self {
                let #mutable parts = crate::runtime::multipart::Multipart::new();
                #(#sets)*
                Self { parts }
            }
            #(#setters)*
            #[doc = " Adds a part that the description does not name."]
            #[must_use]
            pub fn part(self, name: &str, part: crate::runtime::multipart::Part) -> Self {
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
        PartKind::File => quote!(crate::runtime::multipart::Part),
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

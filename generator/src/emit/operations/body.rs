//! Request bodies.

use quote::quote;

use super::super::context::{ModuleContext, NamedOperation};
use super::super::docs::Comment;
use super::super::fragment::{Fragment, code};
use super::super::item::Item;
use super::super::rules::{self, NodeCode};
use super::super::text::code;
use super::arguments::{Argument, MethodArgument};
use super::form;
use super::parameters::property;
use crate::ir::{Body, BodyContent, BodyKind, ParameterPresence, Sensitivity, Type};
use crate::names::{ContentNames, OperationNames};

/// Returns the arguments of the method or setter of a body, and the statement that sets it.
pub(crate) fn arguments(
    context: &ModuleContext<'_>,
    body: &Body,
    names: &OperationNames,
) -> Option<(Vec<MethodArgument>, Fragment)> {
    let name = &names.body;
    match body.contents.as_slice() {
        [] => None,
        [content] => {
            let written = names.contents.first()?;
            let (argument, statement) = single(context, body, content, written, name.into());
            let range = content.media_type.is_range();
            let media_type =
                range.then(|| MethodArgument::new(code!(=> content_type), code!(=> &str)));
            let arguments = media_type.into_iter().chain([argument]);
            Some((arguments.collect(), statement))
        }
        _ => {
            let ty = &names.body_type;
            let statement = code!(name => #name.set(&mut call););
            Some((vec![MethodArgument::new(name, ty)], statement))
        }
    }
}

/// Returns the argument for one media type, and the statement that sets it.
fn single(
    context: &ModuleContext<'_>,
    body: &Body,
    content: &BodyContent,
    names: &ContentNames,
    value: Fragment,
) -> (MethodArgument, Fragment) {
    let named = code!(=> content_type);
    let set = |value: &Fragment| set(context, content, names, value, &named);
    let (ty, statement) = match &content.kind {
        BodyKind::Json(ty) | BodyKind::Scalar(ty) | BodyKind::Form { ty, .. } => {
            let argument = match body.presence {
                ParameterPresence::Optional => Argument::of_setter(context, ty),
                _ => Argument::of(context, ty),
            };
            let statement = set(&argument.pass(&value));
            return (MethodArgument::of(value, argument), statement);
        }
        BodyKind::JsonLines(ty) => {
            let ty = context.rust(ty);
            (code!(ty => &[#ty]), set(&value))
        }
        BodyKind::Multipart(_) => {
            let form = names.form.as_ref().map(|form| &form.ty);
            (form.into(), set(&value))
        }
        BodyKind::Text => {
            let set = set(&value);
            let value = &value;
            let statement = code! { value, set =>
                let #value: ::std::string::String = #value.into();
                #set
            };
            let ty = code!(=> impl ::std::convert::Into<::std::string::String>);
            (ty, statement)
        }
        BodyKind::Binary => (
            code!(=> impl ::std::convert::Into<apiruntime::codegen::Body>),
            set(&value),
        ),
    };
    (MethodArgument::new(value, ty), statement)
}

/// Returns the statement that sets a body. `value` is the expression that is sent, a reference for JSON or a form;
/// `named` is the media type that the caller chooses.
fn set(
    context: &ModuleContext<'_>,
    content: &BodyContent,
    names: &ContentNames,
    value: &Fragment,
    named: &Fragment,
) -> Fragment {
    let media_type = match content.media_type.is_range() {
        true => named.clone(),
        false => Fragment::from(&content.media_type.text),
    };
    let rules = body_rules(context, content, names);
    match &content.kind {
        BodyKind::Json(_) => {
            code!(media_type, rules, value => call.json(#media_type, #rules, #value);)
        }
        BodyKind::Scalar(_) => {
            code!(media_type, rules, value => call.text(#media_type, #rules, #value);)
        }
        BodyKind::Form { encodings, .. } => {
            let encodings: Vec<_> = encodings.iter().map(property).collect();
            if encodings.is_empty() {
                code!(rules, value => call.form(#rules, &[], #value);)
            } else {
                let encodings = Fragment::listed(encodings);
                code! { encodings, rules, value =>
                    static ENCODINGS: &[apiruntime::codegen::Parameter] = &[#encodings];
                    call.form(#rules, ENCODINGS, #value);
                }
            }
        }
        BodyKind::JsonLines(_) => {
            code!(media_type, rules, value => call.json_lines(#media_type, #rules, #value);)
        }
        BodyKind::Multipart(parts) => {
            let count = own_checks(context, content).map(|_| &names.rules);
            let rules = form::part_rules(parts, count);
            code!(media_type, rules, value => call.multipart(#media_type, #rules, #value.parts);)
        }
        BodyKind::Binary if !content.rules.is_empty() => {
            code!(media_type, rules, value => call.set_bounded_body(#media_type, #rules, #value);)
        }
        // The character set is that of the media type, which the caller may choose.
        BodyKind::Text
            if !content.rules.is_empty()
                || content.media_type.is_range()
                || content.media_type.charset().is_some() =>
        {
            code!(media_type, rules, value => call.text(#media_type, #rules, &#value);)
        }
        BodyKind::Text | BodyKind::Binary => {
            code!(media_type, value => call.set_body(#media_type, #value);)
        }
    }
}

/// Returns the rules of a body: those of its type, or those in the operation's own table.
fn body_rules(
    context: &ModuleContext<'_>,
    content: &BodyContent,
    names: &ContentNames,
) -> Fragment {
    let table = match content.kind.value_type() {
        Some(Type::Named(id)) if content.rules.is_empty() && context.facts.is_checked(*id) => {
            Some(context.rules_path(*id))
        }
        _ => own_checks(context, content).map(|_| (&names.rules).into()),
    };
    Fragment::option(table.map(|table| code!(table => &#table)))
}

/// Returns the checks that are in the operation's own table: those that are not in the table of the body's type.
fn own_checks(context: &ModuleContext<'_>, content: &BodyContent) -> Option<NodeCode> {
    match content.kind.value_type().unwrap_or(&Type::Any) {
        Type::Named(_) if content.rules.is_empty() => None,
        ty => rules::node(context, ty, &content.rules, Sensitivity::Plain),
    }
}

/// Returns the items that a body needs in addition to the method: the table of its rules, the enum of its media types
/// and the struct of its parts.
pub(crate) fn items(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Vec<Item> {
    let names = operation.names;
    let Some(body) = &operation.body else {
        return Vec::new();
    };
    let mut items = Vec::new();
    let contents = || body.contents.iter().zip(&names.contents);
    for (content, names) in contents() {
        if let Some(node) = own_checks(context, content) {
            let (table, value) = (&names.rules, node.value());
            items.push(Item::Code(quote! {
                static #table: apiruntime::codegen::Node = #value;
            }));
        }
    }
    if body.contents.len() > 1 {
        items.extend(media_types(context, body, names));
    }
    for (content, written) in contents() {
        if let (BodyKind::Multipart(parts), Some(form)) = (&content.kind, &written.form) {
            items.extend(form::items(context, content, parts, names, form));
        }
    }
    items
}

/// Returns the enum of a body's media types.
fn media_types(context: &ModuleContext<'_>, body: &Body, names: &OperationNames) -> Vec<Item> {
    let ty = &names.body_type;
    let comment = Comment::new(format!("The body of `{}`.", names.call.plain())).outer();
    let pairs: Vec<_> = names.contents.iter().zip(&body.contents).collect();
    let variants = pairs.iter().map(|(names, content)| {
        let variant = &names.variant;
        let comment = Comment::new(code(&content.media_type.text)).outer();
        let held = match &content.kind {
            BodyKind::Json(ty) | BodyKind::Scalar(ty) | BodyKind::Form { ty, .. } => {
                context.rust(ty)
            }
            BodyKind::JsonLines(ty) => {
                let ty = context.rust(ty);
                code!(ty => ::std::vec::Vec<#ty>)
            }
            BodyKind::Multipart(_) => names.form.as_ref().map(|form| &form.ty).into(),
            BodyKind::Text => code!(=> ::std::string::String),
            BodyKind::Binary => code!(=> apiruntime::codegen::Body),
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
        let value = match &content.kind {
            BodyKind::Json(_)
            | BodyKind::Scalar(_)
            | BodyKind::Form { .. }
            | BodyKind::JsonLines(_) => code!(=> &body),
            _ => code!(=> body),
        };
        let named = code!(=> &content_type);
        let statement = set(context, content, names, &value, &named);
        match content.media_type.is_range() {
            true => quote!(Self::#variant { content_type, body } => { #statement }),
            false => quote!(Self::#variant(body) => { #statement }),
        }
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
                #[inline]
                fn set(self, call: &mut apiruntime::codegen::Call) {
                    match self { #(#arms)* }
                }
            }
        }),
    ]
}

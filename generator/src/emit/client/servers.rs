//! The server: its setters, the URL that results from them, and the enums of servers and of variables' values.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::context::Context;
use super::super::docs::Comment;
use super::super::enums::{Enum, Value};
use super::super::item::Item;
use super::super::text::code;
use crate::ir::{Lifecycle, Server, ServerVariable, UrlPiece, UrlReach};
use crate::names::{MethodName, VariableNames};

pub(super) fn variable_type(names: &VariableNames, free: bool) -> TokenStream {
    let ty = &names.ty;
    if free {
        quote!(::std::string::String)
    } else {
        quote!(#ty)
    }
}

pub(super) fn has_servers(context: &Context<'_>) -> bool {
    context.api.servers.list.len() > 1
}

/// Returns whether an operation has servers of its own.
pub(super) fn has_own_servers(context: &Context<'_>) -> bool {
    let mut operations = context.api.operations.iter();
    operations.any(|operation| !operation.servers.is_empty())
}

pub(super) fn endpoint_docs(context: &Context<'_>) -> Comment {
    let mut comment =
        Comment::new("Sets the URL that the paths of the operations are appended to.");
    let text = match context.api.servers.list.first() {
        Some(server) if server.reach == UrlReach::Absolute => {
            format!("By default: {}.", code(&server.default_url))
        }
        Some(server) => format!(
            "Required: the description has only the path {}, which is part of the URL.",
            code(&server.default_url)
        ),
        None => "Required: the description names no server.".to_owned(),
    };
    comment.paragraph(vec![text]);
    if has_own_servers(context) {
        comment.paragraph(vec![
            "It takes the place of the servers that operations have of their own, too.".to_owned(),
        ]);
    }
    comment
}

pub(super) fn variable_setter(names: &VariableNames, variable: &ServerVariable) -> TokenStream {
    let setter = &names.setter;
    let mut comment = Comment::of(
        &variable.docs,
        &format!(
            "Sets the variable {} of the server's URL.",
            code(&variable.name)
        ),
    );
    comment.paragraph(vec![format!("Default: {}.", code(&variable.default))]);
    let comment = comment.outer();
    let ty = variable_type(names, variable.values.is_empty());
    quote! {
        #comment
        pub fn #setter(mut self, #setter: impl ::std::convert::Into<#ty>) -> Self {
            self.#setter = ::std::option::Option::Some(#setter.into());
            self
        }
    }
}

/// Returns the statement that passes the value of a server variable, set or default, to the core, where credentials may
/// depend on it.
pub(super) fn server_variable_statement(
    context: &Context<'_>,
    names: &VariableNames,
    name: &str,
) -> TokenStream {
    let setter = &names.setter;
    let servers = context
        .api
        .servers
        .list
        .iter()
        .zip(&context.names.client.servers);
    let defaults = servers.filter_map(|(server, variant)| {
        let default = &server.variable(name)?.default;
        let chosen = has_servers(context).then(|| quote!(&& self.server == Server::#variant));
        Some(quote! {
            ::std::option::Option::None if self.endpoint.is_none() #chosen => {
                core = core.server_variable(#name, #default);
            }
        })
    });
    quote! {
        match &self.#setter {
            ::std::option::Option::Some(#setter) => {
                core = core.server_variable(#name, #setter.as_str());
            }
            #(#defaults)*
            ::std::option::Option::None => {}
        }
    }
}

/// Returns the expression for the URL of a server, which is `None` where the URL is relative.
pub(super) fn url(context: &Context<'_>, server: &Server) -> TokenStream {
    let ok = quote!(::std::result::Result::Ok);
    if server.reach == UrlReach::Relative {
        return quote!(#ok(::std::option::Option::None));
    }
    let mut template = String::new();
    let mut values: Vec<(&MethodName, TokenStream)> = Vec::new();
    for piece in &server.url {
        match piece {
            UrlPiece::Literal(text) => template.push_str(text),
            UrlPiece::Variable(name) => {
                template.push_str(&format!("{{{name}}}"));
                let mut all = context.server_variables();
                let Some((names, variable)) = all.find(|(_, variable)| variable.name == *name)
                else {
                    continue;
                };
                let setter = &names.setter;
                if values.iter().any(|(known, _)| *known == setter) {
                    continue;
                }
                let declared = server.variable(name);
                let default = declared.map_or("", |variable| &variable.default);
                let ty = variable_type(names, variable.values.is_empty());
                let described = variable.uncommon_values(default);
                let described = described.iter();
                let value = quote!(builder.#setter.as_ref().map_or(#default, #ty::as_str));
                values.push((setter, quote!((#name, #value, &[#(#described),*]))));
            }
        }
    }
    if values.is_empty() {
        let text = &server.default_url;
        return quote!(#ok(::std::option::Option::Some(#text.to_owned())));
    }
    let values = values.iter().map(|(_, value)| value);
    quote! {
        apiruntime::codegen::server_url(#template, &[#(#values),*])
            .map(::std::option::Option::Some)
    }
}

pub(super) fn server_enum(context: &Context<'_>) -> Option<Item> {
    if !has_servers(context) {
        return None;
    }
    let variants = context
        .names
        .client
        .servers
        .iter()
        .zip(&context.api.servers.list)
        .map(|(name, server)| {
            let mut comment = Comment::of(&server.docs, &code(&server.default_url));
            if server.docs.description.is_some() || server.docs.summary.is_some() {
                comment.paragraph(vec![code(&server.default_url)]);
            }
            let comment = comment.outer();
            quote!(#comment #name,)
        });
    Some(Item::Code(quote! {
        #[doc = " The servers of the description."]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Server { #(#variants)* }
    }))
}

pub(super) fn variable_enum(variable: &ServerVariable, names: &VariableNames) -> Vec<Item> {
    let comment = Comment::of(
        &variable.docs,
        &format!("The variable {} of the server's URL.", code(&variable.name)),
    );
    let values = names.values.iter().zip(&variable.values);
    let values = values.map(|(variant, value)| Value {
        variant,
        wire: value.into(),
        comment: Comment::new(code(value)),
        lifecycle: Lifecycle::Current,
    });
    let variable = Enum {
        name: &names.ty,
        comment,
        lifecycle: Lifecycle::Current,
        values: values.collect(),
    };
    let mut items = variable.strings();
    // Like the enums of models, so that it can be a value of a program's own settings.
    let ty = &names.ty;
    items.push(Item::Code(quote!(apiruntime::codegen::string_enum!(#ty);)));
    items
}

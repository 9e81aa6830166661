//! Parameters: the static of each, and the arguments and setters that take them.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::super::context::{Context, Site};
use super::super::docs::{Comment, deprecated};
use super::super::rules::{self, code};
use super::arguments::Argument;
use crate::ir::{
    Encoding, Explode, Location, Operation, Parameter, ParameterPresence, ParameterScope, Reserved,
    Sensitivity, Style,
};
use crate::names::{OperationNames, ParameterNames};

/// The parameters that each call sets, with their names.
pub(crate) fn of_call<'a>(
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Parameter, &'a ParameterNames)> {
    operation
        .parameters
        .iter()
        .zip(&names.parameters)
        .filter(|(parameter, _)| parameter.scope == ParameterScope::Call)
}

/// The line that makes a parameter's static.
pub(crate) fn line(
    context: &Context<'_>,
    site: Site,
    parameter: &Parameter,
    table: &str,
) -> String {
    let location = match parameter.location {
        Location::Path => "path",
        // A form that is the whole query has a pair for each of its properties, as an exploded object has.
        Location::Query | Location::QueryString => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let node = rules::node(
        context,
        site,
        &parameter.ty,
        &parameter.rules,
        Sensitivity::Plain,
    )
    .unwrap_or_default();
    let mut declaration = declaration(&parameter.wire, location, &parameter.encoding);
    if parameter.sensitivity == Sensitivity::Secret {
        declaration.push_str(".sensitive()");
    }
    format!("crate::runtime::parameter!(crate::runtime; {table} = {declaration}, ({node}));")
}

/// The call of the runtime's builder, without what goes without saying at the location.
pub(crate) fn declaration(wire: &str, location: &str, encoding: &Encoding) -> String {
    let mut text = format!("{location}({})", Literal::string(wire));
    match encoding {
        Encoding::Style {
            style,
            explode,
            reserved,
        } => {
            let usual = match location {
                "path" | "header" => Style::Simple,
                _ => Style::Form,
            };
            if *style != usual {
                text.push_str(&format!(
                    ".style(crate::runtime::Style::{})",
                    style_name(*style)
                ));
            }
            let usual = match location {
                "path" | "header" => Explode::No,
                _ => Explode::Yes,
            };
            if *explode != usual {
                text.push_str(&format!(".explode({})", *explode == Explode::Yes));
            }
            if *reserved == Reserved::Allow {
                text.push_str(".allow_reserved()");
            }
        }
        Encoding::Json => text.push_str(".style(crate::runtime::Style::Json)"),
        Encoding::Text => text.push_str(".style(crate::runtime::Style::Text)"),
    }
    text
}

fn style_name(style: Style) -> &'static str {
    match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
        Style::Cookie => "Cookie",
    }
}

/// The arguments of the method, and what the call is told of them.
pub(crate) fn required(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> (Vec<TokenStream>, Vec<TokenStream>) {
    of_call(operation, names)
        .filter(|(parameter, _)| parameter.presence == ParameterPresence::Required)
        .map(|(parameter, names)| {
            let argument = Argument::of(context, &parameter.ty, site);
            let (name, ty, table) = (&names.name, &argument.ty, &names.table);
            let passed = argument.pass(name);
            (
                quote!(#name: #ty),
                quote!(call.parameter(&#table, #passed);),
            )
        })
        .unzip()
}

/// The setters of the request.
pub(crate) fn setters(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<TokenStream> {
    of_call(operation, names)
        .filter(|(parameter, _)| parameter.presence == ParameterPresence::Optional)
        .map(|(parameter, names)| {
            let argument = Argument::of(context, &parameter.ty, site);
            let (name, ty, table) = (&names.name, &argument.ty, &names.table);
            let passed = argument.pass(&name.to_token_stream());
            let mut comment =
                Comment::of(&parameter.docs, &format!("Sets {}.", code(&parameter.wire)));
            comment.paragraph(rules::remarks(
                context,
                &parameter.ty,
                &parameter.rules,
                parameter.default.as_ref(),
            ));
            comment.note(names.note.as_deref());
            let (comment, deprecated) = (comment.outer(), deprecated(parameter.lifecycle));
            quote! {
                #comment
                #deprecated
                pub fn #name(mut self, #name: #ty) -> Self {
                    self.call.parameter(&#table, #passed);
                    self
                }
            }
        })
        .collect()
}

//! The parts of a multipart body, as a struct with a setter for each.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::context::ModuleContext;
use super::super::docs::{Comment, many_arguments};
use super::super::fragment::{Fragment, code};
use super::super::item::Item;
use super::super::rules::{self, NodeCode};
use super::super::text::code;
use super::arguments::Argument;
use super::parameters::{constant, declaration, declared};
use crate::ir::{
    BodyContent, Encoding, Location, Parameter, ParameterPresence, Part, PartCount, PartKind,
    PartPlace, StringFormat, Type,
};
use crate::names::{ConstName, FieldName, FormNames, OperationNames, PartHeaderNames};

/// A part with its names.
struct Named<'a> {
    part: &'a Part,
    name: &'a FieldName,
    table: &'a ConstName,
    headers: Vec<(&'a Parameter, &'a PartHeaderNames)>,
}

/// Returns the struct of a multipart body's parts.
pub(super) fn items(
    context: &ModuleContext<'_>,
    content: &BodyContent,
    parts: &[Part],
    operation: &OperationNames,
    names: &FormNames,
) -> Vec<Item> {
    let ty = &names.ty;
    let written = names.parts.iter().zip(&names.tables).zip(&names.headers);
    let named = parts.iter().zip(written);
    let named: Vec<Named<'_>> = named
        .map(|(part, ((name, table), headers))| Named {
            part,
            name,
            table,
            headers: part.headers.iter().zip(headers).collect(),
        })
        .collect();
    let statics = named.iter();
    let statics: Vec<_> = statics.flat_map(|named| named.statics(context)).collect();
    let is_required = |named: &&Named<'_>| named.part.presence.is_required();
    let (required, optional): (Vec<_>, Vec<_>) = named.iter().partition(is_required);
    let arguments: Vec<TokenStream> = required
        .iter()
        .flat_map(|named| named.arguments(context))
        .collect();
    let sets = required.iter().map(|named| named.set(context));
    let setters = optional.iter().map(|named| named.setter(context));
    let headers = named.iter().flat_map(|named| named.header_setters(context));
    let allow = many_arguments(arguments.len());
    let mutable = (!required.is_empty()).then(|| quote!(mut));
    let default = arguments.is_empty().then(|| {
        Item::Code(quote! {
            impl ::std::default::Default for #ty {
                fn default() -> Self { Self::new() }
            }
        })
    });
    let (unnamed, unnamed_name, doc) = match content.media_type.essence == "multipart/form-data" {
        true if parts.is_empty() => (quote!(name: &str,), quote!(name), " Adds a part."),
        true => (
            quote!(name: &str,),
            quote!(name),
            " Adds a part that is not in the description.",
        ),
        // In other media types parts have no names: their order and their headers identify them.
        false => (quote!(), quote!(""), " Adds a part after the others."),
    };
    let comment = format!("The parts of the body of `{}`.", operation.call.plain());
    let comment = Comment::new(comment).outer();
    let mut items = Vec::new();
    if !statics.is_empty() {
        items.push(Item::Fragment(statics.into()));
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
            #(#headers)*
            #[doc = #doc]
            #[must_use]
            pub fn part(self, #unnamed part: apiruntime::codegen::Part) -> Self {
                let mut parts = self.parts;
                parts.push(#unnamed_name, part);
                Self { parts }
            }
        }
    }));
    items.extend(default);
    items
}

/// Returns the `PartRules`: what is checked of all parts together. `count` is the table of the permitted number of
/// parts.
pub(super) fn part_rules(parts: &[Part], count: Option<&ConstName>) -> TokenStream {
    let in_order = parts
        .iter()
        .filter(|part| part.place == PartPlace::Position);
    let order: Vec<&str> = in_order.map(|part| part.wire.as_str()).collect();
    if order.is_empty() && count.is_none() {
        return quote!(&apiruntime::codegen::PartRules::NONE);
    }
    let count = Fragment::option(count.map(|count| code!(count => &#count)));
    quote!(&apiruntime::codegen::PartRules { count: #count, order: &[#(#order),*] })
}

impl Named<'_> {
    /// Returns the tables of the part and of its headers.
    fn statics(&self, context: &ModuleContext<'_>) -> Vec<Fragment> {
        let headers = self.headers.iter();
        let headers = headers.map(|(header, names)| declared(context, header, &names.table));
        self.own_static(context)
            .into_iter()
            .chain(headers)
            .collect()
    }

    fn own_static(&self, context: &ModuleContext<'_>) -> Option<Fragment> {
        let (part, table) = (self.part, self.table);
        let encoding = match &part.kind {
            PartKind::Json(_) => &Encoding::Json,
            PartKind::Styled(_, encoding) => encoding,
            PartKind::Text(_) | PartKind::File => &Encoding::Text,
        };
        let node = self.node(context);
        if part.kind == PartKind::File && part.count == PartCount::One && node.is_none() {
            return None;
        }
        let rules = node.map(|node| node.of_parameter());
        let declaration = declaration(&part.wire, Location::Query, encoding);
        Some(code! { table, declaration, rules =>
            static #table: apiruntime::codegen::Parameter = #declaration #rules;
        })
    }

    /// Returns the checks of the part, if it has any.
    fn node(&self, context: &ModuleContext<'_>) -> Option<NodeCode> {
        let part = self.part;
        rules::node(context, &part.ty, &part.rules, part.sensitivity)
    }

    /// Returns the required headers, without constant ones.
    fn required_headers(&self) -> impl Iterator<Item = (&Parameter, &PartHeaderNames)> {
        let headers = self.headers.iter().copied();
        headers.filter(|(header, _)| header.presence == ParameterPresence::Required)
    }

    /// Returns the part and its required headers as arguments.
    fn arguments(&self, context: &ModuleContext<'_>) -> Vec<TokenStream> {
        let (name, ty) = (self.name, part_type(context, self.part));
        let headers = self.required_headers().map(|(header, names)| {
            let (name, ty) = (&names.name, Argument::of(context, &header.ty).ty);
            quote!(#name: #ty)
        });
        let is_given = self.part.presence.constant().is_none();
        let own = is_given.then(|| quote!(#name: #ty));
        own.into_iter().chain(headers).collect()
    }

    /// Returns the statements that set the part and its required headers.
    fn set(&self, context: &ModuleContext<'_>) -> TokenStream {
        let (name, table, wire) = (self.name, self.table, &self.part.wire);
        let content_type = self.part.content_type.as_ref();
        let content_type = Fragment::option(content_type.map(|media| (&media.text).into()));
        let is_item = self.part.place == PartPlace::Item;
        let is_bounded = self.node(context).is_some();
        let part = match (&self.part.kind, self.part.count) {
            (PartKind::File, _) if is_item && is_bounded => {
                quote!(parts.bounded_file_item(&#table, #content_type, #name);)
            }
            (PartKind::File, PartCount::One) if is_bounded => {
                quote!(parts.bounded_file(&#table, #content_type, #name);)
            }
            (PartKind::File, _) if is_item => {
                quote!(parts.file_item(#wire, #content_type, #name);)
            }
            (PartKind::File, PartCount::One) => quote!(parts.file(#wire, #content_type, #name);),
            (PartKind::File, PartCount::Many) => {
                quote!(parts.files(&#table, #content_type, #name);)
            }
            _ if is_item => quote!(parts.item(&#table, #content_type, &#name);),
            _ => {
                let given = self.part.presence.constant().and_then(constant);
                let value = given.unwrap_or_else(|| code!(name => &#name));
                // By name, an array becomes a part for each item; at a position, it is a single part.
                let set = match self.part.place {
                    PartPlace::Position => quote!(whole),
                    PartPlace::Named | PartPlace::Item => quote!(value),
                };
                quote!(parts.#set(&#table, #content_type, #value);)
            }
        };
        let headers = self.headers.iter().copied();
        let headers = headers.filter(|(header, _)| header.presence.is_required());
        let headers = headers.map(|(header, names)| self.set_header(context, header, names));
        quote!(#part #(#headers)*)
    }

    fn set_header(
        &self,
        context: &ModuleContext<'_>,
        header: &Parameter,
        names: &PartHeaderNames,
    ) -> TokenStream {
        let (name, table, wire) = (&names.name, &names.table, &self.part.wire);
        let value = match header.presence.constant().and_then(constant) {
            Some(value) => value,
            None => Argument::of(context, &header.ty).pass(name),
        };
        match self.part.place {
            PartPlace::Item => quote!(parts.item_header(#wire, &#table, #value);),
            PartPlace::Named | PartPlace::Position => {
                quote!(parts.header(#wire, &#table, #value);)
            }
        }
    }

    /// Returns the setter of an optional part.
    fn setter(&self, context: &ModuleContext<'_>) -> TokenStream {
        let (part, name) = (self.part, self.name);
        let usual = match part.place {
            PartPlace::Item => "Adds a part after the others.".to_owned(),
            PartPlace::Named | PartPlace::Position => {
                format!("Sets the part {}.", code(&part.wire))
            }
        };
        let mut comment = Comment::of(&part.docs, &usual);
        let ty = part.kind.value_type().unwrap_or(&Type::Any);
        let rules = rules::constraint_docs(context, ty, Some(&part.rules), None);
        comment.paragraph(match part.kind {
            PartKind::File => of_bytes(rules),
            _ => rules,
        });
        let headers = self.required_headers().map(|(header, names)| {
            let (argument, header) = (code(names.name.plain()), code(&header.wire));
            format!("{argument} is its header {header}.")
        });
        comment.paragraph(headers.collect());
        let comment = comment.outer();
        let (arguments, set) = (self.arguments(context), self.set(context));
        quote! {
            #comment
            #[must_use]
            pub fn #name(self, #(#arguments),*) -> Self {
                let mut parts = self.parts;
                #set
                Self { parts }
            }
        }
    }

    /// Returns the setters of the optional headers.
    fn header_setters(&self, context: &ModuleContext<'_>) -> Vec<TokenStream> {
        let headers = self.headers.iter();
        let optional = headers.filter(|(header, _)| header.presence == ParameterPresence::Optional);
        let setters = optional.map(|(header, names)| {
            let (name, wire) = (&names.name, code(&self.part.wire));
            let of = match self.part.place {
                PartPlace::Item => "of the part that was added last".to_owned(),
                PartPlace::Named | PartPlace::Position => format!("of the part {wire}"),
            };
            let usual = format!("Sets the header {} {of}.", code(&header.wire));
            let mut comment = Comment::of(&header.docs, &usual);
            comment.paragraph(rules::constraint_docs(
                context,
                &header.ty,
                Some(&header.rules),
                None,
            ));
            let comment = comment.outer();
            let ty = Argument::of(context, &header.ty).ty;
            let set = self.set_header(context, header, names);
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
        setters.collect()
    }
}

fn part_type(context: &ModuleContext<'_>, part: &Part) -> Fragment {
    let one = match (part.kind.value_type(), part.count) {
        (None, _) => code!(=> apiruntime::codegen::Part),
        (Some(ty), PartCount::One) => Argument::plain(context, ty).0,
        (Some(ty), PartCount::Many) => match context.resolve(ty) {
            Type::String(StringFormat::Plain(_) | StringFormat::Binary | StringFormat::Secret) => {
                code!(=> &str)
            }
            _ => context.rust(ty),
        },
    };
    match (part.count, &part.kind) {
        (PartCount::One, _) => one,
        (PartCount::Many, PartKind::File) => {
            code!(one => impl ::std::iter::IntoIterator<Item = #one>)
        }
        (PartCount::Many, _) => code!(one => &[#one]),
    }
}

/// Returns the rules with lengths given in bytes instead of characters.
fn of_bytes(rules: Vec<String>) -> Vec<String> {
    let rules = rules.into_iter();
    rules
        .map(|line| line.replace(" characters long", " bytes long"))
        .collect()
}

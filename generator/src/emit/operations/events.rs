//! The data of server-sent events, where it depends on the name of the event.

use quote::quote;

use super::super::context::ModuleContext;
use super::super::docs::Comment;
use super::super::fragment::{Fragment, code};
use super::super::item::Item;
use super::super::text::code;
use super::comment;
use crate::ir::{NamedEvent, ResponseContent};
use crate::names::{EventNames, OperationNames, VariantName, named_events};

/// Returns the name of the type of the data of a content's events.
pub(super) fn name(names: &OperationNames, content: &ResponseContent) -> Fragment {
    let events = named_events(content);
    let found = names
        .events
        .iter()
        .find(|known| Some(known.events.as_slice()) == events);
    found.map(|found| &found.ty).into()
}

/// Returns the enums of the data, and the implementations that read them.
pub(super) fn items(context: &ModuleContext<'_>, names: &OperationNames) -> Vec<Item> {
    names
        .events
        .iter()
        .flat_map(|known| of(context, known, names))
        .collect()
}

fn of(context: &ModuleContext<'_>, known: &EventNames, names: &OperationNames) -> [Item; 2] {
    let name = &known.ty;
    let comment = Comment::new(format!(
        "What the events of {} hold, by their name.",
        comment::request(names)
    ))
    .outer();
    let pairs = || known.events.iter().zip(&known.variants);
    let variants = pairs().map(|(event, variant)| {
        let comment = Comment::of(&event.docs, &event_docs(event)).outer();
        let ty = match &event.data {
            Some(ty) => context.rust(ty),
            None => code!(=> ::std::string::String),
        };
        quote!(#comment #variant(#ty),)
    });
    let variant_of = |event: &NamedEvent, variant: &VariantName| match &event.data {
        Some(_) => quote!(apiruntime::codegen::event_json(&data).map(Self::#variant)),
        None => quote!(::std::result::Result::Ok(Self::#variant(data))),
    };
    let arms = pairs()
        .filter(|(event, _)| !event.names.is_empty())
        .map(|(event, variant)| {
            let names = &event.names;
            let read = variant_of(event, variant);
            quote!(#(#names)|* => #read,)
        });
    let rest = pairs().find(|(event, _)| event.names.is_empty());
    let rest = match rest {
        Some((event, variant)) => variant_of(event, variant),
        None => quote!(::std::result::Result::Ok(Self::Unknown(data))),
    };
    [
        Item::Code(quote! {
            #comment
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                #[doc = " The data of another event, as it came."]
                Unknown(::std::string::String),
            }
        }),
        Item::Code(quote! {
            impl apiruntime::codegen::EventData for #name {
                fn read(
                    event: &str,
                    data: ::std::string::String,
                ) -> ::std::result::Result<Self, apiruntime::codegen::JsonError> {
                    match event {
                        #(#arms)*
                        _ => #rest,
                    }
                }
            }
        }),
    ]
}

fn event_docs(event: &NamedEvent) -> String {
    let names: Vec<String> = event.names.iter().map(|name| code(name)).collect();
    match names.is_empty() {
        true => "Every other event.".to_owned(),
        false => format!("The event {}.", names.join(", ")),
    }
}

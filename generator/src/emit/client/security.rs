//! The setters of credentials: one for each slot of credentials.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::context::Context;
use super::super::docs::Comment;
use super::super::text::code;
use crate::ir::{CredentialKind, CredentialSlot, KeyLocation, SchemeKind, SecurityScheme};
use crate::names::{ConstName, MethodName};

/// Returns the name of the setter for the credentials of each scheme, for messages.
pub(super) fn slot_setters(context: &Context<'_>) -> Vec<String> {
    let setter = |number: usize| {
        context
            .credentials()
            .find(|(slot, _)| slot.schemes.contains(&number))
            .map(|(_, name)| name.plain().to_owned())
            .unwrap_or_default()
    };
    (0..context.api.schemes.len()).map(setter).collect()
}

pub(super) fn scheme_setters(context: &Context<'_>) -> Vec<TokenStream> {
    context
        .credentials()
        .filter_map(|(slot, name)| match slot.kind {
            CredentialKind::AccessKeys => Some(keys_setter(context, slot, name)),
            CredentialKind::OfScheme => {
                let number = *slot.schemes.first()?;
                let constant = context.names.client.slots.get(number)?;
                scheme_setter(context.api.schemes.get(number)?, name, constant)
            }
        })
        .collect()
}

fn keys_setter(context: &Context<'_>, slot: &CredentialSlot, name: &MethodName) -> TokenStream {
    let constants = &context.names.client.slots;
    let schemes = slot
        .schemes
        .iter()
        .filter_map(|number| constants.get(*number));
    quote! {
        #[doc = " Sets the credentials: access keys, a token, or a provider of either."]
        pub fn #name(
            mut self,
            credentials: impl ::std::convert::Into<apiruntime::codegen::CredentialsSource>,
        ) -> Self {
            let authorizer = ::std::sync::Arc::new(
                apiruntime::codegen::HuaweiAuthorizer::new(credentials),
            );
            self.core = self.core.shared_authorizer(&[#(#schemes),*], authorizer);
            self
        }
    }
}

fn scheme_setter(
    scheme: &SecurityScheme,
    name: &MethodName,
    number: &ConstName,
) -> Option<TokenStream> {
    let source = quote!(impl ::std::convert::Into<apiruntime::codegen::TokenSource>);
    let secret = quote!(apiruntime::codegen::SecretAuthorizer);
    let (what, arguments, authorizer) = match &scheme.kind {
        SchemeKind::Basic => (
            "Sets user and password (HTTP basic authentication).".to_owned(),
            quote!(, user: &str, password: &str),
            quote!(#secret::basic(user, password)),
        ),
        SchemeKind::Bearer => (
            "Sets the bearer token, or a provider of it.".to_owned(),
            quote!(, token: #source),
            quote!(#secret::bearer(token)),
        ),
        SchemeKind::OAuth2 { token_url } => {
            let mut what = "Sets the OAuth 2.0 access token, or a provider of it".to_owned();
            match token_url {
                Some(url) => what.push_str(&format!(
                    " (`ClientCredentials` with the token URL {} is one).",
                    code(url)
                )),
                None => what.push('.'),
            }
            (
                what,
                quote!(, token: #source),
                quote!(#secret::bearer(token)),
            )
        }
        SchemeKind::OpenIdConnect(url) => (
            format!(
                "Sets the access token of OpenID Connect ({}), or a provider of it.",
                code(url)
            ),
            quote!(, token: #source),
            quote!(#secret::bearer(token)),
        ),
        SchemeKind::Http(scheme) => (
            format!(
                "Sets what follows {} in the `Authorization` header.",
                code(scheme)
            ),
            quote!(, credentials: #source),
            quote!(#secret::scheme(#scheme, credentials)),
        ),
        SchemeKind::ApiKey { location, name } => {
            let (place, make) = match location {
                KeyLocation::Header => ("header", quote!(header)),
                KeyLocation::Query => ("query parameter", quote!(query)),
                KeyLocation::Cookie => ("cookie", quote!(cookie)),
            };
            (
                format!("Sets the key that is sent in the {place} {}.", code(name)),
                quote!(, key: #source),
                quote!(#secret::#make(#name, key)),
            )
        }
        SchemeKind::MutualTls => (
            "Declares that the transport presents a client certificate.".to_owned(),
            quote!(),
            quote!(apiruntime::codegen::MutualTls),
        ),
        SchemeKind::SdkHmacSha256 => return None,
    };
    let mut comment = Comment::new(what);
    if let Some(description) = &scheme.docs.description {
        comment.paragraph(super::super::markdown::lines(description));
    }
    let comment = comment.outer();
    Some(quote! {
        #comment
        pub fn #name(mut self #arguments) -> Self {
            self.core = self.core.authorizer(#number, ::std::sync::Arc::new(#authorizer));
            self
        }
    })
}

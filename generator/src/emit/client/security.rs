//! The setters of credentials, one for each scheme.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::context::Context;
use super::super::docs::Comment;
use super::super::rules::code;
use crate::ir::{KeyLocation, SchemeKind, SecurityScheme};
use crate::names::MethodName;

/// Whether a scheme is set by `credentials`: access keys, and the token that they can be exchanged for.
fn is_huawei(context: &Context<'_>, scheme: &SecurityScheme) -> bool {
    let has_signing = context
        .api
        .schemes
        .iter()
        .any(|scheme| scheme.kind == SchemeKind::SdkHmacSha256);
    match &scheme.kind {
        SchemeKind::SdkHmacSha256 => true,
        SchemeKind::ApiKey {
            location: KeyLocation::Header,
            name,
        } => has_signing && name.eq_ignore_ascii_case("X-Auth-Token"),
        _ => false,
    }
}

/// The setter of each slot, for messages.
pub(super) fn slot_setters(context: &Context<'_>) -> Vec<String> {
    context
        .api
        .schemes
        .iter()
        .zip(&context.names.client.schemes)
        .map(|(scheme, setter)| {
            if is_huawei(context, scheme) {
                "credentials".to_owned()
            } else {
                setter.plain().to_owned()
            }
        })
        .collect()
}

pub(super) fn scheme_setters(context: &Context<'_>) -> Vec<TokenStream> {
    let mut setters = Vec::new();
    let mut covered = Vec::new();
    for (slot, (scheme, name)) in context
        .api
        .schemes
        .iter()
        .zip(&context.names.client.schemes)
        .enumerate()
    {
        let slot = Literal::usize_unsuffixed(slot);
        if is_huawei(context, scheme) {
            covered.push(slot);
        } else {
            setters.push(scheme_setter(scheme, name, &slot));
        }
    }
    if !covered.is_empty() {
        setters.push(quote! {
            #[doc = " Sets the credentials: access keys, a token, or a provider of either."]
            pub fn credentials(
                mut self,
                credentials: impl ::std::convert::Into<crate::runtime::huawei::CredentialsSource>,
            ) -> Self {
                let authorizer = ::std::sync::Arc::new(
                    crate::runtime::huawei::HuaweiAuthorizer::new(credentials),
                );
                self.core = self.core.shared_authorizer(&[#(#covered),*], authorizer);
                self
            }
        });
    }
    setters
}

fn scheme_setter(scheme: &SecurityScheme, name: &MethodName, slot: &Literal) -> TokenStream {
    let source = quote!(impl ::std::convert::Into<crate::runtime::auth::TokenSource>);
    let secret = quote!(crate::runtime::auth::SecretAuthorizer);
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
        SchemeKind::OAuth2(flows) => {
            let mut what = "Sets the OAuth 2.0 access token, or a provider of it".to_owned();
            match &flows.client_credentials {
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
            "Says that the transport presents a client certificate.".to_owned(),
            quote!(),
            quote!(crate::runtime::auth::MutualTls),
        ),
        SchemeKind::SdkHmacSha256 => (
            String::new(),
            quote!(),
            quote!(crate::runtime::auth::MutualTls),
        ),
    };
    let mut comment = Comment::new(what);
    if let Some(description) = &scheme.docs.description {
        comment.paragraph(super::super::markdown::lines(description));
    }
    let comment = comment.outer();
    quote! {
        #comment
        pub fn #name(mut self #arguments) -> Self {
            self.core = self.core.authorizer(#slot, ::std::sync::Arc::new(#authorizer));
            self
        }
    }
}

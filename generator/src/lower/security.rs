//! Security schemes and requirements.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::ir::{CredentialKind, CredentialSlot, KeyLocation, SchemeKind, SecurityScheme};
use crate::source::Node;

use super::context::Context;
use super::views::{OperationView, SecuritySchemeView, View};

/// The headers of tokens that can be obtained with the access keys of `SDK-HMAC-SHA256`, so that one set of credentials
/// serves both schemes.
const TOKEN_HEADERS: &[&str] = &["X-Auth-Token"];

/// The security schemes of a document.
pub(super) struct Security<'s> {
    context: &'s Context<'s>,
    pub(super) schemes: Vec<SecurityScheme>,
}

impl<'s> Security<'s> {
    /// Lowers `components.securitySchemes`.
    pub(super) fn new(context: &'s Context<'s>) -> Self {
        let document = context.document();
        let schemes = document.components("securitySchemes");
        let schemes = schemes.filter_map(|(name, written)| {
            let scheme = context.follow_view::<SecuritySchemeView<'s>>(written)?;
            Some(SecurityScheme {
                // Errors in it have been reported.
                kind: scheme_kind(scheme)?,
                name: context.hint(vec![name.to_owned()], scheme.node()),
                docs: scheme.docs(),
            })
        });
        Security {
            context,
            schemes: schemes.collect(),
        }
    }

    /// Returns the security requirements of an operation: its own, or else those of the document.
    fn requirements(&self, operation: OperationView<'s>) -> impl Iterator<Item = Node<'s>> {
        let own = operation.node().field("security");
        let all = own.or_else(|| self.context.document().node().field("security"));
        all.into_iter().flat_map(Node::items)
    }

    /// Returns the scopes that an operation needs, with the names of their schemes.
    pub(super) fn scopes_of(&self, operation: OperationView<'s>) -> BTreeSet<(String, String)> {
        let schemes = self.requirements(operation).flat_map(Node::entries);
        let scopes = schemes.flat_map(|(name, scopes)| {
            let scopes = scopes.items().filter_map(Node::as_str);
            scopes.map(move |scope| (name.to_owned(), scope.to_owned()))
        });
        scopes.collect()
    }

    /// Returns the ways to authorise an operation: its own `security`, or else that of the document.
    pub(super) fn of(&self, operation: OperationView<'s>) -> Vec<BTreeSet<usize>> {
        let document = self.context.document();
        let requirements: Vec<_> = self.requirements(operation).collect();
        // Where broken parts are left out, one usable alternative is enough. Without any, the operation is kept and
        // sent without credentials: most descriptions that lack a scheme declare none at all.
        let is_rest_wanted = self.context.broken.is_left_out();
        let is_enough = is_rest_wanted && requirements.iter().any(|one| self.is_usable(*one));
        let (severity, result) = match (is_rest_wanted, is_enough) {
            (false, _) => (Severity::Error, ""),
            (true, true) => (Severity::Warning, "; this alternative is left out"),
            (true, false) => (Severity::Warning, "; requests are sent without it"),
        };
        let mut alternatives = Vec::new();
        for requirement in requirements {
            let mut schemes = BTreeSet::new();
            for (name, scopes) in requirement.entries() {
                let mut declared = document.components("securitySchemes");
                match self.number(name, scopes) {
                    Some(number) => {
                        schemes.insert(number);
                    }
                    None if declared.any(|(other, _)| other == name) => {}
                    None => self.unknown_scheme(name, scopes, severity, result),
                }
            }
            if !is_enough || self.is_usable(requirement) {
                alternatives.push(schemes);
            }
        }
        alternatives
    }

    /// Returns the scheme that a requirement names, or to which it leads: from OpenAPI 3.2 on, a name that no component
    /// has is a URI.
    fn number(&self, name: &str, scopes: Node<'s>) -> Option<usize> {
        let mut names = self.schemes.iter().map(|scheme| &scheme.name.words);
        let named = names.position(|words| words.iter().eq([name]));
        named.or_else(|| {
            let sources = self.context.sources;
            let target = sources.resolve(scopes, name).ok()?;
            let target = sources.follow(target).ok()?.origin();
            let mut origins = self.schemes.iter().map(|scheme| scheme.name.origin);
            origins.position(|origin| origin == target)
        })
    }

    /// Whether every scheme that a requirement names is declared.
    fn is_usable(&self, requirement: Node<'s>) -> bool {
        requirement
            .entries()
            .all(|(name, scopes)| self.number(name, scopes).is_some())
    }

    fn unknown_scheme(&self, name: &str, node: Node<'s>, severity: Severity, result: &str) {
        let known = self
            .schemes
            .iter()
            .flat_map(|scheme| scheme.name.words.iter().map(String::as_str));
        let message = format!("unknown security scheme `{name}`{result}");
        let place = node.at_key();
        self.context.suggest(
            Diagnostic::new(severity, Code::UnknownSecurityScheme, place, message),
            name,
            known,
            "declare it under `components.securitySchemes`",
        );
    }
}

fn scheme_kind(view: SecuritySchemeView<'_>) -> Option<SchemeKind> {
    Some(match view.scheme_type()? {
        "http" => {
            let scheme = view.scheme()?;
            match scheme.to_ascii_lowercase().as_str() {
                "basic" => SchemeKind::Basic,
                "bearer" => SchemeKind::Bearer,
                "sdk-hmac-sha256" => SchemeKind::SdkHmacSha256,
                _ => SchemeKind::Http(scheme.to_owned()),
            }
        }
        "apiKey" => SchemeKind::ApiKey {
            location: match view.location()? {
                "header" => KeyLocation::Header,
                "query" => KeyLocation::Query,
                "cookie" => KeyLocation::Cookie,
                _ => return None,
            },
            name: view.name()?.to_owned(),
        },
        "oauth2" => SchemeKind::OAuth2 {
            token_url: view.token_url().map(str::to_owned),
        },
        "openIdConnect" => SchemeKind::OpenIdConnect(view.open_id_connect_url()?.to_owned()),
        "mutualTLS" => SchemeKind::MutualTls,
        _ => return None,
    })
}

/// Returns the credentials that the schemes need: one slot for each scheme, but a common one for all that access keys
/// serve.
pub(super) fn credentials(schemes: &[SecurityScheme]) -> Vec<CredentialSlot> {
    let signs = schemes
        .iter()
        .any(|scheme| scheme.kind == SchemeKind::SdkHmacSha256);
    let is_keyed = |scheme: &SecurityScheme| match &scheme.kind {
        SchemeKind::SdkHmacSha256 => true,
        SchemeKind::ApiKey {
            location: KeyLocation::Header,
            name,
        } => {
            signs
                && TOKEN_HEADERS
                    .iter()
                    .any(|header| name.eq_ignore_ascii_case(header))
        }
        _ => false,
    };
    let (keyed, others): (Vec<usize>, Vec<usize>) =
        (0..schemes.len()).partition(|number| schemes.get(*number).is_some_and(is_keyed));
    let mut slots: Vec<CredentialSlot> = others
        .into_iter()
        .map(|number| CredentialSlot {
            schemes: vec![number],
            kind: CredentialKind::OfScheme,
        })
        .collect();
    if !keyed.is_empty() {
        slots.push(CredentialSlot {
            schemes: keyed,
            kind: CredentialKind::AccessKeys,
        });
    }
    slots
}

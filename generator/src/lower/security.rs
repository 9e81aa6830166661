//! Security schemes and requirements.

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::ir::{KeyLocation, OAuthFlows, SchemeKind, SecurityAlternative, SecurityScheme};
use crate::source::Node;

use super::context::Lowering;
use super::view::{docs, entries, items, strings};

impl<'s> Lowering<'s, '_> {
    /// `components.securitySchemes`.
    pub(super) fn security_schemes(&mut self) {
        let Some(components) = self.sources.root().get("components") else {
            return;
        };
        for (name, written) in components
            .get("securitySchemes")
            .into_iter()
            .flat_map(Node::entries)
        {
            let Some(node) = self.follow(written) else {
                continue;
            };
            let kind = match scheme_kind(node) {
                Some(kind) => kind,
                // What is wrong with it has been reported; it keeps its place for those who name it.
                None => SchemeKind::MutualTls,
            };
            self.api.schemes.push(SecurityScheme {
                name: self.hint(vec![name.to_owned()], node),
                docs: docs(node),
                kind,
            });
        }
    }

    /// What an operation demands: its own `security`, else the document's.
    pub(super) fn security(&mut self, operation: Node<'s>) -> Vec<SecurityAlternative> {
        let owner = if operation.get("security").is_some() {
            operation
        } else {
            self.sources.root()
        };
        let mut alternatives = Vec::new();
        for requirement in items(owner, "security") {
            let mut schemes = Vec::new();
            for (name, scopes) in requirement.entries() {
                let found = self
                    .api
                    .schemes
                    .iter()
                    .position(|scheme| scheme.name.words.iter().eq([name]));
                match found {
                    Some(number) => {
                        schemes.push((
                            number,
                            strings(Some(scopes))
                                .map(|(scope, _)| scope.to_owned())
                                .collect(),
                        ));
                    }
                    None => self.unknown_scheme(name, scopes),
                }
            }
            alternatives.push(SecurityAlternative { schemes });
        }
        alternatives
    }

    fn unknown_scheme(&mut self, name: &str, node: Node<'s>) {
        let known = self
            .api
            .schemes
            .iter()
            .flat_map(|scheme| scheme.name.words.iter().map(String::as_str));
        let help = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it under `components.securitySchemes`".to_owned(),
        };
        self.report(
            Diagnostic::error(
                Code::UnknownSecurityScheme,
                node.origin().at_key(),
                format!("no security scheme is named `{name}`"),
            )
            .help(help),
        );
    }
}

fn scheme_kind(node: Node<'_>) -> Option<SchemeKind> {
    Some(match node.get_str("type")? {
        "http" => {
            let scheme = node.get_str("scheme")?;
            match scheme.to_ascii_lowercase().as_str() {
                "basic" => SchemeKind::Basic,
                "bearer" => SchemeKind::Bearer,
                "sdk-hmac-sha256" => SchemeKind::SdkHmacSha256,
                _ => SchemeKind::Http(scheme.to_owned()),
            }
        }
        "apiKey" => SchemeKind::ApiKey {
            location: match node.get_str("in")? {
                "header" => KeyLocation::Header,
                "query" => KeyLocation::Query,
                "cookie" => KeyLocation::Cookie,
                _ => return None,
            },
            name: node.get_str("name")?.to_owned(),
        },
        "oauth2" => SchemeKind::OAuth2(flows(node)),
        "openIdConnect" => SchemeKind::OpenIdConnect(node.get_str("openIdConnectUrl")?.to_owned()),
        "mutualTLS" => SchemeKind::MutualTls,
        _ => return None,
    })
}

fn flows(node: Node<'_>) -> OAuthFlows {
    let mut found = OAuthFlows::default();
    for (name, flow) in entries(node, "flows") {
        if name == "clientCredentials" {
            found.client_credentials = flow.get_str("tokenUrl").map(str::to_owned);
        }
        for (scope, text) in flow.get("scopes").into_iter().flat_map(Node::entries) {
            if !found.scopes.iter().any(|(known, _)| known == scope) {
                found.scopes.push((
                    scope.to_owned(),
                    text.as_str().unwrap_or_default().to_owned(),
                ));
            }
        }
    }
    found
}

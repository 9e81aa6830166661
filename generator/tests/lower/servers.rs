//! Servers and security.

use super::operations::HEAD;
use super::{operation, whole};
use generator::ir::{CredentialKind, KeyLocation, SchemeKind, UrlPiece, UrlReach};

#[test]
fn security_holds_as_it_is_written() {
    let found = whole(&format!(
        "{HEAD}security: [{{Key: []}}, {{Basic: [], Key: []}}]
paths:
  /inherited: {{get: {{operationId: A, responses: {{'204': {{description: d}}}}}}}}
  /none: {{get: {{operationId: B, security: [], responses: {{'204': {{description: d}}}}}}}}
  /optional: {{get: {{operationId: C, security: [{{OAuth: [read]}}, {{}}], responses: {{'204': {{description: d}}}}}}}}
  /empty: {{get: {{operationId: D, security: , responses: {{'204': {{description: d}}}}}}}}
components:
  securitySchemes:
    Key: {{type: apiKey, in: cookie, name: key}}
    Basic: {{type: http, scheme: BASIC}}
    OAuth:
      type: oauth2
      flows: {{clientCredentials: {{tokenUrl: 'https://a.example/t', scopes: {{read: to read}}}}}}
    Signed: {{type: http, scheme: SDK-HMAC-SHA256}}
"
    ));
    let indexes = |at: usize| -> Vec<Vec<usize>> {
        let alternatives = found.api.operations[at].security.iter();
        alternatives
            .map(|one| one.iter().copied().collect())
            .collect()
    };
    assert_eq!(indexes(0), [vec![0], vec![0, 1]]);
    assert_eq!(indexes(1), Vec::<Vec<usize>>::new());
    assert_eq!(indexes(2), [vec![2], vec![]]);
    // A field without a value is the same as no field.
    assert_eq!(indexes(3), indexes(0));
    let kinds: Vec<&SchemeKind> = found
        .api
        .schemes
        .iter()
        .map(|scheme| &scheme.kind)
        .collect();
    assert_eq!(
        kinds[0],
        &SchemeKind::ApiKey {
            location: KeyLocation::Cookie,
            name: "key".into()
        }
    );
    assert_eq!(kinds[1], &SchemeKind::Basic);
    assert_eq!(kinds[3], &SchemeKind::SdkHmacSha256);
    let token_url = Some("https://a.example/t".to_owned());
    assert_eq!(kinds[2], &SchemeKind::OAuth2 { token_url });
}

#[test]
fn a_scheme_may_be_named_by_its_uri() {
    let found = whole(
        "openapi: 3.2.0
info: {title: t, version: '1'}
$self: https://a.example/api.yaml
security: [{'#/components/securitySchemes/one': []}, {'https://a.example/api.yaml#/components/securitySchemes/two': []}]
paths: {/a: {get: {operationId: A, responses: {'204': {description: d}}}}}
components:
  securitySchemes:
    one: {type: http, scheme: basic}
    two: {$ref: '#/components/securitySchemes/three'}
    three: {type: http, scheme: bearer}
",
    );
    let security = &found.api.operations[0].security;
    assert_eq!(security, &[[0].into(), [1].into()]);
    assert_eq!(found.said, [""; 0]);
}

#[test]
fn servers_are_read_with_their_variables() {
    let found = whole(&format!(
        "{HEAD}servers:
  - url: https://{{region}}.a.example/{{base}}
    variables:
      region: {{default: eu, enum: [eu, us]}}
      base: {{default: v1}}
paths:
  /a:
    servers: [{{url: https://b.example}}]
    get: {{operationId: A, responses: {{'204': {{description: d}}}}}}
"
    ));
    let server = &found.api.servers.list[0];
    assert_eq!(
        server.url,
        [
            UrlPiece::Literal("https://".into()),
            UrlPiece::Variable("region".into()),
            UrlPiece::Literal(".a.example/".into()),
            UrlPiece::Variable("base".into())
        ]
    );
    assert_eq!(server.variables[0].values, ["eu", "us"]);
    assert_eq!(
        (server.default_url.as_str(), server.reach),
        ("https://eu.a.example/v1", UrlReach::Absolute)
    );
    assert_eq!(found.only_operation().servers.len(), 1);
}

#[test]
fn variables_of_several_servers_are_one_a_name() {
    let found = whole(&format!(
        "{HEAD}servers:
  - {{url: 'https://{{region}}.a.example', variables: {{region: {{default: eu}}}}}}
  - {{url: 'https://{{region}}.b.example/{{base}}', variables: {{region: {{default: us}}, base: {{default: v1}}}}}}
  - {{url: /v1}}
paths: {{}}
"
    ));
    let names: Vec<&str> = found
        .api
        .servers
        .variables
        .iter()
        .map(|variable| variable.name.as_str())
        .collect();
    assert_eq!(names, ["region", "base"]);
    assert_eq!(found.api.servers.list[2].reach, UrlReach::Relative);
}

#[test]
fn the_servers_of_an_operation_are_kept() {
    let found = operation("servers: [{url: https://a.example}, {url: https://b.example}]");
    assert_eq!(found.only_operation().servers.len(), 2);
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn access_keys_serve_the_token_that_they_can_be_exchanged_for() {
    let schemes = format!(
        "{HEAD}paths: {{}}
components:
  securitySchemes:
    Token: {{type: apiKey, in: header, name: x-auth-token}}
    Basic: {{type: http, scheme: basic}}
"
    );
    let mut unsigned = whole(&schemes).api.credentials.into_iter();
    assert!(unsigned.all(|slot| slot.kind == CredentialKind::OfScheme));
    let found = whole(&format!(
        "{schemes}    Signed: {{type: http, scheme: SDK-HMAC-SHA256}}\n"
    ));
    let slots: Vec<(CredentialKind, &[usize])> = found
        .api
        .credentials
        .iter()
        .map(|slot| (slot.kind, slot.schemes.as_slice()))
        .collect();
    assert_eq!(
        slots,
        [
            (CredentialKind::OfScheme, [1].as_slice()),
            (CredentialKind::AccessKeys, [0, 2].as_slice())
        ]
    );
}

#[test]
fn an_unknown_security_scheme_names_the_nearest() {
    let found = operation("security: [{Tokn: []}]");
    assert_eq!(
        found.said,
        ["error unknown-security-scheme: unknown security scheme `Tokn`"]
    );
}

#[test]
fn a_path_alone_has_no_variables_to_set() {
    let servers = |servers: &str| {
        let found = whole(&format!(
            "{HEAD}servers: [{servers}]
paths:
  /a: {{get: {{operationId: A, responses: {{'204': {{description: d}}}}}}}}
"
        ));
        let variables = found.api.servers.variables.iter();
        let names: Vec<_> = variables.map(|variable| variable.name.clone()).collect();
        (names, found.said)
    };
    let path = "{url: '/{version}', variables: {version: {default: v1}}}";
    let said = "note ignored: the variables have no setters: the URL has no host, so the caller gives all of it";
    assert_eq!(servers(path), (vec![], vec![said.to_owned()]));
    let host = "{url: 'https://a.example/{version}', variables: {version: {default: v1}}}";
    assert_eq!(servers(host), (vec!["version".to_owned()], vec![]));
    let both = format!("{path}, {host}");
    assert_eq!(
        servers(&both),
        (vec!["version".to_owned()], vec![said.to_owned()])
    );
}

#[test]
fn a_server_without_a_scheme_has_https() {
    for (url, whole_url) in [
        ("//a.example/", "https://a.example/"),
        ("//{v}.a.example/v1", "https://b.a.example/v1"),
    ] {
        let found = whole(&format!(
            "{HEAD}servers: [{{url: '{url}', variables: {{v: {{default: b}}}}}}]
paths:
  /a: {{get: {{operationId: A, responses: {{'204': {{description: d}}}}}}}}
"
        ));
        let server = &found.api.servers.list[0];
        assert_eq!(
            (server.default_url.as_str(), server.reach),
            (whole_url, UrlReach::Absolute)
        );
        assert_eq!(
            found.said[0],
            "warning server-url: the URL has no scheme; `https` is used"
        );
    }
}

#[test]
fn a_server_has_no_query() {
    for (url, kept) in [
        ("https://a.example/v1?x=1", "https://a.example/v1"),
        ("../v1/#top", "../v1/"),
        ("https://a.example/{v}?y={v}#z", "https://a.example/{v}"),
    ] {
        let found = whole(&format!(
            "{HEAD}servers: [{{url: '{url}', variables: {{v: {{default: '{{v}}'}}}}}}]
paths:
  /a: {{get: {{operationId: A, responses: {{'204': {{description: d}}}}}}}}
"
        ));
        assert_eq!(found.api.servers.list[0].default_url, kept);
        let said = "warning ignored: the query and the fragment of a server are never sent: paths are appended to its URL";
        assert!(found.said.contains(&said.to_owned()), "{:?}", found.said);
    }
}

#[test]
fn servers_that_repeat_those_of_the_document_are_not_those_of_an_operation() {
    let found = whole(&format!(
        "{HEAD}servers:
  - {{url: 'https://{{region}}.a.example', variables: {{region: {{default: eu, enum: [eu, us]}}}}}}
  - {{url: 'https://b.example', description: Tests}}
paths:
  /a:
    get:
      operationId: A
      servers:
        - {{url: 'https://{{region}}.a.example', variables: {{region: {{default: eu, enum: [eu, us]}}}}, description: Usual}}
        - url: https://b.example
      responses: {{'204': {{description: d}}}}
  /b:
    servers:
      - {{url: 'https://{{region}}.a.example', variables: {{region: {{default: us, enum: [eu, us]}}}}}}
      - url: https://b.example
    get: {{operationId: B, responses: {{'204': {{description: d}}}}}}
  /c:
    servers: [{{url: https://b.example}}]
    get: {{operationId: C, responses: {{'204': {{description: d}}}}}}
"
    ));
    let counts: Vec<usize> = found
        .api
        .operations
        .iter()
        .map(|known| known.servers.len())
        .collect();
    assert_eq!(counts, [0, 2, 1]);
}

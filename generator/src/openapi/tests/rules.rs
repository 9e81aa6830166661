use super::{NONE, findings, in_31, schema, summary};

#[test]
fn a_path_begins_with_a_slash() {
    let placed = findings("3.1.0", "paths:\n  a/b: {}\n  x-note: any\n");
    assert_eq!(summary(&placed), ["E path-template 4:3"]);
    assert_eq!(placed[0].help.as_deref(), Some("write `/a/b`"));
}

#[test]
fn status_codes_are_three_digits_or_a_range() {
    let text = |code: &str| {
        format!("paths: {{/a: {{get: {{responses: {{\n  {code}: {{description: d}}\n}}}}}}}}\n")
    };
    for good in ["200", "'404'", "5XX", "default", "x-note"] {
        assert_eq!(in_31(&text(good)), NONE, "{good}");
    }
    for bad in ["20", "600", "2000", "6XX", "ok", "099"] {
        assert_eq!(in_31(&text(bad)), ["E invalid-status-code 4:3"], "{bad}");
    }
    assert_eq!(in_31(&text("4xx")), ["W invalid-status-code 4:3"]);
}

#[test]
fn names_of_components_need_no_encoding() {
    let placed = findings("3.1.0", "components: {schemas: {a b: {}, c.d-e_F9: {}}}\n");
    assert_eq!(summary(&placed), ["W invalid-component-name 3:24"]);
}

#[test]
fn a_parameter_has_a_schema_or_content_but_not_both() {
    let text =
        |rest: &str| format!("components:\n  parameters:\n    P: {{name: p, in: query, {rest}}}\n");
    assert_eq!(in_31(&text("schema: {}")), NONE);
    assert_eq!(in_31(&text("content: {a/b: {}}")), NONE);
    assert_eq!(in_31(&text("style: form")), ["E missing-field 5:5"]);
    assert_eq!(
        in_31(&text("schema: {}, content: {a/b: {}}")),
        ["E invalid-value 5:41"]
    );
    assert_eq!(in_31(&text("content: {}")), ["E invalid-value 5:29"]);
    assert_eq!(
        in_31(&text("content: {a/b: {}, c/d: {}}")),
        ["E invalid-value 5:29"]
    );
    let header = |rest: &str| in_31(&format!("components: {{headers: {{H: {{{rest}}}}}}}\n"));
    assert_eq!(header("content: {a/b: {}}"), NONE);
    assert_eq!(header("description: d"), ["W missing-field 3:24"]);
}

#[test]
fn a_media_type_may_begin_like_an_extension() {
    let text = |content: &str| {
        let responses = format!("{{'200': {{description: d, content:\n  {{{content}}}}}}}");
        in_31(&format!(
            "paths: {{/a: {{get: {{responses: {responses}}}}}}}\n"
        ))
    };
    assert_eq!(text("x-note: any"), NONE);
    assert_eq!(text("x-world/x-vrml: any"), ["E wrong-type 4:20"]);
}

#[test]
fn a_path_parameter_is_required() {
    let text = |rest: &str| {
        format!("components:\n  parameters:\n    P: {{name: p, in: path, schema: {{}}{rest}}}\n")
    };
    assert_eq!(in_31(&text(", required: true")), NONE);
    assert_eq!(in_31(&text("")), ["W missing-field 5:5"]);
    assert_eq!(in_31(&text(", required: false")), ["W missing-field 5:50"]);
}

#[test]
fn security_schemes_have_the_fields_of_their_type() {
    let text = |rest: &str| format!("components:\n  securitySchemes:\n    S: {{{rest}}}\n");
    assert_eq!(in_31(&text("type: http, scheme: SDK-HMAC-SHA256")), NONE);
    assert_eq!(in_31(&text("type: http")), ["E missing-field 5:5"]);
    assert_eq!(
        in_31(&text("type: http, scheme: null")),
        ["E missing-field 5:5", "W wrong-type 5:29"]
    );
    assert_eq!(
        in_31(&text("type: apiKey")),
        ["E missing-field 5:5", "E missing-field 5:5"]
    );
    assert_eq!(in_31(&text("type: oauth2")), ["E missing-field 5:5"]);
    for (flow, urls) in [
        ("implicit", 1),
        ("password", 1),
        ("clientCredentials", 1),
        ("authorizationCode", 2),
    ] {
        assert_eq!(
            in_31(&text(&format!(
                "type: oauth2, flows: {{{flow}: {{scopes: {{}}}}}}"
            ))),
            vec!["W missing-field 5:31"; urls],
            "{flow}"
        );
    }
    assert_eq!(in_31(&text("type: openIdConnect")), ["E missing-field 5:5"]);
}

#[test]
fn responses_without_a_response_are_odd() {
    assert_eq!(
        in_31("paths: {/a: {get: {responses: {}}}}\n"),
        ["W missing-field 3:20"]
    );
}

#[test]
fn an_array_says_what_its_items_are_in_3_0() {
    assert_eq!(schema("3.0.0", "{type: array}"), ["W missing-field 4:3"]);
    assert_eq!(schema("3.1.0", "{type: array}"), NONE);
}

#[test]
fn dynamic_references_are_followed_where_they_lead_to_one_schema() {
    assert_eq!(
        schema("3.1.0", "{$dynamicRef: '#a'}"),
        ["W unsupported 4:7"]
    );
    let one = "{$dynamicRef: '#a', $defs: {b: {$dynamicAnchor: a}}}";
    assert_eq!(schema("3.1.0", one), NONE);
    let two = "{$dynamicRef: '#a', $defs: {b: {$dynamicAnchor: a}, c: {$dynamicAnchor: a}}}";
    assert_eq!(schema("3.1.0", two), ["W unsupported 4:7"]);
    let other = "{$dynamicRef: '#a', $defs: {b: {$dynamicAnchor: a}, c: {$id: c, $anchor: a}}}";
    assert_eq!(schema("3.1.0", other), NONE);
    let apart = "{$defs: {b: {$id: b, $anchor: a}, c: {$id: c, $anchor: a}}}";
    assert_eq!(schema("3.1.0", apart), NONE);
    assert_eq!(schema("3.1.0", "{$id: a, $anchor: b}"), NONE);
}

#[test]
fn our_extensions_are_checked_and_others_are_free() {
    let get = |rest: &str| {
        format!("paths: {{/a: {{get: {{responses: {{'204': {{description: d}}}}, {rest}}}}}}}\n")
    };
    assert_eq!(in_31(&get("x-idempotent: true, x-other: 5")), NONE);
    assert_eq!(
        in_31(&get("x-idempotent: 'true'")),
        ["E extension-misuse 3:72"]
    );
    assert_eq!(
        in_31(&get("x-client-parameter: true")),
        ["W extension-misuse 3:58"]
    );
    let placed = findings("3.1.0", &get("x-idempotant: true"));
    assert_eq!(summary(&placed), ["W extension-misuse 3:58"]);
    assert_eq!(
        placed[0].help.as_deref(),
        Some("did you mean `x-idempotent`?")
    );
    assert_eq!(in_31(&get("x-pagination: {}, x-request-id: a")), NONE);
    assert_eq!(in_31(&get("x-body: a, x-pattern: b, x-tokens: c")), NONE);
    let placed = findings("3.1.1", &get("x-client-param: true"));
    assert_eq!(
        placed[0].help.as_deref(),
        Some("did you mean `x-client-parameter`?")
    );
}

#[test]
fn a_step_is_positive_and_a_list_of_schemas_has_an_item() {
    assert_eq!(schema("3.1.0", "{multipleOf: 0.5}"), NONE);
    assert_eq!(
        schema("3.1.0", "{multipleOf: 0.0}"),
        ["W invalid-value 4:19"]
    );
    assert_eq!(
        schema("3.0.3", "{multipleOf: -2}"),
        ["W invalid-value 4:19"]
    );
    for keyword in ["allOf", "anyOf", "oneOf", "prefixItems", "enum", "type"] {
        let found = schema("3.1.0", &format!("{{{keyword}: []}}"));
        assert_eq!(found, ["W missing-field 4:7"], "{keyword}");
    }
    assert_eq!(schema("3.1.0", "{required: []}"), NONE);
}

/// Returns the help lines for a document that begins with line 3.
fn help(text: &str) -> Vec<String> {
    let placed = findings("3.1.1", text);
    placed.into_iter().filter_map(|found| found.help).collect()
}

#[test]
fn the_url_of_the_server_and_the_value_of_an_example_are_written_out() {
    let server = "write `servers: [{url: http://a.example/v1}]`";
    assert_eq!(
        help("schemes: [http]\nhost: a.example\nbasePath: /v1/\npaths: {}\n"),
        [server; 3]
    );
    assert_eq!(
        help("components: {examples: {A: {name: Rex}}}\npaths: {}\n"),
        ["write the value of the example under `value`"]
    );
}

#[test]
fn lists_without_a_meaning_are_not_empty() {
    let operation = "{operationId: a, servers: [], responses: {'204': {description: d}}}";
    let item = format!("paths:\n  /a:\n    servers: []\n    get: {operation}\n");
    let expected = ["W missing-field 5:5", "W missing-field 6:27"];
    assert_eq!(in_31(&item), expected);
    assert_eq!(in_31("servers: []\npaths: {}\n"), NONE);
    let variable = "servers:\n  - url: https://{a}\n    variables: {a: {default: b, enum: []}}\n";
    let variable = format!("paths: {{}}\n{variable}");
    assert_eq!(in_31(&variable), ["W missing-field 6:33"]);
}

#[test]
fn node_types_of_xml_replace_older_fields() {
    let xml = "{xml: {nodeType: attribute, attribute: true, wrapped: false}}";
    let expected = ["W invalid-value 4:34", "W invalid-value 4:51"];
    assert_eq!(schema("3.2.0", xml), expected);
    let misspelt = schema("3.2.0", "{xml: {nodeType: atribute}}");
    assert_eq!(misspelt, ["W invalid-value 4:23"]);
    let old = schema("3.1.0", "{xml: {attribute: true, wrapped: false}}");
    assert_eq!(old, NONE);
}

//! Parameters: merging, locations, styles.

use super::{operation, whole};
use generator::ir::{Encoding, Explode, Parameter, ParameterPresence, Reserved, Style};

fn encoding(parameter: &Parameter) -> (Style, Explode, Reserved) {
    match parameter.encoding {
        Encoding::Style {
            style,
            explode,
            reserved,
        } => (style, explode, reserved),
        ref other => panic!("{other:?}"),
    }
}
#[test]
fn an_operation_overrides_the_parameters_of_its_path() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x/{b}/{a}:
    parameters:
      - {name: q, in: query, schema: {type: string}}
      - {name: a, in: path, required: true, schema: {type: string}}
    get:
      operationId: Get
      parameters:
        - {name: h, in: header, schema: {type: string}}
        - {name: q, in: query, required: true, schema: {type: integer}}
        - {name: b, in: path, required: true, schema: {type: string}}
      responses: {'204': {description: d}}
",
    );
    let parameters = &found.only_operation().parameters;
    let names: Vec<&str> = parameters
        .iter()
        .map(|parameter| parameter.wire.as_str())
        .collect();
    assert_eq!(
        names,
        ["b", "a", "q", "h"],
        "path parameters in the order of the template, then the others"
    );
    assert_eq!(found.ty(&parameters[2].ty), "i64");
    assert_eq!(parameters[2].presence, ParameterPresence::Required);
}

#[test]
fn styles_have_the_defaults_of_their_place() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x/{p}:
    get:
      operationId: Get
      parameters:
        - {name: p, in: path, required: true, schema: {type: string}}
        - {name: q, in: query, schema: {type: array, items: {type: string}}}
        - {name: h, in: header, schema: {type: string}}
        - {name: c, in: cookie, schema: {type: string}}
        - {name: s, in: query, style: spaceDelimited, schema: {type: array, items: {type: string}}}
        - {name: d, in: query, style: deepObject, schema: {type: object, properties: {a: {type: string}}}}
        - {name: r, in: query, explode: false, allowReserved: true, schema: {type: array, items: {type: string}}}
      responses: {'204': {description: d}}
",
    );
    let all: Vec<_> = found
        .only_operation()
        .parameters
        .iter()
        .map(encoding)
        .collect();
    assert_eq!(
        all,
        [
            (Style::Simple, Explode::No, Reserved::Encode),
            (Style::Form, Explode::Yes, Reserved::Encode),
            (Style::Simple, Explode::No, Reserved::Encode),
            (Style::Form, Explode::Yes, Reserved::Encode),
            (Style::SpaceDelimited, Explode::No, Reserved::Encode),
            (Style::DeepObject, Explode::Yes, Reserved::Encode),
            (Style::Form, Explode::No, Reserved::Allow),
        ]
    );
}

#[test]
fn arrays_are_written_as_deep_objects_where_the_description_says_so() {
    let found = operation(
        "parameters:
          - {name: a, in: query, style: deepObject, schema: {type: array, items: {type: object, properties: {x: {type: integer}}}}}
          - {name: b, in: query, style: deepObject, schema: {type: array, items: {type: string}}}
          - {name: c, in: query, style: deepObject, schema: {type: array, items: {type: array, items: {type: object}}}}
          - {name: d, in: query, style: deepObject, explode: false, schema: {type: array, items: {type: string}}}",
    );
    let styles = found.only_operation().parameters.iter();
    let styles: Vec<_> = styles.map(encoding).collect();
    assert!(styles.iter().all(|style| style.0 == Style::DeepObject));
    let explodes: Vec<_> = styles.iter().map(|style| style.1).collect();
    use Explode::{No, Yes};
    assert_eq!(explodes, [Yes, Yes, Yes, No]);
    let forms = [
        ("an array of objects", "`name[0][key]=value`"),
        ("an array", "`name[]=value`"),
        ("an array of objects", "`name[0][key]=value`"),
        ("an array", "`name=value,value`"),
    ];
    let said = forms.map(|(what, form)| {
        format!(
            "note parameter-style: the specification does not say how this style writes {what}; it is written as most \
             servers read it, {form}"
        )
    });
    assert_eq!(found.said, said);
}

#[test]
fn what_no_style_can_write_inside_a_value_is_noted() {
    let noted = |schema: &str, style: &str| {
        let found = operation(&format!(
            "parameters: [{{name: a, in: query, schema: {schema}{style}}}]"
        ));
        found.said.len()
    };
    let lists = "{type: object, properties: {a: {type: array, items: {type: string}}}}";
    let map = "{type: object, additionalProperties: {type: array, items: {type: string}}}";
    for schema in [lists, map] {
        assert_eq!(noted(schema, ""), 0, "{schema}");
        assert_eq!(noted(schema, ", explode: false"), 1, "{schema}");
    }
    for schema in [
        "{type: array, items: {type: array, items: {type: string}}}",
        "{type: object, properties: {a: {type: object, properties: {b: {type: string}}}}}",
        "{type: object, properties: {a: {type: array, items: {type: object, properties: {b: {type: string}}}}}}",
    ] {
        assert_eq!(noted(schema, ""), 1, "{schema}");
    }
}

#[test]
fn a_style_that_cannot_write_the_type_is_reported() {
    let found = operation(
        "parameters:
          - {name: d, in: query, style: deepObject, schema: {type: string}}
          - {name: p, in: query, style: pipeDelimited, schema: {type: integer}}",
    );
    assert_eq!(
        found.said,
        [
            "warning parameter-style: the style is for an object; the parameter is written with `form`",
            "warning parameter-style: the style is for an array or an object; the parameter is written with `form`",
        ]
    );
    assert_eq!(
        encoding(&found.only_operation().parameters[0]).0,
        Style::Form
    );
}

#[test]
fn headers_that_are_described_elsewhere_are_ignored() {
    let found = operation(
        "parameters:
          - {name: Accept, in: header, schema: {type: string}}
          - {name: authorization, in: header, schema: {type: string}}
          - {name: X-Other, in: header, schema: {type: string}}",
    );
    let names: Vec<&str> = found
        .only_operation()
        .parameters
        .iter()
        .map(|parameter| parameter.wire.as_str())
        .collect();
    assert_eq!(names, ["X-Other"]);
    assert_eq!(found.said.len(), 2);
}

#[test]
fn headers_that_a_parameter_cannot_set_are_left_out_and_reported() {
    let found = operation(
        "parameters:
          - {name: Content-Length, in: header, schema: {type: integer}}
          - {name: host, in: header, schema: {type: string}}
          - {name: a b, in: header, schema: {type: string}}",
    );
    assert!(found.only_operation().parameters.is_empty());
    assert_eq!(
        found.said,
        [
            "note ignored: a header parameter `Content-Length` is ignored: it follows from the URL and the body",
            "note ignored: a header parameter `host` is ignored: it follows from the URL and the body",
            "warning ignored: no header can have the name `a b`; it is left out",
        ]
    );
}

#[test]
fn a_content_coding_that_the_client_does_not_apply_is_reported() {
    for (media_type, said) in [("application/json", 1), ("application/gzip", 0)] {
        let found = operation(&format!(
            "parameters:
          - {{name: content-encoding, in: header, schema: {{type: string, enum: [gzip]}}}}
        requestBody:
          content: {{{media_type}: {{schema: {{}}}}}}"
        ));
        assert_eq!(found.only_operation().parameters.len(), 1);
        let expected = "warning unsupported: the body is sent without a content coding, whatever this parameter says";
        assert_eq!(found.said, vec![expected; said]);
    }
}

#[test]
fn reserved_characters_are_allowed_where_the_version_has_that() {
    for (version, said, allowed, later) in [("3.1.0", 3, 1, 2), ("3.2.0", 1, 3, 0)] {
        let found = whole(&format!(
            "openapi: {version}
info: {{title: t, version: '1'}}
paths:
  /{{p}}:
    get:
      parameters:
        - {{name: p, in: path, required: true, allowReserved: true, schema: {{type: string}}}}
        - {{name: q, in: query, allowReserved: true, schema: {{type: string}}}}
        - {{name: h, in: header, allowReserved: true, schema: {{type: string}}}}
        - {{name: c, in: cookie, allowReserved: true, schema: {{type: string}}}}
      responses: {{'204': {{description: done}}}}
"
        ));
        let parameters = found.only_operation().parameters.iter();
        let reserved = parameters.filter(|one| encoding(one).2 == Reserved::Allow);
        assert_eq!((found.said.len(), reserved.count()), (said, allowed));
        let from_32 = found
            .said
            .iter()
            .filter(|said| said.ends_with("only from OpenAPI 3.2 on"));
        assert_eq!(from_32.count(), later);
    }
}

#[test]
fn a_cookie_with_a_name_that_no_cookie_has_is_reported() {
    let found = whole(
        "openapi: 3.2.0
info: {title: t, version: '1'}
paths:
  /p:
    get:
      parameters:
        - {name: a b, in: cookie, schema: {type: string}}
        - {name: 'ids[]', in: cookie, style: cookie, schema: {type: array, items: {type: string}}}
        - {name: 'of(x)', in: cookie, content: {application/json: {schema: {type: integer}}}}
        - {name: 'fields of', in: cookie, schema: {type: object, properties: {x: {type: string}}}}
        - {name: sid-1_a, in: cookie, schema: {type: string}}
      responses: {'204': {description: done}}
",
    );
    assert_eq!(
        found.said,
        [
            "warning invalid-value: no cookie can have the name `a b`; it is sent percent-encoded, which few servers decode",
            "warning invalid-value: no cookie can have the name `ids[]`; a call that sets it is refused",
            "warning invalid-value: no cookie can have the name `of(x)`; it is sent percent-encoded, which few servers decode",
        ]
    );
}

#[test]
fn content_says_how_a_parameter_is_written() {
    let found = operation(
        "parameters:
          - name: filter
            in: query
            content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}
          - {name: raw, in: query, content: {text/plain: {schema: {type: string}}}}",
    );
    let parameters = &found.only_operation().parameters;
    assert_eq!(parameters[0].encoding, Encoding::Json);
    assert_eq!(found.ty(&parameters[0].ty), "Get filter");
    assert_eq!(parameters[1].encoding, Encoding::Text);
    // In JSON, null is a value and differs from a missing parameter.
    let found = operation(
        "parameters:
          - {name: a, in: query, content: {application/json: {schema: {type: [integer, 'null']}}}}
          - {name: b, in: query, schema: {type: [integer, 'null']}}",
    );
    let parameters = &found.only_operation().parameters;
    assert_eq!(found.ty(&parameters[0].ty), "i64|null");
    assert_eq!(found.ty(&parameters[1].ty), "i64");
}

#[test]
fn content_that_is_text_keeps_the_type_and_the_rules_of_a_scalar() {
    for (content, expected) in [
        ("text/plain: {schema: {type: integer, maximum: 5}}", "i64"),
        ("text/plain: {schema: {type: boolean}}", "bool"),
        ("'*/*': {schema: {type: integer, maximum: 5}}", "i64"),
        (
            "text/plain: {schema: {type: [string, 'null'], maxLength: 5}}",
            "text",
        ),
        (
            "application/jsonpath: {schema: {type: string, maxLength: 5}}",
            "text",
        ),
        ("application/xml: {schema: {type: object}}", "text"),
        ("text/plain: {}", "text"),
    ] {
        let found = operation(&format!(
            "parameters: [{{name: p, in: query, content: {{{content}}}}}]"
        ));
        let parameter = &found.only_operation().parameters[0];
        assert_eq!(found.ty(&parameter.ty), expected);
        assert_eq!(parameter.encoding, Encoding::Text);
        let is_limited = parameter.rules.max_length.is_some() || parameter.rules.maximum.is_some();
        assert_eq!(is_limited, content.contains('5'), "{content}");
        let is_said = content.contains("xml").then_some(
            "note unsupported: `application/xml` is passed through as text; its schema has no effect",
        );
        assert_eq!(found.said, is_said.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn inline_types_of_shared_parameters_are_named_by_the_component() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x:
    get:
      operationId: Get
      parameters: [{$ref: '#/components/parameters/Sort'}, {name: by, in: query, schema: {type: string, enum: [a, b]}}]
      responses: {'204': {description: d}}
components:
  parameters:
    Sort: {name: sort, in: query, schema: {type: string, enum: [up, down]}}
",
    );
    let types: Vec<String> = found
        .only_operation()
        .parameters
        .iter()
        .map(|one| found.ty(&one.ty))
        .collect();
    assert_eq!(types, ["Sort Parameter", "Get by"]);
}

#[test]
fn a_path_parameter_that_is_not_in_the_path_is_left_out() {
    let found =
        operation("parameters: [{name: id, in: path, required: true, schema: {type: string}}]");
    assert!(found.only_operation().parameters.is_empty());
    assert_eq!(
        found.said,
        ["warning path-parameter-unused: the path `/x` has no `{id}`; the parameter is left out"]
    );
}

#[test]
fn a_required_parameter_of_one_value_is_given_by_nobody() {
    use ParameterPresence::{Constant, Optional, Required};
    let found = operation(
        "parameters:
          - {name: a, in: query, required: true, schema: {type: string, enum: [v1]}}
          - {name: b, in: header, required: true, x-client-parameter: true, schema: {const: 2}}
          - {name: c, in: query, schema: {const: true}}
          - {name: d, in: query, required: true, schema: {type: [string, 'null'], enum: [x, null]}}
          - {name: e, in: query, required: true, schema: {type: string, enum: [x, y]}}",
    );
    let parameters = found.only_operation().parameters.iter();
    let presence: Vec<_> = parameters.map(|known| known.presence.clone()).collect();
    assert_eq!(
        presence,
        [
            Constant("v1".into()),
            Constant(2.into()),
            Optional,
            Required,
            Required,
        ]
    );
    assert!(found.api.client_parameters.is_empty());
    assert_eq!(found.ty(&found.only_operation().parameters[0].ty), "text");
}

#[test]
fn a_constant_of_another_type_is_reported() {
    let found = operation(
        "parameters: [{name: a, in: query, required: true, schema: {type: string, const: 5}}]",
    );
    assert_eq!(found.said.len(), 1, "{:?}", found.said);
    assert!(found.said[0].contains("`5` is not a string"));
}

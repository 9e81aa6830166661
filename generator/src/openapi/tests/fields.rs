use super::{NONE, findings, in_30, in_31, schema, summary};
use crate::diagnostic::Severity;

#[test]
fn an_unknown_key_is_reported_with_the_nearest_known_one() {
    let placed = findings(
        "3.1.1",
        "paths:\n  /a:\n    get:\n      repsonses: {}\n      responses2: {}\n",
    );
    assert_eq!(
        summary(&placed),
        [
            "W missing-field 5:5",
            "W unknown-key 6:7",
            "W unknown-key 7:7"
        ]
    );
    assert_eq!(placed[1].help.as_deref(), Some("did you mean `responses`?"));
    assert_eq!(placed[1].pointer, "/paths/~1a/get/repsonses");
}

#[test]
fn a_key_that_is_there_already_is_not_suggested() {
    let placed = findings("3.1.1", "paths: {}\npath: {}\n");
    assert_eq!(
        placed[0].help.as_deref(),
        Some("remove it, or make it an extension: `x-path`")
    );
}

#[test]
fn keys_of_swagger_and_of_earlier_drafts_have_what_replaces_them() {
    let help = |version: &str, text: &str| {
        let placed = findings(version, text);
        placed[0].help.clone().unwrap_or_default()
    };
    let of_schema = |version: &str, key: &str| {
        let text = format!("paths: {{}}\ncomponents: {{schemas: {{A: {{{key}}}}}}}\n");
        help(version, &text)
    };
    assert!(of_schema("3.1.0", "id: x").starts_with("write `$id`"));
    assert!(of_schema("3.1.0", "dependencies: {a: [b]}").contains("`dependentRequired`"));
    assert_eq!(of_schema("3.1.0", "definitions: {}"), "write `$defs`");
    assert!(of_schema("3.0.0", "definitions: {}").contains("`components.schemas`"));
    assert!(help("3.0.0", "host: a.example\npaths: {}\n").starts_with("write `servers:"));
    let parameter = "components: {parameters: {P: {name: p, in: query, collectionFormat: FORMAT, schema: {type: string}}}}\npaths: {}\n";
    for (format, edit) in [
        ("csv", "write `explode: false`"),
        ("multi", "write `explode: true`"),
        ("ssv", "write `style: spaceDelimited` and `explode: false`"),
        ("pipes", "write `style: pipeDelimited` and `explode: false`"),
    ] {
        assert_eq!(help("3.0.0", &parameter.replace("FORMAT", format)), edit);
    }
    let scheme = "components: {securitySchemes: {S: {type: basic}}}\npaths: {}\n";
    assert_eq!(
        help("3.0.0", scheme),
        "write `type: http` and `scheme: basic`"
    );
}

#[test]
fn what_lacks_a_level_or_has_one_too_many_has_the_edit() {
    for (text, edit) in [
        (
            "requestBodies: {B: {application/json: {schema: {type: string}}}}",
            "move it into `content`: `content: {application/json: …}`",
        ),
        (
            "schemas: {A: {}, B: {oneOf: {$ref: '#/components/schemas/A'}}}",
            "begin it with `- ` if it is an item, or write the items out",
        ),
        (
            "pathItems: {P: {get: {responses: [{'200': {description: ok}}]}}}",
            "write `name: value` entries, without `- `",
        ),
        ("pathItems: {P: {servers: [/v1]}}", "write `{url: /v1}`"),
        (
            "pathItems: {P: {get: {security: [cookie], responses: {}}}}",
            "write `{cookie: []}`",
        ),
        (
            "schemas: {A: {oneOf: [{}], discriminator: kind}}",
            "write `{propertyName: kind}`",
        ),
    ] {
        let placed = findings("3.1.1", &format!("components: {{{text}}}\npaths: {{}}\n"));
        let helps: Vec<_> = placed
            .iter()
            .filter_map(|one| one.help.as_deref())
            .collect();
        assert!(helps.contains(&edit), "{text}: {helps:?}");
    }
}

#[test]
fn a_field_of_another_version_is_reported_as_one() {
    let placed = findings("3.0.0", "paths: {}\nwebhooks: {}\n");
    assert_eq!(summary(&placed), ["W unknown-key 4:1"]);
    assert!(
        placed[0].message.contains("3.1 and later"),
        "{}",
        placed[0].message
    );
    assert_eq!(schema("3.0.0", "{const: 1}"), ["W unknown-key 4:7"]);
    assert_eq!(schema("3.1.0", "{const: 1}"), NONE);
}

#[test]
fn nullable_in_3_1_is_reported_with_the_type_list() {
    let placed = findings(
        "3.1.0",
        "components: {schemas: {A: {type: string, nullable: true}}}\n",
    );
    assert_eq!(summary(&placed), ["W unknown-key 3:42"]);
    assert!(placed[0].help.as_deref().unwrap().contains("null"));
    assert!(placed[0].message.ends_with("; it is followed"));
    let placed = findings(
        "3.1.0",
        "components: {schemas: {A: {type: string, nullable: false}}}\n",
    );
    assert!(placed[0].help.as_deref().unwrap().starts_with("remove it"));
}

#[test]
fn a_wrong_type_is_an_error_at_the_value() {
    assert_eq!(schema("3.1.0", "{maxLength: '5'}"), ["E wrong-type 4:18"]);
    assert_eq!(schema("3.1.0", "{maxLength: -1}"), ["E wrong-type 4:18"]);
    assert_eq!(schema("3.1.0", "{readOnly: yes}"), ["E wrong-type 4:17"]);
    assert_eq!(schema("3.1.0", "{enum: a}"), ["E wrong-type 4:13"]);
    assert_eq!(schema("3.1.0", "{required: [a, 5]}"), ["W wrong-type 4:21"]);
    assert_eq!(
        schema("3.1.0", "{properties: [a]}"),
        ["E wrong-type 4:7"],
        "of an array the key is shown"
    );
    assert_eq!(schema("3.1.0", "{pattern: {a: b}}"), ["E wrong-type 4:7"]);
    assert_eq!(schema("3.1.0", "{items: 5}"), ["E wrong-type 4:14"]);
}

#[test]
fn a_wrong_type_says_how_to_write_it() {
    let help = |text: &str| {
        let placed = findings(
            "3.1.0",
            &format!("components: {{schemas: {{A: {text}}}}}\n"),
        );
        placed[0].help.clone().unwrap()
    };
    assert_eq!(help("{pattern: 5}"), "put it in quotes: \"5\"");
    assert_eq!(help("{readOnly: 'true'}"), "remove the quotes");
    assert_eq!(help("{minLength: '5'}"), "remove the quotes");
    assert_eq!(help("{enum: a}"), "write `enum: [a]`");
}

#[test]
fn text_for_readers_may_be_any_scalar() {
    assert_eq!(
        in_31("paths: {}\ntags: [{name: a, description: 5}]\n"),
        ["W wrong-type 4:31"]
    );
    assert_eq!(schema("3.1.0", "{title: true}"), ["W wrong-type 4:14"]);
}

#[test]
fn what_lacks_quotes_is_read_as_text() {
    let text = "paths: {}\nservers: [{url: 'http://a.test:{p}', variables: {p: {default: 80, enum: [80, true]}}}]\n";
    let placed = findings("3.1.0", text);
    let said: Vec<&str> = placed.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "`default` of a server variable must be a string, not the number 80; it is read as `80`",
            "each item of `enum` of a server variable must be a string, not the number 80; it is read as `80`",
            "each item of `enum` of a server variable must be a string, not a boolean; it is read as `true`",
        ]
    );
    assert_eq!(placed[0].severity, Severity::Warning);
    assert_eq!(placed[0].help.as_deref(), Some("put it in quotes: \"80\""));
    let found = schema("3.1.0", "{required: [[a]]}");
    assert_eq!(found, ["E wrong-type 4:18"], "an array is no text");
}

#[test]
fn null_is_reported_and_otherwise_ignored() {
    assert_eq!(schema("3.1.0", "{description: }"), ["W wrong-type 4:7"]);
    assert_eq!(
        schema("3.1.0", "{maximum: null, items: ~}"),
        ["W wrong-type 4:16", "W wrong-type 4:29"]
    );
    assert_eq!(
        schema("3.1.0", "{default: null, const: null, example: null}"),
        NONE
    );
    assert_eq!(
        in_31("paths: {/a: {get: {responses: null}}}\n"),
        ["W wrong-type 3:31"]
    );
}

#[test]
fn required_fields_are_missed_where_the_object_stands() {
    assert_eq!(
        in_30("components: {parameters: {A: {schema: {}}}}\n"),
        ["E missing-field 4:27", "E missing-field 4:27"]
    );
    assert_eq!(
        in_30("components:\n  requestBodies:\n    B: {description: b}\n"),
        ["E missing-field 6:5"]
    );
    assert_eq!(
        in_30("servers: [{description: none}]\n"),
        ["E missing-field 4:11"]
    );
    assert_eq!(
        in_30("components: {responses: {R: {}}}\n"),
        ["W missing-field 4:26"]
    );
}

#[test]
fn an_operation_without_responses_is_odd() {
    let text = "paths: {/a: {get: {summary: s}}}\n";
    assert_eq!(summary(&findings("3.0.0", text)), ["W missing-field 3:14"]);
    let found = findings("3.1.0", text);
    assert_eq!(summary(&found), ["W missing-field 3:14"]);
    assert_eq!(found[0].message, "the operation describes no response");
}

#[test]
fn a_document_needs_something_to_describe() {
    assert_eq!(summary(&findings("3.0.0", "")), ["E missing-field 1:1"]);
    assert_eq!(summary(&findings("3.1.0", "")), ["E missing-field 1:1"]);
    assert_eq!(summary(&findings("3.1.0", "webhooks: {}\n")), NONE);
}

#[test]
fn what_stands_in_examples_and_extensions_is_not_checked() {
    let text =
        "{example: {type: 5, $ref: no}, default: {$ref: 1}, enum: [{items: 3}], x-any: {type: 5}}";
    assert_eq!(schema("3.1.0", text), NONE);
    assert_eq!(
        schema("3.1.0", "{const: {$ref: 1}, examples: [{$ref: 2}]}"),
        NONE
    );
}

#[test]
fn names_of_properties_are_free() {
    assert_eq!(
        schema(
            "3.1.0",
            "{properties: {$ref: {type: string}, x-sensitve: {}, '': {}, type: {}}}"
        ),
        NONE
    );
}

#[test]
fn schemas_may_be_booleans_from_3_1_on() {
    assert_eq!(
        schema("3.1.0", "{items: true, properties: {a: false}, not: false}"),
        NONE
    );
    assert_eq!(schema("3.0.0", "{items: true}"), ["E wrong-type 4:14"]);
    assert_eq!(schema("3.0.0", "{additionalProperties: true}"), NONE);
    for (value, written) in [("true", "write `{}`,"), ("false", "write `{not: {}}`,")] {
        let text = format!("paths: {{}}\ncomponents: {{schemas: {{A: {{items: {value}}}}}}}\n");
        let placed = findings("3.0.0", &text);
        assert!(placed[0].help.as_deref().unwrap().starts_with(written));
    }
}

#[test]
fn exclusive_bounds_have_the_form_of_the_version() {
    assert_eq!(
        schema("3.0.0", "{exclusiveMinimum: true, minimum: 1}"),
        NONE
    );
    assert_eq!(schema("3.1.0", "{exclusiveMinimum: 1}"), NONE);
    assert_eq!(
        schema("3.0.0", "{exclusiveMinimum: 1}"),
        ["W wrong-type 4:25"]
    );
    assert_eq!(
        schema("3.1.0", "{exclusiveMaximum: true}"),
        ["W wrong-type 4:25"]
    );
    assert_eq!(
        schema("3.1.0", "{exclusiveMaximum: a}"),
        ["E wrong-type 4:25"]
    );
}

#[test]
fn a_list_of_types_belongs_to_3_1() {
    assert_eq!(schema("3.1.0", "{type: [string, 'null']}"), NONE);
    assert_eq!(
        schema("3.0.0", "{type: [string, 'null']}"),
        ["W wrong-type 4:13"]
    );
    assert_eq!(
        schema("3.1.0", "{type: [string, 5]}"),
        ["E wrong-type 4:22"]
    );
}

#[test]
fn a_word_that_is_not_allowed_is_reported_with_the_nearest() {
    let placed = findings("3.1.0", "components: {schemas: {A: {type: strng}}}\n");
    assert_eq!(summary(&placed), ["E invalid-value 3:34"]);
    assert_eq!(placed[0].help.as_deref(), Some("did you mean `string`?"));
    assert_eq!(
        in_31("components: {parameters: {A: {name: a, in: body, schema: {}}}}\n"),
        ["E invalid-value 3:44"]
    );
    assert_eq!(
        in_31("components: {securitySchemes: {A: {type: basic}}}\n"),
        ["E invalid-value 3:42"]
    );
}

#[test]
fn required_at_a_property_has_no_effect() {
    assert_eq!(
        schema("3.0.0", "{type: string, required: true}"),
        ["W wrong-type 4:31"]
    );
}

#[test]
fn examples_of_another_shape_are_only_documentation() {
    assert_eq!(
        schema("3.1.0", "{type: string, examples: {one: {value: a}}}"),
        ["W wrong-type 4:21"]
    );
    let placed = findings(
        "3.1.0",
        "components: {parameters: {A: {name: a, in: query, schema: {type: string}, examples: [a]}}}\n",
    );
    assert_eq!(summary(&placed), ["W wrong-type 3:75"]);
}

#[test]
fn a_list_of_items_is_a_tuple() {
    let tuple = "{type: array, items: [{type: string}, {type: strng}]}";
    for version in ["3.0.3", "3.1.0"] {
        let found = ["W wrong-type 4:27", "E invalid-value 4:51"];
        assert_eq!(schema(version, tuple), found);
    }
}

/// PHP writes an empty object as an empty array.
#[test]
fn an_empty_array_is_an_empty_object() {
    assert_eq!(schema("3.0.3", "{properties: []}"), ["W wrong-type 4:7"]);
    assert_eq!(in_31("paths: []\n"), ["W wrong-type 3:1"]);
    let scopes = "components: {securitySchemes: {A: {type: oauth2, flows: {password: {tokenUrl: 'https://a.example', scopes: []}}}}}\n";
    assert_eq!(in_30(scopes), ["W wrong-type 4:100"]);
}

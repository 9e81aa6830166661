use super::super::Version;
use super::{NONE, findings, in_31, run, schema, summary};
use std::collections::BTreeMap;

#[test]
fn a_reference_that_leads_nowhere_is_an_error_with_the_nearest_name() {
    let placed = findings(
        "3.1.0",
        "components:\n  schemas:\n    LogType: {type: string}\n    Log: {$ref: '#/components/schemas/LogTyp'}\n",
    );
    assert_eq!(summary(&placed), ["E unresolved-reference 6:17"]);
    assert_eq!(
        placed[0].help.as_deref(),
        Some("did you mean `#/components/schemas/LogType`?")
    );
}

#[test]
fn every_use_of_an_unresolved_reference_is_reported() {
    let text = "components: {schemas: {\n A: {$ref: '#/x'},\n B: {items: {$ref: '#/x'}}}}\n";
    assert_eq!(
        in_31(text),
        ["E unresolved-reference 4:12", "E unresolved-reference 5:20"]
    );
}

#[test]
fn references_that_only_lead_to_each_other_are_errors_at_each() {
    let text = "components: {schemas: {\n A: {$ref: '#/components/schemas/B'},\n B: {$ref: '#/components/schemas/A'},\n \
                C: {$ref: '#/components/schemas/A'},\n D: {$ref: '#/components/schemas/D'}}}\n";
    assert_eq!(
        in_31(text),
        [
            "E reference-cycle 4:12",
            "E reference-cycle 5:12",
            "E reference-cycle 7:12"
        ]
    );
}

#[test]
fn a_chain_of_references_has_an_end_in_sight() {
    let chain = |steps: usize| {
        let links: String = (0..steps)
            .map(|n| format!("  S{n}: {{$ref: '#/components/schemas/S{}'}}\n", n + 1))
            .collect();
        findings(
            "3.1.0",
            &format!("components:\n schemas:\n{links}  S{steps}: {{}}\n"),
        )
    };
    assert_eq!(summary(&chain(100)), NONE);
    assert_eq!(
        summary(&chain(102)),
        ["E reference-cycle 5:14", "E reference-cycle 6:14"]
    );
}

#[test]
fn a_recursive_schema_is_no_cycle() {
    assert_eq!(
        schema(
            "3.1.0",
            "{properties: {next: {$ref: '#/components/schemas/A'}}}"
        ),
        NONE
    );
}

#[test]
fn a_reference_to_an_object_of_another_kind_is_an_error_at_both_places() {
    let text = "components:\n  headers:\n    H: {schema: {}}\n  schemas:\n    A: {items: {$ref: '#/components/headers/H'}}\n";
    let placed = findings("3.1.0", text);
    assert_eq!(summary(&placed), ["E reference-kind 7:23"]);
    assert_eq!(placed[0].excerpts[0].marks.len(), 2);
}

#[test]
fn what_a_reference_leads_to_is_checked_as_what_is_wanted() {
    let text = "x-shared: {a: {type: strng}}\ncomponents: {schemas: {A: {$ref: '#/x-shared/a'}, B: {$ref: '#/x-shared/a'}}}\n";
    assert_eq!(
        in_31(text),
        ["E invalid-value 3:22"],
        "once, however many references lead there"
    );
}

#[test]
fn fields_beside_a_reference_are_reported_where_they_are_not_allowed() {
    let fields =
        "{$ref: '#/components/schemas/B', nullable: true, description: d, x-a: 1, not: {}}, B: {}";
    let found = ["W unknown-key 4:39", "W ignored 4:79"];
    assert_eq!(schema("3.0.0", fields), found);
    assert_eq!(
        schema(
            "3.1.0",
            "{$ref: '#/components/schemas/B', deprecated: true}, B: {}"
        ),
        NONE
    );
    let text = "components:\n  parameters:\n    P: {$ref: '#/components/parameters/Q', required: true}\n    \
                Q: {name: q, in: query, schema: {}}\n";
    assert_eq!(in_31(text), ["W ignored 5:44"]);
}

#[test]
fn references_that_openapi_does_not_have_are_followed_where_other_tools_do() {
    let operation = "paths: {/a: {get: {$ref: '#/paths/~1b/get'}}, /b: {get: {responses: {'204': {description: d}}}}}\n";
    assert_eq!(in_31(operation), ["W unknown-key 3:20"]);
    let content = "paths: {/a: {get: {responses: {'200': {description: d, content: {a/b: {$ref: '#/x'}}}}}}}\n";
    assert_eq!(
        summary(&findings("3.1.0", content)),
        ["W unknown-key 3:72", "E unresolved-reference 3:78"]
    );
    assert_eq!(
        summary(&findings("3.2.0", content)),
        ["E unresolved-reference 3:78"]
    );
    let server = "paths: {}\nservers: [{$ref: '#/x-server', url: /}]\n";
    assert_eq!(in_31(server), ["E unknown-key 4:12"]);
}

#[test]
fn a_path_item_may_be_a_reference_with_siblings() {
    let text = "paths:\n  /a: {$ref: '#/components/pathItems/A', summary: s}\ncomponents:\n  pathItems:\n    \
                A: {get: {responses: {'204': {description: d}}}}\n";
    assert_eq!(in_31(text), NONE);
}

#[test]
fn a_reference_that_is_no_text_is_an_error() {
    assert_eq!(schema("3.1.0", "{items: {$ref: 5}}"), ["E wrong-type 4:21"]);
}

#[test]
fn other_files_are_loaded_and_checked_where_references_lead() {
    let main = "openapi: 3.1.0\ninfo: {title: t, version: v}\ncomponents:\n  schemas:\n    A: {$ref: 'parts/b.yaml#/B'}\n    \
                C: {$ref: 'none.yaml#/C'}\n    D: {$ref: 'parts/b.yaml#/E'}\n    F: {$ref: 'https://example.com/x.yaml'}\n";
    let files = BTreeMap::from([
        (
            "parts/b.yaml",
            "B: {items: {$ref: 'c.json'}, typ: string}\nignored: {type: 5}\n",
        ),
        (
            "parts/c.json",
            "{\"type\": \"strng\",\n \"a\": 1, \"items\": {\"$ref\": \"../a.yaml#/components/schemas/G\"}}",
        ),
    ]);
    let (version, placed) = run(main, &files);
    assert_eq!(version, Some(Version::V31));
    let found: Vec<_> = placed
        .iter()
        .zip(summary(&placed))
        .map(|(p, s)| format!("{} {s}", p.file))
        .collect();
    assert_eq!(
        found,
        [
            "spec/a.yaml E unreadable-file 6:15",
            "spec/a.yaml E unresolved-reference 7:15",
            "spec/a.yaml E unsupported 8:15",
            "spec/parts/b.yaml W unknown-key 1:30",
            "spec/parts/c.json E invalid-value 1:10",
            "spec/parts/c.json W unknown-key 2:2",
            "spec/parts/c.json E unresolved-reference 2:28",
        ]
    );
}

#[test]
fn a_file_with_broken_syntax_is_reported_in_that_file() {
    let main = "openapi: 3.1.0\ninfo: {title: t, version: v}\ncomponents: {schemas: {A: {$ref: b.yaml}}}\n";
    let (_, placed) = run(main, &BTreeMap::from([("b.yaml", "a: [")]));
    assert_eq!(
        placed.last().map(|p| (p.file.as_str(), p.code.as_str())),
        Some(("spec/b.yaml", "yaml-syntax"))
    );
    let main = main.replace("b.yaml", "'b.yaml#/a'");
    let (_, placed) = run(&main, &BTreeMap::from([("b.yaml", "a: [")]));
    assert_eq!(summary(&placed), ["E yaml-syntax 1:4"]);
}

#[test]
fn a_reference_in_place_of_entries_is_reported_once() {
    let schema = |text: &str| schema("3.1.0", text);
    let properties = "{properties: {$ref: '#/components/schemas/A'}}";
    assert_eq!(schema(properties), ["E unknown-key 4:20"]);
    let text = "paths:\n  $ref: paths.yaml\ntags: {$ref: tags.yaml}\n";
    let unreadable = ["E unreadable-file 4:9", "E unreadable-file 5:14"];
    assert_eq!(in_31(text), unreadable);
}

#[test]
fn a_parameter_of_headers_may_be_a_header() {
    let text = |place: &str| {
        format!(
            "paths: {{/a: {{get: {{responses: {{'200': {{description: d, headers: {{A: {{$ref: '#/components/parameters/A'}}}}}}}}}}}}}}\n\
             components: {{parameters: {{A: {{name: A, in: {place}, schema: {{}}}}}}}}\n"
        )
    };
    assert_eq!(in_31(&text("header")), ["W reference-kind 3:76"]);
    assert_eq!(in_31(&text("query")), ["E reference-kind 3:76"]);
}

#[test]
fn a_request_body_and_a_response_may_stand_for_each_other() {
    let text = "components:
  requestBodies: {A: {content: {}}, B: {$ref: '#/components/responses/D'}}
  responses: {C: {$ref: '#/components/requestBodies/A'}, D: {description: d}}
";
    let expected = ["W reference-kind 4:47", "W reference-kind 5:25"];
    assert_eq!(in_31(text), expected);
}

/// The same reference leads to different schemas in each of these.
#[test]
fn a_pointer_from_the_schema_around_it_is_followed() {
    let text = "components:\n  schemas:\n    A: {properties: {own: {type: string}, other: {$ref: '#/properties/own'}}}\n    \
                B: {properties: {own: {$ref: '#/$defs/x'}, other: {$ref: '#/properties/own'}}, $defs: {x: {typ: s}}}\n    \
                C: {properties: {other: {$ref: '#/properties/own'}}}\n";
    let placed = findings("3.1.0", text);
    assert_eq!(
        summary(&placed),
        [
            "W unresolved-reference 5:57",
            "W unresolved-reference 6:34",
            "W unresolved-reference 6:62",
            "W unknown-key 6:96",
            "E unresolved-reference 7:36",
        ]
    );
    let help = "write `#/components/schemas/B/properties/own`";
    assert_eq!(placed[2].help.as_deref(), Some(help));
}

#[test]
fn a_pointer_without_its_slash_is_corrected() {
    let text = "components: {schemas: {A: {}, B: {$ref: '#components/schemas/A'}}}\n";
    let placed = findings("3.1.0", text);
    assert_eq!(summary(&placed), ["E unresolved-reference 3:41"]);
    let help = "did you mean `#/components/schemas/A`?";
    assert_eq!(placed[0].help.as_deref(), Some(help));
}

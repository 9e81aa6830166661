//! Schemas that several files have under one name.

use std::collections::BTreeMap;

use super::{Lowered, with_files};

/// Lowers a description that refers to `name` of two files with these schemas.
fn of_two(name: &str, [one, other]: [&str; 2]) -> Lowered {
    let main = format!(
        "openapi: 3.1.0
info: {{title: t, version: '1'}}
paths: {{}}
components:
  schemas:
    Both: {{properties: {{b: {{$ref: 'b.yaml#/components/schemas/{name}'}}, a: {{$ref: 'a.yaml#/components/schemas/{name}'}}}}}}
"
    );
    let file = |schemas: &str| format!("components:\n  schemas:\n    {schemas}\n");
    let (one, other) = (file(one), file(other));
    let files = [("a.yaml", one.as_str()), ("b.yaml", other.as_str())];
    with_files(&main, &BTreeMap::from(files))
}

/// Returns how many types have the name.
fn count(found: &Lowered, name: &str) -> usize {
    let types = found.api.types.iter();
    types.filter(|def| def.name.words == [name]).count()
}

#[test]
fn equal_schemas_of_several_files_are_one_type() {
    let cases = [
        [
            "At: {type: string, format: date-time}",
            "At: {format: date-time, type: string, description: when, example: now}",
        ],
        [
            "At: {title: A, properties: {x: {type: string}, y: {$ref: '#/components/schemas/Y'}}}\n    Y: {enum: [a, b]}",
            "At: {title: B, properties: {y: {$ref: '#/components/schemas/Y'}, x: {type: string}}}\n    Y: {enum: [a, b]}",
        ],
        // They contain themselves.
        [
            "At: {properties: {next: {$ref: '#/components/schemas/At'}}}",
            "At: {properties: {next: {$ref: 'a.yaml#/components/schemas/At'}}}",
        ],
        // One stands for the other.
        [
            "At: {properties: {y: {$ref: '#/components/schemas/Y'}}}\n    Y: {properties: {z: {type: string}}}",
            "At: {properties: {y: {$ref: '#/components/schemas/Y'}}}\n    Y: {$ref: 'a.yaml#/components/schemas/Y'}",
        ],
        [
            "At: {oneOf: [{$ref: '#/components/schemas/Y'}], discriminator: {propertyName: t, mapping: {y: '#/components/schemas/Y'}}}\n    Y: {properties: {t: {type: string}}}",
            "At: {oneOf: [{$ref: '#/components/schemas/Y'}], discriminator: {propertyName: t, mapping: {y: '#/components/schemas/Y'}}}\n    Y: {properties: {t: {type: string}}}",
        ],
        [
            "At: {oneOf: [{$ref: '#/components/schemas/Y'}], discriminator: {propertyName: t, mapping: {y: Y}}}\n    Y: {properties: {t: {type: string}}}",
            "At: {oneOf: [{$ref: '#/components/schemas/Y'}], discriminator: {propertyName: t, mapping: {y: Y}}}\n    Y: {properties: {t: {type: string}}}",
        ],
    ];
    for case in cases {
        let found = of_two("At", case);
        assert_eq!(count(&found, "At"), 1, "{case:?}");
        assert!(count(&found, "Y") < 2, "{case:?}");
    }
}

#[test]
fn schemas_that_differ_in_more_than_documentation_are_two_types() {
    let cases = [
        ["At: {type: string, maxLength: 3}", "At: {type: string}"],
        [
            "At: {type: string}",
            "At: {type: string, x-sensitive: true}",
        ],
        ["At: {enum: [a]}", "At: {enum: [a], x-rust-name: Other}"],
        ["At: {enum: [a]}", "At: {enum: [a], deprecated: true}"],
        // Properties are not keywords.
        [
            "At: {properties: {description: {type: string}}}",
            "At: {properties: {description: {type: integer}}}",
        ],
        // The title may become the name of a variant.
        [
            "At: {oneOf: [{title: A, type: object}, {type: string}]}",
            "At: {oneOf: [{title: B, type: object}, {type: string}]}",
        ],
        // Written alike, but the references lead to schemas that differ.
        [
            "At: {properties: {y: {$ref: '#/components/schemas/Y'}}}\n    Y: {enum: [a, b]}",
            "At: {properties: {y: {$ref: '#/components/schemas/Y'}}}\n    Y: {enum: [a, c]}",
        ],
        [
            "At: {items: [{$ref: '#/components/schemas/Y'}]}\n    Y: {enum: [a, b]}",
            "At: {items: [{$ref: '#/components/schemas/Y'}]}\n    Y: {enum: [a, c]}",
        ],
        [
            "At: {oneOf: [{$ref: '#/components/schemas/Y'}], discriminator: {propertyName: t, x-a: 1}}\n    Y: {type: object}",
            "At: {oneOf: [{$ref: '#/components/schemas/Y'}], discriminator: {propertyName: t, defaultMapping: Y}}\n    Y: {type: object}",
        ],
        // Schemas of other names extend them.
        [
            "At: {properties: {t: {type: string}}, discriminator: {propertyName: t}}\n    Y: {allOf: [{$ref: '#/components/schemas/At'}]}",
            "At: {properties: {t: {type: string}}, discriminator: {propertyName: t}}\n    Z: {allOf: [{$ref: '#/components/schemas/At'}]}",
        ],
    ];
    for case in cases {
        assert_eq!(count(&of_two("At", case), "At"), 2, "{case:?}");
    }
}

#[test]
fn schemas_that_refer_to_different_ones_do_not_keep_others_from_being_compared() {
    let file = |end: &str| {
        let chain = (0..2000).map(|at| {
            let next = format!("#/components/schemas/A{}", at + 1);
            format!("    A{at}: {{properties: {{next: {{$ref: '{next}'}}}}}}\n")
        });
        let chain: String = chain.collect();
        format!("Z: {{}}\n{chain}    A2000: {{properties: {{{end}: {{}}}}}}\n    At: {{enum: [a]}}")
    };
    let found = of_two("At", [&file("one"), &file("other")]);
    assert_eq!(count(&found, "At"), 1);
}

#[test]
fn schemas_that_are_files_of_their_own_are_compared_too() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    Use: {properties: {a: {$ref: a/urn.yml}, b: {$ref: b/urn.yml}, c: {$ref: c/urn.yml}}}
";
    let files = BTreeMap::from([
        ("a/urn.yml", "{enum: [a], example: a}"),
        ("b/urn.yml", "{enum: [a], example: b}"),
        ("c/urn.yml", "{enum: [c]}"),
    ]);
    assert_eq!(count(&with_files(main, &files), "urn"), 2);
}

#[test]
fn a_schema_of_the_main_file_stands_for_its_copies() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    Use: {properties: {at: {$ref: 'a.yaml#/components/schemas/At'}}}
    At: {type: object, description: of the main file, properties: {x: {type: string}}}
";
    let copy = "components: {schemas: {At: {properties: {x: {type: string}}, type: object}}}\n";
    let found = with_files(main, &BTreeMap::from([("a.yaml", copy)]));
    assert_eq!(count(&found, "At"), 1);
    assert!(found.said.is_empty(), "{:?}", found.said);
    let at = found.api.types.iter();
    let mut at = at.filter(|def| def.name.words == ["At"]);
    let docs = at.next().map(|def| def.docs.description.as_deref());
    assert_eq!(docs, Some(Some("of the main file")));
}

#[test]
fn an_inline_schema_of_a_part_in_a_file_has_no_name_of_its_own() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a:
    get:
      operationId: list
      parameters: [{$ref: 'parts.yaml#/region'}]
      responses: {'200': {$ref: 'parts.yaml#/regions'}}
";
    let parts = "region: {name: region, in: query, schema: {enum: [a, b]}}
regions: {description: d, content: {application/json: {schema: {properties: {at: {$ref: region.yaml}}}}}}
";
    let files = BTreeMap::from([
        ("parts.yaml", parts),
        ("region.yaml", "properties: {id: {type: string}}"),
    ]);
    let types = with_files(main, &files).api.types;
    let of_name = types.iter().filter(|def| def.name.words == ["region"]);
    let is_file = of_name.map(|def| (def.is_named, def.origin.node() == 0));
    let mut found: Vec<_> = is_file.collect();
    found.sort();
    assert_eq!(found, [(false, false), (true, true)]);
    assert!(
        types
            .iter()
            .all(|def| !def.is_named || def.origin.node() == 0)
    );
}

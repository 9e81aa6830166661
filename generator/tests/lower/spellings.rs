//! The same schemas written differently: what a tool writes out although it holds anyway, and the order of a list of
//! names, change nothing.

use super::{Lowered, schemas, schemas_3_0};

/// Returns all types by name, and what was found.
fn read(found: &Lowered) -> (Vec<String>, Vec<String>) {
    let names = found.names();
    let types = names
        .iter()
        .map(|name| format!("{name}: {}", found.type_of(name)));
    (types.collect(), found.said.clone())
}

#[test]
fn what_holds_anyway_changes_no_type_when_it_is_written_out() {
    let written = |with: &str| {
        let found = schemas_3_0(&format!(
            "T:
          type: object
          properties: {{a: {{type: string}}, b: {{type: integer}}}}
          oneOf: [{{required: [a]{with}}}, {{required: [b]{with}}}]
        U:
          type: object
          properties:
            a:
              allOf:
                - oneOf:
                  - $ref: '#/components/schemas/T'
                  - {{type: object, nullable: true, additionalProperties: false{}}}",
            with.replace(", nullable: false", "")
        ));
        read(&found)
    };
    let plain = written("");
    assert_eq!(plain.0, ["T: a: text?, b: i64?", "U: a: T|null?"]);
    for with in [
        ", nullable: false",
        ", properties: {}",
        ", minProperties: 0",
        ", uniqueItems: false",
    ] {
        assert_eq!(written(with), plain, "{with}");
    }
}

#[test]
fn a_name_or_definitions_inside_an_alternative_change_no_type() {
    let written = |with: &str| {
        read(&schemas(&format!(
            "T:
          type: object
          properties: {{a: {{type: string}}, b: {{type: integer}}}}
          oneOf: [{{required: [a]{with}}}, {{required: [b]}}]"
        )))
    };
    for with in [", $anchor: first", ", $defs: {A: {type: string}}"] {
        assert_eq!(written(with).0, written("").0, "{with}");
    }
}

#[test]
fn items_without_keywords_after_those_of_a_tuple_are_any_items() {
    for rest in [
        "",
        ", items: true",
        ", items: {}",
        ", items: {description: The rest.}",
    ] {
        let found = schemas(&format!(
            "Pair: {{type: array, prefixItems: [{{type: string}}, {{type: integer}}], maxItems: 2{rest}}}
        Point: {{type: array, prefixItems: [{{type: number}}, {{type: number}}], maxItems: 2{rest}}}
        Open: {{type: array, prefixItems: [{{type: number}}]{rest}}}"
        ));
        let types = ["Pair", "Point", "Open"].map(|name| found.type_of(name));
        assert_eq!(types, ["= (text, i64)", "= [f64]", "= [any]"], "{rest}");
    }
}

#[test]
fn inline_schemas_that_differ_in_the_order_of_required_are_one_type() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {type: object, required: [x, y], properties: {x: {type: string}, y: {type: [string, 'null']}}}
            b: {type: object, required: [y, x], properties: {x: {type: string}, y: {type: ['null', string]}}}
            c: {type: object, required: [x], properties: {x: {type: string}, y: {type: [string, 'null']}}}",
    );
    assert_eq!(found.type_of("T"), "a: T a?, b: T b?, c: T c?");
    assert_eq!(found.type_of("T b"), "= T a");
    assert_eq!(found.type_of("T c"), "x: text, y: text|null?");
}

#[test]
fn keywords_without_effect_beside_all_of_change_no_type() {
    let written = |with: &str| {
        let found = schemas(&format!(
            "T:
          type: object
          properties:
            a:
              allOf:
                - {{type: object, properties: {{b: {{type: string}}}}}}
                - {{description: What it is.}}
              {with}"
        ));
        let docs = found.find("T a").docs.description.clone();
        (read(&found), docs)
    };
    let plain = written("deprecated: false");
    assert_eq!(plain.1.as_deref(), Some("What it is."));
    for with in [
        "$comment: Mine.",
        "x-tool: {a: 1}",
        "$defs: {}",
        "xml: {name: a}",
    ] {
        assert_eq!(written(with), plain, "{with}");
    }
}

#[test]
fn long_lists_in_another_order_are_compared_in_little_time() {
    let schema = |numbers: &mut dyn Iterator<Item = u32>| {
        let names: String = numbers.map(|at| format!("n{at},")).collect();
        format!("{{properties: {{p: {{}}}}, x-listed: {{required: [{names}]}}}}")
    };
    let (one, other) = (schema(&mut (0..80_000)), schema(&mut (0..80_000).rev()));
    let found = schemas(&format!("T: {{properties: {{a: {one}, b: {other}}}}}"));
    assert_eq!(found.type_of("T b"), "= T a");
}

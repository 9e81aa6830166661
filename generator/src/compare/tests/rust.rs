//! Changes of Rust items that have no place of their own in the description, or whose cause is elsewhere.

use super::{Change, changes};

/// Returns each message with the places: the JSON pointer in the old description, and that in the new one.
fn said(old: &str, new: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let place = |at: Option<super::super::WhereChanged>| at.map(|at| at.pointer);
    let said = |change: Change| (change.message, place(change.old), place(change.new));
    changes(old, new).into_iter().map(said).collect()
}

fn description(paths: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: Pets, version: '1'}}
paths:
{paths}components:
  schemas:
{schemas}"
    )
}

fn operation(id: &str, tag: &str, schema: &str) -> String {
    let content = format!(
        "content: {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}"
    );
    format!(
        "  /{id}: {{get: {{operationId: {id}, tags: [{tag}], responses: {{'200': {{description: Ok., {content}}}}}}}}}\n"
    )
}

fn some(pointer: &str) -> Option<String> {
    Some(pointer.to_owned())
}

#[test]
fn a_sub_client_that_is_gone_is_placed_at_its_tag() {
    let schemas = "    Pet: {type: object}\n";
    let [pets, toys, food] =
        ["pets", "toys", "food"].map(|tag| operation(&format!("of_{tag}"), tag, "Pet"));
    let old = description(&format!("{pets}{toys}{food}"), schemas);
    let new = description(&format!("{pets}{toys}"), schemas);
    let expected = [
        (
            "the sub-client `Client::food` is gone".to_owned(),
            some("/paths/~1of_food/get/tags/0"),
            None,
        ),
        (
            "`Client::of_food` (GET /of_food) is gone".to_owned(),
            some("/paths/~1of_food/get"),
            None,
        ),
    ];
    let mut found = said(&old, &new);
    found.sort_by(|one, other| other.0.cmp(&one.0));
    assert_eq!(found, expected);
}

#[test]
fn an_alias_that_no_place_uses_any_more_is_gone_whatever_else_changes() {
    let schemas = |name: &str, of_pet: &str| {
        format!(
            "    Pet: {{type: object, properties: {{id: {name}}}{of_pet}}}\n    Page: {{type: object}}\n"
        )
    };
    let [pet, page] = ["Pet", "Page"].map(|name| operation(&format!("of_{name}"), "pets", name));
    let label = "    Label: {type: string}\n";
    let old = description(
        &format!("{pet}{page}"),
        &(schemas("{$ref: '#/components/schemas/Label'}", "") + label),
    );
    let new = description(&pet, &schemas("{type: string}", ""));
    let gone = (
        "`models::Label`, an alias of a string, is gone".to_owned(),
        some("/components/schemas/Label"),
        None,
    );
    let found = said(&old, &new);
    assert!(found.contains(&gone), "{found:?}");
}

#[test]
fn an_equal_inline_schema_before_others_renames_no_type() {
    let kind = "oneOf: [{type: object, required: [t], properties: {t: {type: string, const: a}}}, \
                {type: object, required: [t], properties: {t: {type: string, const: b}, n: {type: integer}}}]";
    let early = format!("    Early: {{{kind}}}\n");
    let late = format!("    Late: {{{kind}, description: Late.}}\n");
    let [of_early, of_late] =
        ["Early", "Late"].map(|name| operation(&format!("of_{name}"), "pets", name));
    let old = description(&of_late, &late);
    let new = description(&format!("{of_early}{of_late}"), &format!("{early}{late}"));
    let found = said(&old, &new);
    let messages: Vec<_> = found.iter().map(|(message, ..)| message.as_str()).collect();
    assert_eq!(messages, ["`Client::of_early` (GET /of_Early) is new"]);
}

#[test]
fn a_constructor_that_fills_in_the_tag_of_a_union_changes_with_the_union() {
    let types = "    Cat: {type: object, required: [kind], properties: {kind: {$ref: '#/components/schemas/CatKind'}}}
    CatKind: {type: string, enum: [cat]}
    Dog: {type: object, required: [kind], properties: {kind: {type: string, enum: [dog]}}}\n";
    let text = |pet: &str| {
        let schemas = format!("    Pet: {pet}\n{types}");
        let both = operation("of_pet", "pets", "Pet") + &operation("of_cat", "pets", "Cat");
        description(&both, &schemas)
    };
    let found = said(
        &text("{$ref: '#/components/schemas/Cat'}"),
        &text(
            "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}",
        ),
    );
    let messages: Vec<_> = found.iter().map(|(message, ..)| message.as_str()).collect();
    assert_eq!(messages, ["`Pet` is a union, not `Cat`"]);
}

#[test]
fn a_property_or_parameter_with_the_same_description_is_renamed() {
    let text = |property: &str, parameter: &str, of_both: &str| {
        let schema = format!("{{type: integer, description: {of_both}}}");
        let schemas = format!("    Pet: {{type: object, properties: {{{property}: {schema}}}}}\n");
        let parameter = format!(
            "parameters: [{{in: query, name: {parameter}, schema: {schema}, description: {of_both}}}], tags"
        );
        let paths = operation("pet", "pets", "Pet").replace("tags", &parameter);
        description(&paths, &schemas)
    };
    let messages = |old: &str, new: &str| {
        let found = said(old, new).into_iter();
        found.map(|(message, ..)| message).collect::<Vec<_>>()
    };
    let old = text("prefixLen", "min-age", "How long.");
    assert_eq!(
        messages(&old, &text("prefixLength", "least-age", "How long.")),
        [
            "`min_age` of `Client::pet` is called `least_age`, on the wire `least-age`",
            "`Pet::prefix_len` is called `prefix_length`, on the wire `prefixLength`",
        ]
    );
    assert_eq!(
        messages(&old, &text("prefixLength", "least-age", "Another one.")),
        [
            "`Client::pet` does not take the setter `min_age` any more",
            "`Pet::prefix_len` is gone",
            "`Client::pet` takes the setter `least_age`",
            "`Pet::prefix_length` is new",
        ]
    );
}

#[test]
fn a_change_of_one_of_equal_inline_schemas_is_that_of_its_own_name() {
    let equal = "{type: object, properties: {a: {type: string, enum: [b]}}}";
    let one = |id: &str, schema: &str| {
        let content = format!("content: {{application/json: {{schema: {schema}}}}}");
        format!(
            "  /{id}: {{get: {{operationId: {id}, responses: {{'200': {{description: Ok., {content}}}}}}}}}\n"
        )
    };
    let more = "{type: object, properties: {a: {type: string, enum: [b]}, c: {type: string}}}";
    let of = |schemas: [&str; 3]| {
        let ids = ["first", "second", "third"].into_iter().zip(schemas);
        let paths: String = ids.map(|(id, schema)| one(id, schema)).collect();
        description(&paths, "    Pet: {type: object}\n")
    };
    for (changed, name) in ["FirstResponse", "SecondResponse", "ThirdResponse"]
        .iter()
        .enumerate()
    {
        let mut schemas = [equal; 3];
        schemas[changed] = more;
        let found = said(&of([equal; 3]), &of(schemas));
        let messages: Vec<_> = found.iter().map(|(message, ..)| message.as_str()).collect();
        assert_eq!(messages, [format!("`{name}::c` is new")]);
    }
}

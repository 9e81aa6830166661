//! The documented examples as calls. The documentation tests of all fixtures check that they compile.

use generator::Layout;

use crate::{files, read};

/// Returns the example in the documentation of a method.
fn example(method: &str) -> String {
    let (files, _) = files(&[("examples", &read("examples"))], Layout::Module);
    let operations = files.get("src/examples/operations.rs").expect("operations");
    let (before, _) = operations
        .split_once(&format!("pub fn {method}("))
        .expect("the method");
    let (_, code) = before.rsplit_once("/// ```no_run\n").expect("an example");
    let lines = code
        .lines()
        .map_while(|line| line.trim_start().strip_prefix("///"));
    let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
    let shown = lines
        .take_while(|line| *line != "```")
        .filter(|line| !line.starts_with("# ") && !line.starts_with("println"));
    shown.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_object_is_made_by_its_constructor_and_its_setters() {
    assert_eq!(
        example("send_thing"),
        r#"use fixtures::{Date, DateTime, serde_json};
use fixtures::examples::models::{Kind, Part, Thing};
use std::collections::BTreeMap;

let response = client
    .send_thing(Kind::AB)
    .since(&"2026-01-02".parse::<Date>()?)
    .tags(["a", "b"])
    .body(
        &Thing::new("a \"b\"", Kind::AB, 5)
            .words(["x", "y"])
            .parts(vec![
                Part::new(1),
                Part::new(2).at("2026-01-02T03:04:05Z".parse::<DateTime>()?),
            ])
            .labels(BTreeMap::from([("k".to_owned(), "v".to_owned())]))
            .any(serde_json::json!({ "x": [1, null, 1.5, -2] }))
            .note(None)
            .additional(BTreeMap::from([("extra".to_owned(), 2.0)])),
    )
    .await?;"#
    );
}

#[test]
fn a_variant_is_made_by_its_name() {
    assert_eq!(
        example("send_pet"),
        r#"use fixtures::examples::models::{Cat, Dog, Kind, Pet, Thing};

let response = client
    .send_pet(
        Kind::AB,
        &Thing::new("a", Kind::C, None)
            .words(Vec::<String>::new())
            .pet(Pet::Cat(Cat::new().lives(9)))
            .pets(vec![Pet::Dog(Dog::new("d"))])
            .note("n"),
    )
    .await?;"#
    );
}

#[test]
fn a_variant_without_a_tag_is_found_by_the_properties_that_it_requires() {
    assert_eq!(
        example("act"),
        r#"use fixtures::examples::models::{ActBody, Ids, Stop};

let response = client
    .act(&ActBody::Stop(Stop::new(Ids::new(["a"]).is_hard(true))))
    .await?;"#
    );
}

#[test]
fn what_constructors_cannot_make_is_read_from_json() {
    assert_eq!(
        example("send_part"),
        r###"use fixtures::serde_json;

let response = client
    .send_part(&serde_json::from_str(r##"{"id":1,"more":"\"#"}"##)?)
    .await?;"###
    );
}

#[test]
fn lists_and_forms_are_lent() {
    assert_eq!(
        example("send_numbers"),
        "let response = client.send_numbers(&[1, 2]).await?;"
    );
    assert_eq!(
        example("send_words"),
        "let response = client.send_words([\"a\"]).await?;"
    );
    assert_eq!(
        example("send_form"),
        "use fixtures::examples::models::SendFormBody;\n\n\
         let response = client.send_form(&SendFormBody::new(\"w\").number(1)).await?;"
    );
}

#[test]
fn a_parameter_without_an_example_has_a_value_of_its_format() {
    assert_eq!(
        example("read_logs"),
        r#"use fixtures::{Date, DateTime};
use fixtures::examples::models::ReadLogsSize;

let response = client
    .read_logs(
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        &"2026-01-02T03:04:05Z".parse::<DateTime>()?,
        &"2026-01-02".parse::<Date>()?,
    )
    .owner("o-1")
    .size(&ReadLogsSize::Integer(5))
    .await?;"#
    );
}

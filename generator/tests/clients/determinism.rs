//! The same description results in the same bytes, for any order of keys where their order has no meaning.

use std::collections::BTreeMap;

use generator::source::NoFiles;
use generator::{Input, Layout, Memory, Options, generate_with};
use serde_yaml::Value;

use crate::{files, files_of, findings, fixtures, read};

#[test]
fn the_same_description_gives_the_same_bytes() {
    for fixture in fixtures() {
        let text = read(fixture);
        let (first, _) = files(&[(fixture, &text)], Layout::Crate);
        let (second, _) = files(&[(fixture, &text)], Layout::Crate);
        assert!(first.iter().eq(second.iter()), "{fixture}");
    }
}

#[test]
fn what_is_generated_does_not_depend_on_what_runs_before_have_left() {
    let generated = |memory: &mut Memory, text: &str| {
        let input = Input::new("api.yaml", text.as_bytes(), "fixture", &NoFiles);
        let options = Options::new("fixtures", Layout::Crate);
        files_of(generate_with(memory, &[input], &options, &mut |_| ())).0
    };
    let mut memory = Memory::default();
    for fixture in fixtures().chain(fixtures()) {
        let text = read(fixture);
        let first = generated(&mut Memory::default(), &text);
        let next = generated(&mut memory, &text);
        assert!(first.iter().eq(next.iter()), "{fixture}");
    }
}

#[test]
fn what_is_found_does_not_depend_on_what_runs_before_have_left() {
    let api = "openapi: 3.1.1
info: {title: Pets, version: '1'}
servers: [{url: https://pets.example}]
paths:
  /pets:
    get: {operationId: list, responses: {'200': {$ref: 'parts.yaml#/Pets'}}}
";
    let of = |memory: &mut Memory, part: &str| {
        let parts = BTreeMap::from([("parts.yaml", part)]);
        let input = Input::new("api.yaml", api.as_bytes(), "pets", &parts);
        let options = Options::new("pets", Layout::Crate);
        let result = generate_with(memory, &[input], &options, &mut |_| ());
        (findings(&result), result.files)
    };
    let mut memory = Memory::default();
    let right = "Pets: {description: All of them.}";
    let wrong = "Pets: {description: All of them., description: Twice.}";
    for part in [right, right, wrong, wrong, "Pets: [", "", right] {
        let found = of(&mut memory, part);
        assert_eq!(found, of(&mut Memory::default(), part));
        assert_eq!(found.1.is_some(), part == right);
    }
}

#[test]
fn names_do_not_depend_on_the_order_in_which_files_are_referred_to() {
    let parts = BTreeMap::from([
        (
            "a.yaml",
            "components: {schemas: {At: {type: object, properties: {a: {type: string}}}}}",
        ),
        (
            "b.yaml",
            "components: {schemas: {At: {type: object, properties: {b: {type: string}}}}}",
        ),
    ]);
    let models = |files: [&str; 2]| {
        let path = |file: &str| {
            let schema = format!("{{$ref: '{file}.yaml#/components/schemas/At'}}");
            let response =
                format!("{{description: d, content: {{application/json: {{schema: {schema}}}}}}}");
            format!(
                "  /{file}: {{get: {{operationId: {file}, responses: {{'200': {response}}}}}}}\n"
            )
        };
        let api = format!(
            "openapi: 3.1.1\ninfo: {{title: t, version: '1'}}\nservers: [{{url: https://t.example}}]\npaths:\n{}",
            files.map(path).concat()
        );
        let input = Input::new("api.yaml", api.as_bytes(), "t", &parts);
        let options = Options::new("t", Layout::Crate);
        let (files, _) = files_of(generate_with(
            &mut Memory::default(),
            &[input],
            &options,
            &mut |_| (),
        ));
        files.get("src/models.rs").expect("models").to_owned()
    };
    let text = models(["a", "b"]);
    let of = |text: &str, name: &str| {
        let (_, body) = text.split_once(&format!("pub struct {name} {{"))?;
        body.split_once('}')
            .map(|(fields, _)| fields.contains("pub a:"))
    };
    for text in [&text, &models(["b", "a"])] {
        assert_eq!((of(text, "At"), of(text, "At2")), (Some(true), Some(false)));
    }
    let said = "`At` of `b.yaml` is named so because the name `At` is taken by `At` of `a.yaml`.";
    assert!(text.contains(said), "{text}");
}

#[test]
fn the_order_of_keys_without_meaning_changes_no_byte() {
    for fixture in fixtures() {
        let text = read(fixture).replace("1234567890123456789012", "1e30");
        let value = serde_yaml::from_str(&text).expect("a fixture is YAML");
        let shuffled = serde_yaml::to_string(&reversed(value, false)).expect("YAML");
        assert_ne!(text, shuffled);
        let (before, _) = files(&[(fixture, &text)], Layout::Crate);
        let (after, _) = files(&[(fixture, &shuffled)], Layout::Crate);
        for (path, text) in before.iter() {
            assert_eq!(Some(text), after.get(path), "{fixture}: {path}");
        }
    }
}

#[test]
fn whether_components_are_before_paths_changes_no_byte() {
    let paths = "paths:
  /a:
    get:
      operationId: getA
      parameters: [{$ref: '#/components/parameters/Limit'}]
      responses: {'204': {description: Done.}}
  /b:
    get:
      operationId: getB
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 5}}]
      responses: {'204': {description: Done.}}
";
    let components = "components:
  parameters: {Limit: {name: limit, in: query, schema: {type: integer, maximum: 9}}}
";
    let generated = |body: String| {
        let text = format!("openapi: 3.1.1\ninfo: {{title: T, version: '1'}}\n{body}");
        files(&[("api.yaml", &text)], Layout::Crate).0
    };
    let after = generated(format!("{paths}{components}"));
    let before = generated(format!("{components}{paths}"));
    assert!(after.iter().eq(before.iter()));
}

/// The keys of objects whose keys are chosen by the author of the description; their order is kept.
const LISTS: &[&str] = &[
    "content",
    "encoding",
    "headers",
    "mapping",
    "paths",
    "properties",
    "responses",
    "schemas",
    "scopes",
    "securitySchemes",
    "variables",
];

/// Returns the document with the keys that the specification defines in reverse order.
fn reversed(value: Value, is_list: bool) -> Value {
    match value {
        Value::Mapping(mapping) => {
            let mut entries: Vec<_> = mapping
                .into_iter()
                .map(|(key, value)| {
                    let text = key.as_str().unwrap_or_default();
                    // The order of the methods of a path is kept, too.
                    let lists = LISTS.contains(&text) || text.starts_with('/');
                    let value = reversed(value, lists && !is_list || text.starts_with('/'));
                    (key, value)
                })
                .collect();
            // Keys chosen by the author keep their order.
            if !is_list {
                entries.reverse();
            }
            Value::Mapping(entries.into_iter().collect())
        }
        Value::Sequence(items) => Value::Sequence(
            items
                .into_iter()
                .map(|item| reversed(item, false))
                .collect(),
        ),
        other => other,
    }
}

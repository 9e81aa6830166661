//! Pairs of descriptions with the changes that are found between them.

use std::collections::BTreeSet;

use super::{Change, Side, Summary, Verdict};
use crate::generate::{self, Client};
use crate::memory::Memory;
use crate::source::{NoFiles, Sources};
use crate::{Input, Layout, Options};

mod rust;
mod types;

const BASE: &str = include_str!("base.yaml");
const PAIRS: &str = include_str!("pairs.txt");

/// An entry of `pairs.txt`.
struct Pair {
    name: String,
    new: String,
    /// The changes from the first description to the second, and back.
    expected: [Vec<String>; 2],
}

fn pairs() -> Vec<Pair> {
    let blocks = PAIRS.split("\n## ").skip(1);
    blocks.map(|block| pair(block.trim_end())).collect()
}

fn pair(block: &str) -> Pair {
    let mut lines = block.lines().peekable();
    let name = lines.next().unwrap_or_default().to_owned();
    let mut new = BASE.to_owned();
    let mut taken = |sign: char| {
        let mut text = Vec::new();
        while let Some(line) = lines.next_if(|line| line.starts_with(sign)) {
            text.push(line[1..].strip_prefix(' ').unwrap_or(&line[1..]).to_owned());
        }
        text
    };
    loop {
        let (from, to) = (taken('-').join("\n"), taken('+').join("\n"));
        if from.is_empty() {
            break;
        }
        assert_eq!(new.matches(&from).count(), 1, "{name}: {from}");
        new = new.replace(&from, &to);
    }
    let expected = ['>', '<'].map(&mut taken);
    Pair {
        name,
        new,
        expected,
    }
}

/// A description that was read, up to its names.
struct Read {
    sources: Sources,
    client: Client,
}

fn read(path: &str, text: &str) -> Read {
    let input = Input::new(path, text.as_bytes(), "pets", &NoFiles);
    let options = Options::new("pets", Layout::Crate);
    let (report, client) = generate::read(&mut Memory::default(), &input, &options, &mut |_| ());
    let said = report.diagnostics.iter();
    let said: Vec<_> = said.map(|diagnostic| &diagnostic.message).collect();
    let client = client.unwrap_or_else(|| panic!("{said:?}"));
    Read {
        sources: report.sources,
        client,
    }
}

impl Read {
    fn side(&self) -> Side<'_> {
        Side::new(&self.client, &self.sources, Layout::Crate)
    }
}

fn changes(old: &str, new: &str) -> Vec<Change> {
    let (old, new) = (read("old.yaml", old), read("new.yaml", new));
    super::changes(&old.side(), &new.side())
}

/// Returns the changes in the format of `pairs.txt`.
fn found(old: &Side<'_>, new: &Side<'_>) -> Vec<String> {
    let changes = super::changes(old, new);
    let version = Summary::of(&changes).version;
    let lines = changes.iter().map(|change| {
        let silent = if change.silent { "yes" } else { "no" };
        let (wire, rust) = (change.wire.as_str(), change.rust.as_str());
        format!("{} {wire} {rust} {silent} {version}", change.code())
    });
    lines.collect()
}

#[test]
fn each_pair_has_its_changes() {
    let base = read("base.yaml", BASE);
    let base = base.side();
    assert_eq!(found(&base, &base), Vec::<String>::new());
    let mut wrong = Vec::new();
    let mut without: BTreeSet<String> = super::RULES.iter().map(ToString::to_string).collect();
    for pair in pairs() {
        let new = read("new.yaml", &pair.new);
        let new = new.side();
        let ways = [('>', &base, &new), ('<', &new, &base)];
        for ((sign, from, to), expected) in ways.into_iter().zip(&pair.expected) {
            let found = found(from, to);
            if found != *expected {
                let name = &pair.name;
                wrong.push(format!(
                    "{name} {sign}\n  expected {expected:?}\n  found    {found:?}"
                ));
            }
            for line in expected {
                without.remove(line.split(' ').next().unwrap_or_default());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(without.is_empty(), "no pair has {without:?}");
}

#[test]
fn a_message_names_items_of_rust_and_both_places() {
    let new = BASE.replace(
        "        name: {type: string, maxLength: 50}\n        owner: {type: string}\n",
        "        owner: {type: string}\n        name: {type: string, maxLength: 50}\n",
    );
    let found = changes(BASE, &new);
    let [change] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(change.message, "`NewPet::new` takes `owner` before `name`");
    assert!(change.silent && change.rust == Verdict::Ok);
    let place = |at: &Option<super::WhereChanged>| at.as_ref().map(|at| at.pointer.clone());
    let pointer = Some("/components/schemas/NewPet".to_owned());
    assert_eq!(
        (place(&change.old), place(&change.new)),
        (pointer.clone(), pointer)
    );
}

#[test]
fn the_short_method_of_a_tag_belongs_to_its_operation() {
    let text = |ty: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: Pets, version: '1'}}
paths:
  /pets/{{id}}:
    get:
      operationId: getPet
      tags: [pets]
      parameters: [{{name: id, in: path, required: true, schema: {{type: {ty}}}}}]
      responses: {{'204': {{description: Found.}}}}
  /toys:
    get: {{operationId: listToys, tags: [toys], responses: {{'204': {{description: Found.}}}}}}
"
        )
    };
    let found = changes(&text("string"), &text("integer"));
    let codes: Vec<_> = found.iter().map(Change::code).collect();
    assert_eq!(codes, ["request-type-tightened"]);
}

#[test]
fn the_modules_of_tags_add_paths_and_take_none() {
    let text = |operations: usize, tag: &str, used_by: &[usize]| {
        let mut text = "openapi: 3.1.0
info: {title: Pets, version: '1'}
components: {schemas: {Pet: {type: object, properties: {name: {type: string}}}}}
paths:
"
        .to_owned();
        for number in 1..=operations {
            let tag = if number > 2 { "toys" } else { tag };
            let pet = ", content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}";
            let pet = if used_by.contains(&number) { pet } else { "" };
            text += &format!(
                "  /a/{number}: {{get: {{operationId: get{number}, tags: [{tag}], responses: {{'200': {{description: Ok.{pet}}}, '404': {{description: No.}}}}}}}}\n"
            );
        }
        text
    };
    let said = |old: &str, new: &str| {
        let found = changes(old, new).into_iter();
        let said = found.map(|change| match change.code().as_str() {
            "rust-item-removed" => change.message,
            code => format!("{code} {}", change.rust.as_str()),
        });
        said.collect::<Vec<_>>()
    };
    let small = text(100, "pets", &[1]);
    let large = text(101, "pets", &[1]);
    let shared = [text(101, "pets", &[1, 101]), text(102, "pets", &[1, 102])];
    for (old, new) in [&small, &large].into_iter().zip(&shared) {
        assert_eq!(said(old, new), ["operation-added ok"]);
        assert_eq!(said(new, old), ["operation-removed breaks"]);
    }
    assert_eq!(
        said(&large, &text(101, "cats", &[1])),
        [
            "the sub-client `Client::pets` is gone",
            "operation-tag-changed breaks",
            "operation-tag-changed breaks"
        ]
    );
}

#[test]
fn documentation_breaks_nothing_beside_a_change_of_a_type_that_nobody_sends() {
    let text = |of_name: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: Pets, version: '1'}}
paths: {{}}
components:
  schemas:
    Pet: {{type: object, properties: {{name: {{type: string, {of_name}}}}}}}
"
        )
    };
    let old = text("description: One., enum: [a, b]");
    let found = changes(&old, &text("description: Another."));
    let said: Vec<_> = found
        .iter()
        .map(|change| (change.code(), change.rust))
        .collect();
    let expected = [
        ("response-type-loosened".to_owned(), Verdict::Breaks),
        ("documentation-changed".to_owned(), Verdict::Ok),
    ];
    assert_eq!(said, expected);
}

#[test]
fn documentation_and_deprecation_are_compared_wherever_they_are() {
    let new = "description: New.";
    let documented = [
        (
            "security: [{key: []}]\n",
            "security: [{key: []}]\ntags: [{name: lists, NEW}]\n",
        ),
        ("example.com/v1\n", "example.com/v1\n    NEW\n"),
        ("{default: eu", "{NEW, default: eu"),
        ("{type: apiKey", "{NEW, type: apiKey"),
        (
            "operationId: deletePet\n",
            "operationId: deletePet\n      NEW\n",
        ),
        ("{name: trace", "{NEW, name: trace"),
        (
            "requestBody:\n        required: true\n        content:\n          application/json:",
            "requestBody:\n        NEW\n        required: true\n        content:\n          application/json:",
        ),
        ("caption: {", "caption: {NEW, "),
        ("description: The pet.", "NEW"),
        ("X-Note: {", "X-Note: {NEW, "),
        ("born: {", "born: {NEW, "),
        ("Mood: {", "Mood: {NEW, "),
        (
            "[happy, sad]",
            "[happy, sad], x-enum-descriptions: [Glad., Not so.]",
        ),
        ("done: {", "done: {NEW, "),
        ("House: {type", "House: {NEW, type"),
    ];
    let deprecated = [
        ("X-Note: {", "X-Note: {deprecated: true, "),
        ("born: {", "born: {deprecated: true, "),
        ("House: {type", "House: {deprecated: true, type"),
    ];
    let documented = documented.map(|edit| (edit, "documentation-changed"));
    let deprecated = deprecated.map(|edit| (edit, "deprecation-set"));
    let wrong = documented
        .iter()
        .chain(&deprecated)
        .filter(|((from, to), code)| {
            assert_eq!(BASE.matches(from).count(), 1, "{from}");
            let found = changes(BASE, &BASE.replace(from, &to.replace("NEW", new)));
            found.is_empty() || found.iter().any(|change| change.code() != *code)
        });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_type_that_keeps_its_name_is_said_to_be_of_another_kind() {
    let union = "    NewPet:\n      oneOf: [{type: string}, {type: integer}]\n    Old:\n      type: object\n";
    let new = BASE.replace("    NewPet:\n      type: object\n", union);
    let found = changes(BASE, &new);
    let messages: Vec<_> = found.iter().map(|change| change.message.as_str()).collect();
    let is_said = |message: &&str| message.ends_with(" is a union, not an object");
    assert!(messages.iter().any(is_said), "{messages:?}");
}

#[test]
fn a_change_of_the_credentials_of_all_operations_is_said_once() {
    let text = |paths: usize, security: &str| {
        let mut text = format!(
            "openapi: 3.1.0
info: {{title: Pets, version: '1'}}
security: [{security}]
components: {{securitySchemes: {{key: {{type: http, scheme: bearer}}}}}}
paths:
"
        );
        for number in 1..=paths {
            text += &format!(
                "  /pets/{number}: {{get: {{operationId: get{number}, responses: {{'204': {{description: Found.}}}}}}}}\n"
            );
        }
        text
    };
    let said = |paths| {
        let found = changes(&text(paths, "{key: []}"), &text(paths, ""));
        let all = found.iter().map(|change| change.message.clone());
        all.filter(|message| message.contains("credentials"))
            .collect::<Vec<_>>()
    };
    assert_eq!(said(1), ["`Client::get1` is sent without credentials"]);
    assert_eq!(
        said(2),
        ["`Client::get1` and one other operation are sent without credentials"]
    );
    assert_eq!(
        said(4),
        ["`Client::get1` and 3 other operations are sent without credentials"]
    );
}

#[test]
fn an_inline_type_that_becomes_a_component_has_another_name() {
    let text = |of_name: &str, schema: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: Pets, version: '1'}}
paths:
  /pet: {{get: {{operationId: getPet, responses: {{'200': {{$ref: '#/components/responses/Pet'}}}}}}}}
components:
  responses:
    Pet: {{description: A pet., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Pet'}}}}}}}}
  schemas:
    Pet: {{type: object, properties: {{home: {of_name}}}}}
{schema}"
        )
    };
    let home = "{type: object, properties: {street: {type: string}}}";
    let (inline, component) = (
        text(home, ""),
        text(
            "{$ref: '#/components/schemas/Home'}",
            &format!("    Home: {home}\n"),
        ),
    );
    let said = |old, new| {
        let found = changes(old, new).into_iter();
        found.map(|change| change.message).collect::<Vec<_>>()
    };
    assert_eq!(
        said(&inline, &component),
        ["`models::PetHome` is called `models::Home`"]
    );
    assert_eq!(
        said(&component, &inline),
        ["`models::Home` is called `models::PetHome`"]
    );
}

#[test]
fn a_message_distinguishes_constants_from_arguments_and_new_types_from_aliases() {
    let said = |from: &str, to: &str| {
        let new = BASE.replace(from, to);
        let found = changes(BASE, &new).into_iter();
        found.map(|change| change.message).collect::<Vec<_>>()
    };
    let size = "        - {name: size, in: query, schema: {type: integer}}\n";
    let version = "        - {name: v, in: query, required: true, schema: {const: '1'}}\n";
    assert_eq!(
        said(size, &[size, version].concat()),
        ["`Client::list_pets` sends the constant `v`"]
    );
    assert_eq!(
        said("A code.}", "A code., x-rust-newtype: true}"),
        ["`Code` is a type of its own, not a string"]
    );
}

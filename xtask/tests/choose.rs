//! `--only` and `--except`: a part of a description.

mod common;

use common::{Folder, Run};

const ZOO: &str = "openapi: 3.1.1
info: {title: Zoo, version: '1'}
servers: [{url: https://zoo.example}]
tags: [{name: animals}, {name: staff}]
paths:
  /animals:
    get:
      operationId: listAnimals
      tags: [animals]
      responses:
        '200':
          description: All animals.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Animal'}}}}
  /animals/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: showAnimal
      tags: [animals]
      responses:
        '200':
          description: The animal.
          content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}
    delete:
      operationId: releaseAnimal
      tags: [animals, staff]
      responses: {'204': {description: It is gone.}}
  /keepers:
    get:
      operationId: listKeepers
      tags: [staff]
      responses:
        '200':
          description: All keepers.
          content: {application/json: {schema: {$ref: '#/components/schemas/Keepers'}}}
components:
  schemas:
    Animal:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind, mapping: {king: Lion}}
    Lion:
      allOf: [{$ref: '#/components/schemas/Animal'}]
      properties: {mane: {$ref: '#/components/schemas/Mane'}}
    Mane:
      type: object
      properties: {colour: {type: string}}
    Keepers:
      type: object
      properties: {keepers: {type: array, items: {$ref: '#/components/schemas/Keeper'}}}
    Keeper:
      type: object
      properties: {name: {type: string}}
";

fn chosen(options: &[&str]) -> (Folder, Run) {
    let folder = Folder::empty();
    folder.write("zoo.yaml", ZOO);
    let args = [
        "codegen",
        "--spec",
        "zoo.yaml",
        "--out",
        "zoo",
        "--runtime",
        "0.1",
    ];
    let run = folder.xtask(args.iter().chain(options));
    (folder, run)
}

#[test]
fn only_what_is_chosen_and_needed_is_generated() {
    for (options, has, has_not) in [
        (
            vec!["--only", "tag:animals"],
            vec![
                "list_animals",
                "release_animal",
                "struct Lion",
                "struct Mane",
                "\"king\"",
            ],
            vec!["list_keepers", "Keeper"],
        ),
        (
            vec!["--only", "op:list*", "--except", "tag:staff"],
            vec!["list_animals", "struct Lion"],
            vec!["show_animal", "Keeper"],
        ),
        (
            vec!["--only", "path:/keepers", "--only", "op:releaseAnimal"],
            vec!["list_keepers", "release_animal", "struct Keeper"],
            vec!["struct Animal {", "Lion", "Mane"],
        ),
        (
            vec!["--except", "path:/animals*"],
            vec!["list_keepers"],
            vec!["animal", "Lion"],
        ),
    ] {
        let (folder, run) = chosen(&options);
        assert_eq!(run.code, 0, "{run}");
        let code = folder.code("zoo/src");
        for part in has {
            assert!(code.contains(part), "{options:?}: no {part}");
        }
        for part in has_not {
            assert!(!code.contains(part), "{options:?}: {part}");
        }
    }
}

#[test]
fn the_summary_says_what_was_chosen() {
    let (_, run) = chosen(&["--only", "tag:animals"]);
    assert!(
        run.last_line().ends_with(", 3 of 4 operations chosen"),
        "{run}"
    );
    let (_, run) = chosen(&["--only", "tag:animals", "--message-format", "json"]);
    let summary: serde_json::Value = serde_json::from_str(run.last_line()).unwrap();
    let summary = &summary["summary"];
    assert_eq!(
        (
            &summary["operations"],
            &summary["not_chosen"],
            &summary["generated"]
        ),
        (&4.into(), &1.into(), &3.into())
    );
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error() {
    let (folder, run) = chosen(&["--only", "tag:animal"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(
        run.stderr
            .contains("error[selection]: `--only tag:animal` matches no operation"),
        "{run}"
    );
    assert!(run.stderr.contains("did you mean `tag:animals`?"), "{run}");
    assert!(!folder.path("zoo").exists());
    let (_, run) = chosen(&[
        "--only",
        "tag:animals",
        "--except",
        "tag:animals",
        "--skip-unsupported",
    ]);
    assert!(
        run.stderr.contains("no operation is left to generate"),
        "{run}"
    );
    assert_eq!(run.code, 1, "{run}");
    let (_, run) = chosen(&["--only", "animals"]);
    assert_eq!(run.code, 2, "{run}");
}

#[test]
fn what_is_wrong_with_the_rest_is_nothing_that_was_asked_for() {
    let folder = Folder::empty();
    folder.write(
        "zoo.yaml",
        &ZOO.replace("schemas/Keeper'}", "schemas/Keper'}"),
    );
    for (only, code) in [("tag:animals", 0), ("op:listKeepers", 1), ("path:*", 1)] {
        let run = folder.xtask(["check", "zoo.yaml", "--only", only]);
        assert_eq!(run.code, code, "{only}: {run}");
    }
}

#[test]
fn a_selection_without_a_description_is_a_usage_error() {
    for option in ["--only", "--except", "--overlay", "--accept"] {
        let run = common::in_tree().xtask(["codegen", option, "tag:a"]);
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains("name it with --spec"), "{run}");
    }
}

#[test]
fn a_description_of_the_tree_has_its_options_in_a_file() {
    let folder = common::in_tree();
    // A warning in the tree is an error, unless it is accepted.
    folder.write("spec/zoo.yaml", &format!("{ZOO}owner: zoo\n"));
    folder.write(
        "spec/intended.yaml",
        "- {code: unknown-key, at: /owner, reason: other tools read it}\n",
    );
    folder.write("spec/names.yaml", "overlay: 1.1.0\ninfo: {title: n, version: '1'}\nactions: [{target: \"$.paths['/animals'].get\", update: {operationId: list_beasts}}]\n");
    folder.write(
        "spec/codegen.toml",
        "[zoo]\noverlay = ['names.yaml']\naccept = 'intended.yaml'\nonly = ['path:/animals*']\n",
    );
    folder.replace("generated/Cargo.toml", "[features]", "[features]\nzoo = []");
    let run = folder.xtask(["codegen"]);
    assert!(run.stdout.contains("created"), "{run}");
    let code = folder.code("generated/src/zoo");
    assert!(
        code.contains("fn list_beasts") && code.contains("fn show_animal"),
        "{run}"
    );
    assert!(!code.contains("fn list_keepers"));
    assert!(
        folder
            .code("generated/src/dcs")
            .contains("fn list_redislog")
    );
    assert!(!folder.path("generated/src/names").exists());
    // A table of what is not there says so.
    folder.write("spec/codegen.toml", "[zo]\nonly = ['tag:staff']\n");
    let run = folder.xtask(["codegen"]);
    assert!(
        run.code == 1
            && run
                .stderr
                .contains("unknown description `zo`; did you mean `zoo`?"),
        "{run}"
    );
}

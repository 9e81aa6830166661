//! `cargo xtask corpus` as a maintainer meets it.

#[path = "../../tests/common/mod.rs"]
mod common;

use common::Folder;

const PETS: &str = "\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets/{id}:
    get:
      operationId: GetPet
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: The pet.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
components:
  schemas:
    Pet:
      type: object
      properties:
        name: {type: string}
";

#[test]
fn each_document_has_a_line_and_the_last_one_sums() {
    let folder = Folder::empty();
    folder.write("corpus/pets.yaml", PETS);
    folder.write("corpus/more-pets.yaml", PETS);
    folder.write("corpus/SOURCES.tsv", "not a description");
    let run = folder.xtask(["corpus", "corpus"]);
    assert_eq!(run.code, 0, "{run}");
    let lines: Vec<Vec<&str>> = run
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        lines[0],
        [
            "document",
            "operations",
            "generated",
            "skipped",
            "types",
            "lines",
            "ms"
        ]
    );
    assert_eq!(
        lines[1][..5],
        ["more-pets.yaml", "1", "1", "0", "1"],
        "{run}"
    );
    assert_eq!(lines[2][..5], ["pets.yaml", "1", "1", "0", "1"], "{run}");
    assert_eq!(
        lines[3][..6],
        ["2", "documents", "2", "2", "0", "2"],
        "{run}"
    );
}

#[test]
fn a_document_with_an_error_fails_and_the_others_are_still_reported() {
    let folder = Folder::empty();
    folder.write(
        "corpus/broken.yaml",
        &PETS.replace("openapi: 3", "openapi: 9"),
    );
    folder.write("corpus/pets.yaml", PETS);
    let run = folder.xtask(["corpus", "corpus"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stdout.contains("FAILED"), "{run}");
    assert!(run.stdout.contains("\npets.yaml "), "{run}");
    assert!(run.stderr.contains("openapi"), "{run}");
}

#[test]
fn json_has_an_object_for_each_document_and_one_with_the_totals() {
    let folder = Folder::empty();
    folder.write("corpus/pets.yaml", PETS);
    let run = folder.xtask(["corpus", "corpus", "--json"]);
    assert_eq!(run.code, 0, "{run}");
    let lines: Vec<serde_json::Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2, "{run}");
    assert_eq!(lines[0]["document"], "pets.yaml");
    assert_eq!(lines[0]["operations"], 1);
    assert_eq!(lines[1]["totals"]["documents"], 1);
    assert_eq!(lines[1]["totals"]["panics"], 0);
}

#[test]
fn nothing_is_written_without_compile() {
    let folder = Folder::empty();
    folder.write("corpus/pets.yaml", PETS);
    folder.xtask(["corpus", "corpus", "--work", "work"]);
    assert!(!folder.path("work").exists());
}

#[test]
fn a_folder_without_descriptions_is_reported() {
    let folder = Folder::empty();
    folder.write("corpus/readme.txt", "");
    for (argument, said) in [("corpus", "has no description"), ("nowhere", "nowhere")] {
        let run = folder.xtask(["corpus", argument]);
        assert_eq!(run.code, 1, "{run}");
        assert!(run.stderr.contains(said), "{run}");
    }
}

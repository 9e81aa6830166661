//! A description with many mistakes: each is reported in one run, at its place.

mod common;

use std::collections::BTreeSet;

use common::Folder;

/// Ten mistakes; the `^` marks below a line show which text is wrong, and the word after them is the
/// code of the finding.
const DESCRIPTION: &str = r"
openapi: 3.0.3
info:
  title: Mistakes
  version: 1
#          ^ wrong-type
  licence: {name: MIT}
# ^^^^^^^ unknown-key
paths:
  /pets/{id}:
# ^^^^^^^^^^ path-parameter-undeclared
    get:
      operationId: GetPet
      responses:
        '200':
          description: A pet.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pett'}
#                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ unresolved-reference
  /pets:
    post:
      operationId: GetPet
#                  ^^^^^^ duplicate-operation-id
      parameters:
        - {name: other, in: path, required: true, schema: {type: string}}
#         ^ path-parameter-unused
        - {name: size, in: query}
#         ^ missing-field
      responses:
        '204': {description: Done.}
    delete:
#   ^^^^^^ missing-field
      operationId: DeletePets
components:
  schemas:
    Pet:
      type: object
      properties:
        age: {type: integer, minimum: 0, default: -1}
#                                                 ^^ value-breaks-schema
        kind: {type: string, enum: [cat, dog], example: bird}
#                                                       ^^^^ value-breaks-schema
";

/// What is expected: line, column, code.
fn expected() -> BTreeSet<(u64, u64, String)> {
    let mut expected = BTreeSet::new();
    let mut line_of_text = 0;
    for (number, line) in DESCRIPTION.lines().enumerate() {
        let mark = line.starts_with('#').then(|| line.find('^')).flatten();
        match mark {
            Some(column) => {
                let code = line.trim_start_matches(['#', ' ', '^']).trim();
                expected.insert((line_of_text, column as u64 + 1, code.to_owned()));
            }
            None => line_of_text = number as u64 + 1,
        }
    }
    expected
}

#[test]
fn ten_mistakes_are_ten_findings_at_ten_right_places() {
    let folder = Folder::empty();
    folder.write("api.yaml", DESCRIPTION);
    let run = folder.xtask([
        "codegen",
        "--spec",
        "api.yaml",
        "--out",
        "out",
        "--deny-warnings",
        "--message-format",
        "json",
    ]);
    assert_eq!(run.code, 1, "{run}");
    let lines: Vec<serde_json::Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (summary, findings) = lines.split_last().unwrap();
    let found: BTreeSet<(u64, u64, String)> = findings
        .iter()
        .map(|finding| {
            assert_eq!(finding["file"], "api.yaml", "{run}");
            assert!(
                finding["help"].is_string(),
                "each has a next step: {finding}"
            );
            (
                finding["line"].as_u64().unwrap(),
                finding["column"].as_u64().unwrap(),
                finding["code"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(found, expected(), "{run}");
    assert_eq!(expected().len(), 10);
    assert_eq!(summary["summary"]["errors"], 10, "{run}");
}

//! Overlays as the author of a description meets them.

mod common;

use common::{Folder, Run, Section, arguments};

const TOWN: &str = "openapi: 3.1.1
info:
  title: Town
  version: '1'
servers:
  - url: https://test.town.example
    description: Test
  - url: https://town.example
    description: Production
paths:
  /houses:
    get:
      operationId: list houses
      x-traits: [paged]
      tags: [houses, old]
      responses:
        '200':
          description: All of them.
          content:
            application/json:
              schema:
                type: object
                properties:
                  houses:
                    type: array
                    items: {type: string}
                  total: {type: integer}
        '500': {description: Broken.}
  /streets:
    post:
      operationId: addStreet
      tags: [old]
      responses:
        '201': {description: Added.}
        '500': {description: Broken.}
        default: {description: Anything.}
";

/// Applies actions to the description of a town.
fn overlaid(actions: &str) -> Run {
    let folder = Folder::empty();
    folder.write("town.yaml", TOWN);
    let head = "overlay: 1.1.0\ninfo: {title: Changes, version: '1'}\nactions:\n";
    folder.write("changes.yaml", &format!("{head}{actions}"));
    folder.xtask(["overlay", "town.yaml", "changes.yaml"])
}

#[track_caller]
fn assert_overlaid(actions: &str, from: &str, to: &str) {
    let run = overlaid(actions);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run}");
    let written = |text: &str| {
        let value: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
        value
    };
    assert!(TOWN.contains(from), "{from}");
    assert_eq!(
        written(&run.stdout),
        written(&TOWN.replace(from, to)),
        "{run}"
    );
}

#[test]
fn targets_are_found_by_name_filter_and_descent() {
    let (title, server) = (
        "  title: Town\n",
        "  - url: https://test.town.example\n    description: Test\n",
    );
    assert_overlaid(
        "  - target: $.info\n    update: {license: {name: MIT}}\n",
        title,
        "  title: Town\n  license: {name: MIT}\n",
    );
    assert_overlaid(
        "  - target: $.servers[?(@.description == 'Test')]\n    remove: true\n",
        server,
        "",
    );
    let broken = "        '500': {description: Broken.}\n";
    assert_overlaid(
        "  - target: $.paths..responses['500']\n    remove: true\n",
        broken,
        "",
    );
    assert_overlaid(
        "  - target: $.paths.*.*.tags[?@ == 'old']\n    remove: true\n  - target: $.paths['/streets'].post.tags\n    update: old\n",
        "[houses, old]",
        "[houses]",
    );
    assert_overlaid(
        "  - target: $..properties[?@.type == 'integer']\n    remove: true\n",
        "                  total: {type: integer}\n",
        "",
    );
}

#[test]
fn a_list_is_replaced_by_removing_it_first() {
    let servers = "servers:
  - url: https://test.town.example
    description: Test
  - url: https://town.example
    description: Production
";
    assert_overlaid(
        "  - target: $.servers\n    remove: true\n  - target: $\n    update: {servers: [{url: 'http://127.0.0.1'}]}\n",
        servers,
        "servers: [{url: 'http://127.0.0.1'}]\n",
    );
}

#[test]
fn what_has_a_trait_gets_its_parameters() {
    assert_overlaid(
        "  - target: $.paths[?@.get['x-traits'][?@ == 'paged']].get\n    update: {parameters: [{name: limit, in: query}]}\n",
        "      x-traits: [paged]\n",
        "      x-traits: [paged]\n      parameters: [{name: limit, in: query}]\n",
    );
}

#[test]
fn a_path_is_renamed_by_a_copy() {
    assert_overlaid(
        "  - {target: $.paths, update: {/roads: {}}}
  - {target: \"$.paths['/roads']\", copy: \"$.paths['/streets']\"}
  - {target: \"$.paths['/streets']\", remove: true}\n",
        "  /streets:",
        "  /roads:",
    );
}

#[test]
fn a_json_description_stays_json() {
    let folder = Folder::empty();
    folder.write(
        "town.json",
        r#"{"openapi": "3.1.1", "info": {"title": "T"}}"#,
    );
    folder.write(
        "changes.yaml",
        "overlay: 1.0.0\ninfo: {title: c, version: '1'}\nactions: [{target: $.info, update: {version: '1'}}]\n",
    );
    let run = folder.xtask(["overlay", "town.json", "changes.yaml"]);
    assert_eq!(
        run.stdout,
        "{\n  \"openapi\": \"3.1.1\",\n  \"info\": {\n    \"title\": \"T\",\n    \"version\": \"1\"\n  }\n}\n",
        "{run}"
    );
}

#[test]
fn a_mistake_in_an_overlay_is_a_finding_with_its_place() {
    let run = overlaid("  - target: $.paths[\n    update: {}\n");
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("--> changes.yaml:4:13"), "{run}");
    let run = overlaid("  - target: $.pathes\n    remove: true\n");
    assert_eq!(run.code, 0, "{run}");
    assert!(
        run.stderr
            .starts_with("warning[overlay]: `$.pathes` selects nothing"),
        "{run}"
    );
}

#[test]
fn a_client_is_generated_from_a_description_with_overlays() {
    let folder = Folder::empty();
    folder.write("town.yaml", TOWN);
    folder.write(
        "names.yaml",
        "overlay: 1.1.0\ninfo: {title: Names, version: '1'}\nactions: [{target: \"$.paths['/houses'].get\", update: {operationId: listHouses, x-rust-name: all_houses}}]\n",
    );
    folder.write(
        "mistake.yaml",
        "overlay: 1.1.0\ninfo: {title: Slip, version: '1'}\nactions: [{target: \"$.paths['/houses'].get\", update: {deprecated: soon}}]\n",
    );
    let args = [
        "codegen",
        "--spec",
        "town.yaml",
        "--out",
        "out",
        "--runtime",
        "0.1",
    ];
    let run = folder.xtask(args.iter().chain(&["--overlay", "names.yaml"]));
    assert_eq!(run.code, 0, "{run}");
    let found = folder.code("out/src");
    let has = |text: &str| found.contains(text);
    assert!(has("fn all_houses") && has("fn add_street"), "{found}");

    let run =
        folder.xtask(
            args.iter()
                .chain(&["--overlay", "names.yaml", "--overlay", "mistake.yaml"]),
        );
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("--> mistake.yaml:3:"), "{run}");
    assert!(run.stderr.contains("::: town.yaml:12:5"), "{run}");
}

/// What a vendor publishes, without names, paging and states.
const VENDOR: &str = "openapi: 3.0.3
info: {title: Jobs, version: '1'}
servers: [{url: https://vendor.example}]
paths:
  /jobs:
    get:
      operationId: get_v1_jobs
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses:
        '200':
          description: A page of jobs.
          content:
            application/json:
              schema:
                type: object
                properties:
                  next: {type: string}
                  jobs: {type: array, items: {$ref: '#/components/schemas/Job'}}
    post:
      operationId: post_v1_jobs
      responses:
        '201':
          description: The job.
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
  /jobs/{id}:
    get:
      operationId: get_v1_jobs_id
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: The job.
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
components:
  schemas:
    Job:
      type: object
      required: [state]
      properties:
        state: {type: string, enum: [RUNNING, DONE, FAILED]}
        colour: {type: string, deprecated: true}
";

#[test]
fn the_overlay_of_the_documentation_names_pages_and_waits() {
    let section = Section::of("spec/README.md", "## A description that you cannot edit");
    let folder = Folder::empty();
    folder.write("vendor.yaml", VENDOR);
    folder.write("changes.yaml", section.block("yaml"));
    for line in section.block("sh").lines() {
        let run = folder.xtask(arguments(line));
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{line}: {run}");
    }
    let code = folder.code("vendor/src");
    for part in [
        "fn list_jobs",
        "fn items",
        "fn create_job",
        "fn wait_until_done",
        "enum JobState",
    ] {
        assert!(code.contains(part), "{part}");
    }
    assert!(!code.contains("colour"));
}

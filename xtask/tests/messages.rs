//! Findings as they are printed, by the hundred and in each format.

mod common;

use common::{Folder, Run};
use serde_json::Value;

/// A description with the same mistake at many places, and others.
fn many(places: usize, others: usize) -> String {
    let head = "openapi: 3.1.1\ninfo: {title: Many, version: '1'}\npaths:\n";
    let path = |n: usize, field: &str| {
        format!(
            "  /p{n}:\n    get:\n      {field}\n      responses: {{'204': {{description: done}}}}\n"
        )
    };
    let same = (0..places).map(|n| path(n, "sumary: Words."));
    let other = (0..others).map(|n| path(places + n, &format!("field{n}: 1")));
    let broken = path(places + others, "deprecated: 'no'");
    head.to_owned() + &same.chain(other).chain([broken]).collect::<String>()
}

fn check(text: &str, options: &[&str]) -> Run {
    let folder = Folder::empty();
    folder.write("many.yaml", text);
    folder.xtask(["check", "many.yaml"].iter().chain(options))
}

#[test]
fn the_same_at_many_places_is_one_finding_with_the_first_places() {
    let run = check(&many(400, 0), &[]);
    assert_eq!(run.code, 1, "{run}");
    assert_eq!(
        run.stderr.matches("`sumary` is not a field").count(),
        1,
        "{run}"
    );
    let note = "note: the same at many.yaml:10:7, many.yaml:14:7, many.yaml:18:7, many.yaml:22:7 and 395 other places";
    assert!(run.stderr.contains(note), "{run}");
    assert!(run.stdout.starts_with("1 error, 400 warnings ("), "{run}");
}

#[test]
fn errors_come_first_and_twenty_findings_are_shown() {
    let run = check(&many(2, 40), &[]);
    assert!(run.stderr.starts_with("error[wrong-type]"), "{run}");
    assert_eq!(
        run.stderr.matches("\n --> ").count()
            + run.stderr.matches("\n  --> ").count()
            + run.stderr.matches("\n   --> ").count(),
        20,
        "{run}"
    );
    assert!(
        run.stderr
            .ends_with("… and 22 warnings more (22 unknown-key); --all shows them\n\n"),
        "{run}"
    );
    let all = check(&many(2, 40), &["--all"]);
    assert_eq!(all.stderr.matches("is not a field").count(), 41, "{all}");
}

#[test]
fn thousands_that_differ_only_in_names_do_not_hide_others() {
    let names: String = (0..3000).map(|n| format!("    'a:{n}': {{}}\n")).collect();
    let run = check(
        &format!("{}components:\n  schemas:\n{names}last: 1\n", many(0, 0)),
        &[],
    );
    let (_, rest) = run
        .stderr
        .split_once("warning[unknown-key]: `last`")
        .unwrap();
    assert!(!rest.contains("warning["), "in the order of places: {run}");
    let counts = "… and 2982 warnings more (2982 invalid-component-name);";
    assert!(run.stderr.contains(counts), "{run}");
}

#[test]
fn programs_get_every_place() {
    let run = check(&many(30, 0), &["--message-format", "json"]);
    let lines: Vec<Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (summary, findings) = lines.split_last().unwrap();
    assert_eq!(
        (findings.len(), &summary["summary"]["version"]),
        (31, &1.into()),
        "{run}"
    );
    assert_eq!(findings[0]["severity"], "error");
}

#[test]
fn github_gets_a_command_for_each_finding() {
    let run = check(&many(1, 0), &["--message-format", "github"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "::error file=many.yaml,line=10,col=19,title=wrong-type::`deprecated` of an operation must be a boolean, not a string%0Ahelp: write `true` or `false`",
            "::warning file=many.yaml,line=6,col=7,title=unknown-key::`sumary` is not a field of an operation%0Ahelp: did you mean `summary`?",
        ],
        "{run}"
    );
}

#[test]
fn sarif_is_one_log_with_rules_results_and_what_is_left_out() {
    let text = many(1, 0).replace("get:", "post:").replace(
        "      deprecated: 'no'\n",
        "      requestBody: {content: {application/json: {schema: {$ref: '#/nowhere'}}}}\n",
    );
    let folder = Folder::empty();
    folder.write("many.yaml", &text);
    let args = "codegen --spec many.yaml --out out --runtime 0.1 --skip-unsupported --message-format sarif";
    let run = folder.xtask(args.split(' '));
    let log: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let found: Vec<&str> = results
        .iter()
        .map(|result| result["ruleId"].as_str().unwrap())
        .collect();
    assert_eq!(
        found,
        ["unknown-key", "unresolved-reference", "left-out"],
        "{run}"
    );
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "many.yaml");
    assert_eq!(place["region"]["startLine"], 6);
    let rules = log["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap();
    for id in found {
        assert!(rules.iter().any(|rule| rule["id"] == id), "{id}");
    }
}

#[test]
fn what_is_left_out_is_listed_in_each_format() {
    let text = "openapi: 3.1.1
info: {title: Parts, version: '1'}
servers: [{url: https://parts.example}]
paths:
  /parts:
    get: {responses: {'204': {$ref: '#/nowhere'}}}
components:
  schemas: {Part: {properties: {next: {$ref: '#/nowhere'}}}}
";
    let folder = Folder::empty();
    folder.write("parts.yaml", text);
    for (format, operation, schema) in [
        (
            "human",
            "left out: get /parts: ",
            "left out: the schema Part: ",
        ),
        (
            "json",
            r#"{"left_out":"operation","name":"get /parts","#,
            r#"{"left_out":"schema","name":"Part","#,
        ),
        (
            "github",
            "title=operation left out::get /parts: ",
            "title=schema left out::Part: ",
        ),
    ] {
        let args =
            "codegen --spec parts.yaml --out out --runtime 0.1 --skip-unsupported --message-format";
        let run = folder.xtask(args.split(' ').chain([format]));
        assert_eq!(run.code, 0, "{run}");
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.contains(operation) && said.contains(schema), "{run}");
    }
}

#[test]
fn in_one_long_line_the_place_is_a_pointer() {
    let paths: Vec<String> = (0..300)
        .map(|n| {
            format!(
                r#""/p{n}":{{"get":{{"sumary":"x","responses":{{"204":{{"description":"d"}}}}}}}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"openapi":"3.1.1","info":{{"title":"t","version":"1"}},"paths":{{{}}}}}"#,
        paths.join(",")
    );
    let folder = Folder::empty();
    folder.write("long.json", &text);
    let run = folder.xtask(["check", "long.json"]);
    assert!(
        run.stderr
            .contains("--> long.json#/paths/~1p0/get/sumary\n"),
        "{run}"
    );
    assert!(
        run.stderr
            .contains("the same at long.json#/paths/~1p1/get/sumary,"),
        "{run}"
    );
    assert!(run.stderr.contains("…"), "{run}");
}

#[test]
fn a_description_is_read_from_the_standard_input_too() {
    let folder = Folder::empty();
    let run = folder.xtask_with_input(["check", "-"], &many(1, 0));
    assert!(run.stderr.contains("--> -:10:19"), "{run}");
    let args = "codegen --spec - --name many --out out --runtime 0.1";
    let run = folder.xtask_with_input(args.split(' '), &many(1, 0).replace("'no'", "true"));
    assert_eq!(run.code, 0, "{run}");
    assert!(folder.path("out/src/lib.rs").exists());
}

#[test]
fn a_description_without_findings_says_so() {
    let run = check(
        "openapi: 3.1.1\ninfo: {title: t, version: '1'}\npaths: {}\n",
        &[],
    );
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run}");
    assert!(run.stdout.starts_with("nothing found ("), "{run}");
}

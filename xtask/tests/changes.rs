//! `cargo xtask diff` as a maintainer meets it: exit codes, formats, revisions of git.

mod common;

use std::process::Command;

use common::Folder;

const OLD: &str = "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n      operationId: listPets\n      parameters:\n        - {name: limit, in: query, schema: {type: integer, maximum: 100}}\n      responses: {'204': {description: Pets.}}\n";

fn folder() -> Folder {
    let folder = Folder::empty();
    folder.write("old.yaml", OLD);
    folder.write("new.yaml", &OLD.replace("maximum: 100", "maximum: 50"));
    folder
}

#[test]
fn json_has_a_line_for_each_change_and_a_summary() {
    let run = folder().xtask(["diff", "old.yaml", "new.yaml", "--format", "json"]);
    assert_eq!(run.code, 0, "{run}");
    let lines: Vec<serde_json::Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let [change, summary] = lines.as_slice() else {
        panic!("{run}")
    };
    assert_eq!(change["code"], "request-constraint-tightened");
    assert_eq!(change["wire"], "breaks");
    assert_eq!(change["rust"], "ok");
    assert_eq!(change["silent"], true);
    assert_eq!(change["old"]["file"], "old.yaml");
    assert_eq!(change["new"]["line"], 8);
    let expected =
        serde_json::json!({"changes": 1, "wire": 1, "rust": 0, "silent": 1, "version": "major"});
    assert_eq!(summary["summary"], expected);
}

#[test]
fn a_change_of_a_side_that_must_not_break_is_a_failure() {
    let folder = folder();
    let code = |side: &str| {
        folder
            .xtask(["diff", "old.yaml", "new.yaml", "--fail-on", side])
            .code
    };
    assert_eq!(
        [
            code("wire"),
            code("rust"),
            code("silent"),
            code("rust,wire")
        ],
        [1, 0, 1, 1]
    );
}

#[test]
fn an_accepted_change_is_none_and_one_that_is_gone_is_reported() {
    let folder = folder();
    let run = folder.xtask(["diff", "old.yaml", "new.yaml"]);
    let (_, rest) = run.stdout.split_once(" [").unwrap();
    let (fingerprint, _) = rest.split_once(']').unwrap();
    folder.write(
        "accepted",
        &format!("{fingerprint} nobody asks for more\n0000000000000000 it was\n"),
    );
    let run = folder.xtask([
        "diff",
        "old.yaml",
        "new.yaml",
        "--accept",
        "accepted",
        "--fail-on",
        "wire",
    ]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.last_line().starts_with("0 changes"), "{run}");
    assert!(
        run.stderr.contains("0000000000000000") && !run.stderr.contains(fingerprint),
        "{run}"
    );
    folder.write("accepted", &format!("{fingerprint}\n"));
    let run = folder.xtask(["diff", "old.yaml", "new.yaml", "--accept", "accepted"]);
    assert_eq!(run.code, 2, "{run}");
}

#[test]
fn markdown_is_a_table() {
    let run = folder().xtask(["diff", "old.yaml", "new.yaml", "--format", "markdown"]);
    assert!(run.stdout.starts_with("1 change: "), "{run}");
    assert!(
        run.last_line()
            .contains("| **breaks** | ok | **yes** | `new.yaml:8` |"),
        "{run}"
    );
}

/// Makes a repository of a folder, with everything in it as its first commit.
fn commit(folder: &Folder) {
    let git = |args: &[&str]| {
        let done = Command::new("git")
            .args(args)
            .current_dir(folder.path(""))
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&[
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b",
        "commit",
        "-q",
        "-m",
        "first",
    ]);
}

#[test]
fn a_revision_of_git_is_a_version_with_the_files_beside_it() {
    let folder = Folder::empty();
    let split = OLD.replace(
        "{'204': {description: Pets.}}",
        "{'204': {$ref: 'common/../responses.yaml#/none'}}",
    );
    folder.write("spec/api.yaml", &split);
    folder.write("spec/responses.yaml", "none: {description: Pets.}\n");
    commit(&folder);
    folder.write("spec/responses.yaml", "none: {description: Many pets.}\n");
    let run = folder.xtask(["diff", "HEAD:spec/api.yaml", "spec/api.yaml"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stdout.contains("documentation-changed"), "{run}");
    let run = folder.xtask(["diff", "HEAD:./spec/api.yaml", "spec/api.yaml"]);
    assert!(run.stdout.contains("documentation-changed"), "{run}");
    for (old, expected) in [
        ("HEAD:spec/none.yaml", "HEAD:spec/none.yaml: fatal: path "),
        ("none:spec/api.yaml", "none:spec/api.yaml: fatal: "),
        ("spec/none.yaml", "neither a file nor `git-revision:path`"),
        (
            "https://a.example/api.yaml",
            "neither a file nor `git-revision:path`",
        ),
        // git shows the names of its files, which are no description.
        ("HEAD:spec", "it is not a file in that revision"),
        // git would write to this file.
        ("--output=out:spec/api.yaml", "does not begin with a dash"),
    ] {
        let run = folder.xtask(["diff", "--", old, "spec/api.yaml"]);
        assert!(run.code == 2 && run.stderr.contains(expected), "{run}");
        assert!(!folder.path("out:spec").exists() && !folder.path("out").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_in_a_revision_of_git_is_followed_as_on_the_disk() {
    let folder = Folder::empty();
    folder.write("shared/api.yaml", OLD);
    std::os::unix::fs::symlink("shared/api.yaml", folder.path("api.yaml")).unwrap();
    commit(&folder);
    let run = folder.xtask(["diff", "HEAD:api.yaml", "api.yaml"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stdout.starts_with("0 changes"), "{run}");
}

#[test]
fn an_error_in_a_description_is_shown_and_no_change() {
    let folder = folder();
    let new = "openapi: 3.1.0\ninfo: {}\npaths: [pets]\nother: 1\n";
    folder.write("new.yaml", new);
    let run = folder.xtask(["diff", "old.yaml", "new.yaml", "--format", "json"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(
        run.stdout.is_empty() && run.stderr.contains("new.yaml"),
        "{run}"
    );
    assert!(!run.stderr.contains("warning"), "{run}");
}

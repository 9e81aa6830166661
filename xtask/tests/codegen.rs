//! `cargo xtask codegen` as a maintainer meets it: exit codes, what is printed, what is on the disk.

mod common;

use common::{Folder, in_tree};

const OLD_TEXT: &str = "Asks the service to collect";
const NEW_TEXT: &str = "Makes the service collect";

#[test]
fn a_second_run_is_unchanged() {
    let folder = in_tree();
    let first = folder.xtask(["codegen"]);
    assert_eq!(first.code, 0, "{first}");
    assert_eq!(first.stdout.lines().count(), 1, "{first}");
    // The documents of the crate in the tree are its maintainers'.
    for document in ["README.md", "CHANGELOG.md"] {
        assert!(!folder.path("generated").join(document).exists());
    }
    let again = folder.xtask(["codegen"]);
    assert_eq!(again.code, 0, "{again}");
    let last = again.last_line();
    assert!(
        last.starts_with("generated/: ") && last.contains(" unchanged ("),
        "{again}"
    );
    for word in ["updated", "created", "removed"] {
        assert!(!last.contains(word), "{again}");
    }
    let check = folder.xtask(["codegen", "--check"]);
    assert_eq!(check.code, 0, "{check}");
    assert_eq!(check.stdout.lines().count(), 1, "{check}");
    assert!(!check.stdout.contains("stale"), "{check}");
    folder.replace("spec/dcs.yaml", OLD_TEXT, NEW_TEXT);
    let changed = folder.xtask(["codegen"]);
    assert_eq!(changed.stdout.lines().count(), 1, "{changed}");
}

#[test]
fn deleted_files_are_restored_to_the_byte() {
    let folder = in_tree();
    folder.xtask(["codegen"]);
    let before = folder.snapshot("generated");
    std::fs::remove_dir_all(folder.path("generated/src")).unwrap();
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.code, 0, "{run}");
    assert_eq!(folder.snapshot("generated"), before);
}

#[test]
fn check_names_a_stale_file_and_shows_the_diff() {
    let folder = in_tree();
    folder.xtask(["codegen"]);
    let before = folder.snapshot("generated");
    folder.replace("spec/dcs.yaml", OLD_TEXT, NEW_TEXT);
    let run = folder.xtask(["codegen", "--check"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stdout.contains("changed: generated/src/dcs/"), "{run}");
    let lines = |sign, text| {
        run.stdout
            .lines()
            .any(|l| l.starts_with(sign) && l.contains(text))
    };
    assert!(lines('-', OLD_TEXT) && lines('+', NEW_TEXT), "{run}");
    assert!(run.last_line().contains(" stale, "), "{run}");
    assert_eq!(
        folder.snapshot("generated"),
        before,
        "--check writes nothing"
    );
}

#[test]
fn check_names_a_missing_and_a_left_over_file() {
    let folder = in_tree();
    folder.xtask(["codegen"]);
    let lib = std::fs::read_to_string(folder.path("generated/src/lib.rs")).unwrap();
    folder.write("generated/src/old.rs", &lib);
    std::fs::remove_file(folder.path("generated/src/lib.rs")).unwrap();
    let run = folder.xtask(["codegen", "--check"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(
        run.stdout.contains("missing: generated/src/lib.rs"),
        "{run}"
    );
    assert!(
        run.stdout.contains("left over: generated/src/old.rs"),
        "{run}"
    );
    assert!(folder.path("generated/src/old.rs").exists());
}

#[test]
fn an_error_in_the_description_leaves_the_disk_untouched() {
    let folder = in_tree();
    folder.xtask(["codegen"]);
    folder.replace("spec/dcs.yaml", OLD_TEXT, NEW_TEXT);
    folder.replace(
        "spec/dcs.yaml",
        "schemas/RunlogResponse'",
        "schemas/RunlogRespons'",
    );
    let before = folder.snapshot("generated");
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.code, 1, "{run}");
    assert_eq!(folder.snapshot("generated"), before);
    assert!(run.stderr.contains("spec/dcs.yaml:"), "{run}");
    assert!(
        run.stderr.contains("RunlogResponse"),
        "the nearest name is reported: {run}"
    );
    assert!(
        run.last_line().ends_with("left as it was, 1 error"),
        "what follows from it is not reported again: {run}"
    );
}

#[test]
fn a_warning_in_the_tree_is_an_error() {
    let folder = in_tree();
    folder.replace("spec/dcs.yaml", "      tags: [Log", "      tagz: [Log");
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("tagz"), "{run}");
    assert!(!folder.path("generated/src/lib.rs").exists());
}

#[test]
fn a_file_without_our_header_is_kept() {
    let folder = in_tree();
    folder.write("generated/src/notes.txt", "mine");
    folder.write("generated/src/mine.rs", "fn mine() {}\n");
    folder.xtask(["codegen"]);
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(folder.path("generated/src/notes.txt").exists());
    assert!(folder.path("generated/src/mine.rs").exists());
}

#[test]
fn a_missing_dependency_of_the_hand_written_manifest_is_reported() {
    let folder = in_tree();
    folder.replace("generated/Cargo.toml", "\napiruntime = ", "\nother = ");
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(
        run.stderr
            .contains("generated/Cargo.toml lacks a dependency")
            && run.stderr.contains("apiruntime = "),
        "{run}"
    );

    // The workspace may have the features too.
    let folder = in_tree();
    let features = ", features = [\"busy\", \"float\", \"huawei\", \"paging\"]";
    folder.replace("generated/Cargo.toml", features, "");
    let from = "version = \"0.1.0\", default-features = false";
    folder.replace("Cargo.toml", from, &(from.to_owned() + features));
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.code, 0, "{run}");
}

#[test]
fn a_missing_facility_of_the_hand_written_manifest_is_reported() {
    let folder = in_tree();
    folder.replace("generated/Cargo.toml", "\"huawei\", ", "");
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(
        run.stderr.contains(r#"add: features = ["huawei"]"#),
        "{run}"
    );
}

#[test]
fn json_messages_end_with_a_summary() {
    let folder = in_tree();
    let run = folder.xtask(["codegen", "--message-format", "json"]);
    assert_eq!(run.code, 0, "{run}");
    for part in [
        r#"{"summary":{"operations":3,"generated":3,"skipped":0,"skipped_schemas":0,"types":"#,
        r#""files":"#,
        r#""errors":0,"warnings":0,"elapsed_ms":"#,
    ] {
        assert!(run.last_line().contains(part), "{part} in {run}");
    }
    assert!(!run.last_line().contains(r#""types":0,"#), "{run}");
}

#[test]
fn the_summary_after_an_error_counts_nothing_as_generated() {
    let folder = in_tree();
    folder.replace(
        "spec/dcs.yaml",
        "operationId: ListRedislog",
        "operationId: CreateRedislog",
    );
    let run = folder.xtask(["codegen", "--message-format", "json"]);
    assert_eq!(run.code, 1, "{run}");
    let summary = r#"{"summary":{"operations":3,"generated":0,"skipped":0,"skipped_schemas":0,"types":0,"files":0,"errors":1,"#;
    assert!(run.last_line().starts_with(summary), "{run}");
}

#[test]
fn a_blank_line_stands_between_two_findings() {
    let folder = in_tree();
    folder.replace(
        "spec/dcs.yaml",
        "operationId: ListRedislog",
        "operationID: ListRedislog",
    );
    folder.replace(
        "spec/dcs.yaml",
        "schemas/ErrorResponse'",
        "schemas/ErrorRespons'",
    );
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.code, 1, "{run}");
    let findings = run.stderr.trim_end().split("\n\n");
    assert!(findings.clone().count() > 1, "{run}");
    for finding in findings {
        assert!(
            finding.starts_with("error[") || finding.starts_with("warning["),
            "{finding}"
        );
    }
}

#[test]
fn json_messages_tell_the_place_of_an_error() {
    let folder = in_tree();
    folder.replace(
        "spec/dcs.yaml",
        "operationId: ListRedislog",
        "operationId: CreateRedislog",
    );
    let run = folder.xtask(["codegen", "--message-format", "json"]);
    assert_eq!(run.code, 1, "{run}");
    let first = run.stdout.lines().next().unwrap_or_default();
    for part in [
        r#""severity":"error""#,
        r#""code":""#,
        r#""file":"spec/dcs.yaml""#,
        r#""line":"#,
        r#""column":"#,
        r#""pointer":""#,
        r#""help":"#,
    ] {
        assert!(first.contains(part), "{part} in {run}");
    }
    assert!(run.last_line().contains(r#""files":0,"errors":1"#), "{run}");
}

#[test]
fn timings_are_reported_beside_the_result() {
    let folder = in_tree();
    // A remembered run has no times.
    for _ in 0..2 {
        let run = folder.xtask(["codegen", "--timings"]);
        assert_eq!(run.code, 0, "{run}");
        for stage in ["source ", "render ", "disk "] {
            assert!(run.stderr.contains(stage), "{run}");
        }
    }
}

#[test]
fn what_is_not_on_a_terminal_has_no_colour() {
    let folder = in_tree();
    folder.xtask(["codegen"]);
    folder.replace("spec/dcs.yaml", OLD_TEXT, NEW_TEXT);
    let run = folder.xtask(["codegen", "--check"]);
    assert!(
        !run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'),
        "{run}"
    );
}

#[test]
fn usage_errors_exit_with_2() {
    let folder = in_tree();
    for arguments in [
        &["codegen", "--chek"][..],
        &["codegen", "--out", "out"],
        &["codegen", "--spec", "spec/dcs.yaml"],
        &[
            "codegen",
            "--spec",
            "spec/dcs.yaml",
            "--out",
            "out",
            "--name",
            "../up",
        ],
        &["codegen", "--message-format", "xml"],
        &["generate"],
        &[],
    ] {
        let run = folder.xtask(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {run}");
        assert!(!folder.path("generated/src/lib.rs").exists());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_is_not_printed_as_a_whole_is_a_failure_unless_nobody_reads_it() {
    use std::process::{Command, Stdio};
    let run = |stdout: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let mut child = command
            .arg("explain")
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), message)
    };
    let full = std::fs::File::create("/dev/full").unwrap();
    let (code, message) = run(full.into());
    assert_eq!(code, Some(1), "{message}");
    assert!(
        message.contains("the result cannot be printed: No space left"),
        "{message}"
    );
    assert_eq!(run(Stdio::piped()), (Some(0), String::new()));
}

#[test]
fn help_lists_the_options() {
    let run = in_tree().xtask(["codegen", "--help"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stdout.contains("--skip-unsupported"), "{run}");
}

#[test]
fn a_description_that_is_not_there_is_named() {
    let folder = in_tree();
    for command in [
        "codegen --spec nowhere.yaml --out out",
        "check nowhere.yaml",
        "overlay nowhere.yaml nowhere.yaml",
        "new nowhere.yaml",
    ] {
        let run = folder.xtask(command.split(' '));
        assert_eq!(run.code, 1, "{run}");
        assert!(run.stderr.contains("nowhere.yaml: "), "{run}");
    }
    std::fs::remove_file(folder.path("spec/dcs.yaml")).unwrap();
    let run = folder.xtask(["codegen"]);
    assert!(
        run.code == 1 && run.stderr.contains("spec/ has no description"),
        "{run}"
    );
}

#[test]
fn outside_of_a_workspace_it_says_where_to_run() {
    let run = Folder::empty().xtask(["codegen"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(
        run.stderr.contains("run this in the folder of a package"),
        "{run}"
    );
}

//! `cargo xtask explain` as a maintainer meets it.

mod common;

use common::Folder;
use generator::compare::RULES;
use generator::diagnostic::Code;

#[test]
fn every_code_is_explained_by_a_description_that_has_it_and_one_that_has_not() {
    let folder = Folder::empty();
    for code in Code::ALL {
        let run = folder.xtask(["explain", code.as_str()]);
        assert_eq!(run.code, 0, "{run}");
        assert!(run.stdout.starts_with(&format!("{code}: ")), "{run}");
        let (wrong, right) = run.stdout.split_once("\nRight:\n").unwrap();
        assert!(wrong.contains(&format!("[{code}]: ")), "{run}");
        assert!(!right.contains(&format!("[{code}]: ")), "{run}");
        let has_overlay = run.stdout.contains("\nwith the overlay\n\noverlay: ");
        assert_eq!(has_overlay, *code == Code::Overlay, "{run}");
    }
}

#[test]
fn without_a_code_every_code_has_a_line() {
    let run = Folder::empty().xtask(["explain"]);
    assert_eq!(run.code, 0, "{run}");
    assert_eq!(run.stdout.lines().count(), Code::ALL.len(), "{run}");
}

#[test]
fn an_unknown_code_is_a_usage_error_with_the_nearest() {
    let run = Folder::empty().xtask(["explain", "duplicate-kei"]);
    assert_eq!(run.code, 2, "{run}");
    assert!(
        run.stderr.contains("did you mean `duplicate-key`?"),
        "{run}"
    );
}

#[test]
fn a_code_like_no_other_is_a_usage_error_that_says_where_all_are() {
    let run = Folder::empty().xtask(["explain", "nosuch"]);
    assert_eq!(run.code, 2, "{run}");
    let hint = "unknown code `nosuch`; `explain` without a code lists all";
    assert!(run.stderr.contains(hint), "{run}");
}

#[test]
fn a_change_of_diff_is_explained_by_its_effect() {
    let folder = Folder::empty();
    for rule in [&RULES[0], &RULES[1]] {
        let code = rule.to_string();
        let run = folder.xtask(["explain", &code]);
        assert_eq!(run.code, 0, "{run}");
        let (first, effect) = run.stdout.split_once('\n').unwrap();
        assert_eq!(first, format!("{code}: a change that `diff` reports."));
        assert_eq!(effect.trim_end(), rule.effect.about());
    }
}

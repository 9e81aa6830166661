//! `cargo xtask explain` as a maintainer meets it.

mod common;

use common::Folder;
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

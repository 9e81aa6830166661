//! Invariants that hold for every input.

use generator::diagnostic::Severity;
use generator::report::{Color, human, json_line};
use generator::source::NoFiles;
use generator::{Generated, Input, Layout, Options, generate};

/// Runs the generator on a text, with and without the option to skip what is not supported, and panics if an invariant
/// is broken. Returns whether files were generated.
pub(crate) fn check(name: &str, text: &[u8]) -> bool {
    let mut has_files = false;
    for skip_unsupported in [true, false] {
        let result = result(name, text, skip_unsupported);
        consistent(text, &result);
        has_files |= result.files.is_some();
        let again = self::result(name, text, skip_unsupported);
        let files = |result: Generated| {
            result
                .files
                .map(|files| files.into_iter().collect::<Vec<_>>())
        };
        assert!(
            files(result) == files(again),
            "a second run gives other files"
        );
    }
    has_files
}

fn result(name: &str, text: &[u8], skip_unsupported: bool) -> Generated {
    let input = Input::new(name, text, "case", &NoFiles);
    let options = Options {
        skip_unsupported,
        ..Options::new("case", Layout::Crate)
    };
    generate(&[input], &options, &mut |_| {})
}

/// Checks that there are files exactly if there is no error, that every operation is accounted for, and that every
/// diagnostic has a valid place.
fn consistent(text: &[u8], result: &Generated) {
    assert_eq!(result.reports.len(), 1);
    let report = &result.reports[0];
    let errors = report.diagnostics.count(Severity::Error);
    assert_eq!(result.files.is_none(), errors > 0, "{errors} errors");
    let ledger = &report.ledger;
    if let Some(files) = &result.files {
        assert_eq!(ledger.operations, ledger.generated + ledger.skipped.len());
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            if let Err(error) = syn::parse_file(text) {
                panic!("{path} is not Rust: {error}\n{text}");
            }
        }
    }
    // A final line break starts another line, and YAML has several kinds of line breaks.
    let breaks = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let lines = 1 + String::from_utf8_lossy(text).matches(breaks).count();
    let mut last = 0;
    for placed in report.diagnostics.placed(&report.sources) {
        assert!(
            (1..=lines).contains(&placed.line) && placed.column >= 1,
            "{placed:?}"
        );
        assert!(
            last <= placed.line,
            "not in the order of the lines: {placed:?}"
        );
        assert!(
            !placed.message.is_empty() && placed.file.starts_with("case."),
            "{placed:?}"
        );
        assert!(!human(&placed, Color::Plain).is_empty(), "{placed:?}");
        assert!(!json_line(&placed).contains('\n'), "{placed:?}");
        last = placed.line;
    }
}

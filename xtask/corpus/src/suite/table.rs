//! The table of the keywords that clients check, read from the documentation.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Where the table is.
const DOCUMENT: &str = "../../spec/README.md";

/// The heading before it.
const HEADING: &str = "## What is checked before sending";

/// The keywords in the table, each with whether it is checked in every case.
pub(super) struct Checked(BTreeMap<String, bool>);

impl Checked {
    /// Reads the table.
    pub(super) fn read() -> Result<Checked, String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let checked = Checked::of(&text);
        if checked.0.is_empty() {
            return Err(format!("{} has no table after {HEADING:?}", path.display()));
        }
        Ok(checked)
    }

    fn of(text: &str) -> Checked {
        let section = text.split_once(HEADING).map_or("", |(_, after)| after);
        let section = section.split("\n## ").next().unwrap_or_default();
        let rows = section.lines().filter_map(|line| {
            let mut cells = line.strip_prefix('|')?.split('|');
            Some((cells.next()?, cells.next()?.trim().starts_with("yes")))
        });
        let keywords = rows.flat_map(|(names, checked)| {
            let names = names.split('`').skip(1).step_by(2);
            names.map(move |name| (name.to_owned(), checked))
        });
        Checked(keywords.collect())
    }

    /// Whether a keyword is checked in every case. Keywords that are not in the table assert nothing.
    pub(super) fn is_checked(&self, keyword: &str) -> bool {
        self.0.get(keyword).copied().unwrap_or(true)
    }

    /// Returns the keywords that the table calls unchecked although every invalid value of the suite is refused.
    pub(super) fn without_effect(&self, unrefused: &BTreeSet<String>) -> Vec<String> {
        let unchecked = self.0.iter().filter(|(_, checked)| !**checked);
        unchecked
            .filter(|(keyword, _)| !unrefused.contains(*keyword))
            .map(|(keyword, _)| format!("`{keyword}` is checked in every case, other than the table in spec/README.md says"))
            .collect()
    }
}

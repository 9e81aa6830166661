//! The members of a workspace in its manifest. `cargo new` adds one, but without regard to the layout of the others.

use std::fs;
use std::path::{Path, PathBuf};

use toml::Table;
use toml::de::DeTable;

/// The manifest of a workspace, before a member is added.
pub(crate) struct Workspace {
    path: PathBuf,
    text: String,
}

impl Workspace {
    /// Reads that of the workspace around a folder.
    pub(crate) fn around(folder: &Path) -> Option<Self> {
        let folder = std::path::absolute(folder).ok()?;
        let manifests = folder.ancestors().skip(1);
        manifests
            .map(|folder| folder.join("Cargo.toml"))
            .find_map(|path| {
                let text = fs::read_to_string(&path).ok()?;
                let is_workspace = text.parse::<Table>().ok()?.contains_key("workspace");
                is_workspace.then_some(Self { path, text })
            })
    }

    /// Lays out the member that was added since as the others are. What is laid out in a way of its own is left alone.
    pub(crate) fn lay_out_added(&self) {
        let laid_out = fs::read_to_string(&self.path)
            .ok()
            .and_then(|new| with_added(&self.text, &new));
        if let Some(text) = laid_out {
            // Without it the manifest is right, too.
            let _ = fs::write(&self.path, text);
        }
    }
}

/// Returns the old manifest with the member that only the new one has; `None` where that would say something else.
fn with_added(old: &str, new: &str) -> Option<String> {
    let new: Table = new.parse().ok()?;
    let members = new.get("workspace")?.get("members")?.as_array()?.iter();
    let mut members = members.filter_map(|member| member.as_str());
    members.find_map(|member| {
        let text = with_member(old, member)?;
        (text.parse::<Table>().ok()? == new).then_some(text)
    })
}

/// Returns a manifest with a member more: where it belongs if the others are sorted, else after the last one.
fn with_member(text: &str, member: &str) -> Option<String> {
    let manifest = DeTable::parse(text).ok()?;
    let workspace = manifest.get_ref().get("workspace")?.get_ref();
    let members = workspace.get("members")?.get_ref().as_array()?.iter();
    let members = members.map(|member| Some((member.get_ref().as_str()?, member.span())));
    let members: Vec<_> = members.collect::<Option<_>>()?;
    let (_, last) = members.last()?;
    // What separates one that begins at a place from the one before it.
    let between = |at: usize| {
        let line = text.get(..at)?.rsplit_once('\n')?.1;
        line.trim().is_empty().then(|| format!("\n{line}"))
    };
    let next = members.iter().find(|(name, _)| *name > member);
    let next = next.filter(|_| members.is_sorted_by_key(|(name, _)| name));
    let (at, added) = match (next, between(last.start)) {
        (Some((_, next)), _) => {
            let between = between(next.start).unwrap_or(" ".to_owned());
            (next.start, format!("{member:?},{between}"))
        }
        (None, None) => (last.end, format!(", {member:?}")),
        (None, Some(between)) => match text.get(last.end..)?.split_once('\n') {
            // A comment behind the last one stays where it is.
            Some((rest, _)) if rest.starts_with(',') => {
                (last.end + rest.len(), format!("{between}{member:?},"))
            }
            _ => (last.end, format!(",{between}{member:?}")),
        },
    };
    let (before, after) = text.split_at_checked(at)?;
    Some(format!("{before}{added}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_laid_out_as_the_others_are() {
        for (old, by_cargo, expected) in [
            (
                "[\"app\", \"lib\"]",
                "[\"api\",\"app\", \"lib\"]",
                "[\"api\", \"app\", \"lib\"]",
            ),
            (
                "[\"b\", \"a\"]",
                "[\"b\", \"a\", \"api\"]",
                "[\"b\", \"a\", \"api\"]",
            ),
            (
                "[ \"app\" ]",
                "[ \"app\" , \"lib\"]",
                "[ \"app\", \"lib\" ]",
            ),
            (
                "[\n    # Ours.\n    \"app\", # It.\n]",
                "[\"api\",\n    # Ours.\n    \"app\", # It.\n]",
                "[\n    # Ours.\n    \"api\",\n    \"app\", # It.\n]",
            ),
            (
                "[\n  \"app\", # It.\n]",
                "[\n  \"app\", \"lib\", # It.\n]",
                "[\n  \"app\", # It.\n  \"lib\",\n]",
            ),
            (
                "[\n  \"app\"\n]",
                "[\n  \"app\"\n, \"lib\"]",
                "[\n  \"app\",\n  \"lib\"\n]",
            ),
        ] {
            let manifest = |members: &str| format!("[workspace]\nmembers = {members}\n");
            let found = with_added(&manifest(old), &manifest(by_cargo));
            assert_eq!(found, Some(manifest(expected)));
        }
    }

    #[test]
    fn what_else_has_changed_is_left_alone() {
        let old = "[workspace]\nmembers = [\"app\"]\n";
        for new in [
            "[workspace]\nmembers = [\"app\"]\n",
            "[workspace]\nmembers = [\"api\", \"app\", \"lib\"]\n",
            "[workspace]\nmembers = [\"api\", \"app\"]\nexclude = []\n",
        ] {
            assert_eq!(with_added(old, new), None, "{new}");
        }
        assert_eq!(with_added("[workspace]\nmembers = []\n", old), None);
    }
}

//! The clients of the documents of a folder, and the models that programs on them are written from.

use std::path::{Path, PathBuf};

use generator::Layout;
use xtask::terminal::Terminal;

use crate::model::{self, Model};
use crate::program::Program;

/// Documents up to this size share a crate.
const SMALL: u64 = 200 << 10;

/// Documents up to this total size share one crate: a compiler needs much memory for a large one.
const SHARED: u64 = 1 << 20;

/// A crate with a client for each of its documents.
pub(crate) struct Clients {
    pub(crate) program: Program,
    /// The features of the runtime that they use.
    pub(crate) features: Vec<String>,
    pub(crate) models: Vec<Model>,
}

/// Generates the clients of all documents, one crate after the other.
pub(crate) fn all(
    work: &Path,
    documents: &[PathBuf],
    terminal: &Terminal,
) -> impl Iterator<Item = Result<Clients, String>> {
    let groups = groups(documents).into_iter().enumerate();
    groups.map(move |(number, group)| {
        let folder = work.join(format!("clients-{number}"));
        let (program, output) = Program::generate(&folder, &group, Layout::Module, terminal)?;
        let models = group
            .iter()
            .filter_map(|path| model::read(path).transpose());
        Ok(Clients {
            program,
            features: output.needs.runtime_features,
            models: models.collect::<Result<_, String>>()?,
        })
    })
}

/// Groups the documents that share a crate: as many small ones as there is room for, unless two of them become the same
/// module (`a.json`, `a.yaml`).
fn groups(documents: &[PathBuf]) -> Vec<Vec<&Path>> {
    let size = |path: &&Path| std::fs::metadata(path).map_or(0, |file| file.len());
    let documents = documents.iter().map(PathBuf::as_path);
    let (small, large): (Vec<&Path>, Vec<&Path>) = documents.partition(|path| size(path) <= SMALL);
    let mut groups: Vec<Vec<&Path>> = large.into_iter().map(|path| vec![path]).collect();
    let module = |path: &Path| model::description(path).module;
    // Groups with the room that is left in each.
    let mut shared: Vec<(u64, Vec<&Path>)> = Vec::new();
    for path in small {
        let size = size(&path);
        let takes = |(room, group): &&mut (u64, Vec<&Path>)| {
            let mut others = group.iter();
            *room >= size && others.all(|other| module(other) != module(path))
        };
        match shared.iter_mut().find(takes) {
            Some((room, group)) => {
                *room -= size;
                group.push(path);
            }
            None => shared.push((SHARED.saturating_sub(size), vec![path])),
        }
    }
    groups.extend(shared.into_iter().map(|(_, group)| group));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_become_one_module_are_in_crates_of_their_own() {
        let documents = ["a.json", "a.yaml", "b.yaml"].map(PathBuf::from);
        let [json, yaml, other] = &documents;
        let expected: [Vec<&Path>; 2] = [vec![json, other], vec![yaml]];
        assert_eq!(groups(&documents), expected);
    }
}

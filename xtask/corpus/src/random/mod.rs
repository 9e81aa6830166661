//! Makes descriptions that are legal, but that nobody would write, from seeds. The tests then see combinations of
//! constructs and of names that no real description has.

mod around;
mod body;
mod combine;
mod document;
mod example;
mod identified;
mod keyword;
mod maker;
mod object;
mod operation;
mod parameter;
mod parts;
mod scalar;
mod schema;
mod split;
#[cfg(test)]
mod tests;
mod union;
mod words;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::files::write;

/// The seeds of the descriptions: `A..B`, without `B`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seeds(Range<u64>);

impl FromStr for Seeds {
    type Err = String;

    fn from_str(text: &str) -> Result<Seeds, String> {
        let ends = text.split_once("..");
        let ends = ends.and_then(|(first, end)| Some((first.parse().ok()?, end.parse().ok()?)));
        match ends {
            Some((first, end)) if first < end => Ok(Seeds(first..end)),
            _ => Err("two numbers, the smaller one first, such as `1..21`".to_owned()),
        }
    }
}

/// One of this many descriptions is in several files; of these, every other one has schemas in files of their own.
const SPLIT: u64 = 4;

/// Writes the description of each seed to a folder, and returns their paths. Others that were there are removed.
pub(crate) fn write_all(folder: &Path, seeds: &Seeds) -> Result<Vec<PathBuf>, String> {
    let _ = std::fs::remove_dir_all(folder);
    let seeds = seeds.0.clone();
    let written = seeds.map(|seed| {
        let name = format!("random-{seed}");
        let mut document = document::of(seed);
        if seed.is_multiple_of(SPLIT) {
            for (path, other) in split::split(&mut document, &name, seed.is_multiple_of(2 * SPLIT))
            {
                write(&folder.join(path), &format!("{other:#}\n"))?;
            }
        }
        let path = folder.join(format!("{name}.json"));
        write(&path, &format!("{document:#}\n"))?;
        Ok(path)
    });
    written.collect()
}

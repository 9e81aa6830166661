//! Merge keys of YAML: `<<: *common` adds the entries of another object, except for keys that the object has itself.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::build::Parts;
use crate::source::tree::{Kind, LARGE};
use granit_parser::Tag;

/// Whether a tag only marks a merge key, as yq writes it.
pub(super) fn says_merge(tag: &Tag) -> bool {
    tag.suffix_in_namespace("tag:yaml.org,2002:").as_deref() == Some("merge")
}

/// Returns the note about a merge key.
pub(super) fn note(place: Place) -> Diagnostic {
    let message = "the entries of the merge key `<<` are read; not every tool does that";
    Diagnostic::note(Code::MergeKey, place, message)
        .help("repeat the entries, or use `$ref` or `allOf`")
}

impl Parts {
    /// Turns the entries in the value of a merge key into entries of the object that has the key. Merge keys inside the
    /// value must have been processed before. Returns `false` if the value is neither an object nor a list of objects.
    pub(super) fn merge(&mut self, text: &str, node: u32) -> bool {
        let Some(record) = self.records.get(node as usize).copied() else {
            return true;
        };
        let merged = match record.kind {
            Kind::Map => vec![node],
            Kind::Seq => self.entries(node),
            _ => return false,
        };
        let is_map = |at: &u32| {
            let record = self.records.get(*at as usize);
            record.is_some_and(|record| record.kind == Kind::Map)
        };
        if !merged.iter().all(is_map) {
            return false;
        }
        if record.shadowed {
            return true;
        }
        let map = record.parent;
        let own = self.entries(map).into_iter();
        let mut keys: BTreeSet<String> = own.map(|entry| self.key(text, entry)).collect();
        for from in &merged {
            let bits = self.records.get(*from as usize);
            self.add_key_bits(map, bits.map_or(0, |record| record.value.start));
            for entry in self.entries(*from) {
                let is_new = keys.insert(self.key(text, entry));
                if let Some(record) = self.records.get_mut(entry as usize) {
                    record.shadowed = !is_new;
                    record.parent = map;
                }
            }
        }
        for passed in merged.iter().chain([&node]) {
            if let Some(record) = self.records.get_mut(*passed as usize) {
                record.merged = true;
            }
        }
        self.index_again(text, map);
        true
    }

    fn key(&self, text: &str, node: u32) -> String {
        let record = self.records.get(node as usize);
        record.map_or_else(String::new, |record| self.key_text(record, text).to_owned())
    }

    /// Returns the entries of an object, including merged ones, or the items of an array.
    fn entries(&self, parent: u32) -> Vec<u32> {
        let mut found = Vec::new();
        let end = self
            .records
            .get(parent as usize)
            .map_or(0, |record| record.end);
        let mut next = parent + 1;
        while next < end
            && let Some(record) = self.records.get(next as usize)
        {
            if record.is_child() {
                found.push(next);
            }
            next = record.next(next);
        }
        found
    }

    fn index_again(&mut self, text: &str, map: u32) {
        let mut entries = self.entries(map);
        if let Some(record) = self.records.get_mut(map as usize) {
            record.value.len = entries.len() as u32;
        }
        self.forget_index(map);
        if entries.len() > LARGE {
            entries.sort_by_cached_key(|entry| self.key(text, *entry));
            self.keep_index(map, entries);
        }
    }
}

//! Files that an earlier run has read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tree::Tree;

/// Files in which nothing was found, by their paths as diagnostics show them.
#[derive(Debug, Default)]
pub(crate) struct KnownFiles(BTreeMap<String, Arc<Tree>>);

impl KnownFiles {
    /// Returns the file with this text, if it is known.
    pub(super) fn get(&self, path: &str, name: &str, bytes: &[u8]) -> Option<Arc<Tree>> {
        let tree = self.0.get(path)?;
        let is_same = tree.name == name && tree.text.as_bytes() == without_mark(bytes);
        is_same.then(|| Arc::clone(tree))
    }

    pub(super) fn keep(&mut self, tree: &Arc<Tree>) {
        self.0.insert(tree.path.clone(), Arc::clone(tree));
    }
}

/// Returns the bytes of a file after its byte order mark.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

//! Bytes to documents: text, nodes, and where each node is in the text.
//!
//! YAML goes through the events of `granit_parser`, which have positions; JSON goes through `serde_json`, and its positions
//! are found only when a diagnostic must be placed.

mod build;
mod decimal;
mod ids;
mod json;
mod json_positions;
mod known;
mod locate;
mod merge;
mod node;
pub(crate) mod pointer;
mod read;
mod reference;
mod scalar;
mod scan;
mod shorten;
mod slips;
mod spans;
#[cfg(test)]
mod tests;
mod tree;
mod value;
mod write;
mod yaml;

pub(crate) use decimal::Decimal;
pub(crate) use known::KnownFiles;
pub use locate::Location;
pub use node::Node;
pub use pointer::join_uri;
pub use reference::{RefError, RefProblem};
pub(crate) use shorten::shorten;
pub(crate) use slips::is_invisible;
pub(crate) use tree::{How, Met};
pub use tree::{Kind, Tree};
pub(crate) use value::{Data, Value};

use crate::diagnostic::Diagnostics;
pub use crate::diagnostic::Origin;
use crate::limits::FILES;
use read::File;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, LazyLock};

/// The language a file is written in.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML 1.2.
    Yaml,
    /// JSON.
    Json,
}

impl Format {
    /// By the extension, else by the first byte.
    pub fn of(path: &str, text: &str) -> Format {
        let extension = pointer::file_name(path).rsplit_once('.').map(|(_, e)| e);
        match extension {
            Some(e) if e.eq_ignore_ascii_case("json") => Format::Json,
            Some(e) if e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml") => {
                Format::Yaml
            }
            _ if text.trim_start().starts_with(['{', '[']) => Format::Json,
            _ => Format::Yaml,
        }
    }
}

/// Reads the files that references name.
pub trait Loader {
    /// Returns the text of a file. The path is relative to the folder of the main file, with `/` as separator.
    ///
    /// # Errors
    /// The reason, in words, why the file cannot be read.
    fn load(&self, path: &str) -> Result<String, String>;

    /// Returns the text at an absolute URL; `None` where URLs are not fetched, which is so unless a loader does.
    fn fetch(&self, url: &str) -> Option<Result<String, String>> {
        let _ = url;
        None
    }
}

/// A loader for descriptions of one file.
#[derive(Copy, Clone, Debug, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _path: &str) -> Result<String, String> {
        Err("there are no files beside this description".to_owned())
    }
}

/// Files in memory, by path.
impl Loader for BTreeMap<&str, &str> {
    fn load(&self, path: &str) -> Result<String, String> {
        let text = self.get(path).map(|text| (*text).to_owned());
        text.ok_or_else(|| "no such file".to_owned())
    }
}

/// All files of a description, the main one first.
#[derive(Debug, Default)]
pub struct Sources {
    trees: Vec<Arc<Tree>>,
    by_name: BTreeMap<String, u16>,
    /// How many of the files are read even if no reference names them.
    own: u16,
    /// Files that could not be loaded, and why; so that each is asked for once.
    unreadable: BTreeMap<String, String>,
    /// How many keys have been compared to find the nearest.
    compared: AtomicUsize,
    /// Files that need not be read again.
    known: KnownFiles,
}

impl Sources {
    /// Reads the main file. A file that cannot be read becomes a document that is null, and a diagnostic.
    pub fn read(path: &str, bytes: &[u8], diagnostics: &mut Diagnostics) -> Sources {
        Sources::read_with(KnownFiles::default(), path, bytes, diagnostics)
    }

    /// Like [`Sources::read`], with files that need not be read again.
    pub(crate) fn read_with(
        known: KnownFiles,
        path: &str,
        bytes: &[u8],
        diagnostics: &mut Diagnostics,
    ) -> Sources {
        let mut sources = Sources {
            known,
            ..Sources::default()
        };
        sources.add(path, pointer::file_name(path), bytes, diagnostics);
        sources.own = 1;
        sources
    }

    /// Returns the files that need not be read again.
    pub(crate) fn take_known(&mut self) -> KnownFiles {
        std::mem::take(&mut self.known)
    }

    /// Whether a file is the main one or an overlay, and not one that a reference names.
    pub(crate) fn is_own(&self, file: u16) -> bool {
        file < self.own
    }

    fn add(&mut self, path: &str, name: &str, bytes: &[u8], diagnostics: &mut Diagnostics) -> u16 {
        let file = self.add_unnamed(path, name, bytes, diagnostics);
        self.by_name.insert(name.to_owned(), file);
        file
    }

    /// Reads a file that is no part of the description.
    pub(crate) fn add_beside(
        &mut self,
        path: &str,
        text: &[u8],
        diagnostics: &mut Diagnostics,
    ) -> u16 {
        self.add_unnamed(path, pointer::file_name(path), text, diagnostics)
    }

    /// Reads a file that references do not find by its name.
    fn add_unnamed(
        &mut self,
        path: &str,
        name: &str,
        bytes: &[u8],
        diagnostics: &mut Diagnostics,
    ) -> u16 {
        let file = self.next_file();
        let known = self.known.get(path, name, bytes);
        let tree = known.unwrap_or_else(|| {
            let mut found = Diagnostics::new();
            let tree = Arc::new(read::read(file, path, name, bytes, &mut found));
            if found.is_empty() {
                self.known.keep(&tree);
            }
            diagnostics.extend(found);
            tree
        });
        self.trees.push(tree);
        file
    }

    /// Returns the number that the next file gets; the main one, where another document takes its place.
    pub(crate) fn next_file(&self) -> u16 {
        u16::try_from(self.trees.len()).unwrap_or(u16::MAX)
    }

    /// Reads the file that a reference names, unless it has been read; a reference within its own
    /// file needs no loading. [`Sources::resolve`] then says why a file could not be read.
    ///
    /// # Errors
    /// A [`RefError`] for a reference that names no loadable file at all, such as an absolute path.
    pub fn load(
        &mut self,
        from: Origin,
        reference: &str,
        loader: &dyn Loader,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), RefError> {
        if let Some(name) = self.unread(from, reference)?
            && let Some(text) = self.text_of(&name, self.trees.len(), loader)
        {
            let path = self.path_of(&name);
            self.add(&path, &name, text.as_bytes(), diagnostics);
        }
        Ok(())
    }

    /// Reads the files that the references of some objects name, each once, in the order of the objects. What names no
    /// loadable file is reported where it is resolved.
    pub(crate) fn load_all(
        &mut self,
        owners: impl IntoIterator<Item = Origin>,
        loader: &dyn Loader,
        diagnostics: &mut Diagnostics,
    ) {
        let mut files = Vec::new();
        let mut named = BTreeSet::new();
        let mut asked = BTreeSet::new();
        for owner in owners {
            let owner_node = self.node(owner);
            let reference = owner_node.reference().or(owner_node.as_str());
            let file = reference.and_then(|reference| reference.split('#').next());
            let Some(file) = file.map(str::to_owned) else {
                continue;
            };
            // Most references name a file that others of the same document name as well.
            let document = self.resource_of(owner_node).origin();
            if !asked.insert((document, file.clone())) {
                continue;
            }
            let Ok(Some(name)) = self.unread(owner, &file) else {
                continue;
            };
            if named.contains(&name) {
                continue;
            }
            if let Some(text) = self.text_of(&name, self.trees.len() + files.len(), loader) {
                let path = self.path_of(&name);
                named.insert(name.clone());
                files.push(File { path, name, text });
            }
        }
        for (tree, found) in read::read_all(self.next_file(), &files, &self.known) {
            if found.is_empty() {
                self.known.keep(&tree);
            }
            self.by_name.insert(tree.name.clone(), self.next_file());
            self.trees.push(tree);
            diagnostics.extend(found);
        }
    }

    /// Returns the name of the file that a reference leads to, if it has neither been read nor asked for.
    fn unread(&self, from: Origin, reference: &str) -> Result<Option<String>, RefError> {
        let relative = reference.split('#').next().unwrap_or_default();
        let from = self.node(from);
        if self.known(from, relative).is_some() {
            return Ok(None);
        }
        let name = self.name_of(from, relative)?;
        Ok(Some(name).filter(|name| !self.unreadable.contains_key(name)))
    }

    /// Loads the text of a file, unless there are too many `files` already.
    fn text_of(&mut self, name: &str, files: usize, loader: &dyn Loader) -> Option<String> {
        let text = if files >= FILES {
            Err(format!("a description has at most {FILES} files"))
        } else if pointer::is_uri(name) {
            loader.fetch(name)?
        } else {
            loader.load(name)
        };
        text.map_err(|reason| self.unreadable.insert(name.to_owned(), reason))
            .ok()
    }

    /// Returns the path of a file as diagnostics show it.
    fn path_of(&self, name: &str) -> String {
        let main = self.trees.first().map_or("", |tree| tree.path());
        match pointer::is_uri(name) {
            true => name.to_owned(),
            false => pointer::join(main, name),
        }
    }

    /// Returns the files that have been read.
    pub fn trees(&self) -> &[Arc<Tree>] {
        &self.trees
    }

    /// Returns the root of the main file.
    pub fn root(&self) -> Node<'_> {
        self.node(Origin::root(0))
    }

    /// Returns the node that an origin names; the root of the main file for an origin of other sources.
    pub fn node(&self, origin: Origin) -> Node<'_> {
        self.find(origin)
            .or_else(|| self.find(Origin::root(0)))
            .unwrap_or_else(|| nothing())
    }

    fn find(&self, origin: Origin) -> Option<Node<'_>> {
        let tree = self.trees.get(usize::from(origin.file()))?;
        let record = tree.record(origin.node())?;
        Some(Node {
            tree,
            file: origin.file(),
            index: origin.node(),
            record,
        })
    }
}

/// Returns a document that is null, so that every origin names a node.
fn nothing() -> Node<'static> {
    static NULL: tree::Record = tree::Record::NULL;
    static NOTHING: LazyLock<Tree> = LazyLock::new(Tree::null);
    Node {
        tree: &NOTHING,
        file: 0,
        index: 0,
        record: &NULL,
    }
}

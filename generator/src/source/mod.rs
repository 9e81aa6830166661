//! From bytes to documents: the text, the nodes, and the position of each node in the text.
//!
//! YAML is read from the events of `granit_parser`, which include positions. JSON is read by `serde_json`; its
//! positions are only determined when a diagnostic needs one.

mod build;
mod decimal;
mod ids;
mod json;
mod known;
mod locate;
mod node;
pub(crate) mod pointer;
mod read;
mod reference;
mod shorten;
mod slips;
mod spans;
#[cfg(test)]
mod tests;
mod too_large;
mod tree;
mod value;
mod write;
mod written;
mod yaml;

pub(crate) use decimal::{Decimal, is_beyond_floats};
pub(crate) use known::KnownFiles;
pub use locate::Location;
pub use node::Node;
pub use pointer::join_uri;
pub use reference::{RefError, RefProblem};
pub use shorten::printable;
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

/// The language in which a file is written.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML 1.2.
    Yaml,
    /// JSON.
    Json,
}

impl Format {
    /// Returns the format by the file extension, or else by the first byte.
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

/// Reads the files to which references lead.
pub trait Loader {
    /// Returns the text of a file. The path is relative to the folder of the main file, with `/` as separator.
    ///
    /// # Errors
    /// The reason, in words, why the file cannot be read.
    fn load(&self, path: &str) -> Result<String, String>;

    /// Returns the text at an absolute URL; `None` if URLs are not fetched, which is the default.
    fn fetch(&self, url: &str) -> Option<Result<String, String>> {
        let _ = url;
        None
    }
}

/// A loader for descriptions that consist of one file.
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
    /// The files that are not read because of a reference: the main file and the overlays.
    own: Vec<u16>,
    /// Files that could not be loaded, with the reason, so that each is only requested once.
    unreadable: BTreeMap<String, String>,
    /// Files with errors in their syntax, of which parts may be missing.
    broken: Vec<u16>,
    /// The nodes to which references lead instead of nodes that are equal to them.
    replaced: BTreeMap<Origin, Origin>,
    /// What comparisons for suggestions have cost.
    spent: AtomicUsize,
    /// Files of an earlier run, which need not be read again.
    known: KnownFiles,
}

impl Sources {
    /// Reads the main file. If it cannot be read, the document is null, and the reason is reported.
    pub fn read(path: &str, bytes: &[u8], diagnostics: &mut Diagnostics) -> Sources {
        Sources::read_with(KnownFiles::default(), path, bytes, diagnostics)
    }

    /// Like [`Sources::read`], with files of an earlier run, which need not be read again.
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
        sources.own.push(0);
        sources
    }

    /// Returns the files that need not be read again in the next run.
    pub(crate) fn take_known(&mut self) -> KnownFiles {
        std::mem::take(&mut self.known)
    }

    /// Whether a file is the main file or an overlay, and not one to which a reference leads.
    pub(crate) fn is_own(&self, file: u16) -> bool {
        self.own.contains(&file)
    }

    fn add(&mut self, path: &str, name: &str, bytes: &[u8], diagnostics: &mut Diagnostics) -> u16 {
        let file = self.add_unnamed(path, name, bytes, diagnostics);
        self.by_name.insert(name.to_owned(), file);
        file
    }

    /// Reads a file that is not part of the description.
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

    /// Returns the index of the next file, which the main file also gets when another document replaces it.
    pub(crate) fn next_file(&self) -> u16 {
        u16::try_from(self.trees.len()).unwrap_or(u16::MAX)
    }

    /// Reads the files to which the references of some objects lead, each once, in the order of the objects. For a
    /// reference without a file that can be read, [`Sources::resolve`] gives the reason.
    pub(crate) fn load_all(
        &mut self,
        owners: impl IntoIterator<Item = Origin>,
        loader: &dyn Loader,
        diagnostics: &mut Diagnostics,
    ) {
        let mut files = Vec::new();
        let mut named = BTreeSet::new();
        for owner in owners {
            let owner_node = self.node(owner);
            let reference = owner_node.reference().or(owner_node.as_str());
            let names = reference.and_then(|reference| self.unread(owner, reference).ok());
            for name in names.unwrap_or_default() {
                if named.contains(&name) {
                    break;
                }
                if let Some(text) = self.text_of(&name, self.trees.len() + files.len(), loader) {
                    let path = self.path_of(&name);
                    named.insert(name.clone());
                    files.push(File { path, name, text });
                    break;
                }
            }
        }
        for (tree, found) in read::read_all(self.next_file(), &files, &self.known) {
            if found.is_empty() {
                self.known.keep(&tree);
            }
            if found.has_errors() {
                self.broken.push(self.next_file());
            }
            self.by_name.insert(tree.name.clone(), self.next_file());
            self.trees.push(tree);
            diagnostics.extend(found);
        }
    }

    /// Returns the names of files to which a reference may lead, without those that cannot be read; none if it leads to
    /// something that has been read.
    fn unread(&self, from: Origin, reference: &str) -> Result<Vec<String>, RefError> {
        let relative = reference.split('#').next().unwrap_or_default();
        let from = self.node(from);
        if self.known(from, relative).is_some() {
            return Ok(Vec::new());
        }
        let own = self.name_of(from, relative)?;
        let identified = self.identified(from, relative);
        let names = identified.filter(|name| *name != own).into_iter();
        let is_unread = |name: &String| !self.unreadable.contains_key(name);
        Ok(names.chain([own]).filter(is_unread).collect())
    }

    /// Loads the text of a file, unless there are already too many `files`.
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

    /// Returns the path of a file as it is shown in diagnostics.
    fn path_of(&self, name: &str) -> String {
        let main = self.trees.first().map_or("", |tree| tree.path());
        match pointer::is_uri(name) {
            true => name.to_owned(),
            false => pointer::join(main, name),
        }
    }

    /// Lets references to some nodes lead to others, which are equal.
    pub(crate) fn replace(&mut self, nodes: BTreeMap<Origin, Origin>) {
        self.replaced = nodes;
    }

    /// Whether references to a node lead to another one, which is equal.
    pub(crate) fn is_replaced(&self, node: Node<'_>) -> bool {
        self.replaced.contains_key(&node.origin())
    }

    /// Returns the roots of the main file and of those to which references lead.
    pub(crate) fn described(&self) -> impl Iterator<Item = Node<'_>> {
        let files = (0..self.next_file()).filter(|file| *file == 0 || !self.is_own(*file));
        files.map(|file| self.node(Origin::root(file)))
    }

    /// Returns the names of all files that have been read: paths relative to the folder of the main file, or URLs.
    pub(crate) fn file_names(&self) -> Vec<String> {
        self.trees.iter().map(|tree| tree.name.clone()).collect()
    }

    /// Returns all files that have been read.
    pub fn trees(&self) -> &[Arc<Tree>] {
        &self.trees
    }

    /// Returns the nodes of all files, in document order.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0_u16..).zip(&self.trees).flat_map(move |(file, tree)| {
            let nodes = (0_u32..).take(tree.nodes());
            nodes.map(move |node| self.node(Origin::new(file, node)))
        })
    }

    /// Returns the root of the main file.
    pub fn root(&self) -> Node<'_> {
        self.node(Origin::root(0))
    }

    /// Returns the node with an origin; the root of the main file if the origin belongs to other sources.
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

/// Returns a null document, so that every origin leads to a node.
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

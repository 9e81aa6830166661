//! Values that can be changed and know their origin: a document while overlays are applied to it.

use super::build::Builder;
use super::tree::{How, Kind, Made, Met, Text, Tree};
use super::{Node, Origin, Sources};
use crate::diagnostic::{Diagnostics, Place};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A value of a document.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    /// The place where it is written.
    pub(crate) from: Origin,
    /// Another place that contributed to it.
    pub(crate) met: Option<Met>,
    pub(crate) data: Data,
}

/// The content of a value.
#[derive(Clone, Debug)]
pub(crate) enum Data {
    Scalar(Kind, String),
    Seq(Vec<Value>),
    Map(IndexMap<String, Value>),
}

impl Value {
    /// Returns a node with all its contents as a value; `file` is the index for their origins.
    pub(crate) fn of(node: Node<'_>, file: u16) -> Value {
        let data = match node.kind() {
            Kind::Map => Data::Map(
                node.entries()
                    .map(|(key, value)| (key.to_owned(), Value::of(value, file)))
                    .collect(),
            ),
            Kind::Seq => Data::Seq(node.items().map(|item| Value::of(item, file)).collect()),
            Kind::Bool => Data::Scalar(Kind::Bool, (node.as_bool() == Some(true)).to_string()),
            kind => {
                let text = node.as_str().or_else(|| node.number_text());
                Data::Scalar(kind, text.unwrap_or_default().to_owned())
            }
        };
        Value {
            from: Origin::new(file, node.origin().node()),
            met: None,
            data,
        }
    }

    /// Returns a reference from the main file to a node, which may be in another file.
    pub(crate) fn reference_to(node: Node<'_>, sources: &Sources) -> Value {
        let is_main = node.origin().file() == 0;
        let file = if is_main { "" } else { node.tree.name.as_str() };
        let pointer = sources.pointer(node.origin());
        let [file, pointer] = [file, &pointer].map(|text| text.replace('%', "%25"));
        let text = format!("{}#{pointer}", file.replace('#', "%23"));
        let from = Origin::new(sources.written_in(node), node.origin().node());
        let value = |data| Value {
            from,
            met: None,
            data,
        };
        let text = Data::Scalar(Kind::String, text);
        value(Data::Map(IndexMap::from([(
            "$ref".to_owned(),
            value(text),
        )])))
    }

    /// Returns the type of the value.
    pub(crate) fn kind(&self) -> Kind {
        match &self.data {
            Data::Scalar(kind, _) => *kind,
            Data::Seq(_) => Kind::Seq,
            Data::Map(_) => Kind::Map,
        }
    }

    /// Returns the value at a step of a JSON pointer in an object or array.
    pub(crate) fn step(&mut self, step: &str) -> Option<&mut Value> {
        match &mut self.data {
            Data::Map(entries) => entries.get_mut(step),
            Data::Seq(items) => items.get_mut(step.parse::<usize>().ok()?),
            Data::Scalar(..) => None,
        }
    }

    /// Removes the value at a step of a JSON pointer from an object or array.
    pub(crate) fn remove(&mut self, step: &str) {
        match &mut self.data {
            Data::Map(entries) => {
                entries.shift_remove(step);
            }
            Data::Seq(items) => {
                if let Some(at) = step.parse().ok().filter(|at| *at < items.len()) {
                    items.remove(at);
                }
            }
            Data::Scalar(..) => {}
        }
    }

    fn children(&self) -> Box<dyn Iterator<Item = &Value> + '_> {
        match &self.data {
            Data::Map(entries) => Box::new(entries.values()),
            Data::Seq(items) => Box::new(items.iter()),
            Data::Scalar(..) => Box::new(std::iter::empty()),
        }
    }

    /// Returns the number of values, including itself, and the depth of their nesting.
    pub(crate) fn size(&self) -> (usize, usize) {
        let add = |(count, depth): (usize, usize), child: &Value| {
            let (more, deep) = child.size();
            (count + more, depth.max(deep + 1))
        };
        self.children().fold((1, 1), add)
    }

    /// Returns it as JSON for queries; numbers of more than 64 bits are rounded.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.data {
            Data::Scalar(Kind::Null, _) => Json::Null,
            Data::Scalar(Kind::Bool, text) => Json::Bool(text == "true"),
            Data::Scalar(Kind::Number, text) => super::node::json_number(text),
            Data::Scalar(_, text) => Json::String(text.clone()),
            Data::Seq(items) => Json::Array(items.iter().map(Value::to_json).collect()),
            Data::Map(entries) => Json::Object(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), value.to_json()))
                    .collect(),
            ),
        }
    }

    fn write(&self, key: Option<Text>, builder: &mut Builder<'_>, made: &mut Made) -> Option<()> {
        let at = made.from.len() as u32;
        made.from.push(self.from);
        if let Some(met) = self.met {
            made.met.insert(at, met);
        }
        match &self.data {
            Data::Scalar(kind, text) => builder.scalar(*kind, key, text)?,
            Data::Seq(items) => {
                let begun = builder.begin(Kind::Seq, key)?;
                for item in items {
                    item.write(None, builder, made)?;
                }
                builder.end(begun, items.len() as u32);
            }
            Data::Map(entries) => {
                let begun = builder.begin(Kind::Map, key)?;
                for (key, value) in entries {
                    let key = builder.keep(key);
                    value.write(Some(key), builder, made)?;
                }
                builder.end(begun, entries.len() as u32);
            }
        }
        Some(())
    }
}

impl Sources {
    /// Reads a file that references cannot find, such as an overlay; returns its root.
    pub(crate) fn read_beside(
        &mut self,
        path: &str,
        bytes: &[u8],
        diagnostics: &mut Diagnostics,
    ) -> Origin {
        let file = self.add_unnamed(path, "", bytes, diagnostics);
        self.own.push(file);
        if let Some(tree) = self.trees.last_mut() {
            Arc::make_mut(tree).has_no_ids();
        }
        Origin::root(file)
    }

    /// Replaces the main file with a document. The main file moves to [`Sources::next_file`], and its findings move
    /// with it. Returns `false` if the document has too many values.
    pub(crate) fn replace_root(&mut self, document: &Value, diagnostics: &mut Diagnostics) -> bool {
        let file = self.next_file();
        let Some(main) = self.trees.first_mut() else {
            return false;
        };
        let mut made = Made {
            from: Vec::new(),
            met: BTreeMap::new(),
        };
        let mut builder = Builder::new("");
        if document.write(None, &mut builder, &mut made).is_none() {
            return false;
        }
        let mut tree = Tree::null();
        tree.path.clone_from(&main.path);
        tree.name.clone_from(&main.name);
        tree.format = main.format;
        builder.parts.fill(&mut tree);
        tree.made = Some(made);
        Arc::make_mut(main).has_no_ids();
        let main = std::mem::replace(main, Arc::new(tree));
        self.trees.push(main);
        self.own.push(file);
        diagnostics.move_file(0, file);
        true
    }

    /// Returns the index that the file of a node has once [`Sources::replace_root`] is called.
    pub(crate) fn written_in(&self, node: Node<'_>) -> u16 {
        match node.origin().file() {
            0 => self.next_file(),
            file => file,
        }
    }

    /// Returns the origin of a node in the file where it is written: the same origin, unless the file was replaced.
    pub(crate) fn written(&self, origin: Origin) -> Origin {
        let made = |origin: &Origin| {
            let tree = self.trees.get(usize::from(origin.file()))?;
            let from = &tree.made.as_ref()?.from;
            from.get(origin.node() as usize).copied()
        };
        let steps = std::iter::successors(Some(origin), made);
        steps.last().unwrap_or(origin)
    }

    /// Returns the place that contributed to a node, and the relation of the place to the node.
    pub(crate) fn meeting(&self, origin: Origin) -> Option<(Place, &'static str)> {
        let tree = self.trees.get(usize::from(origin.file()))?;
        let made = tree.made.as_ref()?;
        if let Some(met) = made.met.get(&origin.node()) {
            let place = Place::value(met.place);
            return Some(match met.how {
                How::Replaced => (place, "it replaces this"),
                How::Changed => (Place::key(met.place), "this is merged into it"),
                How::Removed => (place, "this removes a part of it"),
                How::Copied => (place, "this copies it"),
            });
        }
        let own = made.from.get(origin.node() as usize)?;
        let mut at = tree.record(origin.node())?.parent;
        while at != 0 {
            let around = made.from.get(at as usize)?;
            if around.file() != own.file() {
                return Some((Place::key(*around), "it is merged into this"));
            }
            at = tree.record(at)?.parent;
        }
        None
    }
}

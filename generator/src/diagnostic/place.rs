//! Where a finding is: a node of a document, or a range of text.

/// Where something came from: a node of a file.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    file: u16,
    node: u32,
}

impl Origin {
    /// Returns a node of a file, each by its number.
    pub(crate) fn new(file: u16, node: u32) -> Self {
        Origin { file, node }
    }

    /// Returns the root of a file.
    pub fn root(file: u16) -> Self {
        Origin { file, node: 0 }
    }

    /// Returns the file's number.
    pub fn file(self) -> u16 {
        self.file
    }

    /// Returns the node's number in its file; numbers grow in document order.
    pub fn node(self) -> u32 {
        self.node
    }

    /// Returns the key of the node.
    pub fn at_key(self) -> Place {
        Place::key(self)
    }

    /// Returns the node's value.
    pub fn at_value(self) -> Place {
        Place::value(self)
    }
}

/// Which text of a node is meant.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The key of the node (the value itself for items and the root).
    Key,
    /// The value.
    Value,
}

/// What a diagnostic points at.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// A node of a document.
    Node {
        /// The node.
        origin: Origin,
        /// Its key or its value.
        part: Part,
    },
    /// A range of a file's text, for text that is neither a key nor a value.
    Text {
        /// The node that it belongs to; the root for text that never became nodes.
        origin: Origin,
        /// First byte.
        start: u32,
        /// One past the last byte.
        end: u32,
    },
}

impl Place {
    /// Returns the key of a node.
    pub fn key(origin: Origin) -> Self {
        Place::Node {
            origin,
            part: Part::Key,
        }
    }

    /// Returns the value of a node.
    pub fn value(origin: Origin) -> Self {
        Place::Node {
            origin,
            part: Part::Value,
        }
    }

    /// Returns a range of text that belongs to no node.
    pub(crate) fn text(file: u16, start: u32, end: u32) -> Self {
        Place::Text {
            origin: Origin::root(file),
            start,
            end,
        }
    }

    /// Returns the node that it belongs to.
    pub fn origin(self) -> Origin {
        match self {
            Place::Node { origin, .. } | Place::Text { origin, .. } => origin,
        }
    }

    /// Returns the same place in another file.
    pub(crate) fn in_file(mut self, file: u16) -> Self {
        let (Place::Node { origin, .. } | Place::Text { origin, .. }) = &mut self;
        origin.file = file;
        self
    }

    /// Returns the file that the place is in.
    pub fn file(self) -> u16 {
        self.origin().file()
    }
}

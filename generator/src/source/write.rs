//! Serialization of documents.

use super::node::json_number;
use super::{Kind, Node};
use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};

impl Node<'_> {
    /// Returns the node with all its contents as a YAML document, in the original order. Comments and layout are lost;
    /// numbers of more than 64 bits are rounded.
    pub fn to_yaml_text(self) -> String {
        // All keys and tags of a node can be written as YAML.
        serde_yaml::to_string(&self).unwrap_or_default()
    }

    /// Returns the node with all its contents as a JSON document, in the original order; numbers of more than 64 bits
    /// are rounded.
    pub fn to_json_text(self) -> String {
        let text = serde_json::to_string_pretty(&self).unwrap_or_default();
        text + "\n"
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.kind() {
            Kind::Null => serializer.serialize_unit(),
            Kind::Bool => serializer.serialize_bool(self.as_bool() == Some(true)),
            Kind::Number => {
                json_number(self.number_text().unwrap_or_default()).serialize(serializer)
            }
            Kind::String => serializer.serialize_str(self.as_str().unwrap_or_default()),
            Kind::Seq => {
                let mut items = serializer.serialize_seq(Some(self.len()))?;
                for item in self.items() {
                    items.serialize_element(&item)?;
                }
                items.end()
            }
            Kind::Map => {
                let mut entries = serializer.serialize_map(Some(self.len()))?;
                for (key, value) in self.entries() {
                    entries.serialize_entry(key, &value)?;
                }
                entries.end()
            }
        }
    }
}

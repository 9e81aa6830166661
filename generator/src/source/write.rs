//! Documents as text again.

use super::node::json_number;
use super::{Kind, Node};
use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};

impl Node<'_> {
    /// Returns the node and all below it as a YAML document, in their order. Comments and the layout are lost;
    /// numbers beyond 64 bits are rounded.
    pub fn to_yaml_text(self) -> String {
        // Nodes have neither keys nor tags that YAML cannot have.
        serde_yaml::to_string(&self).unwrap_or_default()
    }

    /// Returns the node and all below it as a JSON document, in their order; numbers beyond 64 bits are
    /// rounded.
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

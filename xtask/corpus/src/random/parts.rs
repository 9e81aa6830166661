//! Makes multipart bodies whose parts have no names.

use serde_json::{Value, json};

use super::maker::{Maker, Version};

impl Maker {
    /// Makes parts in order, as 3.2 describes them; for earlier versions, an array.
    pub(super) fn parts(&mut self) -> (&'static str, Value) {
        let media_type = self.one_of(&["multipart/mixed", "multipart/related"]);
        let item = self.schema(2);
        if self.version < Version::V32 {
            return (
                media_type,
                json!({ "schema": { "type": "array", "items": item } }),
            );
        }
        let described = match self.random.below(3) {
            0 => {
                json!({ "itemSchema": item, "itemEncoding": { "contentType": "application/json" } })
            }
            1 => {
                json!({ "itemSchema": self.binary(), "itemEncoding": { "contentType": "image/png" } })
            }
            _ => json!({
                "schema": { "type": "array", "prefixItems": [item, self.binary()], "items": { "type": "string" } },
                "prefixEncoding": [
                    { "contentType": "application/json", "headers": { "X-Part": { "schema": { "type": "string" } } } },
                    { "contentType": "image/png" },
                ],
                "itemEncoding": { "contentType": "text/plain" },
            }),
        };
        (media_type, described)
    }
}

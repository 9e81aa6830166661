//! Makes schemas with identifiers, and references that use these: URIs, relative and absolute, and anchors.

use serde_json::{Value, json};

use super::maker::{Maker, to};

/// The start of the anchors of schemas that have no `$id`.
pub(super) const ANCHOR: &str = "here_";

/// The start of the URIs that are relative to that of the document.
pub(super) const RELATIVE: &str = "Resource";

impl Maker {
    /// Makes a schema that another one refers to by an identifier.
    pub(super) fn identified(&mut self, depth: usize) -> Value {
        match self.percent(40) {
            true => self.anchored(depth),
            false => self.resource(),
        }
    }

    /// Makes a schema with an anchor in the document itself.
    fn anchored(&mut self, depth: usize) -> Value {
        let name = self.named("Anchored", json!(null));
        let anchor = format!("{ANCHOR}{name}");
        let mut schema = self.object(depth + 1, None);
        schema["$anchor"] = json!(anchor);
        schema["x-target"] = json!(name);
        self.schemas.insert(name.clone(), schema);
        match self.percent(70) {
            true => leads_to(format!("#{anchor}"), &name),
            false => to(&name),
        }
    }

    /// Makes a schema with a URI, which has another one with a URI in it. All that is in them is relative to the inner
    /// URI.
    fn resource(&mut self) -> Value {
        let name = self.named(RELATIVE, json!(null));
        let absolute = format!("https://schemas.example/{name}/thing");
        // A relative URI is relative to that of the document, wherever it is.
        let id = match self.percent(50) {
            true => absolute.clone(),
            false => format!("{name}/thing"),
        };
        let [part, sibling, inner] =
            ["part", "sibling", "inner"].map(|role| format!("{role} of {name}"));
        let titled = |mut schema: Value, title: &str| {
            schema["x-target"] = json!(title);
            schema
        };
        let own = titled(self.scalar(), &part);
        let inside = titled(self.scalar(), &inner);
        let last = id.rsplit('/').next().unwrap_or_default().to_owned();
        let within = json!({
            "$id": "sibling",
            "type": "object",
            "properties": {
                "up": leads_to(last, &name),
                "deep": leads_to("#/$defs/part", &inner),
                "again": leads_to("#", &sibling),
                "called": leads_to("#part", &inner),
            },
            "$defs": { "part": with(inside, "$anchor", "part") },
        });
        let resource = json!({
            "$id": id,
            "type": "object",
            "properties": {
                "own": leads_to("#/$defs/part", &part),
                "called": leads_to("#part", &part),
                "again": { "type": "array", "items": leads_to("#", &name) },
                "other": leads_to("sibling", &sibling),
                "deep": leads_to("sibling#part", &inner),
            },
            "$defs": {
                "part": with(own, "$anchor", "part"),
                "other": titled(within, &sibling),
            },
        });
        self.schemas.insert(name.clone(), titled(resource, &name));
        let folder = id.strip_suffix(id.rsplit('/').next().unwrap_or_default());
        let folder = folder.unwrap_or_default();
        let (reference, target) = self.one_of(&[
            (id.clone(), name.clone()),
            (format!("{id}#"), name.clone()),
            (format!("{id}#part"), part.clone()),
            (format!("{id}#/$defs/part"), part),
            (format!("{folder}sibling"), sibling),
            (format!("{folder}sibling#/$defs/part"), inner),
        ]);
        leads_to(reference, &target)
    }
}

/// Returns a reference, with what says which schema is meant.
fn leads_to(reference: impl Into<String>, target: &str) -> Value {
    json!({ "$ref": reference.into(), "x-leads-to": target })
}

fn with(mut schema: Value, key: &str, value: &str) -> Value {
    schema[key] = json!(value);
    schema
}

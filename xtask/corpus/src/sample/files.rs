//! Joins a description of several files to one document, and finds the targets of its references.

use std::borrow::Cow;

use generator::source::{Kind, Node, Origin, Sources};
use serde_json::{Map, Value};

/// The key of the other files in the document: below it each file has its number, then its name without an extension,
/// which names the schema if the whole file is one.
const FILES: &str = "x-files";

/// The keys whose values are not schemas.
const VALUES: [&str; 6] = ["const", "dataValue", "default", "enum", "example", "value"];

/// Returns a description as one document.
pub(super) fn whole(sources: &Sources) -> Value {
    let files = sources.trees().len();
    let reader = Reader {
        sources,
        has_ids: sources.root().to_json().to_string().contains("\"$id\":"),
    };
    let mut document = reader.value(sources.root());
    let others = (1..files).filter_map(|file| {
        let file = u16::try_from(file).ok()?;
        let value = reader.value(sources.node(Origin::root(file)));
        let named = Map::from_iter([(name(sources, file).to_owned(), value)]);
        Some((file.to_string(), Value::Object(named)))
    });
    if let Some(document) = document.as_object_mut().filter(|_| files > 1) {
        document.insert(FILES.to_owned(), Value::Object(others.collect()));
    }
    document
}

/// Returns the pointer of a node in the document.
pub(crate) fn pointer(sources: &Sources, origin: Origin) -> String {
    let inner = sources.pointer(origin);
    match origin.file() {
        0 => inner,
        file => format!("/{FILES}/{file}/{}{inner}", name(sources, file)),
    }
}

/// Returns the pointer of a reference within a document.
pub(crate) fn pointer_of(reference: &str) -> Option<Cow<'_, str>> {
    let fragment = reference.strip_prefix('#')?;
    percent_encoding::percent_decode_str(fragment)
        .decode_utf8()
        .ok()
}

/// Returns the target of a node that is a reference.
pub(crate) fn referred<'v>(document: &'v Value, node: &Value) -> Option<&'v Value> {
    let reference = node.get("$ref").and_then(Value::as_str)?;
    document.pointer(&pointer_of(reference)?)
}

/// Returns the name of a file without an extension, in a form that a pointer can have.
fn name(sources: &Sources, file: u16) -> &str {
    let path = sources.trees().get(usize::from(file));
    let path = path.map_or("", |tree| tree.path());
    let name = path.rsplit('/').next().unwrap_or_default();
    let name = name.split_once('.').map_or(name, |(name, _)| name);
    match name.contains('~') {
        false => name,
        true => "file",
    }
}

/// Whether a node is in a value that the description has, and not in a schema.
fn is_in_value(node: Node<'_>) -> bool {
    let around = std::iter::successors(node.parent(), |node| node.parent());
    around
        .filter_map(Node::key)
        .any(|key| VALUES.contains(&key))
}

struct Reader<'s> {
    sources: &'s Sources,
    /// Whether schemas of the main file have URIs of their own, to which pointers in them are relative.
    has_ids: bool,
}

impl Reader<'_> {
    fn value(&self, node: Node<'_>) -> Value {
        match node.kind() {
            Kind::Map => node
                .entries()
                .filter_map(|entry| self.entry(entry))
                .collect(),
            Kind::Seq => node.items().map(|item| self.value(item)).collect(),
            _ => node.to_json(),
        }
    }

    fn entry(&self, (key, node): (&str, Node<'_>)) -> Option<(String, Value)> {
        // References are resolved in the joined document, so other base URIs are removed.
        if key == "$id" && node.as_str().is_some() && !is_in_value(node) {
            return None;
        }
        let is_reference = key == "$ref" || node.parent().and_then(Node::key) == Some("mapping");
        let target = node.as_str().filter(|_| is_reference);
        let target = target.and_then(|reference| self.moved(node, reference));
        let value = target.map_or_else(|| self.value(node), Value::from);
        Some((key.to_owned(), value))
    }

    /// Returns a reference to the new place of its target in the document; `None` if it stays the same.
    fn moved(&self, from: Node<'_>, reference: &str) -> Option<String> {
        let target = self.sources.resolve(from, reference).ok()?.origin();
        let files = (from.origin().file(), target.file());
        if files == (0, 0) && !self.has_ids && reference.starts_with("#/") {
            return None;
        }
        let pointer = pointer(self.sources, target);
        Some(format!("#{}", super::fragment(&pointer)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use generator::diagnostic::Diagnostics;
    use serde_json::json;

    use super::*;

    #[test]
    fn files_are_one_document_in_which_references_have_targets() {
        let main = "
openapi: 3.1.1
info: {title: Pets, version: '1'}
paths:
  /pets/{id}:
    get:
      responses:
        '200':
          $ref: 'parts/responses.yaml#/Pet'
components:
  schemas:
    Any:
      oneOf: [{$ref: 'parts/Cat.yaml'}]
      discriminator: {propertyName: kind, mapping: {cat: parts/Cat.yaml}}
";
        let responses = "
Pet:
  description: A pet.
  content: {application/json: {schema: {$ref: '../api.yaml#/components/schemas/Any'}}}
";
        let cat =
            "{$id: 'https://pets.example/cat', type: object, properties: {next: {$ref: '#'}}}";
        let files = BTreeMap::from([("parts/responses.yaml", responses), ("parts/Cat.yaml", cat)]);
        let mut diagnostics = Diagnostics::new();
        let mut sources = Sources::read("api.yaml", main.as_bytes(), &mut diagnostics);
        generator::openapi::check(&mut sources, &files, &mut diagnostics);
        let document = whole(&sources);
        let response = document.pointer("/paths/~1pets~1{id}/get/responses/200");
        let response = response.and_then(|node| referred(&document, node)).unwrap();
        let schema = response
            .pointer("/content/application~1json/schema")
            .unwrap();
        let any = referred(&document, schema).unwrap();
        let cat = referred(&document, &any["oneOf"][0]).unwrap();
        assert_eq!(
            any["discriminator"]["mapping"]["cat"],
            any["oneOf"][0]["$ref"]
        );
        let own = json!({ "$ref": any["oneOf"][0]["$ref"] });
        assert_eq!(
            *cat,
            json!({ "type": "object", "properties": { "next": own } })
        );
    }
}

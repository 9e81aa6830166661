//! `cargo xtask measure growth`: whether a line of output costs the same, however long the description is.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::figure::{Figure, number};
use super::generation::{self, cpu, generated};
use super::tools::scratch;
use crate::files::write;

/// A part that a description has many of.
struct Growing {
    /// Its name.
    of: &'static str,
    /// How many there are for each path of the longest description.
    beside_path: usize,
    /// Returns a description with this many.
    description: fn(usize) -> Value,
}

impl Growing {
    const fn new(of: &'static str, beside_path: usize, description: fn(usize) -> Value) -> Self {
        Growing {
            of,
            beside_path,
            description,
        }
    }

    /// Writes the descriptions that are measured, and returns their files with the number of parts of each.
    fn written(&self, paths: usize, folder: &Path) -> Result<Vec<(usize, PathBuf)>, String> {
        let all = PARTS.map(|part| {
            let count = (paths * self.beside_path / part).max(1);
            let spec = folder.join(format!("{count} {}.json", self.of));
            write(&spec, &(self.description)(count).to_string())?;
            Ok((count, spec))
        });
        all.into_iter().collect()
    }
}

const GROWING: [Growing; 5] = [
    Growing::new("paths", 1, of_paths),
    Growing::new("values of an enum", 10, of_values),
    Growing::new("properties of an object", 10, of_properties),
    Growing::new("alternatives of a union", 1, of_alternatives),
    Growing::new("schemas that each refer to the next", 1, of_references),
];
/// The descriptions that are measured: the longest one divided by these numbers.
const PARTS: [usize; 3] = [16, 4, 1];
/// The highest cost of a line of output, relative to that of the shorter descriptions.
const AT_MOST: f64 = 1.2;
/// The longest description whose instructions are counted, in paths.
const COUNTED: usize = 250;
/// The highest count of instructions for one part more, relative to that of the shorter descriptions: what sorts and
/// searches adds a few hundredths. A copy of all values of an enum for each path, which nearly doubled the cost of 4,000
/// paths, made 1.07 of 1.05.
const COUNTED_AT_MOST: f64 = 1.06;

/// Measures longer and longer descriptions: the longest has this many paths of two operations each; others have one
/// path, and as much of something else.
pub(super) fn growth(paths: usize) -> Result<Vec<Figure>, String> {
    let folder = scratch("growth")?;
    let mut figures = Vec::new();
    for growing in GROWING {
        let mut least: Option<f64> = None;
        for (count, spec) in growing.written(paths, &folder)? {
            let cost = of_1000_lines(&spec)?;
            let limit = least.map(|least| least * AT_MOST);
            least = Some(least.map_or(cost, |least| least.min(cost)));
            let what = format!("{count} {}: CPU of 1,000 lines of output", growing.of);
            figures.push(Figure::new(what, cost, "ms").at_most(limit));
        }
    }
    Ok(figures)
}

/// Measures what one part more costs in instructions, in a long description relative to a short one, if valgrind is
/// installed. These counts are the same each time, so that what grows faster than the description shows long before it
/// takes time.
pub(super) fn counted() -> Result<Vec<Figure>, String> {
    let folder = scratch("growth")?;
    let mut figures = Vec::new();
    for growing in GROWING {
        let mut counts = Vec::new();
        for (count, spec) in growing.written(COUNTED, &folder)? {
            let Some(instructions) = generation::count(&spec)? else {
                return Ok(Vec::new());
            };
            counts.push((number(count), instructions));
        }
        let each: Vec<f64> = counts
            .windows(2)
            .map(|pair| (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0))
            .collect();
        let what = format!("one more of many {}", growing.of);
        figures.push(Figure::new(what, each[1] / each[0], "x").at_most(COUNTED_AT_MOST));
    }
    Ok(figures)
}

/// Returns the CPU milliseconds that a thousand lines of output cost.
fn of_1000_lines(spec: &Path) -> Result<f64, String> {
    let files = generated(spec)?.files.unwrap_or_default();
    let lines: usize = files.values().map(|text| text.lines().count()).sum();
    let lines = f64::from(u32::try_from(lines.max(1)).unwrap_or(u32::MAX));
    Ok(cpu(spec)? * 1e6 / lines)
}

/// Returns a description with this many paths that resembles large ones: models in chains of references and nested ten
/// deep, unions of ten variants, one long enum, and names that nearly collide.
fn of_paths(count: usize) -> Value {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for index in 0..count {
        paths.insert(format!("/groups/{index}/items/{{item_id}}"), path(index));
        schemas.insert(format!("Item{index}"), model(index));
        if index % 10 == 9 {
            schemas.insert(format!("Items{index}"), union(index));
        }
    }
    let values: Vec<String> = (0..count).map(|index| format!("value-{index}")).collect();
    schemas.insert("Kind".to_owned(), json!({"type": "string", "enum": values}));
    schemas.insert(
        "Problem".to_owned(),
        json!({"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}),
    );
    description(paths, schemas)
}

/// Returns a description of one operation, which sends and receives an item.
fn of_item(item: Value, others: impl Iterator<Item = (String, Value)>) -> Value {
    let mut schemas: Map<String, Value> = others.collect();
    schemas.insert("Item0".to_owned(), item);
    for name in ["Kind", "Problem"] {
        schemas.insert(name.to_owned(), json!({"type": "string"}));
    }
    description(
        Map::from_iter([("/items/{item_id}".to_owned(), path(0))]),
        schemas,
    )
}

fn of_values(count: usize) -> Value {
    let values: Vec<String> = (0..count).map(|index| format!("value-{index}")).collect();
    of_item(
        json!({"type": "string", "enum": values}),
        std::iter::empty(),
    )
}

fn of_properties(count: usize) -> Value {
    let properties = (0..count).map(|index| {
        let schema = json!({"type": "string", "maxLength": index});
        (format!("property_{index}"), schema)
    });
    let properties: Map<String, Value> = properties.collect();
    of_item(
        json!({"type": "object", "properties": properties}),
        std::iter::empty(),
    )
}

fn of_alternatives(count: usize) -> Value {
    let alternative = |index: usize| (format!("Alternative{index}"), model(0));
    let alternatives = (0..count).map(alternative);
    let all: Vec<Value> = alternatives
        .clone()
        .map(|(name, _)| reference(&name))
        .collect();
    of_item(
        json!({"oneOf": all, "discriminator": {"propertyName": "id"}}),
        alternatives,
    )
}

fn of_references(count: usize) -> Value {
    let link = |index: usize| {
        let next = reference(&format!("Link{}", (index + 1) % count));
        let properties = json!({"id": {"type": "string"}, "next": next});
        (
            format!("Link{index}"),
            json!({"type": "object", "properties": properties}),
        )
    };
    of_item(reference("Link0"), (0..count).map(link))
}

fn description(paths: Map<String, Value>, schemas: Map<String, Value>) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Growth", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

fn path(index: usize) -> Value {
    let tag = format!("group {}", index / 50);
    let item = content(&format!("Item{index}"));
    let problem = json!({"description": "The item does not exist.", "content": content("Problem")});
    let id =
        json!({"name": "item_id", "in": "path", "required": true, "schema": {"type": "string"}});
    let query = |name: &str, schema: Value| json!({"name": name, "in": "query", "schema": schema});
    json!({
        "parameters": [id],
        "get": {
            "operationId": format!("getItem{index}"),
            "tags": [tag],
            "summary": "Returns an item, with what belongs to it.",
            "parameters": [
                query("limit", json!({"type": "integer", "minimum": 1, "maximum": 100})),
                query("sort_by", json!({"type": "string"})),
                query("sort-order", reference("Kind")),
            ],
            "responses": {"200": {"description": "The item.", "content": item}, "404": problem},
        },
        "put": {
            "operationId": format!("getItemAndPut{index}"),
            "tags": [tag],
            "requestBody": {"required": true, "content": item},
            "responses": {"204": {"description": "It is replaced."}, "404": problem},
        },
    })
}

fn model(index: usize) -> Value {
    let nested = (0..10).fold(json!({"type": "string"}), |inner, depth| {
        let name = format!("level_{depth}");
        json!({"type": "object", "properties": {name: inner}})
    });
    let mut properties = json!({
        "id": {"type": "string", "description": "What the item is known by."},
        "item_name": {"type": "string", "maxLength": 64},
        "item_names": {"type": "array", "items": {"type": "string"}},
        "kind": reference("Kind"),
        "size": {"type": ["integer", "null"], "format": "int64"},
        "created_at": {"type": "string", "format": "date-time"},
    });
    if let Some(before) = index.checked_sub(1) {
        properties["previous"] = reference(&format!("Item{before}"));
    }
    if index.is_multiple_of(10) {
        properties["nested"] = nested;
    }
    json!({"type": "object", "required": ["id", "kind"], "properties": properties})
}

fn union(last: usize) -> Value {
    let variants = (last - 9..=last).map(|index| reference(&format!("Item{index}")));
    let mapping = (last - 9..=last).map(|index| {
        let target = format!("#/components/schemas/Item{index}");
        (format!("value-{index}"), target.into())
    });
    json!({
        "oneOf": variants.collect::<Vec<_>>(),
        "discriminator": {"propertyName": "kind", "mapping": mapping.collect::<Map<_, _>>()},
    })
}

fn content(schema: &str) -> Value {
    json!({"application/json": {"schema": reference(schema)}})
}

fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

//! `cargo xtask corpus --round-trip`: a generated client reads and writes values of each schema that is sent or
//! received, and must give them back unchanged. A validator that is independent of the generator has found them valid.

use std::path::{Path, PathBuf};

use generator::ir::{Presence, TypeDef, TypeKind};
use serde_json::Value;
use xtask::terminal::Terminal;

use crate::clients::{self, Clients};
use crate::exact::Exact;
use crate::model::Model;
use crate::program::Program;
use crate::sample::{self, Plan, Samples};

/// A type of a client.
struct Tested {
    /// The document and the name of the type.
    place: String,
    /// Its path in Rust.
    path: String,
    values: Vec<Value>,
}

/// Runs on all documents. Returns whether every value came back unchanged.
pub(crate) fn all(
    work: &Path,
    documents: &[PathBuf],
    plan: &Plan,
    terminal: &Terminal,
) -> Result<bool, String> {
    let (mut types, mut values, mut lost, mut untested) = (0, 0, 0, 0);
    for clients in clients::all(work, documents, terminal) {
        let Clients {
            program, models, ..
        } = clients?;
        let mut tested = Vec::new();
        for model in &models {
            tested.extend(sampled(model, plan)?);
        }
        program.build(&source(&tested))?;
        let problems = differences(&program, &tested)?;
        types += tested.len();
        values += tested
            .iter()
            .map(|tested| tested.values.len())
            .sum::<usize>();
        for tested in tested.iter().filter(|tested| tested.values.is_empty()) {
            untested += 1;
            terminal.remark(&format!("{}: no value can be drawn", tested.place));
        }
        lost += problems.len();
        problems.iter().for_each(|problem| terminal.remark(problem));
    }
    terminal.line(&format!(
        "{values} values of {types} types; {lost} types do not give back each of theirs; {untested} without a value \
         (seed {})",
        plan.seed
    ));
    Ok(lost == 0)
}

/// Returns the types of a description that are sent or received, with values.
fn sampled(model: &Model, plan: &Plan) -> Result<Vec<Tested>, String> {
    let (name, module) = (&model.name, &model.module);
    let document = sample::document(model);
    let registry = sample::registry(&document).map_err(|error| format!("{name}: {error}"))?;
    let mut samples = Samples::new(&document, &registry, plan.seed);
    let mut found = Vec::new();
    for (id, def) in model.api.types.entries() {
        let pointer = sample::pointer(&model.sources, def.origin);
        let is_used = model.facts.is_sent(id) || model.facts.is_received(id);
        // Of the types of a schema for several JSON types, the union has all values; of several unions, the one with
        // the longer name is that of a variant, with the keywords beside it.
        let is_union = |def: &TypeDef| matches!(def.kind, TypeKind::Union(_));
        let mut all = model.api.types.entries();
        let is_part = all.any(|(other, known)| {
            let is_shorter = known.name.words.len() < def.name.words.len();
            other != id
                && known.origin == def.origin
                && (!is_union(def) || is_union(known) && is_shorter)
        });
        let is_part = is_part
            || is_beside_others(&document, &pointer)
            || asks_for_more(def, document.pointer(&pointer));
        if !is_used || is_part {
            continue;
        }
        // A type that is both sent and received keeps unknown properties.
        let is_both = model.facts.is_sent(id) && model.facts.is_received(id);
        // The schemas beside a part of `allOf`, `oneOf` or `anyOf` may restrict it further.
        let mut several = ["/allOf/", "/oneOf/", "/anyOf/"].iter();
        let is_whole = !several.any(|keyword| pointer.contains(keyword));
        // A client reads 1.0 as an integer, but serde alone, with which an alias of an integer is read here, does not.
        let is_name = matches!(def.kind, TypeKind::Alias(_));
        samples.newer(is_both && is_whole && !is_name);
        // Whether null is a value is decided where the type is used.
        let values = (0..plan.samples)
            .filter_map(|_| samples.draw(&pointer, &|value| !value.is_null()))
            .collect();
        let Some(names) = model.names.types.get(id.index()) else {
            continue;
        };
        found.push(Tested {
            place: format!("{name} {pointer}"),
            path: format!("client::{module}::models::{}", names.name),
            values,
        });
    }
    Ok(found)
}

/// Whether a type requires a property that its schema does not require: other parts of the schema that the type is
/// generated from require it.
fn asks_for_more(def: &TypeDef, schema: Option<&Value>) -> bool {
    let TypeKind::Struct(object) = &def.kind else {
        return false;
    };
    let has_own = schema.is_some_and(|schema| schema.get("properties").is_some());
    let required = schema.and_then(|schema| schema.get("required")?.as_array());
    let is_required =
        |presence| matches!(presence, Presence::Required | Presence::RequiredNullable);
    let is_listed = |name: &str| required.is_some_and(|names| names.iter().any(|one| one == name));
    // What it refers to is not looked at: it may require properties.
    let refers = |schema: &Value| {
        ["$ref", "allOf"]
            .iter()
            .any(|key| schema.get(key).is_some())
    };
    has_own
        && !schema.is_some_and(refers)
        && object
            .fields
            .iter()
            .any(|field| is_required(field.presence) && !is_listed(&field.wire))
}

/// Whether a schema is only a part of one that is composed of several.
fn is_beside_others(document: &Value, pointer: &str) -> bool {
    let mut way = pointer.rsplitn(3, '/').skip(1);
    let (keyword, owner) = (way.next(), way.next());
    let owner = owner.and_then(|owner| document.pointer(owner));
    let is_part = match keyword {
        Some("allOf") => true,
        Some("oneOf" | "anyOf") => owner.is_some_and(|owner| {
            let mut others = ["properties", "required", "allOf"].iter();
            others.any(|keyword| owner.get(keyword).is_some())
        }),
        _ => false,
    };
    is_part || is_declared_elsewhere(document, pointer)
}

/// Whether a schema is within a property that another schema that applies to the same object declares, too: a part of
/// `allOf` beside it, or around it.
fn is_declared_elsewhere(document: &Value, pointer: &str) -> bool {
    let properties = pointer.match_indices("/properties/");
    let mut properties = properties.filter_map(|(at, keyword)| {
        let name = pointer.get(at + keyword.len()..)?.split('/').next()?;
        Some((pointer.get(..at)?, name))
    });
    properties.any(|(own, name)| {
        let around = own.rsplit_once("/allOf/").map(|(around, _)| around);
        let mut wholes = [Some(own), around].into_iter().flatten();
        wholes.any(|whole| {
            let parts = document.pointer(whole).and_then(|whole| whole.get("allOf"));
            let parts = parts.and_then(Value::as_array).into_iter().flatten();
            let own = document.pointer(own);
            let mut others = parts.filter(|part| own.is_none_or(|own| !std::ptr::eq(*part, own)));
            others.any(|part| {
                let target = sample::referred(document, part);
                let has = |part: &Value| part.pointer(&format!("/properties/{name}")).is_some();
                has(part) || target.is_some_and(has)
            })
        })
    })
}

/// Returns the source of a program that reads and writes a value of a type.
fn source(tested: &[Tested]) -> String {
    let arms: String = tested
        .iter()
        .enumerate()
        .map(|(number, tested)| format!("        {number} => again::<{}>(text),\n", tested.path))
        .collect();
    format!(
        r#"#![allow(deprecated)]

use serde::{{Serialize, de::DeserializeOwned}};

fn again<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, serde_json::Error> {{
    serde_json::to_string(&serde_json::from_str::<T>(text)?)
}}

fn line(text: &str) -> String {{
    let (number, text) = text.split_once('\t').expect("a number and a value");
    let result = by_number(number.parse().expect("a number"), text);
    result.unwrap_or_else(|error| format!("! {{error}}"))
}}

fn by_number(number: usize, text: &str) -> Result<String, serde_json::Error> {{
    match number {{
{arms}        _ => Ok(String::new()),
    }}
}}
"#
    )
}

/// Returns, for each type that changes a value, the shortest such value.
fn differences(program: &Program, tested: &[Tested]) -> Result<Vec<String>, String> {
    let mut input = Vec::new();
    let mut of = Vec::new();
    for (number, one) in tested.iter().enumerate() {
        for value in &one.values {
            input.push(format!("{number}\t{value}"));
            of.push((number, value));
        }
    }
    let lines = program.run(&input)?;
    let mut shortest: Vec<Option<(String, &str)>> = tested.iter().map(|_| None).collect();
    for ((number, value), line) in of.into_iter().zip(&lines) {
        let text = value.to_string();
        let is_equal = match (Exact::read(&text), Exact::read(line)) {
            (Ok(before), Ok(after)) => before == after,
            _ => false,
        };
        let Some(known) = shortest.get_mut(number).filter(|_| !is_equal) else {
            continue;
        };
        if known
            .as_ref()
            .is_none_or(|(before, _)| before.len() > text.len())
        {
            *known = Some((text, line));
        }
    }
    let found = tested.iter().zip(shortest);
    let found = found.filter_map(|(tested, found)| {
        let (before, after) = found?;
        Some(format!("{}: {before} becomes {after}", tested.place))
    });
    Ok(found.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_property_that_a_part_of_the_whole_has_too_is_declared_elsewhere() {
        let document = json!({
            "Base": { "properties": { "a": {} } },
            "Around": { "allOf": [{ "$ref": "#/Base" }], "properties": { "a": {}, "b": {} } },
            "Parts": { "allOf": [{ "$ref": "#/Base" }, { "properties": { "a": {}, "b": {} } }] },
        });
        for (pointer, expected) in [
            ("/Around/properties/a/items", true),
            ("/Around/properties/b", false),
            ("/Parts/allOf/1/properties/a", true),
            ("/Parts/allOf/1/properties/b", false),
            ("/Base/properties/a", false),
        ] {
            assert_eq!(
                is_declared_elsewhere(&document, pointer),
                expected,
                "{pointer}"
            );
        }
    }
}

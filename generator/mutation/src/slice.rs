//! Cuts a small description out of a large one, so that a case takes milliseconds.

use std::collections::{BTreeMap, BTreeSet};

use crate::doc::Doc;
use crate::random::Random;

/// More components than this come with no slice: the references beyond them dangle.
const MOST_COMPONENTS: usize = 60;

/// Some paths of a description, with what they refer to.
#[must_use]
pub fn slice(doc: &Doc, random: &mut Random) -> Doc {
    let Doc::Map(entries) = doc else {
        return doc.clone();
    };
    let paths = match doc.get("paths") {
        Some(Doc::Map(paths)) if !paths.is_empty() => some_paths(paths, random),
        _ => return doc.clone(),
    };
    let mut wanted = BTreeSet::new();
    let mut ahead: Vec<&Doc> = paths.iter().map(|path| &path.1).collect();
    while let Some(node) = ahead.pop() {
        ahead.extend(node.children());
        let Some(Doc::String(reference)) = node.get("$ref") else {
            continue;
        };
        let Some((section, name)) = component(reference) else {
            continue;
        };
        if wanted.len() >= MOST_COMPONENTS {
            continue;
        }
        let target = doc
            .get("components")
            .and_then(|all| all.get(section)?.get(&name));
        if let Some(target) = target
            && wanted.insert((section.to_owned(), name))
        {
            ahead.push(target);
        }
    }
    let top = entries.iter().map(|(key, value)| {
        let value = match key.as_str() {
            "paths" => Doc::Map(paths.clone()),
            "components" => components(value, &wanted),
            "tags" | "x-tagGroups" | "webhooks" => first(value),
            _ => value.clone(),
        };
        (key.clone(), value)
    });
    Doc::Map(top.collect())
}

fn some_paths(paths: &[(String, Doc)], random: &mut Random) -> Vec<(String, Doc)> {
    let mut chosen = BTreeMap::new();
    for _ in 0..=random.below(3) {
        let index = random.below(paths.len());
        chosen.extend(paths.get(index).map(|path| (index, path.clone())));
    }
    chosen.into_values().collect()
}

fn component(reference: &str) -> Option<(&str, String)> {
    let mut words = reference.strip_prefix("#/components/")?.split('/');
    let section = words.next()?;
    let name = words.next()?.replace("~1", "/").replace("~0", "~");
    Some((section, name))
}

fn components(all: &Doc, wanted: &BTreeSet<(String, String)>) -> Doc {
    let Doc::Map(sections) = all else {
        return all.clone();
    };
    let sections = sections.iter().map(|(section, members)| {
        let kept = match members {
            Doc::Map(members) if section != "securitySchemes" => Doc::Map(
                members
                    .iter()
                    .filter(|member| wanted.contains(&(section.clone(), member.0.clone())))
                    .cloned()
                    .collect(),
            ),
            other => other.clone(),
        };
        (section.clone(), kept)
    });
    Doc::Map(sections.collect())
}

fn first(value: &Doc) -> Doc {
    match value {
        Doc::Seq(items) => Doc::Seq(items.iter().take(1).cloned().collect()),
        Doc::Map(entries) => Doc::Map(entries.iter().take(1).cloned().collect()),
        other => other.clone(),
    }
}

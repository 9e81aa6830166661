//! One change to a document.

use crate::doc::Doc;
use crate::random::Random;
use crate::words;

/// Changes a document; `donor` gives what does not belong there.
pub fn mutate(doc: &mut Doc, donor: &Doc, random: &mut Random) {
    let size = doc.size();
    let number = random.below(size);
    let other = random.below(size);
    match random.below(16) {
        0 | 1 => remove(at(doc, number), random),
        2 => repeat(at(doc, number), random),
        3 => replace(doc, number, scalar(random)),
        4 => {
            let copy = at(doc, other).clone();
            graft(doc, number, copy);
        }
        5 => retype(at(doc, number), random),
        6 | 7 => rename(at(doc, number), random),
        8 => {
            let pointer = pointer(doc, random);
            let reference = vec![("$ref".to_owned(), Doc::String(pointer))];
            replace(doc, number, Doc::Map(reference));
        }
        9..=11 => add(at(doc, number), random),
        12 => words_of(at(doc, number), random),
        13 => {
            let foreign = donor.clone().nth(random.below(donor.size())).cloned();
            graft(doc, number, foreign.unwrap_or(Doc::Null));
        }
        14 => mix(doc, number, other, random),
        _ => match random.below(8) {
            0 => replace(doc, number, deep(random)),
            1 => multiply(at(doc, number), random),
            _ => shuffle(at(doc, number), random),
        },
    }
}

/// The node with this number; there is one, since the number is below the size.
fn at(doc: &mut Doc, number: usize) -> &mut Doc {
    let number = if doc.nth(number).is_some() { number } else { 0 };
    match doc.nth(number) {
        Some(node) => node,
        None => unreachable!("the root has the number 0"),
    }
}

fn replace(doc: &mut Doc, number: usize, by: Doc) {
    *at(doc, number) = by;
}

/// Not with what would make the document too large to be told in milliseconds.
fn graft(doc: &mut Doc, number: usize, by: Doc) {
    if by.size() < 2000 {
        replace(doc, number, by);
    }
}

fn remove(node: &mut Doc, random: &mut Random) {
    match node {
        Doc::Seq(items) if !items.is_empty() => drop(items.remove(random.below(items.len()))),
        Doc::Map(entries) if !entries.is_empty() => {
            drop(entries.remove(random.below(entries.len())));
        }
        other => *other = Doc::Null,
    }
}

fn repeat(node: &mut Doc, random: &mut Random) {
    match node {
        Doc::Seq(items) if !items.is_empty() => {
            let item = random.of(items).clone();
            items.insert(random.below(items.len() + 1), item);
        }
        Doc::Map(entries) if !entries.is_empty() => {
            let (key, value) = random.of(entries).clone();
            let key = match random.below(4) {
                0 => key,
                1 => key.to_uppercase(),
                2 => format!("{key}_"),
                _ => (*random.of(words::NAMES)).to_owned(),
            };
            entries.insert(random.below(entries.len() + 1), (key, value));
        }
        _ => {}
    }
}

fn scalar(random: &mut Random) -> Doc {
    match random.below(8) {
        0 => Doc::Null,
        1 => Doc::Bool(random.once_in(2)),
        2 | 3 => Doc::Number((*random.of(words::NUMBERS)).to_owned()),
        4 => Doc::String((*random.of(words::FORMATS)).to_owned()),
        5 => Doc::String((*random.of(words::PATTERNS)).to_owned()),
        6 => Doc::String(random.of(words::NAMES).repeat(1 + random.below(3) * 200)),
        _ => Doc::String((*random.of(words::NAMES)).to_owned()),
    }
}

fn retype(node: &mut Doc, random: &mut Random) {
    let old = std::mem::replace(node, Doc::Null);
    *node = match (old, random.below(4)) {
        (old, 0) => Doc::Seq(vec![old]),
        (old, 1) => Doc::Map(vec![((*random.of(words::NAMES)).to_owned(), old)]),
        (Doc::Seq(items), _) => {
            let key = |(index, item)| (format!("{index}"), item);
            Doc::Map(items.into_iter().enumerate().map(key).collect())
        }
        (Doc::Map(entries), 2) => Doc::Seq(
            entries
                .into_iter()
                .map(|entry| Doc::String(entry.0))
                .collect(),
        ),
        (Doc::Map(entries), _) => Doc::Seq(entries.into_iter().map(|entry| entry.1).collect()),
        (Doc::Number(text), _) => Doc::String(text),
        (Doc::String(_), 2) => Doc::Number((*random.of(words::NUMBERS)).to_owned()),
        (Doc::Bool(value), _) => Doc::String(value.to_string()),
        (_, 2) => Doc::Map(Vec::new()),
        _ => Doc::Bool(true),
    };
}

fn rename(node: &mut Doc, random: &mut Random) {
    match node {
        Doc::Map(entries) if !entries.is_empty() => {
            let index = random.below(entries.len());
            let other = random.of(entries).0.clone();
            entries[index].0 = match random.below(4) {
                0 => random.of(words::ENTRIES).0.to_owned(),
                1 => other,
                _ => (*random.of(words::NAMES)).to_owned(),
            };
        }
        Doc::String(text) => *text = (*random.of(words::NAMES)).to_owned(),
        _ => {}
    }
}

fn add(node: &mut Doc, random: &mut Random) {
    let (key, value) = random.of(words::ENTRIES);
    let value = match Doc::read(".json", value) {
        Ok(value) if !random.once_in(8) => value,
        _ => scalar(random),
    };
    match node {
        Doc::Map(entries) => match entries.iter_mut().find(|entry| entry.0 == *key) {
            Some(entry) => entry.1 = value,
            None => entries.insert(random.below(entries.len() + 1), ((*key).to_owned(), value)),
        },
        Doc::Seq(items) => items.push(Doc::Map(vec![((*key).to_owned(), value)])),
        other => *other = value,
    }
}

/// A string with something in it that should not be there.
fn words_of(node: &mut Doc, random: &mut Random) {
    let name = *random.of(words::NAMES);
    match node {
        Doc::String(text) => {
            let middle = (0..=text.len() / 2)
                .rev()
                .find(|at| text.is_char_boundary(*at));
            match random.below(5) {
                0 => text.push_str(name),
                1 => text.insert_str(0, name),
                2 => text.insert_str(middle.unwrap_or(0), name),
                3 => text.truncate(middle.unwrap_or(0)),
                _ => *text = text.to_uppercase(),
            }
        }
        Doc::Number(text) => *text = (*random.of(words::NUMBERS)).to_owned(),
        other => *other = Doc::String(name.to_owned()),
    }
}

/// A pointer to a node that is there, mostly.
fn pointer(doc: &Doc, random: &mut Random) -> String {
    let mut pointer = "#".to_owned();
    let mut node = doc;
    loop {
        let (key, next) = match node {
            Doc::Map(entries) if !entries.is_empty() => {
                let (key, next) = random.of(entries);
                (key.replace('~', "~0").replace('/', "~1"), next)
            }
            Doc::Seq(items) if !items.is_empty() => {
                let index = random.below(items.len());
                (index.to_string(), &items[index])
            }
            _ => return pointer,
        };
        pointer.push('/');
        pointer.push_str(&key);
        node = next;
        if random.once_in(4) {
            return pointer;
        }
    }
}

/// An entry of one node in another one.
fn mix(doc: &mut Doc, number: usize, other: usize, random: &mut Random) {
    let entry = match at(doc, other) {
        Doc::Map(entries) if !entries.is_empty() => random.of(entries).clone(),
        _ => return,
    };
    if entry.1.size() > 500 {
        return;
    }
    match at(doc, number) {
        Doc::Map(entries) => entries.push(entry),
        Doc::Seq(items) => items.push(entry.1),
        node => *node = entry.1,
    }
}

/// Lists in lists and the like, up to depths that no recursion survives.
fn deep(random: &mut Random) -> Doc {
    let depth = *random.of(&[20, 60, 100, 130, 300, 3000, 100_000]);
    let (open, close) = *random.of(&[
        ("[", "]"),
        ("{\"items\": ", "}"),
        ("{\"type\": \"object\", \"properties\": {\"a\": ", "}}"),
        ("{\"allOf\": [", "]}"),
        ("{\"oneOf\": [{\"type\": \"null\"}, ", "]}"),
        ("{\"additionalProperties\": ", "}"),
        ("{\"not\": ", "}"),
    ]);
    Doc::Raw(format!("{}{{}}{}", open.repeat(depth), close.repeat(depth)))
}

/// Many of the same.
fn multiply(node: &mut Doc, random: &mut Random) {
    let times = 2 + random.below(60);
    match node {
        Doc::Seq(items) if !items.is_empty() && items[0].size() < 100 => {
            let item = items[0].clone();
            items.extend(std::iter::repeat_n(item, times));
        }
        Doc::Map(entries) if !entries.is_empty() => {
            let (key, value) = random.of(entries).clone();
            if value.size() < 100 {
                entries.extend((0..times).map(|index| (format!("{key}{index}"), value.clone())));
            }
        }
        _ => {}
    }
}

fn shuffle(node: &mut Doc, random: &mut Random) {
    match node {
        Doc::Seq(items) if items.len() > 1 => {
            let (a, b) = (random.below(items.len()), random.below(items.len()));
            items.swap(a, b);
        }
        Doc::Map(entries) if entries.len() > 1 => {
            // The keys stay, their values change places.
            let (a, b) = (random.below(entries.len()), random.below(entries.len()));
            let taken = std::mem::replace(&mut entries[a].1, Doc::Null);
            let taken = std::mem::replace(&mut entries[b].1, taken);
            entries[a].1 = taken;
        }
        _ => {}
    }
}

//! Turns bytes into a damaged description. Each byte is a choice, so that a fuzzer can learn which bytes are useful,
//! and fewer bytes result in a smaller case.

use std::mem;

use crate::doc::Doc;
use crate::words::Words;

/// The maximum size of a node, with which a case takes milliseconds.
const LARGEST: usize = 500;

/// Choices encoded as bytes; when no bytes are left, every choice is the first one.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    /// Returns a number below `limit`, or 0 if `limit` is 0.
    fn below(&mut self, limit: usize) -> usize {
        let mut number = 0;
        // One byte is enough for up to 256 choices.
        for _ in 0..(if limit > 256 { 2 } else { 1 }) {
            if let Some((first, rest)) = self.0.split_first() {
                number = number << 8 | usize::from(*first);
                self.0 = rest;
            }
        }
        number % limit.max(1)
    }

    fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    fn name(&mut self) -> String {
        self.of(Words::get().names.as_slice()).clone()
    }
}

/// Returns the damaged description that the bytes encode, and the name of its file.
pub(crate) fn case(documents: &[Doc], bytes: &[u8]) -> (&'static str, Vec<u8>) {
    let mut choices = Choices(bytes);
    let mut doc = choices.of(documents).clone();
    let donor = choices.of(documents).clone();
    let name = *choices.of(&["case.yaml", "case.json", "case.yaml"]);
    let is_block = choices.below(2) == 1;
    let is_damaged = choices.below(12) == 11;
    // With few changes a description often still results in code; with many, several of them meet in one place.
    let most = *choices.of(&[2, 2, 6]);
    for _ in 0..=choices.below(most) {
        mutate(&mut doc, &donor, &mut choices);
    }
    let mut text = String::new();
    match name {
        "case.yaml" if is_block => doc.yaml(&mut text, 0),
        _ => doc.json(&mut text),
    }
    let mut text = text.into_bytes();
    if is_damaged {
        damage(&mut text, &mut choices);
    }
    (name, text)
}

fn mutate(doc: &mut Doc, donor: &Doc, choices: &mut Choices<'_>) {
    let size = doc.size();
    let (number, other) = (choices.below(size), choices.below(size));
    match choices.below(12) {
        0 => remove(doc.nth(number), choices),
        1 => repeat(doc.nth(number), choices),
        2 => *doc.nth(number) = scalar(choices),
        3 => graft(doc, number, doc.clone().nth(other)),
        4 => graft(doc, number, donor.clone().nth(choices.below(donor.size()))),
        5 => retype(doc.nth(number), choices),
        6 => rename(doc.nth(number), choices),
        7 => {
            let reference = Doc::String(pointer(doc, choices));
            *doc.nth(number) = Doc::Map(vec![("$ref".to_owned(), reference)]);
        }
        8 | 9 => add(doc.nth(number), choices),
        10 => spoil(doc.nth(number), choices),
        _ => match choices.below(8) {
            0 => *doc.nth(number) = deep(choices),
            1 => multiply(doc.nth(number), choices),
            _ => swap(doc.nth(number), choices),
        },
    }
}

fn graft(doc: &mut Doc, number: usize, by: &Doc) {
    if by.size() < LARGEST {
        *doc.nth(number) = by.clone();
    }
}

fn remove(node: &mut Doc, choices: &mut Choices<'_>) {
    match node {
        Doc::Seq(items) if !items.is_empty() => drop(items.remove(choices.below(items.len()))),
        Doc::Map(entries) if !entries.is_empty() => {
            drop(entries.remove(choices.below(entries.len())))
        }
        other => *other = Doc::Raw("null".to_owned()),
    }
}

fn repeat(node: &mut Doc, choices: &mut Choices<'_>) {
    match node {
        Doc::Seq(items) if !items.is_empty() => items.push(choices.of(items).clone()),
        Doc::Map(entries) if !entries.is_empty() => {
            let (key, value) = choices.of(entries).clone();
            let key = match choices.below(4) {
                0 => key,
                1 => key.to_uppercase(),
                2 => format!("{key}_"),
                _ => choices.name(),
            };
            entries.insert(choices.below(entries.len() + 1), (key, value));
        }
        _ => {}
    }
}

fn scalar(choices: &mut Choices<'_>) -> Doc {
    let words = Words::get();
    match choices.below(5) {
        0 => Doc::Raw((*choices.of(&["null", "true", "false"])).to_owned()),
        1 => Doc::Raw((*choices.of(&words.numbers)).to_owned()),
        2 => Doc::String((*choices.of(&words.strings)).to_owned()),
        3 => Doc::String(choices.name().repeat(200)),
        _ => Doc::String(choices.name()),
    }
}

fn retype(node: &mut Doc, choices: &mut Choices<'_>) {
    let old = mem::replace(node, Doc::Seq(Vec::new()));
    let number = |(index, item): (usize, Doc)| (index.to_string(), item);
    *node = match (old, choices.below(3)) {
        (old, 0) => Doc::Seq(vec![old]),
        (old, 1) => Doc::Map(vec![(choices.name(), old)]),
        (Doc::Seq(items), _) => Doc::Map(items.into_iter().enumerate().map(number).collect()),
        (Doc::Map(entries), _) => Doc::Seq(entries.into_iter().map(|entry| entry.1).collect()),
        (Doc::Raw(text), _) => Doc::String(text),
        (Doc::String(_), _) => scalar(choices),
    };
}

fn rename(node: &mut Doc, choices: &mut Choices<'_>) {
    match node {
        Doc::Map(entries) if !entries.is_empty() => {
            let index = choices.below(entries.len());
            entries[index].0 = match choices.below(3) {
                0 => choices.of(&Words::get().entries).0.clone(),
                1 => choices.of(entries).0.clone(),
                _ => choices.name(),
            };
        }
        other => *other = Doc::String(choices.name()),
    }
}

/// Adds an entry that changes the meaning of its node.
fn add(node: &mut Doc, choices: &mut Choices<'_>) {
    let (key, value) = choices.of(&Words::get().entries).clone();
    match node {
        Doc::Map(entries) => match entries.iter_mut().find(|entry| entry.0 == key) {
            Some(entry) => entry.1 = value,
            None => entries.insert(choices.below(entries.len() + 1), (key, value)),
        },
        Doc::Seq(items) => items.push(Doc::Map(vec![(key, value)])),
        other => *other = value,
    }
}

/// Damages a string, or replaces another node by a string.
fn spoil(node: &mut Doc, choices: &mut Choices<'_>) {
    let name = choices.name();
    match node {
        Doc::String(text) => {
            let at = text.floor_char_boundary(text.len() / 2);
            match choices.below(4) {
                0 => text.push_str(&name),
                1 => text.insert_str(at, &name),
                2 => text.truncate(at),
                _ => *text = text.to_uppercase(),
            }
        }
        other => *other = Doc::String(name),
    }
}

/// Returns a pointer to an existing node.
fn pointer(doc: &Doc, choices: &mut Choices<'_>) -> String {
    let (mut pointer, mut node) = ("#".to_owned(), doc);
    loop {
        let (key, next) = match node {
            Doc::Map(entries) if !entries.is_empty() => choices.of(entries).clone(),
            Doc::Seq(items) if !items.is_empty() => ("0".to_owned(), items[0].clone()),
            _ => return pointer,
        };
        pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1")));
        node = match node {
            Doc::Map(entries) => entries
                .iter()
                .find(|e| e.0 == key && e.1 == next)
                .map_or(node, |e| &e.1),
            Doc::Seq(items) => &items[0],
            _ => return pointer,
        };
        if choices.below(4) == 0 {
            return pointer;
        }
    }
}

/// Returns deeply nested lists and objects, also deeper than the stack permits for a recursion.
fn deep(choices: &mut Choices<'_>) -> Doc {
    let depth = *choices.of(&[20, 60, 100, 130, 300, 3000, 100_000]);
    let (open, close) = *choices.of(&[
        ("[", "]"),
        ("{\"items\": ", "}"),
        ("{\"type\": \"object\", \"properties\": {\"a\": ", "}}"),
        ("{\"allOf\": [", "]}"),
        ("{\"oneOf\": [{\"type\": \"null\"}, ", "]}"),
        ("{\"additionalProperties\": ", "}"),
    ]);
    Doc::Raw(format!("{}{{}}{}", open.repeat(depth), close.repeat(depth)))
}

fn multiply(node: &mut Doc, choices: &mut Choices<'_>) {
    let times = 2 + choices.below(60);
    match node {
        Doc::Map(entries) if !entries.is_empty() => {
            let (key, value) = choices.of(entries).clone();
            if value.size() < LARGEST / 5 {
                entries.extend((0..times).map(|index| (format!("{key}{index}"), value.clone())));
            }
        }
        _ => {}
    }
}

/// Exchanges two items, or the values of two keys.
fn swap(node: &mut Doc, choices: &mut Choices<'_>) {
    match node {
        Doc::Seq(items) if items.len() > 1 => items.rotate_left(1),
        Doc::Map(entries) if entries.len() > 1 => {
            let (a, b) = (choices.below(entries.len()), choices.below(entries.len()));
            let (key, other) = (entries[a].0.clone(), entries[b].0.clone());
            entries.swap(a, b);
            (entries[a].0, entries[b].0) = (key, other);
        }
        _ => {}
    }
}

/// Cuts, repeats and changes bytes.
fn damage(text: &mut Vec<u8>, choices: &mut Choices<'_>) {
    let bits: [&[u8]; 9] = [
        b"\0", b"\xff", b"\xc3", b"\t", b"'", b"&a ", b"*a ", b"<<: ", b"---\n",
    ];
    let at = choices.below(text.len() + 1);
    match choices.below(3) {
        0 => text.truncate(at),
        1 => drop(text.splice(at..at, choices.of(&bits).iter().copied())),
        _ => drop(text.drain(at..(at + 20).min(text.len()))),
    }
}

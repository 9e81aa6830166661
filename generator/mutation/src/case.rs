//! A case: the text that goes through the generator.

use crate::doc::Doc;
use crate::mutate::mutate;
use crate::random::Random;
use crate::slice::slice;

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The document; its text may be damaged further.
    pub doc: Doc,
    /// The name of its file.
    pub name: &'static str,
    /// The text.
    pub text: Vec<u8>,
}

/// The case with this number in the run with this seed, over these documents.
///
/// # Panics
/// When there is no document.
#[must_use]
pub fn case(seed: u64, number: u64, documents: &[Doc]) -> Case {
    let mut random = Random::new(seed, number);
    let mut doc = slice(random.of(documents), &mut random);
    let donor = slice(random.of(documents), &mut random);
    // Few changes leave a description that still becomes code; many meet in one place.
    let most = if random.once_in(3) { 8 } else { 2 };
    for _ in 0..=random.below(most) {
        mutate(&mut doc, &donor, &mut random);
    }
    let name = if random.once_in(3) {
        "case.yaml"
    } else {
        "case.json"
    };
    let mut text = text(name, &doc);
    if random.once_in(12) {
        damage(&mut text, &mut random);
    }
    Case { doc, name, text }
}

/// The text of a document in the language of its file's name.
#[must_use]
pub fn text(name: &str, doc: &Doc) -> Vec<u8> {
    let text = if name.ends_with(".json") {
        doc.to_json()
    } else {
        doc.to_yaml()
    };
    text.into_bytes()
}

/// Cuts, repeats and changes bytes.
fn damage(text: &mut Vec<u8>, random: &mut Random) {
    const BITS: [&[u8]; 14] = [
        b"\0", b"\xff", b"\xc3", b"\t", b"\r", b"\n", b"'", b"\"", b"&a ", b"*a ", b"<<: ",
        b"!!x ", b"%", b"---\n",
    ];
    for _ in 0..=random.below(4) {
        let at = random.below(text.len() + 1);
        match random.below(4) {
            0 => text.truncate(at),
            1 => drop(text.splice(at..at, random.of(&BITS).iter().copied())),
            2 if at < text.len() => text[at] ^= 1 << random.below(8),
            _ => {
                let end = (at + random.below(200)).min(text.len());
                text.drain(at..end);
            }
        }
    }
}

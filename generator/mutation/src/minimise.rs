//! A small document that still shows what a large one does.

use crate::doc::Doc;

/// Takes away and simplifies what is not needed, as long as `shows` says that it still does.
pub fn minimise(mut doc: Doc, shows: &mut dyn FnMut(&Doc) -> bool) -> Doc {
    loop {
        let before = doc.size();
        let mut number = 0;
        while number < doc.size() {
            doc = smaller_at(doc, number, shows);
            number += 1;
        }
        if doc.size() >= before {
            return doc;
        }
    }
}

/// Tries to do without the children of a node: half of them at once, a quarter, and so on.
fn smaller_at(mut doc: Doc, number: usize, shows: &mut dyn FnMut(&Doc) -> bool) -> Doc {
    let count = |doc: &mut Doc| doc.nth(number).map_or(0, |node| node.children().len());
    let mut width = count(&mut doc);
    while width > 0 {
        let mut from = 0;
        while from < count(&mut doc) {
            let mut without = doc.clone();
            if let Some(node) = without.nth(number) {
                drop_children(node, from, width);
            }
            if without != doc && shows(&without) {
                doc = without;
            } else {
                from += width;
            }
        }
        width /= 2;
    }
    doc
}

fn drop_children(node: &mut Doc, from: usize, width: usize) {
    let keep = |index: usize| index < from || index >= from + width;
    match node {
        Doc::Seq(items) => {
            let mut index = 0;
            items.retain(|_| {
                index += 1;
                keep(index - 1)
            });
        }
        Doc::Map(entries) => {
            let mut index = 0;
            entries.retain(|_| {
                index += 1;
                keep(index - 1)
            });
        }
        _ => {}
    }
}

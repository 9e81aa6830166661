//! Fragments to text: one of those that differ by names, strings and comments alone is laid out, with marks in their
//! places, and the others are that text with their own in the places of the marks.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::code::Code;
use super::form::{COMMENT, Form, is_marked, is_marked_name, mark};
use super::layout::Layout;
use super::paths::Shortener;
use super::pretty::{Place, Printer, locked};
use super::split;
use crate::emit::{Fragment, path_tokens};

/// So many layouts of one form are remembered.
const MOST: usize = 16;

/// The layouts that all threads know, by the form of the code.
pub(super) type AllLayouts = HashMap<Vec<u8>, Vec<Arc<Layout>>>;

/// Those that one thread knows, in the same order.
#[derive(Default)]
pub(super) struct Layouts {
    known: HashMap<Vec<u8>, Vec<KnownLayout>>,
    /// The number of the part of a file that is rendered.
    part: usize,
}

/// A layout that is known.
struct KnownLayout {
    layout: Arc<Layout>,
    /// The last part of which the scope writes its paths so.
    part: usize,
}

/// Code that is laid out.
pub(super) struct LaidOut {
    /// The text.
    pub(super) text: String,
    /// Whether it begins with what is set apart by blank lines.
    pub(super) begins_block: bool,
    /// Whether it ends so.
    pub(super) ends_block: bool,
}

impl Printer {
    /// Begins a part of a file.
    pub(super) fn begin_part(&mut self) {
        self.layouts.part = self.layouts.part.saturating_add(1);
    }

    /// Lays out a fragment.
    pub(super) fn fragment(
        &mut self,
        fragment: &Fragment,
        place: Place,
        shortener: &mut Shortener<'_>,
    ) -> LaidOut {
        let form = Form::of(fragment, place, shortener);
        let Some(layout) = self.layout(fragment, &form, place, shortener) else {
            return self.tokens(fragment, place, shortener);
        };
        let text = layout.filled(&form.leaves);
        #[cfg(test)]
        assert_eq!(text, self.tokens(fragment, place, shortener).text);
        LaidOut {
            text,
            begins_block: layout.begins_block,
            ends_block: layout.ends_block,
        }
    }

    /// Lays out a fragment of its own tokens.
    fn tokens(
        &mut self,
        fragment: &Fragment,
        place: Place,
        shortener: &mut Shortener<'_>,
    ) -> LaidOut {
        let code = shortener.shorten(Code::of_fragment(fragment));
        let (begins_block, ends_block) = split::blocks(&code);
        LaidOut {
            text: self.at(place, &code),
            begins_block,
            ends_block,
        }
    }

    /// Lays out fragments, with a blank line between those that are set apart.
    pub(super) fn fragments(
        &mut self,
        fragments: &[Fragment],
        place: Place,
        shortener: &mut Shortener<'_>,
    ) -> String {
        let mut text = String::new();
        let mut after_block = false;
        for fragment in fragments {
            let one = self.fragment(fragment, place, shortener);
            if one.text.is_empty() {
                continue;
            }
            if after_block || one.begins_block && !text.is_empty() {
                text.push('\n');
            }
            after_block = one.ends_block;
            text.push_str(&one.text);
        }
        text
    }

    fn layout(
        &mut self,
        fragment: &Fragment,
        form: &Form<'_>,
        place: Place,
        shortener: &mut Shortener<'_>,
    ) -> Option<Arc<Layout>> {
        if !form.is_markable {
            return None;
        }
        loop {
            let marks = match self.layouts.find(form, shortener) {
                Ok(layout) => return Some(layout),
                Err(marks) => marks,
            };
            // Another thread may have made it.
            if self.learn(&form.key) {
                continue;
            }
            let layout = Arc::new(self.lay_out(fragment, marks?, place, shortener)?);
            let mut all = locked(&self.known.layouts);
            all.entry(form.key.clone()).or_default().push(layout);
        }
    }

    /// Learns the layouts of a form that other threads know; whether there are any.
    fn learn(&mut self, key: &[u8]) -> bool {
        let all = locked(&self.known.layouts);
        let all = all.get(key).map_or(&[][..], Vec::as_slice);
        let known = self.layouts.known.get(key).map_or(0, Vec::len);
        let new = all.get(known..).unwrap_or_default();
        if new.is_empty() {
            return false;
        }
        let new = new.iter().map(|layout| KnownLayout {
            layout: Arc::clone(layout),
            part: 0,
        });
        match self.layouts.known.get_mut(key) {
            Some(known) => known.extend(new),
            None => drop(self.layouts.known.insert(key.to_vec(), new.collect())),
        }
        true
    }

    fn lay_out(
        &mut self,
        fragment: &Fragment,
        marks: Vec<usize>,
        place: Place,
        shortener: &mut Shortener<'_>,
    ) -> Option<Layout> {
        let mut leaves = marks.iter().enumerate();
        let mut mark = || {
            let (leaf, length) = leaves.next()?;
            mark(leaf, *length)
        };
        let marked = fragment.replaced(&mut |leaf| match leaf {
            Fragment::Name(name) if is_marked_name(name) => {
                mark().map_or(Fragment::NONE, Fragment::Name)
            }
            Fragment::Item(path) => {
                let name = path.rsplit("::").next().unwrap_or_default();
                let name = match is_marked_name(name) {
                    true => mark().unwrap_or_default(),
                    false => name.to_owned(),
                };
                match path.rsplit_once("::") {
                    Some((start, _)) if !shortener.imports_item(path) => {
                        Fragment::Tokens(path_tokens(&format!("{start}::{name}")))
                    }
                    _ => Fragment::Name(name),
                }
            }
            Fragment::Text(text) if is_marked(text) => {
                mark().map_or(Fragment::NONE, Fragment::Text)
            }
            Fragment::Comment(lines) if !lines.is_empty() => {
                Fragment::Comment(format!("{COMMENT}{}", mark().unwrap_or_default()))
            }
            other => other.clone(),
        });
        let mut imports = BTreeSet::new();
        let mut own = shortener.recording(&mut imports);
        let code = own.shorten(Code::of_fragment(&marked));
        let asked = own.asked.take().unwrap_or_default();
        let mut layout = Layout::of(&self.at(place, &code), marks)?;
        (layout.begins_block, layout.ends_block) = split::blocks(&code);
        (layout.asked, layout.imports) = (asked, imports);
        Some(layout)
    }
}

impl Layouts {
    /// The layout of a form, or the marks by which to find it; `None` where that was tried.
    fn find(
        &mut self,
        form: &Form<'_>,
        shortener: &mut Shortener<'_>,
    ) -> Result<Arc<Layout>, Option<Vec<usize>>> {
        let part = self.part;
        let known = self.known.get_mut(&form.key);
        let known = known.map_or(&mut [][..], Vec::as_mut_slice);
        let is_full = known.len() >= MOST;
        let mut here = Vec::new();
        for one in known {
            if one.is_for(part, shortener) {
                if one.layout.takes(&form.leaves) {
                    return Ok(Arc::clone(&one.layout));
                }
                here.push(&one.layout);
            }
        }
        let marks = match here.first() {
            Some(shortest) => shortest.longer(&form.leaves),
            None => form.leaves.iter().map(|leaf| leaf.least).collect(),
        };
        let was_tried = here.iter().any(|layout| layout.marks == marks);
        Err((!is_full && !was_tried).then_some(marks))
    }
}

impl KnownLayout {
    /// Whether the paths are written so in the scope of this part of a file; what is imported is added to its imports.
    fn is_for(&mut self, part: usize, shortener: &mut Shortener<'_>) -> bool {
        if self.part != part {
            if !shortener.writes(&self.layout.asked) {
                return false;
            }
            shortener.import_all(&self.layout.imports);
            self.part = part;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::source::NoFiles;
    use crate::{Input, Layout, Options, generate};

    /// `fragment` compares what it remembers with what it makes of tokens.
    #[test]
    fn what_is_filled_in_is_what_would_be_laid_out() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
        for entry in std::fs::read_dir(folder).expect("the fixtures") {
            let path = entry.expect("a fixture").path();
            if path.extension().is_none_or(|extension| extension != "yaml") {
                continue;
            }
            let text = std::fs::read(&path).expect("a file to read");
            let options = Options {
                skip_unsupported: true,
                ..Options::new("fixture", Layout::Crate)
            };
            let input = Input::new("fixture.yaml", &text, "fixture", &NoFiles);
            let generated = generate(&[input], &options, &mut |_| {});
            assert!(generated.files.is_some(), "{}", path.display());
        }
    }
}

//! From fragments to text: of the fragments that only differ in names, strings and comments, one is laid out with marks
//! in their places. For the others, their own names, strings and comments are filled into its layout.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::code::Code;
use super::form::Form;
use super::known::{Known, Layouts};
use super::layout::Layout;
use super::mark::{COMMENT, is_marked, is_marked_name, mark};
use super::paths::Shortener;
use super::place::Place;
use super::{pretty, split};
use crate::emit::{Fragment, path_tokens};

/// Code after layout.
pub(super) struct LaidOut {
    /// The text.
    pub(super) text: String,
    /// Whether it begins with an item that is apart from what is before it.
    pub(super) is_block: bool,
}

/// Lays out fragments. Most of them only differ from an earlier one in comments, names and strings, and take its
/// layout.
#[derive(Default)]
pub(super) struct Printer {
    known: Arc<Known>,
    layouts: Layouts,
}

impl Printer {
    /// Returns a printer that shares the layouts of other printers.
    pub(super) fn knowing(known: &Arc<Known>) -> Self {
        Self {
            known: Arc::clone(known),
            layouts: Layouts::default(),
        }
    }

    /// Begins a part of a file.
    pub(super) fn begin_part(&mut self) {
        self.layouts.begin_part();
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
            return tokens(fragment, place, shortener);
        };
        let text = layout.filled(&form.leaves);
        #[cfg(test)]
        assert_eq!(text, tokens(fragment, place, shortener).text);
        LaidOut {
            text,
            is_block: layout.is_block,
        }
    }

    /// Lays out fragments, with blank lines before items that need them.
    pub(super) fn fragments(
        &mut self,
        fragments: &[Fragment],
        place: Place,
        shortener: &mut Shortener<'_>,
    ) -> String {
        let mut text = String::new();
        for fragment in fragments {
            let one = self.fragment(fragment, place, shortener);
            if one.text.is_empty() {
                continue;
            }
            if one.is_block && !text.is_empty() {
                text.push('\n');
            }
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
            // Another thread may have added a layout.
            if self.layouts.learn(&self.known, &form.key) {
                continue;
            }
            let layout = lay_out(fragment, marks?, place, shortener)?;
            self.known.keep(&form.key, layout);
        }
    }
}

/// Lays out a fragment from its own tokens, without a stored layout.
fn tokens(fragment: &Fragment, place: Place, shortener: &mut Shortener<'_>) -> LaidOut {
    let code = shortener.shorten(Code::of_fragment(fragment));
    LaidOut {
        text: pretty::at(place, &code),
        is_block: split::is_block(&code),
    }
}

fn lay_out(
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
        Fragment::Text(text) if is_marked(text) => mark().map_or(Fragment::NONE, Fragment::Text),
        Fragment::Comment(lines) if !lines.is_empty() => {
            Fragment::Comment(format!("{COMMENT}{}", mark().unwrap_or_default()))
        }
        other => other.clone(),
    });
    let mut imports = BTreeSet::new();
    let mut own = shortener.recording(&mut imports);
    let code = own.shorten(Code::of_fragment(&marked));
    let asked = own.asked.take().unwrap_or_default();
    let mut layout = Layout::of(&pretty::at(place, &code), marks)?;
    layout.is_block = split::is_block(&code);
    (layout.asked, layout.imports) = (asked, imports);
    Some(layout)
}

#[cfg(test)]
mod tests {
    use crate::source::NoFiles;
    use crate::{Input, Layout, Options, generate};

    /// Generates a client: `fragment` compares a layout from memory with the layout of the tokens.
    fn compare(text: &[u8], name: &str) {
        let options = Options {
            skip_unsupported: true,
            ..Options::new("fixture", Layout::Crate)
        };
        let input = Input::new("fixture.yaml", text, "fixture", &NoFiles);
        let generated = generate(&[input], &options, &mut |_| {});
        assert!(generated.files.is_some(), "{name}");
    }

    #[test]
    fn what_is_filled_in_is_what_would_be_laid_out() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
        for entry in std::fs::read_dir(folder).expect("the fixtures") {
            let path = entry.expect("a fixture").path();
            if path.extension().is_none_or(|extension| extension != "yaml") {
                continue;
            }
            let text = std::fs::read(&path).expect("a file to read");
            compare(&text, &path.display().to_string());
        }
    }

    #[test]
    fn the_features_of_types_of_many_tags_are_filled_in() {
        let schemas = ["A", "B", "C"].map(|name| format!("\n    {name}: {{type: object}}"));
        let mut text = format!(
            "openapi: 3.1.0\ninfo: {{title: Tags, version: '1'}}\ncomponents:\n  schemas:{}\npaths:\n",
            schemas.concat()
        );
        for at in 0..104 {
            let (tag, schema) = (at / 2, ["A", "B", "C"][at % 3]);
            let tag = "t".repeat(tag % 4) + &tag.to_string();
            text += &format!(
                "  /{at}: {{get: {{operationId: o{at}, tags: [{tag}], responses: {{'200': {{description: Ok., content: {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}}}}}}}}}\n"
            );
        }
        compare(text.as_bytes(), "tags");
    }
}

//! The pass over the events of a YAML parser: makes the text safe for a second reader, and finds positions.

use super::shorten::shorten;
use super::slips::{self, Slip};
use super::spans::{NodeSpan, Positions, Span};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin, Place};
use crate::limits::{ALIASED_VALUES, FILE_VALUES, NESTING};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Tag};
use std::collections::BTreeMap;

/// An open object or array.
struct Open {
    node: usize,
    anchor: usize,
    is_map: bool,
    /// The key that has been read and whose value is next.
    key: Option<Span>,
    /// How deep the nesting below goes.
    height: u32,
}

/// The nodes of an anchor.
#[derive(Copy, Clone)]
struct Anchored {
    start: usize,
    end: usize,
    height: u32,
}

/// The pass over events.
struct Scan<'a> {
    file: u16,
    text: &'a str,
    spans: Vec<NodeSpan>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Anchored>,
    /// Where the anchors of each name are.
    names: BTreeMap<String, Span>,
    aliased: usize,
    merges: Vec<u32>,
    diagnostics: &'a mut Diagnostics,
}

/// What the pass found.
pub(super) struct Scanned {
    pub(super) positions: Positions,
    /// The nodes of the values of merge keys, in document order.
    pub(super) merges: Vec<u32>,
}

/// Nothing, if the text cannot be read on; the reason has been reported.
pub(super) fn scan(file: u16, text: &str, diagnostics: &mut Diagnostics) -> Option<Scanned> {
    let mut options = granit_parser::options! {
        flow_nesting_limit: NESTING + 1,
        block_nesting_limit: NESTING + 1,
    };
    options.set_emit_comments(false);
    options.emit_anchor_events = true;
    let mut scan = Scan {
        file,
        text,
        spans: Vec::new(),
        open: Vec::new(),
        anchors: BTreeMap::new(),
        names: BTreeMap::new(),
        aliased: 0,
        merges: Vec::new(),
        diagnostics,
    };
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                scan.syntax_error(&error);
                return None;
            }
        };
        let tag_span = span.tag_span().map(|tag| scan.span(&tag));
        let span = scan.span(&span);
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                scan.report(
                    Code::SeveralDocuments,
                    span,
                    "a second document begins here",
                    "keep one description in a file",
                );
                break;
            }
            continue;
        }
        scan.event(&event, span, tag_span)?;
    }
    if scan.spans.is_empty() {
        scan.report(
            Code::YamlSyntax,
            Span::default(),
            "the file has nothing but comments",
            "a description begins with `openapi: 3.1.1`",
        );
        return None;
    }
    Some(Scanned {
        positions: Positions { spans: scan.spans },
        merges: scan.merges,
    })
}

/// What to do about an error of syntax that no slip explains.
fn syntax_help(kind: &ErrorKind) -> &'static str {
    use ErrorKind as K;
    match kind {
        K::ExpectedBlockMappingKey
        | K::ExpectedBlockSequenceEntry
        | K::InvalidIndentation
        | K::SimpleKeyExpected
        | K::InvalidSimpleKey => "check the indentation of this line and of those above",
        _ => "check the text here, and quote text with special characters",
    }
}

impl Scan<'_> {
    fn span(&self, span: &granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or_default();
        // The end of a block collection is where the next token begins.
        let text = self.text.get(range.clone()).unwrap_or_default();
        let end = range.start + text.trim_end().len();
        Span {
            start: range.start as u32,
            end: end as u32,
        }
    }

    fn report(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        // The node that comes next is the one that the text belongs to.
        let node = self.spans.len() as u32;
        let place = Place::Text {
            origin: Origin::new(self.file, node),
            start: span.start,
            end: span.end,
        };
        self.diagnostics
            .push(Diagnostic::error(code, place, message).help(help));
    }

    fn syntax_error(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or_default();
        let span = Span {
            start: at as u32,
            end: at as u32 + 1,
        };
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => self.too_deep(span),
            kind => match slips::explain(self.text, at, Some(kind)) {
                Some(slip) => self.slip(slip),
                None => self.report(Code::YamlSyntax, span, error.info(), syntax_help(kind)),
            },
        }
    }

    fn slip(&mut self, slip: Slip) {
        // The node that comes next is the one that the text belongs to.
        let node = self.spans.len() as u32;
        self.diagnostics
            .push(slip.diagnostic(Code::YamlSyntax, self.file, node));
    }

    fn too_deep(&mut self, span: Span) {
        let message = format!("objects and arrays are nested deeper than {NESTING} levels");
        self.report(
            Code::TooDeep,
            span,
            message,
            "move inner parts to `components` and refer to them",
        );
    }

    /// Takes one event; nothing if the text cannot be read on.
    fn event(&mut self, event: &Event<'_>, span: Span, tag_span: Option<Span>) -> Option<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.tag(tag.as_deref(), None, tag_span.unwrap_or(span));
                if self.expects_key() && *style == ScalarStyle::Plain && text == "<<" {
                    self.merge_key(span);
                }
                let node = self.spans.len();
                self.anchor(
                    *anchor,
                    Anchored {
                        start: node,
                        end: node + 1,
                        height: 0,
                    },
                );
                self.leaf(span)
            }
            Event::SequenceStart(_, anchor, tag) | Event::MappingStart(_, anchor, tag) => {
                let is_map = matches!(event, Event::MappingStart(..));
                let own = if is_map { "map" } else { "seq" };
                self.tag(tag.as_deref(), Some(own), tag_span.unwrap_or(span));
                self.begin(is_map, *anchor, span)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.end(span);
                Some(())
            }
            Event::Alias(anchor) => self.alias(*anchor, span),
            Event::Anchor(_, name) => {
                self.anchor_name(name, span);
                Some(())
            }
            _ => Some(()),
        }
    }

    /// Notes that the value which comes next is merged into the object.
    fn merge_key(&mut self, span: Span) {
        let node = self.spans.len() as u32;
        self.merges.push(node);
        let place = Place::Text {
            origin: Origin::new(self.file, node),
            start: span.start,
            end: span.end,
        };
        let message = "the entries of the merge key `<<` are read; not every tool does that";
        self.diagnostics.push(
            Diagnostic::note(Code::MergeKey, place, message)
                .help("repeat the entries, or use `$ref` or `allOf`"),
        );
    }

    /// Takes the tag of a value: OpenAPI has those of YAML's JSON schema.
    fn tag(&mut self, tag: Option<&Tag>, collection: Option<&str>, span: Span) {
        let Some(tag) = tag.map(Tag::core_suffix) else {
            return;
        };
        let is_scalar = || !matches!(tag, None | Some("map" | "seq"));
        if !collection.map_or_else(is_scalar, |own| tag == Some(own)) {
            let message = "this YAML tag has no meaning here";
            let help = "remove the `!` tag; quote the value if it is text";
            self.report(Code::YamlTag, span, message, help);
        }
    }

    fn anchor(&mut self, anchor: usize, anchored: Anchored) {
        if anchor != 0 {
            self.anchors.insert(anchor, anchored);
        }
    }

    /// Reports an anchor whose name another one has: aliases mean the one that is nearest above them.
    fn anchor_name(&mut self, name: &str, span: Span) {
        let file = self.file;
        let place = |span: Span| Place::text(file, span.start, span.end);
        if let Some(first) = self.names.insert(name.to_owned(), span) {
            let message = format!("the anchor `&{}` is defined twice", shorten(name));
            self.diagnostics.push(
                Diagnostic::warning(Code::DuplicateAnchor, place(span), message)
                    .related(place(first), "also defined here")
                    .help("rename one of them: an alias means the nearest one above it"),
            );
        }
    }

    fn expects_key(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| open.is_map && open.key.is_none())
    }

    /// Takes a scalar: a key where one is due, else a node.
    fn leaf(&mut self, span: Span) -> Option<()> {
        match self.open.last_mut() {
            Some(open) if open.is_map && open.key.is_none() => {
                open.key = Some(span);
                Some(())
            }
            Some(open) if !open.is_map && span.is_empty() => {
                // An item without a value has only its dash, or the bracket before it, to point at.
                let before = self.text.get(..span.start as usize).unwrap_or_default();
                let end = before.trim_end().len() as u32;
                let start = end.saturating_sub(1);
                self.add(Span { start, end }).map(|_| ())
            }
            _ => self.add(span).map(|_| ()),
        }
    }

    fn add(&mut self, value: Span) -> Option<usize> {
        if self.spans.len() >= FILE_VALUES {
            self.report(
                Code::TooLarge,
                value,
                "the file has too many values",
                "split the description",
            );
            return None;
        }
        let key = self
            .open
            .last_mut()
            .and_then(|open| open.key.take())
            .unwrap_or_default();
        self.spans.push(NodeSpan { key, value });
        Some(self.spans.len() - 1)
    }

    fn begin(&mut self, is_map: bool, anchor: usize, span: Span) -> Option<()> {
        if self.expects_key() {
            self.slip(slips::key_of_entries(self.text, span.start as usize));
            return None;
        }
        if self.open.len() >= NESTING {
            self.too_deep(span);
            return None;
        }
        let node = self.add(span)?;
        self.open.push(Open {
            node,
            anchor,
            is_map,
            key: None,
            height: 1,
        });
        Some(())
    }

    fn end(&mut self, span: Span) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        if let Some(node) = self.spans.get_mut(closed.node) {
            let end = self
                .text
                .get(node.value.start as usize..span.end as usize)
                .map_or(0, |text| text.trim_end().len());
            node.value.end = node.value.start + end as u32;
        }
        self.raise(closed.height);
        self.anchor(
            closed.anchor,
            Anchored {
                start: closed.node,
                end: self.spans.len(),
                height: closed.height,
            },
        );
    }

    /// Notes how deep something below the innermost open node goes.
    fn raise(&mut self, height: u32) {
        if let Some(open) = self.open.last_mut() {
            open.height = open.height.max(height + 1);
        }
    }

    /// Repeats the nodes of an anchor, at their own places.
    fn alias(&mut self, anchor: usize, span: Span) -> Option<()> {
        if self.expects_key() {
            return self.leaf(span);
        }
        let Some(&Anchored { start, end, height }) = self.anchors.get(&anchor) else {
            self.report(
                Code::YamlSyntax,
                span,
                "an alias inside its own anchor",
                "write the value out",
            );
            return None;
        };
        self.aliased += end - start;
        if self.aliased > ALIASED_VALUES {
            let message =
                format!("the aliases of this file expand to more than {ALIASED_VALUES} values");
            self.report(
                Code::TooLarge,
                span,
                message,
                "use `$ref` instead of aliases",
            );
            return None;
        }
        if self.open.len() + height as usize > NESTING {
            self.too_deep(span);
            return None;
        }
        let copy = self.add(span)?;
        self.spans.extend_from_within((start + 1).min(end)..end);
        let inside = |merge: &&u32| (start..end).contains(&(**merge as usize));
        let merges = self.merges.iter().filter(inside);
        let merges: Vec<u32> = merges
            .map(|merge| (*merge as usize - start + copy) as u32)
            .collect();
        self.merges.extend(merges);
        self.raise(height);
        Some(())
    }
}

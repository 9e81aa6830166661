//! From the events of a YAML parser to nodes and positions, within limits.

mod anchors;

use self::anchors::Anchored;
use super::merge;
use super::scalar::{self, Scalar};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin, Place};
use crate::limits::{FILE_VALUES, NESTING};
use crate::source::build::{Builder, Parts};
use crate::source::shorten::shorten;
use crate::source::slips::{self, Slip};
use crate::source::spans::{NodeSpan, Positions, Span};
use crate::source::too_large::{too_deep, too_many};
use crate::source::tree::{Kind, Text};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag};
use std::collections::BTreeMap;

/// An open object or array.
struct Open {
    /// Its index, and that of its parent.
    node: (u32, u32),
    anchor: usize,
    is_map: bool,
    /// The key whose value is read next.
    key: Option<(Text, Span)>,
    /// How many entries or items it has.
    count: u32,
    /// The depth of the nesting inside.
    height: u32,
}

/// The state of the pass over the events.
struct Scan<'a> {
    file: u16,
    text: &'a str,
    builder: Builder<'a>,
    spans: Vec<NodeSpan>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Anchored>,
    /// The position of the latest anchor of each name.
    names: BTreeMap<String, Span>,
    aliased: usize,
    merges: Vec<u32>,
    diagnostics: &'a mut Diagnostics,
}

/// The result of the pass.
pub(super) struct Scanned {
    pub(super) parts: Parts,
    pub(super) positions: Positions,
    /// The nodes of the values of merge keys, in document order.
    pub(super) merges: Vec<u32>,
}

/// Reads a text; `None` if it cannot be read to its end, for which the reason has been reported.
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
        builder: Builder::new(text),
        spans: Vec::new(),
        open: Vec::new(),
        anchors: BTreeMap::new(),
        names: BTreeMap::new(),
        aliased: 0,
        merges: Vec::new(),
        diagnostics,
    };
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
        if matches!(event, Event::DocumentStart(..)) && !scan.spans.is_empty() {
            scan.report(
                Code::SeveralDocuments,
                span,
                "a second document begins here",
                "keep one description in a file",
            );
            break;
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
        parts: scan.builder.parts,
        positions: Positions { spans: scan.spans },
        merges: scan.merges,
    })
}

/// Returns the edit for a syntax error whose cause is not known.
fn syntax_help(kind: Option<&ErrorKind>) -> &'static str {
    use ErrorKind as K;
    match kind {
        Some(
            K::ExpectedBlockMappingKey
            | K::ExpectedBlockSequenceEntry
            | K::InvalidIndentation
            | K::SimpleKeyExpected
            | K::InvalidSimpleKey,
        ) => "check the indentation of this line and of those above",
        _ => "check the text here, and quote text with special characters",
    }
}

impl Scan<'_> {
    fn span(&self, span: &granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or_default();
        // The parser ends a block collection where the next token begins.
        let text = self.text.get(range.clone()).unwrap_or_default();
        let end = range.start + text.trim_end().len();
        Span {
            start: range.start as u32,
            end: end as u32,
        }
    }

    /// Returns the place of a text, which belongs to the next node.
    fn place(&self, span: Span) -> Place {
        Place::Text {
            origin: Origin::new(self.file, self.spans.len() as u32),
            start: span.start,
            end: span.end,
        }
    }

    fn report(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        let found = Diagnostic::error(code, self.place(span), message);
        self.diagnostics.push(found.help(help));
    }

    fn syntax_error(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or_default();
        self.unreadable(at, Some(error.kind()), &error.info());
    }

    /// Reports why the rest of the text cannot be read.
    fn unreadable(&mut self, at: usize, kind: Option<&ErrorKind>, message: &str) {
        let span = Span {
            start: at as u32,
            end: at as u32 + 1,
        };
        if kind == Some(&ErrorKind::RecursionLimitExceeded) {
            return self.too_deep(span);
        }
        match slips::explain(self.text, at, kind) {
            Some(slip) => self.slip(slip),
            None => self.report(Code::YamlSyntax, span, message, syntax_help(kind)),
        }
    }

    fn slip(&mut self, slip: Slip) {
        // The text belongs to the next node.
        let node = self.spans.len() as u32;
        self.diagnostics
            .push(slip.diagnostic(Code::YamlSyntax, self.file, node));
    }

    fn too_deep(&mut self, span: Span) {
        self.diagnostics.push(too_deep(self.place(span)));
    }

    /// Handles one event; `None` if the rest of the text cannot be read.
    fn event(&mut self, event: &Event<'_>, span: Span, tag_span: Option<Span>) -> Option<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tagged = tag_span.unwrap_or(span);
                let is_plain = *style == ScalarStyle::Plain;
                let is_merge = self.expects_key() && is_plain && text == "<<";
                let tag = tag.as_deref();
                let tag = tag.filter(|tag| !(is_merge && merge::says_merge(tag)));
                self.tag(tag, None, tagged);
                if is_merge {
                    self.merge_key(span);
                }
                let core = tag.and_then(Tag::core_suffix);
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                // The parser adds a line break that the end of the file lacks.
                let text = match is_block && span.end as usize == self.text.len() {
                    true => text.strip_suffix('\n').unwrap_or(text),
                    false => text,
                };
                let at = span.start + u32::from(!is_plain);
                let Some(scalar) = scalar::read(&mut self.builder, text, at, is_plain, core) else {
                    let message = format!("`{}` is not a valid value for its tag", shorten(text));
                    let help = "remove the `!!` tag, or write such a value";
                    self.report(Code::YamlSyntax, tagged, message, help);
                    return None;
                };
                self.anchor(*anchor, Anchored::Scalar(scalar));
                self.leaf(scalar, span)
            }
            Event::SequenceStart(style, anchor, tag) | Event::MappingStart(style, anchor, tag) => {
                let is_map = matches!(event, Event::MappingStart(..));
                let own = if is_map { "map" } else { "seq" };
                self.tag(tag.as_deref(), Some(own), tag_span.unwrap_or(span));
                self.begin(is_map, *style, *anchor, span)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.end(span);
                Some(())
            }
            Event::Alias(anchor) => self.alias(*anchor, span),
            Event::Anchor(_, name) => self.anchor_name(name, span),
            _ => Some(()),
        }
    }

    /// Marks the next value as one that is merged into the object.
    fn merge_key(&mut self, span: Span) {
        self.merges.push(self.spans.len() as u32);
        self.diagnostics.push(merge::note(self.place(span)));
    }

    /// Checks the tag of a value: OpenAPI has only those of YAML's JSON schema.
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

    fn expects_key(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| open.is_map && open.key.is_none())
    }

    /// Handles a scalar: as a key where one is expected, otherwise as a node.
    fn leaf(&mut self, scalar: Scalar, span: Span) -> Option<()> {
        let mut place = span;
        match self.open.last_mut() {
            Some(open) if open.is_map && open.key.is_none() => {
                open.key = Some((scalar.key, span));
                return Some(());
            }
            Some(open) if !open.is_map && span.is_empty() => {
                // An item without a value is shown at its dash, or at the bracket before it.
                let before = self.text.get(..span.start as usize).unwrap_or_default();
                let end = before.trim_end().len() as u32;
                let start = end.saturating_sub(1);
                place = Span { start, end };
            }
            _ => {}
        }
        let key = self.add(place)?;
        self.builder.add(scalar.kind, key, scalar.value).map(|_| ())
    }

    /// Stores the position of the next node; returns its key.
    fn add(&mut self, value: Span) -> Option<Option<Text>> {
        if self.spans.len() >= FILE_VALUES {
            self.diagnostics.push(too_many(self.place(value)));
            return None;
        }
        let mut named = None;
        if let Some(open) = self.open.last_mut() {
            open.count += 1;
            named = open.key.take();
        }
        let (text, key) = named.unzip();
        let key = key.unwrap_or_default();
        self.spans.push(NodeSpan { key, value });
        Some(text)
    }

    fn begin(
        &mut self,
        is_map: bool,
        style: StructureStyle,
        anchor: usize,
        span: Span,
    ) -> Option<()> {
        if self.expects_key() {
            self.slip(slips::key_of_entries(self.text, span.start as usize));
            return None;
        }
        if self.open.len() >= NESTING {
            self.too_deep(span);
            return None;
        }
        let before = self.text.get(..span.start as usize).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        if style == StructureStyle::Block && line.contains('\t') {
            let message = "a tab before what begins here";
            let kind = Some(&ErrorKind::TabInIndentation);
            self.unreadable(span.start as usize, kind, message);
            return None;
        }
        let kind = if is_map { Kind::Map } else { Kind::Seq };
        let key = self.add(span)?;
        self.open.push(Open {
            node: self.builder.begin(kind, key)?,
            anchor,
            is_map,
            key: None,
            count: 0,
            height: 1,
        });
        Some(())
    }

    fn end(&mut self, span: Span) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        let start = closed.node.0 as usize;
        self.builder.end(closed.node, closed.count);
        if let Some(node) = self.spans.get_mut(start) {
            let end = self
                .text
                .get(node.value.start as usize..span.end as usize)
                .map_or(0, |text| text.trim_end().len());
            node.value.end = node.value.start + end as u32;
        }
        self.raise(closed.height);
        self.anchor(
            closed.anchor,
            Anchored::Nodes {
                start,
                end: self.spans.len(),
                height: closed.height,
            },
        );
    }

    /// Updates the depth of the innermost open node.
    fn raise(&mut self, height: u32) {
        if let Some(open) = self.open.last_mut() {
            open.height = open.height.max(height + 1);
        }
    }
}

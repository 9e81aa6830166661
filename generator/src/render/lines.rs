//! Lines that are not too long: Oppen's algorithm, as prettyplease and rustc have it, a logical line at a time.
//!
//! A line is written with marks for the groups of it that belong together and for the places where it can be broken. It
//! is printed as it is if it fits; else the outermost group that does not fit is broken, and so on inside.

/// The width of a line.
const WIDTH: isize = 89;
/// What is left for the code of a line that begins far to the right.
const LEAST: isize = 60;
/// The width of what cannot be in one line.
const WIDE: isize = 0xffff;
/// One level of indentation.
pub(super) const INDENT: isize = 4;

/// How the breaks of a group that does not fit are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaks {
    /// All of them.
    All,
    /// Those after which the line would be too long.
    Needed,
}

/// A place where a line can be broken.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Break {
    /// What it is where the line is not broken.
    pub(super) flat: &'static str,
    /// What comes before the end of the line.
    pub(super) before: &'static str,
    /// What the next line starts with.
    pub(super) after: &'static str,
    /// How the next line is indented against the group.
    pub(super) offset: isize,
    /// Whether it only ends what has to fit before it.
    pub(super) is_never: bool,
}

#[derive(Clone, Copy, Debug)]
enum Mark {
    Begin(Breaks, isize),
    End,
    Break(Break),
}

/// A mark, where it is in the text, and where it would be if nothing had to be broken.
#[derive(Clone, Copy, Debug)]
struct Placed {
    at: usize,
    position: isize,
    mark: Mark,
}

/// Lines in the making.
#[derive(Debug, Default)]
pub(super) struct Lines {
    out: String,
    indent: isize,
    /// The line as it is if it fits.
    line: String,
    marks: Vec<Placed>,
    /// The open groups.
    open: Vec<usize>,
    /// The width beyond the text: of what cannot be in one line, less what does not count.
    extra: isize,
}

impl Lines {
    /// The text.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Whether nothing was written.
    pub(super) fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// Adds to the line.
    pub(super) fn word(&mut self, text: &str) {
        self.line.push_str(text);
    }

    /// Begins a group; its lines are indented by so much more.
    pub(super) fn begin(&mut self, breaks: Breaks, offset: isize) {
        self.open.push(self.marks.len());
        self.mark(Mark::Begin(breaks, offset));
    }

    /// Ends a group.
    pub(super) fn end(&mut self) {
        self.open.pop();
        self.mark(Mark::End);
    }

    /// Ends a group that is broken if it is wider than this.
    pub(super) fn end_if_within(&mut self, width: isize) {
        let begin = self.open.last().and_then(|at| self.marks.get(*at));
        let begin = begin.map_or(0, |begin| begin.position);
        if self.position().saturating_sub(begin) > width {
            self.extra = self.extra.saturating_add(WIDE);
        }
        self.end();
    }

    /// Adds a place of this kind where the line can be broken.
    pub(super) fn break_with(&mut self, place: Break) {
        self.mark(Mark::Break(place));
        self.line.push_str(place.flat);
        // As in prettyplease, only a space counts.
        if place.flat == "," {
            self.extra = self.extra.saturating_sub(1);
        }
    }

    /// Adds a space, or a break.
    pub(super) fn space(&mut self) {
        self.break_with(Break {
            flat: " ",
            ..Break::default()
        });
    }

    /// Adds a place where the line can be broken, after the last of a list.
    pub(super) fn last(&mut self, before: &'static str) {
        self.break_with(Break {
            before,
            offset: -INDENT,
            ..Break::default()
        });
    }

    /// Adds a place where the line can be broken.
    pub(super) fn zero(&mut self) {
        self.break_with(Break::default());
    }

    /// Adds a place where the line is not broken, but that ends what has to fit before it.
    pub(super) fn stop(&mut self) {
        self.break_with(Break {
            is_never: true,
            ..Break::default()
        });
    }

    /// Ends the line.
    pub(super) fn newline(&mut self) {
        if self.position() <= WIDTH.saturating_sub(self.indent) {
            margin(&mut self.out, self.indent);
            self.out.push_str(&self.line);
            self.out.push('\n');
        } else {
            self.broken();
        }
        self.line.clear();
        self.marks.clear();
        self.open.clear();
        self.extra = 0;
    }

    /// Adds a line as it is, however long.
    pub(super) fn whole(&mut self, parts: &[&str]) {
        margin(&mut self.out, self.indent);
        self.out.extend(parts.iter().copied());
        self.out.push('\n');
    }

    /// Adds an empty line.
    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// Adds text of several lines, indented as the next line is.
    pub(super) fn nested(&mut self, text: &str) {
        for line in text.lines() {
            if line.is_empty() {
                self.blank();
            } else {
                self.whole(&[line]);
            }
        }
    }

    /// Changes the indentation of the lines to come.
    pub(super) fn indent(&mut self, by: isize) {
        self.indent = self.indent.saturating_add(by);
    }

    fn position(&self) -> isize {
        length(&self.line).saturating_add(self.extra)
    }

    fn mark(&mut self, mark: Mark) {
        self.marks.push(Placed {
            at: self.line.len(),
            position: self.position(),
            mark,
        });
    }

    /// How wide the code from each mark is to the next place where the line can be broken after it: after the whole
    /// group where one begins.
    fn widths(&self) -> Vec<isize> {
        let mut widths = vec![WIDE; self.marks.len()];
        // The next break, for the line and for each group that is open.
        let mut next = vec![self.position()];
        for (Placed { position, mark, .. }, width) in self.marks.iter().zip(&mut widths).rev() {
            match mark {
                Mark::End => next.push(next.last().copied().unwrap_or(WIDE)),
                Mark::Begin(..) => {
                    // A group without an end goes on in the next line.
                    if next.len() > 1 {
                        next.pop();
                        let end = next.last().copied().unwrap_or(WIDE);
                        *width = end.saturating_sub(*position);
                    }
                }
                Mark::Break(_) => {
                    if let Some(next) = next.last_mut() {
                        *width = next.saturating_sub(*position);
                        *next = *position;
                    }
                }
            }
        }
        widths
    }

    /// Prints a line that does not fit.
    fn broken(&mut self) {
        let widths = self.widths();
        margin(&mut self.out, self.indent);
        let mut indent = self.indent;
        let mut left = WIDTH.saturating_sub(indent);
        // Whether each open group fits, its breaks, and the indentation outside of it.
        let mut groups: Vec<(bool, Breaks, isize)> = Vec::new();
        let mut written = 0;
        for (Placed { at, mark, .. }, width) in self.marks.iter().zip(widths) {
            let text = self.line.get(written..*at).unwrap_or_default();
            self.out.push_str(text);
            left = left.saturating_sub(length(text));
            written = *at;
            match mark {
                Mark::Begin(breaks, offset) => {
                    let fits = width <= left;
                    groups.push((fits, *breaks, indent));
                    if !fits {
                        indent = indent.saturating_add(*offset);
                    }
                }
                Mark::End => {
                    if let Some((false, _, outside)) = groups.pop() {
                        indent = outside;
                    }
                }
                Mark::Break(place) => {
                    written = at.saturating_add(place.flat.len());
                    let fits = match groups.last() {
                        _ if place.is_never => true,
                        Some((true, ..)) => true,
                        Some((false, Breaks::All, _)) => false,
                        Some((false, Breaks::Needed, _)) | None => width <= left,
                    };
                    if fits {
                        self.out.push_str(place.flat);
                        left = left.saturating_sub(length(place.flat));
                    } else {
                        self.out.push_str(place.before);
                        self.out.truncate(self.out.trim_end_matches(' ').len());
                        self.out.push('\n');
                        let indent = indent.saturating_add(place.offset);
                        margin(&mut self.out, indent);
                        self.out.push_str(place.after);
                        left = WIDTH.saturating_sub(indent).max(LEAST);
                        left = left.saturating_sub(length(place.after));
                    }
                }
            }
        }
        self.out
            .push_str(self.line.get(written..).unwrap_or_default());
        self.out.push('\n');
    }
}

fn length(text: &str) -> isize {
    isize::try_from(text.len()).unwrap_or(WIDE)
}

fn margin(out: &mut String, indent: isize) {
    out.extend(std::iter::repeat_n(
        ' ',
        usize::try_from(indent).unwrap_or(0),
    ));
}

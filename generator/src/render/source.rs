//! Code as text for layout, with marks for the parts that do not affect it.

/// The mark of doc comments for syn; no emitted text contains this character.
pub(super) const MARKED: &str = "#[doc=\"\u{1}\"]";

/// The same mark, as prettyplease writes it.
const MARK: &str = "///\u{1}\n";

/// The longest line that prettyplease does not break if it can, and the longest struct on one line.
pub(super) const MARGIN: usize = 89;
pub(super) const STRUCT: usize = 34;

/// Returns how long a line may become with longer names, if prettyplease is not to break it.
pub(super) fn longest(line: &str) -> usize {
    let margin = line.len() - line.trim_start_matches(' ').len();
    let may_be_struct = line.contains(" { ");
    match may_be_struct {
        true => MARGIN.min(margin + STRUCT),
        false => MARGIN,
    }
}

/// Code as text for syn, and what its marks replace.
pub(super) struct Source {
    /// The text.
    pub(super) text: String,
    pub(super) comments: Vec<String>,
}

impl Source {
    /// Fills doc comments into the text after layout.
    pub(super) fn filled(&self, laid_out: &str) -> String {
        let length = self.comments.iter().map(String::len).sum::<usize>();
        let mut full = String::with_capacity(laid_out.len() + length * 3 / 2);
        let mut parts = laid_out.split(MARK);
        full.push_str(parts.next().unwrap_or_default());
        for (part, comment) in parts.zip(&self.comments) {
            let margin = full.len() - full.trim_end_matches(' ').len();
            push_comment(&mut full, comment, margin);
            full.push_str(part);
        }
        full
    }
}

/// Adds the lines of a comment to a text that already has the margin of the first one.
pub(super) fn push_comment(text: &mut String, comment: &str, margin: usize) {
    for (at, line) in comment.split('\n').enumerate() {
        if at > 0 {
            indent(text, margin);
        }
        text.extend(["///", line.trim_end_matches(' '), "\n"]);
    }
}

/// Adds spaces to a text.
pub(super) fn indent(text: &mut String, margin: usize) {
    const SPACES: &str = "                                ";
    let mut left = margin;
    while left > 0 {
        let spaces = SPACES.get(..left).unwrap_or(SPACES);
        text.push_str(spaces);
        left = left.saturating_sub(spaces.len());
    }
}

/// Returns the value of a string literal that is given without its quotes.
pub(super) fn unescaped(mut rest: &str) -> String {
    let mut text = String::with_capacity(rest.len());
    while let Some((plain, escape)) = rest.split_once('\\') {
        text.push_str(plain);
        let mut characters = escape.chars();
        let character = match characters.next() {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('0') => '\0',
            Some('u') => {
                let (code, after) = escape.split_once('}').unwrap_or_default();
                characters = after.chars();
                let code = u32::from_str_radix(code.trim_start_matches("u{"), 16);
                let character = code.ok().and_then(char::from_u32);
                character.unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            other => other.unwrap_or_default(),
        };
        text.push(character);
        rest = characters.as_str();
    }
    text.push_str(rest);
    text
}

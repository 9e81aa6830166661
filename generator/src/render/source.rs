//! Code as text for layout, with marks for the parts that do not affect it.

/// The mark of doc comments for syn; no emitted text contains this character.
pub(super) const MARKED: &str = "#[doc=\"\u{1}\"]";

/// The same mark, as prettyplease writes it.
const MARK: &str = "///\u{1}\n";

/// The beginning of the mark of a name; its last character is repeated.
pub(super) const NAME: &str = "_zz";

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

/// What replaces names and strings during the layout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Marks {
    /// All marks as short as possible, for code in which no line begins with a call of a method on a name.
    Shortest,
    /// Marks as short as possible, so that code that only differs in names and strings is laid out once: prettyplease
    /// breaks longer code in the same places, as long as no line exceeds its limit.
    Short,
    /// Marks as long as the names.
    Exact,
    /// The names themselves, without marks.
    #[default]
    None,
}

impl Marks {
    /// Whether a mark may be shorter than what it replaces.
    pub(super) fn are_short(self) -> bool {
        matches!(self, Self::Shortest | Self::Short)
    }

    /// Returns the length of the mark for a name. All that matters to prettyplease is whether a name has at most four
    /// characters.
    pub(super) fn length(self, name: &str) -> usize {
        match self {
            Self::Shortest => name.len().min(NAME.len()),
            Self::Short => name.len().min(5),
            Self::Exact | Self::None => name.len(),
        }
    }
}

/// Code as text for syn, and what its marks replace.
#[derive(Debug, Default)]
pub(super) struct Source<'c> {
    /// The text.
    pub(super) text: String,
    pub(super) comments: Vec<String>,
    pub(super) names: Vec<&'c str>,
    pub(super) marks: Marks,
}

impl Source<'_> {
    /// Fills names and doc comments into the text after layout. `None` if the marks were too short for the result.
    pub(super) fn filled(&self, laid_out: &str) -> Option<String> {
        let text = self.named(laid_out);
        let fits = |line: &str| line.len() <= longest(line);
        let fits = !self.marks.are_short() || text.lines().all(fits);
        fits.then(|| self.commented(text))
    }

    fn named(&self, laid_out: &str) -> String {
        let mut text = String::with_capacity(laid_out.len());
        let mut rest = laid_out;
        for name in &self.names {
            let mut marks = rest.match_indices('_').map(|(at, _)| rest.split_at(at));
            let Some((before, mark)) = marks.find(|(_, after)| after.starts_with(NAME)) else {
                break;
            };
            text.extend([before, name]);
            rest = mark.trim_start_matches('_').trim_start_matches('z');
        }
        text.push_str(rest);
        text
    }

    fn commented(&self, text: String) -> String {
        if self.comments.is_empty() {
            return text;
        }
        let length = self.comments.iter().map(String::len).sum::<usize>();
        let mut full = String::with_capacity(text.len() + length * 3 / 2);
        let mut parts = text.split(MARK);
        full.push_str(parts.next().unwrap_or_default());
        for (part, comment) in parts.zip(&self.comments) {
            let margin = full.len() - full.trim_end_matches(' ').len();
            for (index, line) in comment.split('\n').enumerate() {
                if index > 0 {
                    indent(&mut full, margin);
                }
                full.extend(["///", line.trim_end_matches(' '), "\n"]);
            }
            full.push_str(part);
        }
        full
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

/// Returns the text between the quotes of a string literal, if a mark for it is not longer.
pub(super) fn string(literal: &str) -> Option<&str> {
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    (text.len() >= NAME.len()).then_some(text)
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

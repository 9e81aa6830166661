//! Text of a description made fit for doc comments.
//!
//! Descriptions are CommonMark, but nobody wrote them for rustdoc: a code block would be run as a test, a
//! bracket would be looked up as a link, an angle bracket would be taken for HTML. Each line is made safe
//! by itself, so that no line can change what another one means.

/// Columns of text after which a line is folded.
const WIDTH: usize = 100;

/// The lines of a text, safe to stand in a doc comment; no blank line at either end.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<Fence> = None;
    for line in text.lines() {
        let line = clean(line);
        match &fence {
            Some(open) if open.closes(&line) => {
                fence = None;
                lines.push("```".to_owned());
            }
            // Three backticks inside another kind of fence would end ours.
            Some(_) => lines.push(line.replace("```", "'''").trim_end().to_owned()),
            None => match Fence::opens(&line) {
                Some(open) => {
                    fence = Some(open);
                    lines.push("```text".to_owned());
                }
                None => prose(&line, &mut lines),
            },
        }
    }
    if fence.is_some() {
        lines.push("```".to_owned());
    }
    lines.dedup_by(|second, first| second.is_empty() && first.is_empty());
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    if lines.first().is_some_and(String::is_empty) {
        lines.remove(0);
    }
    lines
}

/// A text in one line, for where a paragraph would be too much.
pub(crate) fn line(text: &str) -> String {
    inline(&clean(
        &text.split_whitespace().collect::<Vec<_>>().join(" "),
    ))
}

/// Without characters that are not text: controls, and marks that reorder what one sees (rustc refuses
/// those in comments).
pub(crate) fn clean(line: &str) -> String {
    line.chars()
        .map(|character| if character == '\t' { ' ' } else { character })
        .filter(|character| !character.is_control())
        .filter(|character| {
            !matches!(
                character,
                '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}'
                    | '\u{2066}'..='\u{2069}' | '\u{feff}'
            )
        })
        .collect()
}

/// An open code block.
struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    fn opens(line: &str) -> Option<Self> {
        let line = without_containers(line);
        let mark = line
            .chars()
            .next()
            .filter(|mark| matches!(mark, '`' | '~'))?;
        let length = line
            .chars()
            .take_while(|character| *character == mark)
            .count();
        let info = line.get(length..).unwrap_or_default();
        // Backticks later in the line make it a code span.
        (length >= 3 && !(mark == '`' && info.contains('`'))).then_some(Self { mark, length })
    }

    fn closes(&self, line: &str) -> bool {
        let line = without_containers(line).trim_end();
        line.len() >= self.length && line.chars().all(|character| character == self.mark)
    }
}

/// The line without the marks of block quotes and list items in front.
fn without_containers(line: &str) -> &str {
    let mut line = line.trim_start();
    loop {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let numbered = line
            .get(digits..)
            .filter(|rest| digits > 0 && rest.starts_with(['.', ')']));
        let rest = match numbered {
            Some(rest) => rest.get(1..).filter(|rest| rest.starts_with(' ')),
            None => line.strip_prefix('>').or_else(|| {
                line.strip_prefix(['-', '*', '+'])
                    .filter(|rest| rest.starts_with(' '))
            }),
        };
        match rest {
            Some(rest) => line = rest.trim_start(),
            None => return line,
        }
    }
}

/// A line outside of code. Four spaces of indentation would make it code, so there are at most three, and
/// one between words.
fn prose(line: &str, lines: &mut Vec<String>) {
    let indent = line.bytes().take_while(|byte| *byte == b' ').count().min(3);
    let words: Vec<&str> = line.split_whitespace().collect();
    let text = inline(&words.join(" "));
    let margin = " ".repeat(indent);
    if text.chars().count() <= WIDTH.saturating_add(20) || text.starts_with('|') {
        lines.push(format!("{margin}{text}").trim_end().to_owned());
        return;
    }
    // What belongs to a list item stays indented under it.
    let hang = match text.split_once(' ') {
        Some(("-" | "*" | "+", _)) => format!("{margin}  "),
        Some((mark, _)) if is_number_mark(mark) => format!("{margin}   "),
        _ => margin.clone(),
    };
    let mut current = margin;
    let mut empty = true;
    let mut code = false;
    for word in text.split(' ') {
        let fits = current.chars().count().saturating_add(word.chars().count()) < WIDTH;
        if !empty && !fits && !code && !begins_block(word) {
            lines.push(std::mem::replace(&mut current, hang.clone()));
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        empty = false;
        if word.matches('`').count() % 2 == 1 {
            code = !code;
        }
    }
    lines.push(current);
}

fn is_number_mark(word: &str) -> bool {
    word.strip_suffix(['.', ')'])
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a word at the start of a line would begin a block of another kind.
fn begins_block(word: &str) -> bool {
    word.starts_with(['-', '+', '*', '#', '>', '=', '|', '~', '`', '_', ':'])
        || is_number_mark(word)
}

/// Escapes what rustdoc would take for links or HTML; code spans and links to the web are kept.
fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len().saturating_add(8));
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let (text, used) = match character {
            '`' => code_span(rest),
            '\\' => backslash(rest),
            '[' => link(rest),
            ']' => ("\\]".to_owned(), 1),
            '<' => angle(rest),
            'h' if !out.ends_with(|last: char| last.is_alphanumeric()) => address(rest),
            other => (other.to_string(), other.len_utf8()),
        };
        out.push_str(&text);
        rest = rest.get(used.max(1)..).unwrap_or_default();
    }
    out
}

/// A code span as it is; backticks without a partner are escaped.
fn code_span(rest: &str) -> (String, usize) {
    let length = rest.bytes().take_while(|byte| *byte == b'`').count();
    let body = rest.get(length..).unwrap_or_default();
    let mut at = 0;
    while let Some(offset) = body.get(at..).and_then(|tail| tail.find('`')) {
        let start = at.saturating_add(offset);
        let run = body
            .get(start..)
            .unwrap_or_default()
            .bytes()
            .take_while(|byte| *byte == b'`')
            .count();
        let end = start.saturating_add(run);
        if run == length {
            let used = length.saturating_add(end);
            return (rest.get(..used).unwrap_or_default().to_owned(), used);
        }
        at = end;
    }
    ("\\`".repeat(length), length)
}

/// An escape as it is; a backslash at the end of a line would break it.
fn backslash(rest: &str) -> (String, usize) {
    match rest.chars().nth(1) {
        None => (String::new(), 1),
        Some(next) if next.is_ascii_punctuation() => (format!("\\{next}"), 2),
        Some(_) => ("\\".to_owned(), 1),
    }
}

/// `[text](https://…)` as a link; to anything else, the text alone.
fn link(rest: &str) -> (String, usize) {
    let plain = ("\\[".to_owned(), 1);
    let Some(close) = rest.find("](") else {
        return plain;
    };
    let text = rest.get(1..close).unwrap_or_default();
    let target_at = close.saturating_add(2);
    let Some(target_length) = rest.get(target_at..).and_then(|tail| tail.find(')')) else {
        return plain;
    };
    if text.is_empty() || text.contains(['[', ']', '`', '<', '\\']) {
        return plain;
    }
    let end = target_at.saturating_add(target_length);
    let target = rest.get(target_at..end).unwrap_or_default();
    let target = target.split(' ').next().unwrap_or_default();
    let used = end.saturating_add(1);
    if is_address(target) && address_length(target) == target.len() {
        // A link whose text is its target is an autolink; rustdoc asks for that.
        let text = if is_address(text) {
            "link".to_owned()
        } else {
            inline(text)
        };
        (format!("[{text}](<{target}>)"), used)
    } else {
        (inline(text), used)
    }
}

fn angle(rest: &str) -> (String, usize) {
    let autolink = rest
        .strip_prefix('<')
        .and_then(|inner| inner.split_once('>'))
        .map(|(target, _)| target);
    match autolink {
        Some(target) if is_address(target) && address_length(target) == target.len() => {
            (format!("<{target}>"), target.len().saturating_add(2))
        }
        _ => ("\\<".to_owned(), 1),
    }
}

fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_alphanumeric()))
}

/// How much of a text belongs to the address that it begins with.
fn address_length(text: &str) -> usize {
    let end = text
        .find(|character: char| {
            character.is_whitespace()
                || !character.is_ascii()
                || matches!(
                    character,
                    '<' | '>'
                        | '"'
                        | '`'
                        | '['
                        | ']'
                        | '{'
                        | '}'
                        | '|'
                        | '\\'
                        | '^'
                        | '('
                        | ')'
                        | '*'
                )
        })
        .unwrap_or(text.len());
    let address = text.get(..end).unwrap_or_default();
    address
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '_'])
        .len()
}

/// An address that stands by itself becomes a link.
fn address(rest: &str) -> (String, usize) {
    if !is_address(rest) {
        return ("h".to_owned(), 1);
    }
    let length = address_length(rest);
    (
        format!("<{}>", rest.get(..length).unwrap_or_default()),
        length,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> String {
        lines(text).join("\n")
    }

    #[test]
    fn code_blocks_are_text_and_always_end() {
        assert_eq!(
            joined("a\n```rust\nfn main() {}\n```\nb"),
            "a\n```text\nfn main() {}\n```\nb"
        );
        assert_eq!(joined("~~~\nx\n```\ny"), "```text\nx\n'''\ny\n```");
        assert_eq!(joined("> ```\n> x\n> ```"), "```text\n> x\n```");
        assert_eq!(joined("- ```sh\n  ls\n  ```"), "```text\n  ls\n```");
    }

    #[test]
    fn an_indented_line_is_no_code() {
        assert_eq!(joined("x\n\n        panic!()"), "x\n\n   panic!()");
        assert_eq!(joined("-      panic!()"), "- panic!()");
        assert_eq!(joined("\tpanic!()"), " panic!()");
    }

    #[test]
    fn brackets_and_angles_are_escaped_outside_of_code() {
        assert_eq!(joined("a [b] <T> `c[d]<e>`"), "a \\[b\\] \\<T> `c[d]<e>`");
        assert_eq!(joined("one ` [tick]"), "one \\` \\[tick\\]");
        assert_eq!(joined("[a]: <script>"), "\\[a\\]: \\<script>");
    }

    #[test]
    fn links_to_the_web_are_kept_and_others_lose_their_target() {
        assert_eq!(
            joined("see [the docs](https://a.example/x)."),
            "see [the docs](<https://a.example/x>)."
        );
        assert_eq!(joined("see [Pet](#/components/Pet)."), "see Pet.");
        assert_eq!(
            joined("see https://a.example/x?y=1."),
            "see <https://a.example/x?y=1>."
        );
        assert_eq!(joined("<https://a.example>"), "<https://a.example>");
        assert_eq!(joined("(http://a.example/b)"), "(<http://a.example/b>)");
    }

    #[test]
    fn a_backslash_cannot_undo_an_escape() {
        assert_eq!(joined("\\[x\\]"), "\\[x\\]");
        assert_eq!(joined("x\\\\[y]"), "x\\\\\\[y\\]");
        assert_eq!(joined("end\\"), "end");
    }

    #[test]
    fn control_and_reordering_characters_are_left_out() {
        assert_eq!(joined("a\u{202e}b\u{0}c\u{1b}[0m"), "abc\\[0m");
    }

    #[test]
    fn long_lines_are_folded_without_making_a_new_block() {
        let text = format!(
            "{} - not a list # not a heading",
            "word ".repeat(30).trim_end()
        );
        let folded = lines(&text);
        assert_eq!(folded.len(), 2);
        assert!(
            folded.iter().all(|line| line.starts_with("word")),
            "{folded:?}"
        );
    }
}

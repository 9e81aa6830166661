//! Makes a text that matches a pattern, for the kinds of patterns in real descriptions: literals, classes, groups and
//! repetitions. For a pattern that is not understood or cannot match there is no text.

use std::iter::Peekable;
use std::str::Chars;

/// Returns a text that matches a pattern and has at least this many characters, if that is easily made.
pub(crate) fn example(pattern: &str, shortest: usize) -> Option<String> {
    let made = |often: usize| {
        let mut rest = pattern.chars().peekable();
        let text = alternatives(&mut rest, often)?;
        rest.next().is_none().then_some(text)
    };
    // Open repetitions are as short as possible, or each of them is long enough by itself.
    let text = made(0)?;
    if text.chars().count() >= shortest {
        return Some(text);
    }
    made(shortest).filter(|text| text.chars().count() >= shortest)
}

/// Reads alternatives up to the end, or to the bracket that closes the group, and returns a text for the first.
fn alternatives(rest: &mut Peekable<Chars<'_>>, often: usize) -> Option<String> {
    let first = sequence(rest, often)?;
    while rest.next_if_eq(&'|').is_some() {
        sequence(rest, often)?;
    }
    Some(first)
}

fn sequence(rest: &mut Peekable<Chars<'_>>, often: usize) -> Option<String> {
    let mut out = String::new();
    while let Some(next) = rest.next_if(|c| !matches!(c, '|' | ')')) {
        let one = match next {
            // The text is the whole match, so anchors need nothing.
            '^' | '$' => continue,
            '(' => group(rest, often)?,
            '[' => class(rest)?.to_string(),
            '.' => "a".to_owned(),
            '\\' => escape(rest)?.to_string(),
            '*' | '+' | '?' | '{' => return None,
            literal => literal.to_string(),
        };
        out.push_str(&one.repeat(repetition(rest, often)?));
    }
    Some(out)
}

fn group(rest: &mut Peekable<Chars<'_>>, often: usize) -> Option<String> {
    let mut is_forbidden = false;
    if rest.next_if_eq(&'?').is_some() {
        match rest.next()? {
            ':' => {}
            // A negative lookahead: the text is most likely not one of those that it excludes.
            '!' => is_forbidden = true,
            _ => return None,
        }
    }
    let inner = alternatives(rest, often)?;
    rest.next_if_eq(&')')?;
    Some(if is_forbidden { String::new() } else { inner })
}

/// Returns a character of a class.
fn class(rest: &mut Peekable<Chars<'_>>) -> Option<char> {
    let is_negated = rest.next_if_eq(&'^').is_some();
    let mut first = None;
    loop {
        let c = match rest.next()? {
            ']' if first.is_some() => break,
            '\\' => escape(rest)?,
            c => c,
        };
        first.get_or_insert(c);
    }
    // Most negated classes have this letter.
    if is_negated { Some('a') } else { first }
}

fn escape(rest: &mut Peekable<Chars<'_>>) -> Option<char> {
    match rest.next()? {
        'd' => Some('1'),
        'w' | 'S' | 'D' => Some('a'),
        'W' => Some('-'),
        's' => Some(' '),
        'n' => Some('\n'),
        't' => Some('\t'),
        'x' => {
            let high = rest.next()?.to_digit(16)?;
            char::from_u32(high * 16 + rest.next()?.to_digit(16)?)
        }
        'p' => {
            let name: String = rest
                .skip_while(|c| *c == '{')
                .take_while(|c| *c != '}')
                .collect();
            match name.as_str() {
                "L" | "Letter" | "Ll" => Some('ä'),
                "N" | "Nd" => Some('1'),
                _ => None,
            }
        }
        c if c.is_ascii_punctuation() => Some(c),
        _ => None,
    }
}

/// Returns how often the preceding element is repeated.
fn repetition(rest: &mut Peekable<Chars<'_>>, often: usize) -> Option<usize> {
    let times = match rest.peek() {
        Some('*') => open(rest, often),
        Some('+') => open(rest, often.max(1)),
        Some('?') => open(rest, 0),
        Some('{') => counted(rest)?,
        _ => return Some(1),
    };
    // A lazy repetition matches the same text.
    rest.next_if_eq(&'?');
    Some(times)
}

/// Skips the sign of a repetition without a limit, and returns how often it is repeated.
fn open(rest: &mut Peekable<Chars<'_>>, times: usize) -> usize {
    rest.next();
    times
}

fn counted(rest: &mut Peekable<Chars<'_>>) -> Option<usize> {
    rest.next();
    let mut least = String::new();
    while let Some(digit) = rest.next_if(char::is_ascii_digit) {
        least.push(digit);
    }
    while rest.next()? != '}' {}
    let least = least.parse().ok()?;
    // `{0,n}` is met once where it can be, as `{1,n}` is.
    (least <= 10_000).then_some(least)
}

#[cfg(test)]
mod tests {
    use super::example;

    #[test]
    fn patterns_of_real_descriptions_are_met() {
        let cases = [
            ("^AC[0-9a-f]{4}$", "AC0000"),
            ("^(SM|MM)[0-9]{2}$", "SM00"),
            ("^[1-9]\\d*$", "1"),
            ("^(?![0-9]+$)[a-z0-9_\\-]+$", "a"),
            ("^[^/]+/.?x$", "a/x"),
            ("^[0-9]{1,3}?$", "0"),
            ("^(?!\\s)(.*)(\\S)$", "a"),
            ("^(?:[a-z]+|[\\x01-\\x08])@\\x41$", "a@A"),
            ("^\\p{L}+[\\p{N}_]$", "ä1"),
            ("^(?:[A-Z]{4})*(?:[A-Z]{2}==|[A-Z]{3}=)$", "AA=="),
        ];
        for (pattern, expected) in cases {
            assert_eq!(example(pattern, 0).as_deref(), Some(expected), "{pattern}");
        }
    }

    #[test]
    fn a_text_is_as_long_as_it_must_be() {
        assert_eq!(example("^[a-z]+$", 3).as_deref(), Some("aaa"));
        assert_eq!(example("^[a-z]{2}$", 3), None);
    }

    #[test]
    fn what_is_not_understood_gives_nothing() {
        for pattern in ["(?=a)b", "\\p{Lu}", "(a", "a)", "*", "[a", "\\1"] {
            assert_eq!(example(pattern, 0), None, "{pattern}");
        }
    }
}

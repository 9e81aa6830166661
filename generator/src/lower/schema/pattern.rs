//! Regular expressions.
//!
//! JSON Schema has the regular expressions of ECMA-262. Most of them mean the same to the small engine that clients
//! have, a few of them after a translation. For the others there is a larger engine, which only clients that need it
//! include.

use std::fmt::Write as _;

use indexmap::IndexMap;

use crate::ir::{Pattern, Syntax};
use crate::limits::ECMA_PATTERN_BYTES;

/// The characters that `\s` of ECMA-262 matches beside the white space of ASCII.
const SPACES: &str =
    r"\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}";

/// What `.` of ECMA-262 matches; that of the small engine also matches other ends of lines than `\n`.
const DOT: &str = r"[^\n\r\x{2028}\x{2029}]";

/// The patterns of a document, each compiled once by the engine that clients use.
#[derive(Default)]
pub(super) struct Patterns<'s> {
    compiled: IndexMap<&'s str, Result<(Pattern, Engine), Unchecked>>,
}

/// Why clients cannot check a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unchecked {
    /// It has another syntax.
    Syntax,
    /// It can take exponential time.
    Time,
}

impl Unchecked {
    /// Returns the reason in words.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Syntax => "it is not a regular expression of ECMA-262",
            Self::Time => {
                "a string that nearly matches could take years, since a repetition contains another"
            }
        }
    }

    /// Returns the edit that the author can make.
    pub(super) fn help(self) -> &'static str {
        match self {
            Self::Syntax => "write it in the syntax of ECMA-262 (JavaScript)",
            Self::Time => {
                "write it without a repetition in another, or without look-around and back references"
            }
        }
    }
}

enum Engine {
    Small(regex_lite::Regex),
    Ecma(regress::Regex),
}

impl<'s> Patterns<'s> {
    /// Returns a pattern in the syntax that clients use, or why they cannot check it.
    pub(super) fn get(&mut self, pattern: &'s str) -> Result<&Pattern, Unchecked> {
        self.compiled(pattern).map(|(pattern, _)| pattern)
    }

    /// Whether a pattern matches a string; `None` where clients cannot check it.
    pub(super) fn is_match(&mut self, pattern: &'s str, text: &str) -> Option<bool> {
        let (_, engine) = self.compiled(pattern).ok()?;
        match engine {
            Engine::Small(regex) => Some(regex.is_match(text)),
            Engine::Ecma(_) if text.len() > ECMA_PATTERN_BYTES => None,
            Engine::Ecma(regex) => Some(regex.find(text).is_some()),
        }
    }

    fn compiled(&mut self, pattern: &'s str) -> Result<&(Pattern, Engine), Unchecked> {
        let compiled = self.compiled.entry(pattern);
        let compiled = compiled.or_insert_with(|| compile(pattern));
        compiled.as_ref().map_err(|reason| *reason)
    }
}

fn compile(source: &str) -> Result<(Pattern, Engine), Unchecked> {
    let pattern = |syntax| Pattern {
        source: source.to_owned(),
        syntax,
    };
    if has_posix_class(source) || has_intersection(source) {
        return Err(Unchecked::Syntax);
    }
    if let Some(text) = translated(source)
        && let Ok(regex) = regex_lite::Regex::new(&text)
    {
        return Ok((pattern(Syntax::Small(text)), Engine::Small(regex)));
    }
    let mut regex = regress::Regex::with_flags(source, "u");
    if regex.is_err() && !has_foreign_escape(source) {
        regex = regress::Regex::new(source);
    }
    let regex = regex.map_err(|_| Unchecked::Syntax)?;
    if repeats_a_choice(source) {
        return Err(Unchecked::Time);
    }
    Ok((pattern(Syntax::Ecma), Engine::Ecma(regex)))
}

/// Whether a group that can match in several ways is repeated. The larger engine tries all ways, of which there are
/// then 2ⁿ for a string of n characters; whoever chooses the string could keep a program busy.
fn repeats_a_choice(pattern: &str) -> bool {
    let mut groups = vec![false];
    let mark = |groups: &mut Vec<bool>, has_choice: bool| {
        if let Some(group) = groups.last_mut() {
            *group |= has_choice;
        }
    };
    // Whether what a quantifier would repeat is a group with a choice.
    let (mut repeatable, mut is_in_class) = (false, false);
    let mut rest = pattern.char_indices();
    while let Some((at, c)) = rest.next() {
        let was = std::mem::take(&mut repeatable);
        match c {
            '\\' => drop(rest.next()),
            ']' => is_in_class = false,
            _ if is_in_class => {}
            '[' => is_in_class = true,
            '(' => groups.push(false),
            ')' => {
                repeatable = groups.pop().unwrap_or_default();
                mark(&mut groups, repeatable);
            }
            '*' | '+' | '{' => {
                let count = pattern.get(at..).and_then(|rest| rest.split_once('}'));
                // `{` and one digit: a few repetitions.
                let is_fixed = count.is_some_and(|(count, _)| count.len() == 2);
                if was && !(c == '{' && is_fixed) {
                    return true;
                }
                mark(&mut groups, !(c == '{' && is_fixed));
            }
            '?' if pattern
                .get(..at)
                .is_some_and(|before| before.ends_with('(')) => {}
            '?' | '|' => mark(&mut groups, true),
            _ => {}
        }
    }
    false
}

/// Whether a pattern has a class such as `[[:alpha:]]`, which is one of other characters in ECMA-262.
fn has_posix_class(pattern: &str) -> bool {
    let mut classes = pattern.match_indices("[:");
    classes.any(|(at, _)| {
        let name = pattern.get(at + 2..).and_then(|rest| rest.split_once(":]"));
        let before = pattern.get(..at).unwrap_or_default();
        name.is_some_and(|(name, _)| {
            let name = name.trim_start_matches('^');
            before.contains('[') && !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase())
        })
    })
}

/// Whether a pattern has a class such as `[a-z&&[^b]]` of Java. Without the flag `v`, ECMA-262 ends it at the first
/// bracket.
fn has_intersection(pattern: &str) -> bool {
    let before = pattern.split_once("&&[").map(|(before, _)| before);
    before.is_some_and(|before| before.rfind('[') > before.rfind(']'))
}

/// Whether a pattern escapes a letter that has a meaning in other syntaxes, such as `\Z` of Python. Without the flag
/// `u`, ECMA-262 reads it as the letter itself, which nobody means.
fn has_foreign_escape(pattern: &str) -> bool {
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character == '\\'
            && let Some(escaped) = characters.next()
            && escaped.is_ascii_alphabetic()
            && !"bBcdDfknrsStuvwWx".contains(escaped)
        {
            return true;
        }
    }
    false
}

/// Returns a pattern in the syntax of the small engine, if it can be translated.
fn translated(pattern: &str) -> Option<String> {
    let mut text = String::with_capacity(pattern.len());
    let mut is_in_class = false;
    // The flag `s` of other languages, by which `.` matches all characters.
    let has_flag = pattern.starts_with("(?s");
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next()? {
                's' if is_in_class => {
                    // A class does not begin a range, but the last character of its translation would.
                    let rest = characters.as_str();
                    if rest.starts_with('-') && !rest.starts_with("-]") {
                        return None;
                    }
                    let _ = write!(text, r"\s{SPACES}");
                }
                's' => drop(write!(text, r"[\s{SPACES}]")),
                'S' if is_in_class => return None,
                'S' => drop(write!(text, r"[^\s{SPACES}]")),
                // The small engine has `\<` and `\>` for the ends of words, and no `\/`.
                escaped @ ('/' | '<' | '>') => text.push(escaped),
                escaped => {
                    text.push('\\');
                    text.push(escaped);
                }
            },
            // In ECMA-262, `[` inside a class is a literal character.
            '[' if is_in_class => text.push_str(r"\["),
            '[' => {
                is_in_class = true;
                text.push('[');
                if characters.as_str().starts_with('^') {
                    text.extend(characters.next());
                }
                // In ECMA-262, this is a range that begins with `-`; in the small engine, `-` twice.
                if characters.as_str().starts_with("--") {
                    characters.next();
                    text.push_str(r"\-");
                }
            }
            ']' => {
                is_in_class = false;
                text.push(']');
            }
            '.' if !is_in_class && !has_flag => text.push_str(DOT),
            _ => text.push(character),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_ecma_262() {
        for (pattern, taken, refused) in [
            (r"^\s$", "\u{a0}", "x"),
            (r"^[\s,]$", "\u{2003}", "\u{200b}"),
            (r"^\S$", "x", "\u{feff}"),
            (r"^\d+\/\w$", "1/a", "\u{661}/a"),
            (r"^\p{Lu}+$", "ÄB", "äb"),
            (r"^(?!no)\w+$", "yes", "no"),
            (r"^[[a]$", "[", "b"),
            ("^[--/]$", ".", ","),
            ("^[^--/]$", ",", "."),
            (r"^[\s-，]$", "-", "\u{ff01}"),
            (r"^\cC$", "\u{3}", "C"),
            (r"^(a)\1$", "aa", "ab"),
            ("^.$", "\u{85}", "\r"),
            ("^.[.]$", "a.", "\u{2028}."),
            ("^(?=.)..$", "ab", "a\u{2029}"),
        ] {
            let mut patterns = Patterns::default();
            assert_eq!(patterns.is_match(pattern, taken), Some(true), "{pattern}");
            assert_eq!(
                patterns.is_match(pattern, refused),
                Some(false),
                "{pattern}"
            );
        }
        assert!(Patterns::default().get("(").is_err());
    }

    #[test]
    fn patterns_of_other_syntaxes_are_not_read_as_something_else() {
        for pattern in [
            r"^[a-z]+\Z",
            r"^\p{IsLatin}+$",
            r"^\h*\R$",
            r"^(?=a)\Qa.b\E",
            "^[[:alpha:]]+$",
            "^[^[:space:]_]$",
            r"^[a-z&&[^b]]+$",
            r"^.[\w&&[^\d_]]$",
        ] {
            assert!(Patterns::default().get(pattern).is_err(), "{pattern}");
        }
        for (pattern, taken) in [
            (r"\A[a-z]+\z", "abc"),
            (r"^[\w-.]+\@$", "a-b.@"),
            ("^[:a]+$", "a:"),
            (r"^[\u0020-\uD7FF\uD800\uDC00-\uDBFF\uDFFF]+$", "a\u{1f600}"),
            (r"^[^]+$", "a\n"),
            ("(?s)^.$", "\n"),
            (r"^\{[A-Z]{2}}$", "{AB}"),
            ("^]$", "]"),
            (r"^[\s\S]{1,3}$", "\u{1f600}b"),
            (r"^\x41\u0042\0?$", "AB"),
            (r"^(?<year>\d{4})-\k<year>$", "2020-2020"),
            (r"^(?!.*\.\.)(?!.*\.$)[^\W][\w.]{0,29}$", "a.b"),
            (r"^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+@x$", "a{b}@x"),
            ("^[\u{410}-\u{44f}\u{401}\u{451}]+$", "\u{416}"),
            ("^[[:]+:]$", "[::]"),
            ("^[a&&b]&&[c]$", "&&&c"),
            (r"^\<a\>$", "<a>"),
        ] {
            let is_match = Patterns::default().is_match(pattern, taken);
            assert_eq!(is_match, Some(true), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_that_can_take_exponential_time_is_not_checked() {
        for pattern in [
            r"^(?=.*a)(a|a)*b$",
            r"^(?!x)(\w+\s?)*$",
            r"^(?=a)((a?)){2,}$",
        ] {
            let refused = Patterns::default().get(pattern).unwrap_err();
            assert_eq!(refused, Unchecked::Time, "{pattern}");
        }
        for pattern in [
            r"^(?!.*[(+*])(ab)*c?$",
            r"^(?=a)(?:[*+]\+){3}(a|b){2}$",
            "^(a|a)*b$",
        ] {
            assert!(Patterns::default().get(pattern).is_ok(), "{pattern}");
        }
        let long = "a".repeat(20_000);
        assert_eq!(Patterns::default().is_match(r"^(?=b)", &long), None);
    }

    #[test]
    fn what_the_small_engine_knows_it_matches() {
        let syntax = |pattern| {
            Patterns::default()
                .get(pattern)
                .map(|pattern| pattern.syntax.clone())
        };
        assert_eq!(syntax(r"^a\/b$"), Ok(Syntax::Small("^a/b$".to_owned())));
        assert_eq!(syntax(r"(?=a)"), Ok(Syntax::Ecma));
    }
}

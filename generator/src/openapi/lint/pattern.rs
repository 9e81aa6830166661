//! Patterns that match more than their author intends.

use super::Lint;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, shorten};

pub(super) fn lint(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let Some(pattern) = node.get("pattern") else {
        return;
    };
    let text = pattern.as_str().unwrap_or_default();
    let Some((message, meant)) = slip(text) else {
        return;
    };
    let place = pattern.at_value();
    let diagnostic = Diagnostic::warning(Code::SuspiciousPattern, place, message);
    let meant = shorten(&meant);
    let help = match between_slashes(text) {
        Some((_, flags)) if flags.contains('i') => {
            format!("write `{meant}`, with the letters of both cases: a pattern has no flags")
        }
        _ => format!("write `{meant}`"),
    };
    found.push(diagnostic.help(help));
}

/// Returns what is between two slashes and, after them, the flags.
fn between_slashes(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('/')?.rsplit_once('/')
}

/// Returns what is wrong with a pattern, and the pattern that its author means.
fn slip(text: &str) -> Option<(&'static str, String)> {
    if let Some((inner, flags)) = between_slashes(text)
        // Nothing can come before `^` or after `$`, not even a slash, so such a pattern never matches.
        && (inner.starts_with('^') || inner.ends_with('$') && !inner.ends_with(r"\$"))
        && flags.chars().all(|c| "dgimsuvy".contains(c))
    {
        let message = "the slashes are part of the pattern, so it matches nothing";
        return Some((message, inner.to_owned()));
    }
    let after = text.strip_prefix('^');
    let before = text
        .strip_suffix('$')
        .filter(|before| !before.ends_with('\\'));
    let alternatives = alternatives(text);
    if let (Some(inner), [first, .., last]) = (after.and(before), alternatives.as_slice()) {
        let is_one_sided = !first.ends_with('$') && !last.starts_with('^');
        let inner = inner.strip_prefix('^').unwrap_or(inner);
        let message = "`^` belongs only to the first alternative, `$` only to the last";
        return is_one_sided.then(|| (message, format!("^({inner})$")));
    }
    if alternatives.len() > 1 {
        return None;
    }
    match (after, before) {
        (Some(rest), None) if ends_with_repetition(rest) => Some((
            "the pattern limits how the text begins, but anything may follow it",
            format!("{text}$"),
        )),
        (None, Some(rest)) if begins_with_repetition(rest) => Some((
            "the pattern limits how the text ends, but anything may come before",
            format!("^{text}"),
        )),
        _ => None,
    }
}

/// Splits a pattern at each `|` outside of groups and classes.
fn alternatives(text: &str) -> Vec<&str> {
    let (mut depth, mut in_class, mut is_escaped) = (0_usize, false, false);
    text.split(|c: char| {
        let escapes = c == '\\' && !is_escaped;
        let escaped = std::mem::replace(&mut is_escaped, escapes);
        match c {
            _ if escaped => {}
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '|' && !escaped && !in_class && depth == 0
    })
    .collect()
}

/// Whether a pattern ends with a repeated class of characters, such as `[a-z]{1,9}` or `\d+`: without `$`, its maximum
/// has no effect.
fn ends_with_repetition(text: &str) -> bool {
    let (atom, is_counted) = match text.strip_suffix(['+', '*']) {
        Some(atom) => (atom, false),
        None => match text
            .strip_suffix('}')
            .and_then(|text| text.rsplit_once('{'))
        {
            Some((atom, _)) => (atom, true),
            None => return false,
        },
    };
    if is_counted && !text.contains(',') && class_at(atom) != Some(atom.len()) {
        // `^[A-Z]{2}` is a complete code, but `^sk-[a-z]{3}` may only be the beginning of a text.
        return false;
    }
    let escape = [r"\d", r"\w"].iter().any(|escape| atom.ends_with(escape));
    let begin = atom.strip_suffix(']').and_then(|atom| atom.rfind('['));
    let is_class = begin
        .and_then(|begin| atom.get(begin..))
        .is_some_and(|class| class_at(class) == Some(class.len()));
    escape || is_class
}

/// Whether a pattern begins with a repeated class of characters.
fn begins_with_repetition(text: &str) -> bool {
    let rest = class_at(text).and_then(|end| text.get(end..));
    rest.is_some_and(|rest| rest.starts_with(['+', '*', '{']))
}

/// Returns the end of the class of characters with which a pattern begins; negated classes do not count.
fn class_at(text: &str) -> Option<usize> {
    if text.starts_with(r"\d") || text.starts_with(r"\w") {
        return Some(2);
    }
    let inner = text
        .strip_prefix('[')
        .filter(|inner| !inner.starts_with('^'))?;
    let mut is_escaped = false;
    let end = inner.find(|c: char| {
        let escapes = c == '\\' && !is_escaped;
        let escaped = std::mem::replace(&mut is_escaped, escapes);
        c == ']' && !escaped
    })?;
    Some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::slip;

    #[test]
    fn what_lets_more_pass_than_it_says_is_a_slip() {
        let slips = [
            ("/^[a-z]+$/i", "^[a-z]+$"),
            ("/^a/", "^a"),
            ("/[a-z]+$/u", "[a-z]+$"),
            ("^[a-z]{1,9}", "^[a-z]{1,9}$"),
            ("^[A-Z]{3}", "^[A-Z]{3}$"),
            (r"^v\d+", r"^v\d+$"),
            ("^v[a-z]{1,9}", "^v[a-z]{1,9}$"),
            (r"^a\\|b$", r"^(a\\|b)$"),
            (r"^[a-z\]]+", r"^[a-z\]]+$"),
            (r"[a-f0-9]{8}$", r"^[a-f0-9]{8}$"),
            ("^on|off$", "^(on|off)$"),
        ];
        for (text, meant) in slips {
            assert_eq!(
                slip(text).map(|(_, meant)| meant).as_deref(),
                Some(meant),
                "{text}"
            );
        }
        let meant = [
            "^arn:",
            "^https?://.*",
            "^/[^/]+",
            "^sk-[a-z]{3}",
            "[a-z]+",
            r"\.json$",
            "^(on|off)$",
            "^$|^a+$",
            "^on$|^off$",
            r"^a\|b$",
            "^[a|b]$",
            "^(?=.*[a-z])",
            "/[a-z]+/",
            r"/\$/",
            "/^",
            "^on$|off$",
            r"^.+\d\$",
            "",
            "^",
            "$",
            "[",
            "{}",
        ];
        for text in meant {
            assert_eq!(slip(text), None, "{text}");
        }
    }
}

//! Symbols as words, so that names without letters have words too.

use super::{Case, each, split, stays};

/// Returns a name in ASCII: transliterated, or spelled out where no transliteration exists.
pub fn ascii(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let ascii = deunicode::deunicode_with_tofu(text, " ");
    if !split(&ascii).is_empty() {
        return ascii;
    }
    let mut spelled = spell(text);
    // Some letters are transliterated to a sign, such as alef to an apostrophe.
    for word in spelled.iter_mut().filter(|word| !word.is_ascii()) {
        *word = word.chars().map(code_point).collect::<Vec<_>>().join(" ");
    }
    spelled.join(" ")
}

/// Returns the words for a symbol: its name (`rocket`), or else its number.
fn named(character: char) -> Vec<String> {
    let ascii = deunicode::deunicode_char(character).filter(|_| !character.is_ascii());
    // An arrow is not `minus`, and other signs have no more than an asterisk.
    let ascii = ascii.filter(|ascii| ascii.contains(stays));
    let name = ascii.map(spell).unwrap_or_default();
    match name.first() {
        Some(first) if first.starts_with(|first: char| first.is_ascii_lowercase()) => name,
        _ => vec![code_point(character)],
    }
}

/// Whether a character only selects how the one before it is drawn.
fn selects(character: char) -> bool {
    matches!(character, '\u{fe0e}' | '\u{fe0f}')
}

fn code_point(character: char) -> String {
    format!("u{:x}", u32::from(character))
}

/// Whether [`spell`] and [`read`] return the same words for a text as [`split`]: letters or digits with at most one
/// separator between them.
pub(crate) fn is_plain(text: &str) -> bool {
    let mut is_inside = false;
    for byte in text.bytes() {
        match byte {
            b'-' | b'.' | b'/' | b':' | b',' | b'_' | b' ' if is_inside => is_inside = false,
            _ if byte.is_ascii_alphanumeric() => is_inside = true,
            _ => return false,
        }
    }
    is_inside
}

/// Returns the words of a name with every symbol spelled out: `>=` is `greater than or equal`. A character that only
/// joins two words is not a symbol.
pub(crate) fn spell(text: &str) -> Vec<String> {
    if text.is_empty() {
        return vec!["empty".to_owned()];
    }
    let wordless = !text.contains(stays);
    let mut words = Vec::new();
    let mut run = String::new();
    let mut rest = text;
    let mut previous = ' ';
    while let Some(character) = rest.chars().next() {
        let after = rest.get(character.len_utf8()..).unwrap_or_default();
        let joins = match character {
            '_' | ' ' => !wordless,
            '-' | '.' | '/' | ':' | ',' => stays(previous) && after.starts_with(stays),
            _ => false,
        };
        previous = character;
        if joins {
            words.append(&mut split(&run));
            run.clear();
            rest = after;
            continue;
        }
        if let Some((symbol, word)) = SYMBOLS.iter().find(|(symbol, _)| rest.starts_with(symbol)) {
            words.append(&mut split(&run));
            run.clear();
            words.extend(word.split(' ').map(str::to_owned));
            rest = rest.get(symbol.len()..).unwrap_or_default();
            continue;
        }
        if stays(character) || matches!(character, '\'' | '’') {
            run.push(character);
        } else {
            words.append(&mut split(&run));
            run.clear();
            let name = (words.is_empty() || !selects(character)).then(|| named(character));
            words.extend(name.unwrap_or_default());
        }
        rest = after;
    }
    words.append(&mut split(&run));
    words
}

/// Passes on each word of a name as it is read aloud: a leading sign is spelled out (`-1` is `minus 1`), and a name
/// without a letter or digit is spelled out as a whole.
pub(in crate::names) fn read(text: &str, case: Case, take: &mut dyn FnMut(&str)) {
    let mut has_words = false;
    each(text, case, &mut |word| {
        if !has_words {
            sign(text).iter().for_each(|word| take(word));
        }
        has_words = true;
        take(word);
    });
    if !has_words {
        spell(text).iter().for_each(|word| take(word));
    }
}

fn sign(text: &str) -> &'static [&'static str] {
    let text = text.trim_start();
    match text.chars().next() {
        Some('-' | '\u{2212}') => &["minus"],
        Some('+') => &["plus"],
        Some('>') if text.starts_with(">=") => &["at", "least"],
        Some('<') if text.starts_with("<=") => &["at", "most"],
        Some('>') => &["over"],
        Some('<') => &["under"],
        Some('!') => &["not"],
        _ => &[],
    }
}

/// Longer symbols come first, since the first match is taken.
const SYMBOLS: &[(&str, &str)] = &[
    (">=", "greater than or equal"),
    ("<=", "less than or equal"),
    ("!=", "not equal"),
    ("<>", "not equal"),
    ("==", "equal"),
    ("=~", "matches"),
    ("!~", "matches not"),
    ("&&", "and"),
    ("||", "or"),
    (">", "greater than"),
    ("<", "less than"),
    ("=", "equal"),
    ("+", "plus"),
    ("-", "minus"),
    ("\u{2212}", "minus"),
    ("*", "asterisk"),
    ("/", "slash"),
    ("\\", "backslash"),
    ("%", "percent"),
    ("&", "ampersand"),
    ("|", "pipe"),
    ("^", "caret"),
    ("~", "tilde"),
    ("!", "exclamation"),
    ("?", "question"),
    (".", "dot"),
    (",", "comma"),
    (":", "colon"),
    (";", "semicolon"),
    ("'", "apostrophe"),
    ("\"", "quote"),
    ("`", "backtick"),
    ("@", "at"),
    ("#", "hash"),
    ("$", "dollar"),
    ("_", "underscore"),
    ("(", "open parenthesis"),
    (")", "close parenthesis"),
    ("[", "open bracket"),
    ("]", "close bracket"),
    ("{", "open brace"),
    ("}", "close brace"),
    (" ", "space"),
    ("\t", "tab"),
    ("\n", "line feed"),
    ("\r", "carriage return"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::words::{camel, snake};

    fn read(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        super::read(text, Case::Camel, &mut |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn plain_names_are_spelled_and_read_as_they_are_split() {
        for text in ["userIDs", "created_at", "us-east-1", "v1.2", "a/b:c,d e"] {
            assert!(is_plain(text), "{text}");
            assert_eq!(spell(text), split(text));
            assert_eq!(read(text), split(text));
        }
        for text in ["", "-", "_id", "-1", "a--b", "a+b", "größe", "user's"] {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn a_name_in_ascii_has_a_word_for_every_letter() {
        assert_eq!(ascii("用户"), "Yong Hu");
        assert_eq!(ascii("ا"), "u627");
        assert_eq!(ascii("عءا"), "u639 u621 u627");
        for letter in ('\u{80}'..=char::MAX).filter(|letter| stays(*letter)) {
            let words = split(&ascii(&letter.to_string()));
            assert!(words.concat().is_ascii() && !words.is_empty(), "{letter}");
        }
    }

    #[test]
    fn values_without_letters_are_read_aloud() {
        let read = |text| camel(&read(text));
        assert_eq!(read(">"), "GreaterThan");
        assert_eq!(read(">="), "GreaterThanOrEqual");
        assert_eq!(read(""), "Empty");
        assert_eq!(read("-1"), "Minus1");
        assert_eq!(read("-created_at"), "MinusCreatedAt");
        assert_eq!(read(">=5"), "AtLeast5");
        assert_eq!(read("🚀"), "Rocket");
        assert_eq!(read("👍\u{fe0f}"), "Plus1");
        assert_eq!(read("\u{fe0f}"), "Ufe0f");
        assert_eq!(read("€"), "Eur");
        assert_eq!(read("→"), "U2192");
        assert_eq!(read("↑"), "U2191");
        assert_eq!(read("🖫"), "U1f5ab");
        assert_eq!(read("½"), "Ubd");
        assert_eq!(read("*"), "Asterisk");
        assert_eq!(read(" "), "Space");
    }

    #[test]
    fn names_of_files_are_ascii() {
        let module = |text| snake(&split(&ascii(text)));
        assert_eq!(module("用户管理"), "yong_hu_guan_li");
        assert_eq!(module("Größe & Straße"), "grosse_strasse");
        assert_eq!(module("Émigré ﬁle"), "emigre_file");
        assert_eq!(module("🚀 Start"), "rocket_start");
        assert_eq!(module("\u{10ffff}"), "u10ffff");
        assert_eq!(module("Plain"), "plain");
    }
}

//! Splitting of names into words, and the joining of words in Rust's cases.

use std::borrow::Cow;
use std::str::Chars;

/// The words of a name, in lower case.
///
/// A word ends at a character that is no letter or digit, where a capital follows a small letter or a
/// digit, and before the last capital of a run that a small letter follows (`HTTPServer` has two words).
/// An apostrophe is no boundary, nor is the plural `s` of an acronym (`IDs` is one word), nor what is inside of `OAuth`.
pub(crate) fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(text, &mut |word| words.push(word.to_owned()));
    words
}

/// Takes each word of [`split`].
pub(super) fn each(text: &str, take: &mut dyn FnMut(&str)) {
    let text = &with_mixed_words(text);
    let mut word = String::with_capacity(text.len());
    let mut finish = |word: &mut String| {
        if !word.is_empty() {
            take(word);
            word.clear();
        }
    };
    let mut characters = text.chars();
    let mut previous = None;
    while let Some(character) = characters.next() {
        if matches!(character, '\'' | '’') {
            continue;
        }
        if !stays(character) {
            finish(&mut word);
            previous = None;
            continue;
        }
        if character.is_uppercase()
            && previous.is_some_and(|previous| boundary(previous, characters.clone()))
        {
            finish(&mut word);
        }
        if character.is_ascii() {
            word.push(character.to_ascii_lowercase());
        } else {
            word.extend(character.to_lowercase().filter(|lower| stays(*lower)));
        }
        previous = Some(character);
    }
    finish(&mut word);
}

/// Words with capitals inside, and as [`split`] reads them.
const MIXED: &[(&str, &str)] = &[("OAuth", "Oauth"), ("IPv4", "Ipv4"), ("IPv6", "Ipv6")];

/// The text without the capitals inside of a word, unless that word is the end of another one (`VIPv4`).
fn with_mixed_words(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if !text
        .as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, b"OA" | b"IP"))
    {
        return text;
    }
    for (mixed, plain) in MIXED {
        let mut parts = text.split(mixed);
        let mut read = parts.next().unwrap_or_default().to_owned();
        let mut is_mixed = false;
        for part in parts {
            is_mixed = true;
            let is_end = read.ends_with(char::is_uppercase);
            read.push_str(if is_end { mixed } else { plain });
            read.push_str(part);
        }
        if is_mixed {
            text = Cow::Owned(read);
        }
    }
    text
}

/// A name in ASCII, transliterated where it is not; as it is where nothing can be said in ASCII.
pub fn ascii(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let ascii = deunicode::deunicode_with_tofu(text, " ");
    if split(&ascii).is_empty() {
        spell(text).join(" ")
    } else {
        ascii
    }
}

/// Whether a character can be part of an identifier whatever stands beside it.
///
/// Rust compares identifiers in normalization form C. Conjoining jamo and compatibility ideographs, the
/// letters that this form would merge with others, are therefore left out.
fn stays(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    character.is_alphanumeric()
        && unicode_ident::is_xid_continue(character)
        && !matches!(character, '\u{1100}'..='\u{11ff}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

/// Whether a word begins at a capital, by the character before it and those after it.
fn boundary(previous: char, mut rest: Chars<'_>) -> bool {
    if !previous.is_uppercase() {
        return true;
    }
    let Some(next) = rest.next() else {
        return false;
    };
    // `IDs`, `URLs`: a lone `s` at the end of a word belongs to the acronym.
    let is_last = || {
        rest.clone()
            .next()
            .is_none_or(|after| !after.is_lowercase())
    };
    next.is_lowercase() && !(next == 's' && is_last())
}

/// Joins words in a case.
fn join<S: AsRef<str>>(words: &[S], push: fn(&mut String, &str)) -> String {
    let mut text = String::new();
    words.iter().for_each(|word| push(&mut text, word.as_ref()));
    text
}

/// `CamelCase`. Two digits that would meet are kept apart by an underscore.
pub(crate) fn camel<S: AsRef<str>>(words: &[S]) -> String {
    join(words, push_camel)
}

/// Adds a word to a text in `CamelCase`.
pub(super) fn push_camel(text: &mut String, word: &str) {
    let mut characters = word.chars();
    let Some(first) = characters.next() else {
        return;
    };
    if first.is_ascii_digit() && text.ends_with(|last: char| last.is_ascii_digit()) {
        text.push('_');
    }
    if first.is_ascii() {
        text.push(first.to_ascii_uppercase());
    } else {
        let mut upper = first.to_uppercase();
        text.extend(upper.next());
        // `ß` and the like have two capitals, `Ss` at the beginning of a word.
        text.extend(upper.flat_map(char::to_lowercase));
    }
    text.push_str(characters.as_str());
}

/// `snake_case`.
pub(crate) fn snake<S: AsRef<str>>(words: &[S]) -> String {
    join(words, push_snake)
}

/// Adds a word to a text in `snake_case`.
pub(super) fn push_snake(text: &mut String, word: &str) {
    if !text.is_empty() {
        text.push('_');
    }
    text.push_str(word);
}

/// `UPPER_CASE`, made from a name in snake case.
pub(crate) fn upper(snake: &str) -> String {
    if snake.is_ascii() {
        return snake.to_ascii_uppercase();
    }
    snake.chars().flat_map(char::to_uppercase).collect()
}

/// Whether [`spell`] and [`read`] find the same words in a text as [`split`]: it has letters or digits, and
/// nothing between them but single separators.
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

/// The words of a name, with every symbol in it spelled out: `>=` is `greater than or equal`. What merely
/// joins two words is no symbol.
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
            words.push(format!("u{:x}", u32::from(character)));
        }
        rest = after;
    }
    words.append(&mut split(&run));
    words
}

/// Takes each of the words of a name as one would read them aloud: a sign in front is spelled (`-1` is `minus 1`), and
/// a name without a letter or digit is spelled as a whole.
pub(super) fn read(text: &str, take: &mut dyn FnMut(&str)) {
    let mut has_words = false;
    each(text, &mut |word| {
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

/// Longer symbols first, since the first that fits is taken.
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

    fn joined(text: &str) -> String {
        split(text).join(" ")
    }

    fn read(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        super::read(text, &mut |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_end_at_separators_and_at_capitals() {
        assert_eq!(joined("create_redis-log"), "create redis log");
        assert_eq!(joined("createRedisLog"), "create redis log");
        assert_eq!(joined("HTTPServer"), "http server");
        assert_eq!(joined("XMLHttpRequest"), "xml http request");
        assert_eq!(joined("getV2Users"), "get v2 users");
        assert_eq!(joined("Base64Encoded"), "base64 encoded");
        assert_eq!(
            joined("OAuth2PasswordBearer_myOAuth"),
            "oauth2 password bearer my oauth"
        );
        assert_eq!(joined("publicIPv6Address"), "public ipv6 address");
        assert_eq!(joined("VIPv4"), "vi pv4");
    }

    #[test]
    fn the_plural_of_an_acronym_is_one_word() {
        assert_eq!(joined("userIDs"), "user ids");
        assert_eq!(joined("URLsOfVMs"), "urls of vms");
        assert_eq!(joined("DNSserver"), "dn sserver");
        assert_eq!(joined("user's"), "users");
    }

    #[test]
    fn letters_of_other_scripts_stay() {
        assert_eq!(joined("日志管理"), "日志管理");
        assert_eq!(joined("ГруппаИмя"), "группа имя");
        assert_eq!(joined("Straße"), "straße");
    }

    #[test]
    fn letters_with_two_capitals_have_them() {
        assert_eq!(camel(&["ßa", "ﬁle", "ǆ"]), "SsaFileǄ");
        assert_eq!(upper("straße_ﬂ"), "STRASSE_FL");
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

    #[test]
    fn digits_that_would_meet_are_kept_apart() {
        assert_eq!(camel(&["v1", "2", "x"]), "V1_2X");
        assert_eq!(snake(&["v1", "2", "x"]), "v1_2_x");
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
    fn values_without_letters_are_read_aloud() {
        let read = |text| camel(&read(text));
        assert_eq!(read(">"), "GreaterThan");
        assert_eq!(read(">="), "GreaterThanOrEqual");
        assert_eq!(read(""), "Empty");
        assert_eq!(read("-1"), "Minus1");
        assert_eq!(read("-created_at"), "MinusCreatedAt");
        assert_eq!(read(">=5"), "AtLeast5");
        assert_eq!(read("🚀"), "U1f680");
        assert_eq!(read("*"), "Asterisk");
        assert_eq!(read(" "), "Space");
    }
}

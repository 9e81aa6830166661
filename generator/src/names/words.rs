//! Splits names into words, and joins words in the cases of Rust.

pub(super) mod spelling;

use std::borrow::Cow;
use std::str::Chars;

/// Returns the words of a name, in lower case.
///
/// A word ends at a character that is not a letter or digit, where a capital follows a small letter or a digit, and
/// before the last capital of a run that a small letter follows (`HTTPServer` has two words). An apostrophe is not a
/// boundary, nor are the plural `s` of an acronym (`IDs` is one word) and the capitals inside `OAuth` and `oAuth`.
pub(crate) fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(text, Case::Camel, &mut |word| words.push(word.to_owned()));
    words
}

/// The case in which words are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Camel,
    Snake,
}

/// Passes on each word of [`split`]. For `snake_case`, in which a boundary is an underscore, `4K`, `P2P` and `IoT` are
/// one word.
pub(super) fn each(text: &str, case: Case, take: &mut dyn FnMut(&str)) {
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
    let mut after = text.as_ref();
    while let Some(character) = characters.next() {
        let from_here = std::mem::replace(&mut after, characters.as_str());
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
            && !(case == Case::Snake && continues(&word, from_here))
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

/// Words with capitals inside, and the form in which [`split`] takes them.
const MIXED: &[(&str, &str)] = &[
    ("OAuth", "Oauth"),
    ("oAuth", "oauth"),
    ("IPv4", "Ipv4"),
    ("IPv6", "Ipv6"),
    ("iOS", "ios"),
    ("gRPC", "grpc"),
    ("mTLS", "mtls"),
    ("vCPU", "vcpu"),
];

/// Returns the text without the capitals inside such words, unless the word is the end of another one (`VIPv4`,
/// `videoAuth`).
fn with_mixed_words(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    let mut pairs = text.as_bytes().windows(2);
    if !pairs.any(|pair| matches!(pair, b"OA" | b"oA" | b"IP" | b"iO" | b"gR" | b"mT" | b"vC")) {
        return text;
    }
    for (mixed, plain) in MIXED {
        let mut parts = text.split(mixed);
        let mut read = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let is_end = match mixed.starts_with(char::is_lowercase) {
                true => read.ends_with(char::is_alphanumeric),
                false => read.ends_with(char::is_uppercase),
            };
            read.push_str(if is_end { mixed } else { plain });
            read.push_str(part);
        }
        text = Cow::Owned(read);
    }
    text
}

/// Whether a character can be part of an identifier, whatever is next to it.
///
/// Rust compares identifiers in normalization form C. Conjoining jamo and compatibility ideographs, which this form
/// would merge with other letters, are therefore left out.
pub(super) fn stays(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    character.is_alphanumeric()
        && unicode_ident::is_xid_continue(character)
        && !matches!(character, '\u{1100}'..='\u{11ff}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

/// Whether a capital begins a word, from the character before it and those after it.
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

/// Whether the capitals with which `rest` begins belong to the word before them in `snake_case`: one or two after a
/// number (`4K`, `2FA`), one after a letter and a number (`P2P`), and those of `IoT` and `3Gpp`.
fn continues(word: &str, rest: &str) -> bool {
    let capitals = rest.chars().take_while(|next| next.is_uppercase()).count();
    let after = rest.chars().nth(capitals);
    // The last one begins the next word.
    let capitals = capitals - usize::from(after.is_some_and(char::is_lowercase));
    let number = word.trim_start_matches(|first: char| first.is_ascii_lowercase());
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    match word.len() - number.len() {
        0 if is_number && matches!(capitals, 1 | 2) => true,
        1 if is_number && capitals == 1 => true,
        _ => {
            word == "io" && rest.starts_with('T') && capitals > 0
                || word.ends_with('3') && rest.starts_with("Gpp")
        }
    }
}

/// Joins words, each added by `push`.
fn join<S: AsRef<str>>(words: &[S], push: fn(&mut String, &str)) -> String {
    let mut text = String::new();
    words.iter().for_each(|word| push(&mut text, word.as_ref()));
    text
}

/// Joins words in `CamelCase`. An underscore separates two digits that would be adjacent.
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
        // `ß` and similar letters have two capitals, which become `Ss` at the beginning of a word.
        text.extend(upper.flat_map(char::to_lowercase));
    }
    text.push_str(characters.as_str());
}

/// Joins words in `snake_case`.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> String {
        split(text).join(" ")
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
        assert_eq!(
            joined("oAuth2ClientCredentials_videoAuth"),
            "oauth2 client credentials video auth"
        );
        assert_eq!(joined("publicIPv6Address"), "public ipv6 address");
        assert_eq!(joined("VIPv4"), "vi pv4");
    }

    #[test]
    fn words_with_capitals_inside_are_one_in_snake_case() {
        let snake_of = |text: &str| {
            let mut words = Vec::new();
            each(text, Case::Snake, &mut |word| words.push(word.to_owned()));
            (snake(&words), camel(&split(text)))
        };
        let cases = [
            ("4K", "4k", "4K"),
            ("3DModel", "3d_model", "3DModel"),
            ("enable2FA", "enable2_fa", "Enable2Fa"),
            ("enable_2FA", "enable_2fa", "Enable2Fa"),
            ("404NotFound", "404_not_found", "404NotFound"),
            ("30DAYS", "30_days", "30Days"),
            ("P2PNetwork", "p2p_network", "P2PNetwork"),
            ("isB2B", "is_b2b", "IsB2B"),
            ("S3Bucket", "s3_bucket", "S3Bucket"),
            ("S3URL", "s3_url", "S3Url"),
            ("AWSIoTHub", "aws_iot_hub", "AwsIoTHub"),
            ("IoTimeout", "io_timeout", "IoTimeout"),
            ("smf3GppAccess", "smf3gpp_access", "Smf3GppAccess"),
            ("iOSVersion", "ios_version", "IosVersion"),
            ("vCPUs", "vcpus", "Vcpus"),
            ("audiOS", "audi_os", "AudiOs"),
        ];
        for (text, in_snake, in_camel) in cases {
            assert_eq!(snake_of(text), (in_snake.to_owned(), in_camel.to_owned()));
        }
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
    }

    #[test]
    fn digits_that_would_meet_are_kept_apart() {
        assert_eq!(camel(&["v1", "2", "x"]), "V1_2X");
        assert_eq!(snake(&["v1", "2", "x"]), "v1_2_x");
    }
}

//! Pairs of names and values: of a query, of cookies, or of a form.

use serde_json::Value;

use super::is_text_of;

/// Pairs of names and values, as they were written.
#[derive(Clone)]
pub(in crate::calls) struct Pairs {
    list: Vec<(String, String)>,
    encoding: PairEncoding,
}

/// How characters are encoded in a pair.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PairEncoding {
    Percent,
    /// `+` is a space, too.
    Form,
    None,
}

impl Pairs {
    pub(in crate::calls) fn of_query(raw: &str) -> Pairs {
        Pairs::split(raw, "&", PairEncoding::Percent)
    }

    pub(in crate::calls) fn of_form(raw: &str) -> Pairs {
        Pairs::split(raw, "&", PairEncoding::Form)
    }

    pub(in crate::calls) fn of_cookies(raw: &str) -> Pairs {
        Pairs::split(raw, "; ", PairEncoding::Percent)
    }

    /// Returns pairs without any encoding.
    pub(in crate::calls) fn plain(list: Vec<(String, String)>) -> Pairs {
        Pairs {
            list,
            encoding: PairEncoding::None,
        }
    }

    fn split(raw: &str, between: &str, encoding: PairEncoding) -> Pairs {
        let pairs = raw.split(between).filter(|pair| !pair.is_empty());
        let list = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        });
        Pairs {
            list: list.collect(),
            encoding,
        }
    }

    /// Reads the pairs as if nothing were encoded in them.
    pub(in crate::calls) fn as_they_are<R>(&mut self, read: impl FnOnce(&mut Pairs) -> R) -> R {
        let before = std::mem::replace(&mut self.encoding, PairEncoding::None);
        let result = read(self);
        self.encoding = before;
        result
    }

    /// Takes the values of all pairs of this name.
    pub(super) fn take(&mut self, name: &str) -> Vec<String> {
        let (taken, left) = std::mem::take(&mut self.list)
            .into_iter()
            .partition(|(key, _)| self.decode(key) == name);
        self.list = left;
        let taken: Vec<(String, String)> = taken;
        taken.into_iter().map(|(_, value)| value).collect()
    }

    /// Takes the pairs of `name[key]…`. Returns whether they are those of the value. Without `explode`, an array of
    /// scalars is one text.
    pub(super) fn take_deep(&mut self, name: &str, value: &Value, explode: bool) -> bool {
        let is_own = |key: &str| {
            key.strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        };
        let (taken, left): (Vec<_>, Vec<_>) = std::mem::take(&mut self.list)
            .into_iter()
            .partition(|(key, _)| is_own(&self.decode(key)));
        self.list = left;
        let mut read: Vec<(String, String)> = taken
            .iter()
            .map(|(key, value)| (self.decode(key), self.decode(value)))
            .collect();
        let mut expected = Vec::new();
        deep(name, value, explode, &mut expected);
        read.len() == expected.len()
            && expected.iter().all(|(key, value)| {
                let found = read
                    .iter()
                    .position(|(name, text)| name == key && is_text_of(value, text));
                found.map(|at| read.swap_remove(at)).is_some()
            })
    }

    /// Returns the names of the pairs that were not taken.
    pub(in crate::calls) fn left(&self) -> impl Iterator<Item = String> {
        self.list.iter().map(|(name, _)| self.decode(name))
    }

    /// Drops the pairs of a name.
    pub(in crate::calls) fn drop(&mut self, name: &str) {
        self.take(name);
    }

    pub(super) fn decode(&self, text: &str) -> String {
        match self.encoding {
            PairEncoding::Percent => decoded(text),
            PairEncoding::Form => decoded(&text.replace('+', " ")),
            PairEncoding::None => text.to_owned(),
        }
    }
}

/// Adds the pairs of `deepObject`: objects are nested, arrays of scalars are `name[]` or one text, other arrays have
/// numbers.
fn deep(name: &str, value: &Value, explode: bool, pairs: &mut Vec<(String, Value)>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (key, value) in fields {
                deep(&format!("{name}[{key}]"), value, explode, pairs);
            }
        }
        Value::Array(items) => {
            let counts = items.iter().any(|item| item.is_array() || item.is_object());
            if !counts && !explode {
                let items = items.iter().filter(|item| !item.is_null());
                let strings: Vec<String> = items.map(plain_text).collect();
                if !strings.is_empty() {
                    pairs.push((name.to_owned(), strings.join(",").into()));
                }
                return;
            }
            for (index, item) in items.iter().enumerate() {
                match counts {
                    true => deep(&format!("{name}[{index}]"), item, explode, pairs),
                    false => deep(&format!("{name}[]"), item, explode, pairs),
                }
            }
        }
        scalar => pairs.push((name.to_owned(), scalar.clone())),
    }
}

fn plain_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Percent-decodes a text (RFC 3986, 2.1).
pub(in crate::calls) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).filter(|_| *first == b'%');
        // `from_str_radix` would also accept a sign.
        let pair = pair.filter(|pair| pair.iter().all(u8::is_ascii_hexdigit));
        let pair = pair.and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = match byte {
            Some(_) => after.get(2..).unwrap_or_default(),
            None => after,
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

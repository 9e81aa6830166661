//! Finds code and message in the body of an error, in any of the usual forms.

mod challenge;
mod key;
mod xml;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use self::key::{Field, KEYS, Key, Slot, code_of_type, may_be_field};
use crate::json::error::without_mark;
use crate::value::text::contains;

/// Returns the error code of a body.
#[cfg(feature = "huawei")]
pub(crate) fn code_in(body: &[u8]) -> Option<String> {
    Details::read(body).code
}

/// The code, message and request id of an error body.
#[derive(Clone, Default)]
pub(crate) struct Details {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// Bodies nested deeper than this are not searched.
const DEPTH: usize = 8;

/// How many errors of a list are included in the message, and how many steps of a path to one.
const LISTED: usize = 8;

impl Details {
    /// Reads a body without building it in memory; if it is malformed, the part before that is used.
    #[cold]
    pub(crate) fn read(body: &[u8]) -> Details {
        let mut details = Self::read_once(body);
        // Zod sends its list of errors as a string.
        let text = details.message.as_deref();
        if let Some(message) = text.and_then(|text| Self::read_once(text.as_bytes()).message) {
            details.message = Some(message);
        }
        details
    }

    fn read_once(body: &[u8]) -> Details {
        let body = without_mark(body);
        let mut found = Found::default();
        // Most bodies that are not JSON are recognized by their first byte.
        match body.trim_ascii_start().first() {
            Some(b'{' | b'[') => {
                let mut json = serde_json::Deserializer::from_slice(body);
                let (found, slot, depth) = (&mut found, Slot::Whole, DEPTH);
                let _ = Walk { found, slot, depth }.deserialize(&mut json);
            }
            Some(b'<') => xml::read(body, &mut found),
            _ => {}
        }
        found.whole()
    }

    fn is_complete(&self) -> bool {
        self.code.is_some() && self.message.is_some()
    }
}

/// The values found in an object, each with the index of its key in [`KEYS`].
#[derive(Default)]
struct Found {
    code: Option<(usize, String)>,
    message: Option<(usize, String)>,
    id: Option<(usize, String)>,
    /// The value of `type`, which may be a code.
    kind: Option<String>,
    /// The path to the erroneous value.
    place: Vec<String>,
    /// The details of nested objects.
    inner: Details,
    /// The errors that the object lists.
    listed: Vec<String>,
    /// The strings in lists below unknown keys: in Django REST framework the keys are fields, the strings their errors.
    fields: Vec<String>,
    /// Whether there are other values below such keys, so that they are not fields.
    has_others: bool,
    /// The strings below unknown keys.
    strings: Vec<(String, String)>,
}

impl Found {
    fn keep(&mut self, field: Field, rank: usize, text: &str) {
        let slot = match field {
            _ if text.is_empty() => return,
            Field::Code => &mut self.code,
            Field::Type => return self.kind = code_of_type(text),
            Field::Error if !text.contains(char::is_whitespace) => &mut self.code,
            Field::Message | Field::Error | Field::List => &mut self.message,
            Field::Id => &mut self.id,
            Field::Place if self.place.len() < LISTED => return self.place.push(text.to_owned()),
            Field::Place => return,
        };
        if slot.as_ref().is_none_or(|known| rank < known.0) {
            *slot = Some((rank, text.to_owned()));
        }
    }

    fn list(&mut self, place: &str, text: &str) {
        if self.listed.len() < LISTED && !text.is_empty() {
            self.listed.push(match place {
                "" => text.to_owned(),
                place => format!("{place}: {text}"),
            });
        }
    }

    /// Merges the details of a nested object.
    fn absorb(&mut self, details: Details) {
        let known = &mut self.inner;
        let is_better = details.is_complete() && !known.is_complete();
        if is_better || (known.code.is_none() && known.message.is_none()) {
            (known.code, known.message) = (details.code, details.message);
        }
        known.request_id = known.request_id.take().or(details.request_id);
    }

    /// Adds the error in an entry of a list.
    fn absorb_entry(&mut self, place: Option<&str>, mut entry: Found) {
        // FastAPI has the violated rule there.
        entry.kind = None;
        let own = entry.place.join(".");
        let details = entry.details();
        let place = if own.is_empty() { place } else { Some(&*own) };
        self.list(
            place.unwrap_or_default(),
            details.message.as_deref().unwrap_or_default(),
        );
        if self.inner.code.is_none() && self.inner.message.is_none() {
            self.inner.code = details.code;
        }
    }

    /// Adds the lists in an object below an unknown key.
    fn absorb_fields(&mut self, place: &str, inner: &mut Found) {
        self.has_others |= inner.has_others;
        for text in std::mem::take(&mut inner.fields) {
            self.field(&format!("{place}.{text}"));
        }
    }

    /// Adds the errors by field in an object that has nothing but errors.
    fn list_fields(&mut self, inner: &mut Found) {
        if !inner.has_others {
            self.listed.append(&mut inner.fields);
        }
    }

    /// Takes the message from the strings of an object in place of a message that has no other: a text with its
    /// language, as in OData, or the errors by field, as in Flask-RESTful.
    fn take_message_of_strings(&mut self) {
        let strings = std::mem::take(&mut self.strings);
        if self.code.is_some() || self.message.is_some() {
            return;
        }
        match strings.iter().find(|(name, _)| name == "value") {
            Some((_, text)) => self.keep(Field::Message, KEYS.len(), text),
            None => strings
                .iter()
                .for_each(|(name, text)| self.list(name, text)),
        }
    }

    fn field(&mut self, text: &str) {
        if self.fields.len() < LISTED {
            self.fields.push(text.to_owned());
        }
    }

    /// Returns the details of the whole body. Errors by field are the message if there is no code, no message and
    /// nothing else.
    fn whole(mut self) -> Details {
        let fields = std::mem::take(&mut self.fields).join("; ");
        let has_others = self.has_others;
        let mut details = self.details();
        if details.code.is_none() && !has_others && !fields.is_empty() {
            details.message.get_or_insert(fields);
        }
        details
    }

    /// Returns the details of the object, completed by those of nested objects; one that has both code and message is
    /// preferred.
    fn details(mut self) -> Details {
        if self.code.is_none() && self.message.is_some() {
            self.code = self.kind.take().map(|code| (KEYS.len(), code));
        }
        let text = |text: Option<(usize, String)>| text.map(|(_, text)| text);
        let own = Details {
            code: text(self.code),
            message: text(self.message),
            request_id: text(self.id),
        };
        let (mut first, second) = match own.is_complete() || !self.inner.is_complete() {
            true => (own, self.inner),
            false => (self.inner, own),
        };
        first.code = first.code.or(second.code);
        first.message = first.message.or(second.message);
        first.request_id = first.request_id.or(second.request_id);
        let listed = self.listed.join("; ");
        first.message = match first.message {
            None => Some(listed).filter(|listed| !listed.is_empty()),
            Some(message) if self.listed.iter().all(|error| says(&message, error)) => Some(message),
            Some(message) if self.listed.iter().any(|error| error.ends_with(&message)) => {
                Some(listed)
            }
            Some(message) => Some(format!(
                "{}: {listed}",
                message.trim_end_matches(['.', ':'])
            )),
        };
        first
    }
}

/// Returns whether a message has the error of a list already, after its place or without one. A single word that it has
/// is the name of what the message is about.
fn says(message: &str, error: &str) -> bool {
    let text = error.split_once(": ").map_or(error, |(_, text)| text);
    contains(message, error)
        || contains(message, &error.replacen(": ", " ", 1))
        || !text.contains(char::is_whitespace) && contains(message, text)
}

/// Reads a value; objects are searched to this depth.
struct Walk<'a> {
    found: &'a mut Found,
    slot: Slot<'a>,
    depth: usize,
}

impl Walk<'_> {
    fn keep(self, text: &str) {
        match self.slot {
            Slot::Keyed(field, rank) => self.found.keep(field, rank, text),
            Slot::Entry(place) => self.found.list(place.unwrap_or_default(), text),
            Slot::FieldItem(place) => self.found.field(&format!("{place}: {text}")),
            Slot::Field(place) => {
                self.found.has_others = true;
                if self.found.strings.len() < LISTED {
                    let string = (place.to_owned(), text.to_owned());
                    self.found.strings.push(string);
                }
            }
            Slot::Whole | Slot::Other => {}
        }
    }

    /// A number may be a code, but is no error in a list.
    fn number<E: Error>(self, number: impl fmt::Display) -> Result<(), E> {
        match self.slot {
            Slot::Keyed(..) => self.keep(&number.to_string()),
            Slot::Field(_) | Slot::FieldItem(_) => self.found.has_others = true,
            Slot::Whole | Slot::Entry(_) | Slot::Other => {}
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.keep(text);
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.found.has_others |= matches!(self.slot, Slot::Field(_) | Slot::FieldItem(_));
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Walk { found, slot, depth } = self;
        let entry = match slot {
            Slot::Keyed(Field::Place, _) => slot,
            // Such a key with a list is the name of a field with its errors, not a code or a title.
            Slot::Keyed(_, rank) if may_be_field(rank) => {
                Slot::FieldItem(KEYS.get(rank).map_or("", |key| key.0))
            }
            Slot::Whole | Slot::Keyed(Field::Message | Field::List | Field::Error, _) => {
                Slot::Entry(None)
            }
            Slot::Entry(_) | Slot::FieldItem(_) => slot,
            Slot::Field(place) => Slot::FieldItem(place),
            Slot::Keyed(..) | Slot::Other => Slot::Other,
        };
        if depth > 0 && !matches!(entry, Slot::Other) {
            let depth = depth - 1;
            let slot = entry;
            while items
                .next_element_seed(Walk { found, slot, depth })?
                .is_some()
            {}
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Walk { found, slot, depth } = self;
        let by_place = matches!(slot, Slot::Keyed(Field::List, _));
        if let Slot::Whole = slot {
            return entries(found, depth, by_place, &mut map);
        }
        let mut inner = Found::default();
        let read = entries(&mut inner, depth, by_place, &mut map);
        match slot {
            Slot::Entry(place) => {
                found.has_others |= inner.has_others;
                for text in std::mem::take(&mut inner.fields) {
                    found.field(&text);
                }
                found.absorb_entry(place, inner);
            }
            _ if by_place => {
                found.listed.append(&mut inner.listed);
                found.list_fields(&mut inner);
                found.absorb(inner.details());
            }
            Slot::FieldItem(place) => found.absorb_fields(place, &mut inner),
            Slot::Field(place) => {
                found.absorb_fields(place, &mut inner);
                found.absorb(inner.details());
            }
            Slot::Keyed(Field::Message, _) => {
                found.list_fields(&mut inner);
                inner.take_message_of_strings();
                found.absorb(inner.details());
            }
            _ => found.absorb(inner.details()),
        }
        read
    }
}

/// Reads an object. In a list of errors, other keys are the paths of errors.
fn entries<'de, A: MapAccess<'de>>(
    found: &mut Found,
    depth: usize,
    by_place: bool,
    map: &mut A,
) -> Result<(), A::Error> {
    while let Some(key) = map.next_key_seed(Key)? {
        let slot = match &key {
            Ok((field, rank)) => Slot::Keyed(*field, *rank),
            Err(name) if by_place => Slot::Entry(Some(name)),
            Err(name) => Slot::Field(name),
        };
        if depth == 0 {
            map.next_value::<IgnoredAny>()?;
        } else {
            let depth = depth - 1;
            map.next_value_seed(Walk { found, slot, depth })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

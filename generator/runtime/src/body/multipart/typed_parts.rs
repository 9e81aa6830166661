//! Parts of multipart bodies from typed values.

use serde::Serialize;
use serde_json::Value;

use crate::body::charset;
use crate::body::multipart::Multipart;
use crate::body::multipart::part::Part;
use crate::json::write;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Parameter, Style};
use crate::parameter::encode;
use crate::rules::node::Node;
use crate::value::text::json_text;

impl Multipart {
    /// Sets a part; it replaces others with its name. The style of the parameter decides whether it is text or JSON,
    /// with a part for each item of an array, or encoded like a query parameter.
    pub fn value<T: Serialize + ?Sized>(
        &mut self,
        parameter: &'static Parameter,
        content_type: Option<&'static str>,
        value: &T,
    ) {
        let parts = parts(parameter, content_type, write::to_value(value));
        self.replace(parameter.name(), parts);
    }

    /// Adds a part after the others, as text or JSON by the style of the parameter.
    pub fn item<T: Serialize + ?Sized>(
        &mut self,
        parameter: &'static Parameter,
        content_type: Option<&'static str>,
        value: &T,
    ) {
        match whole(parameter, content_type, write::to_value(value)) {
            Ok(part) => self.push(parameter.name(), part),
            Err(error) => self.refuse(error),
        }
    }

    /// Sets the only part with a name, also for an array.
    pub fn whole<T: Serialize + ?Sized>(
        &mut self,
        parameter: &'static Parameter,
        content_type: Option<&'static str>,
        value: &T,
    ) {
        let name = parameter.name();
        let part = whole(parameter, content_type, write::to_value(value));
        self.replace(name, part.map(|part| vec![(name.to_owned(), part)]));
    }

    /// Sets a file; it replaces others with its name.
    pub fn file(&mut self, name: &str, content_type: Option<&'static str>, part: Part) {
        self.replace(name, Ok(vec![file(name, content_type, part)]));
    }

    /// Sets a file whose length the description limits. A stream may be of any length.
    pub fn bounded_file(
        &mut self,
        parameter: &'static Parameter,
        content_type: Option<&'static str>,
        part: Part,
    ) {
        let name = parameter.name();
        let fits = check_length(name, parameter.node(), &part);
        self.replace(name, fits.map(|()| vec![file(name, content_type, part)]));
    }

    /// Sets files; they replace others with their name.
    pub fn files(
        &mut self,
        parameter: &'static Parameter,
        content_type: Option<&'static str>,
        parts: impl IntoIterator<Item = Part>,
    ) {
        let name = parameter.name();
        let parts = parts.into_iter().map(|part| file(name, content_type, part));
        let parts: Vec<_> = parts.collect();
        // The rules can only check how many files there are, all taken as different, and their lengths.
        let count = parameter.check(&(0..parts.len()).collect());
        let fits = count.and_then(|()| {
            let nodes = parameter.node().item_nodes();
            let mut each = nodes
                .iter()
                .flat_map(|node| parts.iter().map(move |part| (node, part)));
            each.try_for_each(|(node, part)| check_length(name, node, &part.1))
        });
        self.replace(name, fits.map(|()| parts));
    }

    /// Adds a file after the other parts.
    pub fn file_item(&mut self, name: &str, content_type: Option<&'static str>, part: Part) {
        self.parts.push(file(name, content_type, part));
    }

    /// Adds a file whose length the description limits.
    pub fn bounded_file_item(
        &mut self,
        parameter: &'static Parameter,
        content_type: Option<&'static str>,
        part: Part,
    ) {
        match check_length(parameter.name(), parameter.node(), &part) {
            Ok(()) => self.file_item(parameter.name(), content_type, part),
            Err(error) => self.refuse(error),
        }
    }

    /// Sets a header of all parts with a name, also of those that are added later.
    pub fn header<T: Serialize + ?Sized>(
        &mut self,
        part: &str,
        parameter: &'static Parameter,
        value: &T,
    ) {
        match header(parameter, write::to_value(value)) {
            Ok(Some((name, value))) => {
                let is_it = |known: &(String, String, String)| known.0 == part && known.1 == name;
                self.headers.retain(|known| !is_it(known));
                self.headers.push((part.to_owned(), name, value));
            }
            Ok(None) => {}
            Err(error) => self.refuse(error),
        }
    }

    /// Sets a header of the last part.
    pub fn item_header<T: Serialize + ?Sized>(
        &mut self,
        part: &str,
        parameter: &'static Parameter,
        value: &T,
    ) {
        let (name, value) = match header(parameter, write::to_value(value)) {
            Ok(Some(header)) => header,
            Ok(None) => return,
            Err(error) => return self.refuse(error),
        };
        match self.parts.last_mut() {
            Some((known, last)) if known == part => {
                last.headers.retain(|known| known.0 != name);
                last.headers.push((name, value));
            }
            _ => self.refuse(InvalidArgument::new(part, ArgumentErrorKind::Missing)),
        }
    }
}

fn check_length(name: &str, node: &Node, part: &Part) -> Result<(), InvalidArgument> {
    let checked = part.body.check_length(node);
    checked.map_err(|problem| InvalidArgument::new(name, problem))
}

fn file(name: &str, content_type: Option<&'static str>, part: Part) -> (String, Part) {
    let part = match content_type {
        Some(content_type) => part.or_content_type(content_type),
        None => part,
    };
    (name.to_owned(), part)
}

fn parts(
    parameter: &'static Parameter,
    content_type: Option<&'static str>,
    value: serde_json::Result<Value>,
) -> Result<Vec<(String, Part)>, InvalidArgument> {
    let value = checked(parameter, value)?;
    if !matches!(parameter.style, Style::Text | Style::Json) {
        let pairs = encode::plain_pairs(parameter, &value)?.into_iter();
        let parts = pairs.map(|pair| (pair.name().to_owned(), Part::text(pair.value())));
        return Ok(parts.collect());
    }
    let values = match value {
        Value::Array(items) => items,
        one => vec![one],
    };
    // Null is not sent as text.
    let is_said = |value: &Value| !value.is_null() || parameter.style == Style::Json;
    let parts = values.into_iter().filter(is_said).map(|value| {
        let part = part_of(parameter, content_type, value)?;
        Ok((parameter.name().to_owned(), part))
    });
    parts.collect()
}

fn whole(
    parameter: &'static Parameter,
    content_type: Option<&'static str>,
    value: serde_json::Result<Value>,
) -> Result<Part, InvalidArgument> {
    checked(parameter, value).and_then(|value| part_of(parameter, content_type, value))
}

fn part_of(
    parameter: &'static Parameter,
    content_type: Option<&'static str>,
    value: Value,
) -> Result<Part, InvalidArgument> {
    let of_json = (parameter.style == Style::Json || value.is_object() || value.is_array())
        .then_some("application/json");
    let media_type = content_type.or(of_json);
    let named = media_type.unwrap_or_default();
    let bytes = match (of_json, value) {
        (Some(_), value) => charset::escaped(named, json_text(&value).into_bytes()),
        (None, Value::String(text)) => charset::encoded(named, text),
        (None, scalar) => charset::encoded(named, json_text(&scalar)),
    };
    let bytes = bytes.map_err(|problem| InvalidArgument::new(parameter.name(), problem))?;
    let part = Part::bytes(bytes);
    Ok(match media_type {
        Some(media_type) => part.content_type(media_type),
        None => part,
    })
}

/// Returns a header of a part as text.
fn header(
    parameter: &'static Parameter,
    value: serde_json::Result<Value>,
) -> Result<Option<(String, String)>, InvalidArgument> {
    let value = checked(parameter, value)?;
    let header = encode::header(parameter, &value)?;
    let unsendable = || InvalidArgument::new(parameter.name(), ArgumentErrorKind::Unsendable);
    let Some((_, value)) = header else {
        return Ok(None);
    };
    let text = std::str::from_utf8(value.as_bytes()).map_err(|_| unsendable())?;
    Ok(Some((parameter.name().to_owned(), text.to_owned())))
}

/// Returns a value that fulfils the rules of its part.
fn checked(
    parameter: &'static Parameter,
    value: serde_json::Result<Value>,
) -> Result<Value, InvalidArgument> {
    let value = value.map_err(|error| {
        let problem = ArgumentErrorKind::NotJson(error.to_string());
        InvalidArgument::new(parameter.name(), problem)
    })?;
    parameter.check(&value).map(|()| value)
}

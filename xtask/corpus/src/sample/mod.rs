//! Values of the schemas of a document, valid by a validator that knows nothing of the generator.

mod discriminator;
mod draft;
mod files;
mod format;
pub(crate) mod pattern;
mod sampler;

use std::collections::BTreeMap;

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::model::Model;
pub(crate) use files::{pointer, pointer_of, referred};
pub(crate) use sampler::Random;
use sampler::Sampler;

/// How often a sample is drawn again that the validator refuses, or that is not wanted.
const ATTEMPTS: usize = 20;

/// The document in the registry.
const ROOT: &str = "doc:/root";

/// Formats that the validator does not check: as a client does, it takes any strings for those. Alternatives of a union
/// may differ by the others alone.
const ANY_STRINGS: [&str; 17] = [
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// Returns a document with all of its files as JSON, with its schemas written as those of JSON Schema 2020-12, and what discriminators say
/// of the alternatives of a union as a keyword of each.
pub(crate) fn document(model: &Model) -> Value {
    of_json(files::whole(&model.sources))
}

/// The same of a document that is JSON already.
pub(crate) fn of_json(mut document: Value) -> Value {
    // What an editor checks a document by is no dialect of its schemas.
    document.as_object_mut().map(|root| root.remove("$schema"));
    let version = document.get("openapi").and_then(Value::as_str);
    let version = match version.is_some_and(|version| version.starts_with("3.0")) {
        true => draft::Version::V30,
        false => draft::Version::Later,
    };
    let document = draft::modernized(document, version);
    discriminator::stated(discriminator::without_circles(document))
}

/// Prepares the schemas of a document for validators.
pub(crate) fn registry(document: &Value) -> Result<Registry<'_>, String> {
    let registry = Registry::new().add(ROOT, document);
    let registry = registry.and_then(jsonschema::RegistryBuilder::prepare);
    registry.map_err(|error| error.to_string())
}

/// How many values of each schema, or exchanges of each operation, and from which seed.
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) samples: usize,
}

/// Draws values of the schemas of a document.
pub(crate) struct Samples<'a> {
    pub(crate) document: &'a Value,
    registry: &'a Registry<'a>,
    sampler: Sampler<'a>,
    /// By the pointer of the schema; `None`: it is no schema.
    validators: BTreeMap<String, Option<Validator>>,
}

impl<'a> Samples<'a> {
    pub(crate) fn new(document: &'a Value, registry: &'a Registry<'a>, seed: u64) -> Self {
        let random = Random::new(seed);
        Samples {
            document,
            registry,
            sampler: Sampler {
                document,
                random,
                newer: false,
            },
            validators: BTreeMap::new(),
        }
    }

    /// From now on values are those of a server or a client that knows more than the description, or not: properties
    /// that it does not have, and integers that are written with a fraction or an exponent.
    pub(crate) fn newer(&mut self, is_newer: bool) {
        self.sampler.newer = is_newer;
    }

    /// Draws a valid value of the schema at a pointer that is wanted.
    pub(crate) fn draw(
        &mut self,
        pointer: &str,
        is_wanted: &dyn Fn(&Value) -> bool,
    ) -> Option<Value> {
        let schema = self.document.pointer(pointer)?;
        for _ in 0..ATTEMPTS {
            let value = self.sampler.value(schema, 0);
            if let Some(value) = value.filter(|value| is_wanted(value))
                && self.is_valid(pointer, &value)
            {
                return Some(value);
            }
        }
        None
    }

    /// Whether a value is valid by the schema at a pointer; none is by what is no schema.
    pub(crate) fn is_valid(&mut self, pointer: &str, value: &Value) -> bool {
        let registry = self.registry;
        let validator = self
            .validators
            .entry(pointer.to_owned())
            .or_insert_with(|| {
                let reference = format!("{ROOT}#{}", fragment(pointer));
                let options = jsonschema::draft202012::options();
                let options = ANY_STRINGS.iter().fold(options, |options, format| {
                    options.with_format(*format, |_: &str| true)
                });
                options
                    .should_validate_formats(true)
                    .with_registry(registry)
                    .build(&json!({ "$ref": reference }))
                    .ok()
            });
        validator
            .as_ref()
            .is_some_and(|validator| validator.is_valid(value))
    }

    /// Returns where the numbers come from.
    pub(crate) fn random(&mut self) -> &mut Random {
        &mut self.sampler.random
    }
}

/// Returns a pointer as the fragment of a URI (RFC 6901, 6).
fn fragment(pointer: &str) -> String {
    let mut fragment = String::new();
    for byte in pointer.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'~' | b'-' | b'.' | b'_' => {
                fragment.push(char::from(byte));
            }
            _ => fragment.push_str(&format!("%{byte:02X}")),
        }
    }
    fragment
}

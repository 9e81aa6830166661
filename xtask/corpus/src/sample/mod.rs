//! Draws values of the schemas of a document, which a validator that is independent of the generator finds valid.

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

/// The number of attempts to draw a sample that the validator accepts and that is wanted.
const ATTEMPTS: usize = 20;

/// The URI of the document in the registry.
const ROOT: &str = "doc:/root";

/// Formats that the validator does not check: like a client, it accepts any string for them. It checks other formats,
/// by which alone alternatives of a union may differ.
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

/// Returns a document with all of its files as JSON, with its schemas rewritten for JSON Schema 2020-12 and its
/// discriminators as keywords of the alternatives.
pub(crate) fn document(model: &Model) -> Value {
    of_json(files::whole(&model.sources))
}

/// Does the same as [`document`] for a document that is JSON already.
pub(crate) fn of_json(mut document: Value) -> Value {
    // `$schema` is for editors that check the document, and is not the dialect of its schemas.
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

/// The number of values of each schema, or of exchanges of each operation, and the seed.
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) samples: usize,
}

/// Draws values of the schemas of a document.
pub(crate) struct Samples<'a> {
    pub(crate) document: &'a Value,
    registry: &'a Registry<'a>,
    sampler: Sampler<'a>,
    /// The validators by the pointers of their schemas; `None` for what is not a schema.
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

    /// Sets whether values are those of a server or a client that is newer than the description: with properties that
    /// it does not have, and with integers that are written with a fraction or an exponent.
    pub(crate) fn newer(&mut self, is_newer: bool) {
        self.sampler.newer = is_newer;
    }

    /// Draws a valid value of the schema at a pointer for which `is_wanted` holds.
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

    /// Whether a value is valid by the schema at a pointer; `false` if there is no schema.
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

    /// Returns the source of random numbers.
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

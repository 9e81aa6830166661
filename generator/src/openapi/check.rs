//! The check of a whole document, with all its files, against the tables.

use super::copies::unite_copies;
use super::definition::{Field, Need, Object, Shape};
use super::edits::plain;
use super::joined::{self, is_reference};
use super::report::At;
use super::version::Version;
use super::walk::{Seen, Walk};
use super::{extension, is_extension, keyword, lint, report, rules, version};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Kind, Loader, Node, Origin, Sources};
use std::collections::HashMap;

/// Checks a document, and reports every error at its place. Loads the files that its references name.
///
/// Returns the version, or `None` where it is too unclear to check the document.
pub fn check(
    sources: &mut Sources,
    loader: &dyn Loader,
    diagnostics: &mut Diagnostics,
) -> Option<Version> {
    let (version, _) = checked(sources, loader, diagnostics)?;
    unite_copies(sources);
    Some(version)
}

/// Checks a document, and also reports what is legal but likely wrong.
pub(crate) fn check_and_lint(
    sources: &mut Sources,
    loader: &dyn Loader,
    diagnostics: &mut Diagnostics,
) -> Option<Version> {
    let (version, seen) = checked(sources, loader, diagnostics)?;
    lint::lint(sources, version, &seen, diagnostics);
    unite_copies(sources);
    Some(version)
}

fn checked(
    sources: &mut Sources,
    loader: &dyn Loader,
    diagnostics: &mut Diagnostics,
) -> Option<(Version, Seen)> {
    let root = sources.root();
    if !root.is_map() {
        // A file that could not be read has been reported.
        if !diagnostics.has_errors() {
            let message = format!(
                "a description must be an object, not {}",
                root.kind().described()
            );
            let diagnostic = Diagnostic::error(Code::WrongType, root.at_value(), message);
            diagnostics.push(diagnostic.help("begin with `openapi: 3.1.1`"));
        }
        return None;
    }
    joined::join(sources, loader, diagnostics);
    let version = version::read(sources.root(), diagnostics)?;
    let mut seen = Seen::default();
    let mut external = walk(sources, version, &mut seen, diagnostics, |walk| {
        walk.object(walk.sources.root(), Object::OpenApi)
    });
    while !external.is_empty() {
        // A file that cannot be loaded is reported where the reference is resolved.
        sources.load_all(
            external.iter().map(|(owner, _)| *owner),
            loader,
            diagnostics,
        );
        let found = std::mem::take(&mut external);
        external = walk(sources, version, &mut seen, diagnostics, |walk| {
            for (owner, object) in found {
                walk.loaded_reference(owner, object);
            }
        });
    }
    Some((version, seen))
}

/// Walks through all loaded files, beginning with what `start` visits; returns the references into other files.
pub(super) fn walk<'s>(
    sources: &'s Sources,
    version: Version,
    seen: &mut Seen,
    diagnostics: &mut Diagnostics,
    start: impl FnOnce(&mut Walk<'s, '_>),
) -> Vec<(Origin, Object)> {
    let mut walk = Walk {
        sources,
        version,
        diagnostics,
        seen,
        pending: Vec::new(),
        external: Vec::new(),
        chains: HashMap::new(),
        extensions: HashMap::new(),
        targets: HashMap::new(),
    };
    start(&mut walk);
    while let Some((reference, target, object)) = walk.pending.pop() {
        walk.target(reference, target, object);
    }
    walk.external
}

impl<'s> Walk<'s, '_> {
    pub(super) fn object(&mut self, node: Node<'s>, object: Object) {
        let Some(slot) = self.seen.slot(self.sources, node.origin()) else {
            return;
        };
        if slot.is_some() {
            return;
        }
        *slot = Some(object);
        let definition = object.definition();
        if !node.is_map() {
            if definition.others.is_some() && is_empty_array(node) {
                self.push(report::empty_object(node, definition.name));
                return;
            }
            if node.kind() != Kind::Bool || !object.may_be_bool(self.version) {
                self.push(report::not_an_object(node, object));
            }
            return;
        }
        for (key, value) in node.entries() {
            if let Some(field) = definition.field(key, self.version) {
                if field.need == Need::Required && value.is_null() {
                    self.push(report::missing_field(value, field, definition));
                    continue;
                }
                self.field(node, value, field, object);
            } else if is_extension(key) {
                self.diagnostics
                    .extend(extension::check(key, value, object));
            } else if definition.others.is_some() && is_reference(node) {
                self.push(report::replaced(node, definition.name));
                return;
            } else if let Some(shape) = &definition.others {
                rules::key(self, key, value, object);
                self.value(
                    value,
                    shape,
                    At {
                        name: key,
                        owner: definition,
                        documentary: definition.documentary,
                    },
                );
            } else {
                self.push(report::unknown_key(node, key, value, object, self.version));
            }
        }
        for field in definition.fields {
            if field.need != Need::Optional
                && field.is_in(self.version)
                && node.get(field.name).is_none()
            {
                self.push(report::missing_field(node, field, definition));
            }
        }
        rules::object(self, node, object);
        if object == Object::Discriminator {
            self.mapping(node);
        }
    }

    fn field(&mut self, owner: Node<'s>, value: Node<'s>, field: &'static Field, object: Object) {
        match field.shape {
            Shape::Reference => self.reference(owner, value, object),
            ref shape => self.value(
                value,
                shape,
                At {
                    name: field.name,
                    owner: object.definition(),
                    documentary: field.documentary || object.definition().documentary,
                },
            ),
        }
    }

    fn value(&mut self, node: Node<'s>, shape: &'static Shape, at: At<'s>) {
        let kind = node.kind();
        let wanted = match shape {
            Shape::Any | Shape::Reference => return,
            Shape::Object(object) => return self.object(node, *object),
            Shape::Referable(object) => return self.referable(node, *object),
            Shape::Items if kind == Kind::Seq => {
                self.push(report::tuple(node));
                for item in node.items() {
                    self.referable(item, Object::Schema);
                }
                return;
            }
            Shape::Items => return self.referable(node, Object::Schema),
            Shape::SchemaOrBool if kind == Kind::Bool => return,
            Shape::SchemaOrBool => return self.referable(node, Object::Schema),
            Shape::Prose | Shape::Text | Shape::Unquoted if kind == Kind::String => return,
            Shape::Unquoted if node.scalar_text().is_some() => {
                self.push(report::read_as(node, at, &plain(node)));
                return;
            }
            Shape::Prose | Shape::Text | Shape::Unquoted => "a string",
            Shape::Word(words) if kind == Kind::String => return self.word(node, words, at),
            Shape::Word(_) => "a string",
            Shape::Type => return self.type_words(node, at),
            Shape::Bool if kind == Kind::Bool => return,
            Shape::Bool => "a boolean",
            Shape::Number if kind == Kind::Number => return,
            Shape::Number => "a number",
            Shape::Exclusive if matches!(kind, Kind::Bool | Kind::Number) => {
                return self.exclusive(node, at);
            }
            Shape::Exclusive => "a number",
            Shape::RequiredNames if kind == Kind::Bool => {
                self.push(report::required_of_property(node));
                return;
            }
            Shape::RequiredNames => return self.value(node, &Shape::List(&Shape::Unquoted), at),
            Shape::Count if node.as_i128().is_some_and(|number| number >= 0) => return,
            Shape::Count => "a non-negative integer",
            Shape::List(item) if kind == Kind::Seq => {
                for value in node.items() {
                    self.value(value, item, at);
                }
                return;
            }
            Shape::List(_) | Shape::Map(_) | Shape::Components(_) if is_reference(node) => {
                let found = report::replaced(node, &format!("`{}`", at.name));
                self.push(match (shape, node.get_str("$ref")) {
                    (Shape::List(_), Some(target)) if target.contains('#') => {
                        found.help("begin it with `- ` if it is an item, or write the items out")
                    }
                    _ => found,
                });
                return;
            }
            Shape::Map(_) | Shape::Components(_) if is_empty_array(node) => {
                self.push(report::empty_object(node, &format!("`{}`", at.name)));
                return;
            }
            Shape::List(_) => "an array",
            Shape::Map(value) if kind == Kind::Map => {
                for (key, node) in node.entries() {
                    if rules::entry(self, key, node, value) {
                        self.value(node, value, At { name: key, ..at });
                    }
                }
                return;
            }
            Shape::Components(object) if kind == Kind::Map => {
                for (key, node) in node.entries() {
                    rules::component_name(self, key, node);
                    self.referable(node, *object);
                }
                return;
            }
            Shape::Map(_) | Shape::Components(_) => "an object",
        };
        let harmless = matches!(shape, Shape::Prose) || at.documentary || kind == Kind::Null;
        let severity = report::severity(harmless);
        self.push(report::wrong_type(node, at, wanted, severity));
    }

    fn word(&mut self, node: Node<'s>, words: &'static [&'static str], at: At<'s>) {
        let text = node.as_str().unwrap_or_default();
        if !words.contains(&text) {
            self.push(report::unknown_word(node, text, words, at));
        }
    }

    fn exclusive(&mut self, node: Node<'s>, at: At<'s>) {
        let wanted = if self.version.has_json_schema() {
            Kind::Number
        } else {
            Kind::Bool
        };
        if node.kind() != wanted {
            // The two forms have different types, so the meaning is clear.
            self.push(report::wrong_type(
                node,
                at,
                wanted.described(),
                Severity::Warning,
            ));
        }
    }

    fn type_words(&mut self, node: Node<'s>, at: At<'s>) {
        match node.kind() {
            Kind::String if node.as_str() == Some("file") => {
                self.push(report::type_file(node));
            }
            Kind::String => self.word(node, keyword::TYPES, at),
            Kind::Seq => {
                if !self.version.has_json_schema() {
                    self.push(report::type_list(node));
                }
                for item in node.items() {
                    match item.is_null() {
                        true => self.push(report::read_as(item, at, "\"null\"")),
                        false => self.value(item, &Shape::Word(keyword::TYPES), at),
                    }
                }
            }
            _ => self.push(report::wrong_type(node, at, "a string", Severity::Error)),
        }
    }

    /// Checks an object, or a reference in its place.
    pub(super) fn referable(&mut self, node: Node<'s>, object: Object) {
        let own_field = object.definition().field("$ref", self.version).is_some();
        let Some(reference) = node.get("$ref").filter(|_| !own_field) else {
            return self.object(node, object);
        };
        let Some(slot) = self.seen.slot(self.sources, node.origin()) else {
            return;
        };
        if slot.replace(object).is_some() {
            return;
        }
        self.reference(node, reference, object);
        let is_none_of_openapi = match object {
            Object::Operation => true,
            Object::MediaType => self.version < Version::V32,
            _ => false,
        };
        if is_none_of_openapi {
            self.push(report::misplaced_reference(reference, object));
        }
        for (key, value) in node.entries() {
            if is_extension(key) && (object == Object::Schema || !extension::is_own(key)) {
                self.diagnostics
                    .extend(extension::check(key, value, object));
            } else if !matches!(key, "$ref" | "summary" | "description") {
                self.push(report::beside_reference(key, value, object, self.version));
            }
        }
    }
}

/// Whether an array has no items: PHP writes empty objects like that.
fn is_empty_array(node: Node<'_>) -> bool {
    node.kind() == Kind::Seq && node.is_empty()
}

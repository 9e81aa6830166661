//! The rules of the description for what the caller sends, checked before anything is sent.
//!
//! Responses are never checked against them: a server may change.

use serde_json::Value;

use crate::json::pointer::push_token;
use crate::rules::rule::Rule;
use crate::rules::violation::Violation;

/// A schema of a union, with the condition that selects it.
pub type Variant = (fn(&Value) -> bool, &'static Node);

/// The rules of a schema, with references to the schemas inside it.
///
/// A recursive schema is a `static` that refers to itself. The check follows the value, so it ends.
#[derive(Clone, Copy)]
pub struct Node {
    /// The rules for the value itself.
    pub rules: &'static [Rule],
    /// The schemas for properties of an object.
    pub properties: &'static [(&'static str, &'static Node)],
    /// The schema for each item of an array.
    pub items: Option<&'static Node>,
    /// The schema for each property that is not among `properties`.
    pub values: Option<&'static Node>,
    /// Schemas for the same value.
    pub all_of: &'static [&'static Node],
    /// The schemas of a union: the first one whose condition the value fulfils is used.
    pub variants: &'static [Variant],
    /// Whether the value and its parts are secret, so that messages must not show them.
    pub sensitive: bool,
}

impl Node {
    /// A schema without rules.
    pub const NONE: Self = Self {
        rules: &[],
        properties: &[],
        items: None,
        values: None,
        all_of: &[],
        variants: &[],
        sensitive: false,
    };

    /// Sets the rules for the value itself.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Self {
        Self { rules, ..self }
    }

    /// Sets the schemas for properties of an object.
    #[must_use]
    pub const fn properties(self, properties: &'static [(&'static str, &'static Node)]) -> Self {
        Self { properties, ..self }
    }

    /// Sets the schema for each item of an array.
    #[must_use]
    pub const fn items(self, items: &'static Node) -> Self {
        Self {
            items: Some(items),
            ..self
        }
    }

    /// Sets the schema for each property that is not among [`properties`](Self::properties).
    #[must_use]
    pub const fn values(self, values: &'static Node) -> Self {
        Self {
            values: Some(values),
            ..self
        }
    }

    /// Sets further schemas for the same value.
    #[must_use]
    pub const fn all_of(self, all_of: &'static [&'static Node]) -> Self {
        Self { all_of, ..self }
    }

    /// Sets the schemas of a union: the first one whose condition the value fulfils is used.
    #[must_use]
    pub const fn variants(self, variants: &'static [Variant]) -> Self {
        Self { variants, ..self }
    }

    /// Marks the value and its parts as secret, so that messages do not show them.
    #[must_use]
    pub const fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }

    /// Checks a value and its parts against the rules.
    ///
    /// # Errors
    /// Returns the first rule that is broken, in the order of the value.
    pub fn check(&self, value: &Value) -> Result<(), Violation> {
        Walk { path: Vec::new() }.value(self, value, self.sensitive)
    }

    /// Checks the length of binary content.
    ///
    /// # Errors
    /// Returns the first rule that is broken.
    pub(crate) fn check_length(&self, bytes: u64) -> Result<(), Violation> {
        let mut rules = self.rules.iter();
        rules.try_for_each(|rule| rule.check_length(bytes))?;
        let mut all_of = self.all_of.iter();
        all_of.try_for_each(|node| node.check_length(bytes))
    }

    /// Returns the schemas for each item of an array.
    #[cfg(feature = "multipart")]
    pub(crate) fn item_nodes(&self) -> Vec<&'static Node> {
        let of_others = self.all_of.iter().flat_map(|node| node.item_nodes());
        self.items.into_iter().chain(of_others).collect()
    }
}

enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

struct Walk<'a> {
    path: Vec<Step<'a>>,
}

impl<'a> Walk<'a> {
    fn value(&mut self, node: &Node, value: &'a Value, sensitive: bool) -> Result<(), Violation> {
        let sensitive = sensitive || node.sensitive;
        if value.is_null() {
            return Ok(());
        }
        for rule in node.rules {
            rule.check(value).map_err(|broken| Violation {
                pointer: self.pointer() + &broken.pointer,
                value: broken.value.filter(|_| !sensitive),
                ..broken
            })?;
        }
        for other in node.all_of {
            self.value(other, value, sensitive)?;
        }
        if let Some((_, variant)) = node.variants.iter().find(|(is_it, _)| is_it(value)) {
            self.value(variant, value, sensitive)?;
        }
        match value {
            Value::Array(items) => self.items(node, items, sensitive),
            Value::Object(properties) => self.properties(node, properties, sensitive),
            _ => Ok(()),
        }
    }

    fn items(&mut self, node: &Node, items: &'a [Value], sensitive: bool) -> Result<(), Violation> {
        let Some(schema) = node.items else {
            return Ok(());
        };
        for (index, item) in items.iter().enumerate() {
            self.path.push(Step::Index(index));
            self.value(schema, item, sensitive)?;
            self.path.pop();
        }
        Ok(())
    }

    fn properties(
        &mut self,
        node: &Node,
        properties: &'a serde_json::Map<String, Value>,
        sensitive: bool,
    ) -> Result<(), Violation> {
        for (key, value) in properties {
            let named = node
                .properties
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, schema)| *schema);
            if let Some(schema) = named.or(node.values) {
                self.path.push(Step::Key(key));
                self.value(schema, value, sensitive)?;
                self.path.pop();
            }
        }
        Ok(())
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) => push_token(&mut pointer, key),
                Step::Index(index) => push_token(&mut pointer, &index.to_string()),
            }
        }
        pointer
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Node;
    use crate::json::union::is_tagged;
    use crate::rules::rule::Rule;

    #[test]
    fn the_length_of_binary_content_is_counted_in_bytes() {
        let node = Node {
            rules: &[Rule::MinLength(2), Rule::MaxLength(3)],
            ..Node::NONE
        };
        let broken = |bytes| node.check_length(bytes).unwrap_err().to_string();
        assert_eq!(broken(1), "must have at least 2 bytes, not 1");
        assert_eq!(broken(4), "must have at most 3 bytes, not 4");
        assert!(node.check_length(2).is_ok() && node.check_length(3).is_ok());
    }

    #[test]
    fn a_limit_of_one_is_a_single_thing() {
        let broken = |rule, value| {
            let rules: &'static [Rule] = Box::leak(Box::new([rule]));
            let node = Node {
                rules,
                ..Node::NONE
            };
            node.check(&value).unwrap_err().to_string()
        };
        let text = broken(Rule::MinLength(1), json!(""));
        assert!(
            text.ends_with("must have at least 1 character, not 0"),
            "{text}"
        );
        let items = broken(Rule::MaxItems(1), json!([1, 2]));
        assert!(
            items.ends_with("must have at most 1 item, not 2"),
            "{items}"
        );
        let object = broken(Rule::MinProperties(1), json!({}));
        assert!(
            object.ends_with("must have at least 1 property, not 0"),
            "{object}"
        );
        let node = Node {
            rules: &[Rule::MinLength(1)],
            ..Node::NONE
        };
        let empty = node.check_length(0).unwrap_err().to_string();
        assert_eq!(empty, "must have at least 1 byte, not 0");
    }

    static OWNER: Node = Node {
        properties: &[(
            "name",
            &Node {
                rules: &[Rule::MinLength(1)],
                ..Node::NONE
            },
        )],
        ..Node::NONE
    };

    static PET: Node = Node {
        rules: &[Rule::MinProperties(1)],
        properties: &[
            (
                "tags",
                &Node {
                    rules: &[Rule::MaxItems(2)],
                    items: Some(&Node {
                        rules: &[Rule::MaxLength(3)],
                        ..Node::NONE
                    }),
                    ..Node::NONE
                },
            ),
            ("owner", &OWNER),
            ("next", &PET),
            (
                "key",
                &Node {
                    rules: &[Rule::MinLength(4)],
                    sensitive: true,
                    ..Node::NONE
                },
            ),
        ],
        ..Node::NONE
    };

    static ANIMAL: Node = Node {
        variants: &[
            (|value| is_tagged(value, "kind", &["pet"]), &PET),
            (|_value| true, &Node::NONE),
        ],
        ..Node::NONE
    };

    #[test]
    fn a_schema_checks_what_is_inside() {
        assert!(
            PET.check(&json!({"tags": ["a", "bc"], "owner": {"name": "x"}}))
                .is_ok()
        );
        let broken = PET
            .check(&json!({"next": {"tags": ["a", "long"]}}))
            .unwrap_err();
        assert_eq!(broken.pointer(), "/next/tags/1");
        assert_eq!(
            PET.check(&json!({"owner": {"name": ""}}))
                .unwrap_err()
                .pointer(),
            "/owner/name"
        );
        assert_eq!(PET.check(&json!({"key": "x"})).unwrap_err().value(), None);
        assert!(PET.check(&json!({})).is_err());
    }

    #[test]
    fn a_union_checks_the_variant_that_the_value_is() {
        let pet = json!({"kind": "pet", "tags": ["long"]});
        assert_eq!(ANIMAL.check(&pet).unwrap_err().pointer(), "/tags/0");
        assert!(
            ANIMAL
                .check(&json!({"kind": "plant", "tags": ["long"]}))
                .is_ok()
        );
    }
}

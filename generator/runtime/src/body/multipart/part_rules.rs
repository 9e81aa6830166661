//! Rules for the parts of a body together.

use serde_json::{Map, Value};

use crate::body::multipart::part::Part;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};
use crate::rules::node::Node;
use crate::rules::rule::Rule;

/// Rules of the description for the parts of a body together.
pub struct PartRules {
    /// How many parts there may be, and which of them together: rules of an array, or of an object.
    pub count: Option<&'static Node>,
    /// The names of parts with a fixed position; they are sent in this order, before all others.
    pub order: &'static [&'static str],
}

impl PartRules {
    /// Allows any number of parts in any order.
    pub const NONE: PartRules = PartRules {
        count: None,
        order: &[],
    };

    /// Checks the parts and puts them in order.
    ///
    /// # Errors
    /// If there are too few or too many parts, or if one is missing that another one or the order requires.
    pub(super) fn apply(&self, parts: &mut [(String, Part)]) -> Result<(), InvalidArgument> {
        if let Some(rules) = self.count {
            let names = parts.iter().map(|(name, _)| (name.clone(), Value::Null));
            let object = Value::Object(names.collect::<Map<_, _>>());
            // Of an array, only the length is checked.
            let list = Value::Array(vec![Value::Null; parts.len()]);
            let of_list = rules.rules.iter();
            let mut of_list =
                of_list.filter(|rule| matches!(rule, Rule::MinItems(_) | Rule::MaxItems(_)));
            let broken = of_list.try_for_each(|rule| rule.check(&list));
            broken
                .and_then(|()| rules.check(&object))
                .map_err(|broken| InvalidArgument::new("body", ArgumentErrorKind::Rule(broken)))?;
        }
        let position = |name: &str| self.order.iter().position(|known| *known == name);
        parts.sort_by_key(|(name, _)| position(name).unwrap_or(usize::MAX));
        for ((name, _), wanted) in parts.iter().zip(self.order) {
            if name != wanted {
                return Err(InvalidArgument::new(*wanted, ArgumentErrorKind::Missing));
            }
        }
        Ok(())
    }
}

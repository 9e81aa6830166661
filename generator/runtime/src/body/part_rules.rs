//! What a description says of the parts of a body together.

use serde_json::{Map, Value};

use crate::body::part::Part;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};
use crate::rules::node::Node;
use crate::rules::rule::Rule;

/// What a description says of the parts of a body together.
pub struct PartRules {
    /// How many there may be, and which of them together: rules of an array, or of an object.
    pub count: Option<&'static Node>,
    /// The names of those that have a position; they are sent in this order, before all others.
    pub order: &'static [&'static str],
}

impl PartRules {
    /// Parts of any number in any order.
    pub const NONE: PartRules = PartRules {
        count: None,
        order: &[],
    };

    /// Puts parts in order.
    ///
    /// # Errors
    /// When there are too few or too many, or one is missing before another or beside the others.
    pub(super) fn apply(&self, parts: &mut [(String, Part)]) -> Result<(), InvalidArgument> {
        if let Some(rules) = self.count {
            let names = parts.iter().map(|(name, _)| (name.clone(), Value::Null));
            let object = Value::Object(names.collect::<Map<_, _>>());
            // Of a list its length is known alone.
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

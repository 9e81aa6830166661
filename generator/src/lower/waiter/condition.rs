//! The conditions of a waiter.

use super::Reading;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ir::{Condition, Type, TypeKind};
use crate::source::{Kind, Node};

const CONDITION_FIELDS: [&str; 8] = [
    "state",
    "value",
    "is",
    "equals",
    "status",
    "code",
    "item",
    "undeclared",
];

/// The fields that have an effect beside each field that says what is compared.
const BESIDE: [(&str, &[&str]); 4] = [
    ("state", &["undeclared"]),
    ("value", &["is", "equals", "undeclared"]),
    ("status", &["code"]),
    ("item", &[]),
];

impl<'s> Reading<'_, 's> {
    pub(super) fn conditions(
        &self,
        node: Node<'s>,
        state: Option<&str>,
        has_item: bool,
    ) -> Option<Vec<Condition>> {
        if node.kind() != Kind::Seq {
            let help = "write a list: `[WORD, {status: 404}]`";
            return self.wrong(node.at_value(), "the conditions must be a list", help);
        }
        node.items()
            .map(|item| self.condition(item, state, has_item))
            .collect()
    }

    fn condition(&self, node: Node<'s>, state: Option<&str>, has_item: bool) -> Option<Condition> {
        let place = node.at_value();
        if !node.is_map() {
            return self.state(self.word(node)?, state, false, place);
        }
        self.context
            .check_fields(Code::Waiters, node, &CONDITION_FIELDS, "a condition")?;
        let mut kinds = BESIDE.iter();
        if let Some((kind, beside)) = kinds.find(|(kind, _)| node.get(kind).is_some()) {
            let mut fields = node.entries();
            let is_other = |key: &str| CONDITION_FIELDS.contains(&key) && !beside.contains(&key);
            if let Some((key, value)) = fields.find(|(key, _)| key != kind && is_other(key)) {
                let message = format!("`{key}` has no effect beside `{kind}`");
                let help = "remove it, or write a condition of its own for it";
                return self.wrong(value.at_key(), message, help);
            }
        }
        self.check_kind(node, "undeclared", Kind::Bool)?;
        let undeclared = node.flag("undeclared");
        if let Some(word) = node.get("state") {
            return self.state(self.word(word)?, state, undeclared, place);
        }
        if let Some(at) = node.get("value") {
            let pointer = self.pointer(at, undeclared)?;
            return match (node.get_str("is"), node.get("equals")) {
                (Some("set"), None) => Some(Condition::Set(pointer)),
                (Some("unset"), None) => Some(Condition::Unset(pointer)),
                (None, Some(word)) => {
                    let word = self.word(word)?;
                    if !undeclared {
                        let listed = format!("value: {pointer}, equals: {word}");
                        self.check_listed(&word, &pointer, &or_undeclared(&listed), place);
                    }
                    Some(Condition::Equals(pointer, word))
                }
                _ => {
                    let help = "write one of `is: set`, `is: unset` and `equals: WORD` beside it";
                    let message = "the condition does not say what the value must be";
                    self.wrong(place, message, help)
                }
            };
        }
        if let Some(status) = node.get("status") {
            let known = status
                .as_u64()
                .and_then(|status| u16::try_from(status).ok());
            return match (
                known.filter(|status| (100..600).contains(status)),
                node.get("code"),
            ) {
                (Some(status), Some(code)) => Some(Condition::Code(status, self.word(code)?)),
                (Some(status), None) => Some(Condition::Status(status)),
                (None, _) => {
                    let place = status.at_value();
                    self.wrong(place, "no status code", "write a status such as 404")
                }
            };
        }
        match node.get_str("item") {
            Some(_) if !has_item => {
                let help = "add `item: {in: /list, where: {/id: {argument: id}}}` to the waiter";
                self.wrong(place, "the waiter has no item", help)
            }
            Some("absent") => Some(Condition::Absent),
            Some("present") => Some(Condition::Present),
            _ => {
                let help = "write a word, `{status: 404}`, `{item: absent}` or `{value: /pointer, is: set}`";
                self.wrong(place, "unknown condition", help)
            }
        }
    }

    /// Returns the condition for a value of the state, which is checked against the values that the description lists.
    fn state(
        &self,
        word: String,
        state: Option<&str>,
        undeclared: bool,
        place: Place,
    ) -> Option<Condition> {
        let Some(state) = state else {
            let help = "add `state: /pointer` to the waiter";
            return self.wrong(
                place,
                format!("`{word}` cannot be compared: the waiter has no state"),
                help,
            );
        };
        if !undeclared {
            self.check_listed(
                &word,
                state,
                &or_undeclared(&format!("state: {word}")),
                place,
            );
        }
        Some(Condition::State(word))
    }

    /// Reports a word that is not among the values that the description lists for what it is compared with.
    pub(super) fn check_listed(&self, word: &str, pointer: &str, otherwise: &str, place: Place) {
        let Some(ty) = self.root.and_then(|root| self.at(root, pointer)) else {
            return;
        };
        let is_number = matches!(self.types.resolve(ty), Type::Integer(_) | Type::Number(_));
        if is_number && word.parse::<f64>().is_err() {
            let message = format!("`{word}` is not a number, the type of `{pointer}`");
            self.context
                .warn(Code::Waiters, place, message, "write the number here");
        }
        let Some(known) = self
            .listed(ty)
            .filter(|known| !known.iter().any(|value| value == word))
        else {
            return;
        };
        let message =
            format!("the description does not list `{word}` among the values of `{pointer}`");
        let otherwise = format!("it lists {}{otherwise}", known.join(", "));
        let known = known.iter().map(String::as_str);
        let unlisted = Diagnostic::warning(Code::Waiters, place, message);
        self.context.suggest(unlisted, word, known, otherwise);
    }

    /// Returns the values that the description lists for a type, as text.
    fn listed(&self, ty: &Type) -> Option<Vec<String>> {
        if *self.types.resolve(ty) == Type::Bool {
            return Some(vec!["true".into(), "false".into()]);
        }
        match self.types.kind(ty)? {
            TypeKind::StringEnum(values) => {
                Some(values.iter().map(|value| value.wire.clone()).collect())
            }
            TypeKind::IntEnum(values) => {
                Some(values.iter().map(|value| value.wire.to_string()).collect())
            }
            _ => None,
        }
    }

    /// Reports a condition that is in two lists: the earlier list hides it in the later one.
    pub(super) fn check_twice(&self, node: Node<'s>, lists: [&[Condition]; 3]) {
        let names = ["pending", "failure", "success"];
        for (at, (list, name)) in lists.iter().zip(names).enumerate() {
            for (earlier, hidden_by) in lists.iter().zip(names).take(at) {
                let Some(twice) = list.iter().position(|known| earlier.contains(known)) else {
                    continue;
                };
                let place = node.get(name).and_then(|list| list.item(twice));
                self.context.warn(
                    Code::Waiters,
                    place.unwrap_or(node).at_value(),
                    format!("the condition is in `{hidden_by}` too, which is evaluated first"),
                    "keep it in one of the two",
                );
            }
        }
    }
}

/// Returns the edit for a value that the description does not list.
fn or_undeclared(condition: &str) -> String {
    format!("; write `{{{condition}, undeclared: true}}` if the service has it anyway")
}

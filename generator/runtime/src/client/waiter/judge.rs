//! Decides what a response means to a waiter.

use serde_json::Value;

use crate::client::waiter::{Condition, ItemRule, Match, Verdict, Waiter};
use crate::value::text::json_text;

impl ItemRule {
    /// Moves the items out of a page.
    pub(in crate::client) fn take_items(&self, page: &mut Value) -> Vec<Value> {
        let list = page.pointer_mut(self.list).and_then(Value::as_array_mut);
        list.map(std::mem::take).unwrap_or_default()
    }

    /// Returns whether the first match is enough, so that no further page is needed.
    #[cfg(feature = "paging")]
    pub(in crate::client) fn takes_first(&self) -> bool {
        self.newest.is_none() && !self.all && !self.matches.is_empty()
    }

    /// Returns whether an item is one of those that are searched for.
    pub(in crate::client) fn is_match(&self, item: &Value, arguments: &[String]) -> bool {
        let is_new = |pointer| match self.since.and_then(|index| arguments.get(index)) {
            Some(since) => text_at(item, pointer).is_some_and(|text| order(&text) >= order(since)),
            None => true,
        };
        self.newest.is_none_or(is_new)
            && self.matches.iter().all(|(pointer, value)| {
                let wanted = match value {
                    Match::Argument(index) => arguments.get(*index).map_or("", String::as_str),
                    Match::Is(word) => word,
                };
                text_at(item, pointer).is_some_and(|text| text == wanted)
            })
    }

    /// Returns the relevant items of those that were found.
    pub(in crate::client) fn choose(&self, mut found: Vec<Value>) -> Vec<Value> {
        if self.all {
            return found;
        }
        let chosen = match self.newest {
            None => found.pop(),
            // `max_by_key` returns the last of several equal ones.
            Some(pointer) => found
                .into_iter()
                .max_by_key(|item| order(&text_at(item, pointer).unwrap_or_default())),
        };
        chosen.map_or_else(Vec::new, |item| vec![item])
    }
}

/// What a waiter finds in a response.
#[derive(Debug)]
pub(in crate::client) struct Finding {
    pub(in crate::client) verdict: Option<Verdict>,
    pub(in crate::client) state: Option<String>,
    pub(in crate::client) reason: Option<String>,
}

/// The facts about a response that conditions check.
struct Response<'r> {
    status: u16,
    code: &'r dyn Fn() -> Option<String>,
    is_success: bool,
}

impl Waiter {
    /// Judges a response with this status. `items` are the relevant items, where the waiter has a list; `code` finds
    /// the error code in the body. The verdict is `None` for an error response that fulfils no condition.
    pub(in crate::client) fn judge(
        &self,
        status: u16,
        code: &dyn Fn() -> Option<String>,
        value: &Value,
        items: &[Value],
    ) -> Finding {
        let response = Response {
            status,
            code,
            is_success: (200..300).contains(&status),
        };
        if self.item.is_none() {
            return self.finding(&response, Some(value));
        }
        // The worst of several items decides: a failure, then one that is pending.
        let findings = items.iter().map(|item| self.finding(&response, Some(item)));
        let rank = |finding: &Finding| match finding.verdict {
            Some(Verdict::Failure) => 0,
            Some(Verdict::Pending) | None => 1,
            Some(Verdict::Success) => 2,
        };
        findings
            .min_by_key(rank)
            .unwrap_or_else(|| self.finding(&response, None))
    }

    /// Judges a response by one item, or by the absence of any.
    fn finding(&self, response: &Response<'_>, item: Option<&Value>) -> Finding {
        let is_success = response.is_success;
        let inside = item.filter(|_| is_success);
        let text = |pointer: Option<&str>| text_at(inside?, pointer?);
        let (state, reason) = (text(self.state), text(self.reason));
        let is = |text: Option<&str>, word: &str| text.is_some_and(|text| self.same(text, word));
        let holds = |condition: &Condition| match condition {
            Condition::State(word) => is(state.as_deref(), word),
            Condition::Equals(pointer, word) => is(text(Some(*pointer)).as_deref(), word),
            Condition::Set(pointer) => inside.is_some_and(|item| is_set(item, pointer)),
            Condition::Unset(pointer) => inside.is_some_and(|item| !is_set(item, pointer)),
            Condition::Status(known) => *known == response.status,
            Condition::Code(known, wanted) => {
                *known == response.status && (response.code)().as_deref() == Some(*wanted)
            }
            Condition::Absent => is_success && self.item.is_some() && item.is_none(),
            Condition::Present => is_success && self.item.is_some() && item.is_some(),
        };
        let any = |conditions: &[Condition]| conditions.iter().any(holds);
        let verdict = if any(self.pending) {
            Some(Verdict::Pending)
        } else if any(self.failure) {
            Some(Verdict::Failure)
        } else if any(self.success) {
            Some(Verdict::Success)
        } else if !is_success {
            None
        } else if item.is_some() {
            Some(self.otherwise)
        } else {
            Some(Verdict::Pending)
        };
        Finding {
            verdict,
            state,
            reason,
        }
    }

    fn same(&self, text: &str, word: &str) -> bool {
        if self.ignores_case {
            text.to_lowercase() == word.to_lowercase()
        } else {
            text == word
        }
    }
}

fn is_set(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer).is_some_and(|value| !value.is_null())
}

/// Returns the scalar at a pointer as text.
pub(in crate::client) fn text_at(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        scalar => Some(json_text(scalar)),
    }
}

/// Returns the key by which times and counters are compared: numbers by value, other strings as they are, such as dates
/// in one format.
fn order(text: &str) -> (u128, String) {
    match text.parse() {
        Ok(number) => (number, String::new()),
        Err(_) => (u128::MAX, text.to_owned()),
    }
}

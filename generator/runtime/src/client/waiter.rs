//! Waiters as the description has them: tables of words and statuses, and what they say of a response.

use std::time::Duration;

use serde_json::Value;

#[cfg(feature = "paging")]
use crate::parameter::definition::Parameter;

/// The wait between requests, where neither the description nor the caller says it.
pub(super) const INTERVAL: Duration = Duration::from_secs(5);

/// The limit on a whole wait, where neither the description nor the caller says it.
pub(super) const TIMEOUT: Duration = Duration::from_secs(600);

/// A named state that an operation is polled for (`x-waiters`).
///
/// Of the conditions, `pending` is looked at first, then `failure`, then `success`; what none of them names is
/// pending, unless [`otherwise_failure`](Self::otherwise_failure) says so.
pub struct Waiter {
    pub(super) name: &'static str,
    state: Option<&'static str>,
    pub(super) item: Option<ItemRule>,
    pending: &'static [Condition],
    failure: &'static [Condition],
    success: &'static [Condition],
    otherwise: Verdict,
    ignores_case: bool,
    reason: Option<&'static str>,
    pub(super) consecutive: u32,
    pub(super) delay: Duration,
    pub(super) interval: Duration,
    pub(super) timeout: Duration,
}

/// What a response says of the state that is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not yet.
    Pending,
    /// The state is reached.
    Success,
    /// The state cannot be reached any more.
    Failure,
}

impl From<bool> for Verdict {
    /// `true` is success, `false` pending.
    fn from(done: bool) -> Verdict {
        if done {
            Verdict::Success
        } else {
            Verdict::Pending
        }
    }
}

/// One condition of a waiter. Pointers are JSON pointers (RFC 6901) into the item, or into the body.
#[derive(Clone, Copy, Debug)]
pub enum Condition {
    /// The state is this word.
    State(&'static str),
    /// The value at the pointer is this word.
    Equals(&'static str, &'static str),
    /// There is a value at the pointer that is not null.
    Set(&'static str),
    /// There is no value at the pointer, or null.
    Unset(&'static str),
    /// The status of the response.
    Status(u16),
    /// The status of the response, and the error code in its body.
    Code(u16, &'static str),
    /// The list has no such item.
    Absent,
    /// The list has the item.
    Present,
}

/// Which item of a list is looked at.
pub struct ItemRule {
    pub(super) list: &'static str,
    matches: &'static [(&'static str, Match)],
    newest: Option<&'static str>,
    since: Option<usize>,
    all: bool,
    #[cfg(feature = "paging")]
    pub(super) pages: Option<ItemPages>,
}

/// What a property of the item must be.
#[derive(Clone, Copy, Debug)]
pub enum Match {
    /// The argument of this index.
    Argument(usize),
    /// This word.
    Is(&'static str),
}

/// How the other pages of the list are asked for.
#[cfg(feature = "paging")]
#[derive(Clone, Copy)]
pub enum ItemPages {
    /// By the number of items to skip.
    Offset(&'static Parameter, u64),
    /// By the number of the page.
    Number(&'static Parameter, u64),
    /// By the cursor at this pointer of the page before.
    Cursor(&'static Parameter, &'static str),
    /// By what is at this pointer of the last item before.
    Marker(&'static Parameter, &'static str),
    /// By the URL at this pointer of the page before.
    Url(&'static str),
    /// By the `Link` header of this relation.
    Link(&'static str),
}

impl Waiter {
    /// A waiter of this name, which no response satisfies yet.
    pub const fn new(name: &'static str) -> Waiter {
        Waiter {
            name,
            state: None,
            item: None,
            pending: &[],
            failure: &[],
            success: &[],
            otherwise: Verdict::Pending,
            ignores_case: false,
            reason: None,
            consecutive: 1,
            delay: Duration::ZERO,
            interval: INTERVAL,
            timeout: TIMEOUT,
        }
    }

    /// The pointer to the state.
    pub const fn state(mut self, pointer: &'static str) -> Waiter {
        self.state = Some(pointer);
        self
    }

    /// The item of a list that is looked at.
    pub const fn item(mut self, rule: ItemRule) -> Waiter {
        self.item = Some(rule);
        self
    }

    /// What holds back, whatever else is true.
    pub const fn pending(mut self, conditions: &'static [Condition]) -> Waiter {
        self.pending = conditions;
        self
    }

    /// What ends the wait without success.
    pub const fn failure(mut self, conditions: &'static [Condition]) -> Waiter {
        self.failure = conditions;
        self
    }

    /// What ends the wait.
    pub const fn success(mut self, conditions: &'static [Condition]) -> Waiter {
        self.success = conditions;
        self
    }

    /// A state that is in no list is a failure, not pending.
    pub const fn otherwise_failure(mut self) -> Waiter {
        self.otherwise = Verdict::Failure;
        self
    }

    /// Words are compared without regard to case.
    pub const fn ignore_case(mut self) -> Waiter {
        self.ignores_case = true;
        self
    }

    /// The pointer to the text that says why it failed.
    pub const fn reason(mut self, pointer: &'static str) -> Waiter {
        self.reason = Some(pointer);
        self
    }

    /// How many successes in a row are needed.
    pub const fn consecutive(mut self, times: u32) -> Waiter {
        self.consecutive = times;
        self
    }

    /// The wait before the first request.
    pub const fn delay(mut self, delay: Duration) -> Waiter {
        self.delay = delay;
        self
    }

    /// The wait between requests.
    pub const fn interval(mut self, interval: Duration) -> Waiter {
        self.interval = interval;
        self
    }

    /// The limit on the whole wait.
    pub const fn timeout(mut self, timeout: Duration) -> Waiter {
        self.timeout = timeout;
        self
    }
}

impl ItemRule {
    /// The item of the list at the pointer of which these properties have these values.
    pub const fn new(list: &'static str, matches: &'static [(&'static str, Match)]) -> ItemRule {
        ItemRule {
            list,
            matches,
            newest: None,
            since: None,
            all: false,
            #[cfg(feature = "paging")]
            pages: None,
        }
    }

    /// Of several, the one whose value at the pointer is the greatest.
    pub const fn newest(mut self, pointer: &'static str) -> ItemRule {
        self.newest = Some(pointer);
        self
    }

    /// Items whose value at the pointer of [`newest`](Self::newest) is less than this argument do not count.
    pub const fn since(mut self, argument: usize) -> ItemRule {
        self.since = Some(argument);
        self
    }

    /// All of them: the worst counts, and there must be one.
    pub const fn all(mut self) -> ItemRule {
        self.all = true;
        self
    }

    /// The list has further pages.
    #[cfg(feature = "paging")]
    pub const fn pages(mut self, pages: ItemPages) -> ItemRule {
        self.pages = Some(pages);
        self
    }

    /// Takes the items out of a page.
    pub(super) fn take_items(&self, page: &mut Value) -> Vec<Value> {
        let list = page.pointer_mut(self.list).and_then(Value::as_array_mut);
        list.map(std::mem::take).unwrap_or_default()
    }

    /// Whether the first item found is the one, so that no further page is needed.
    #[cfg(feature = "paging")]
    pub(super) fn takes_first(&self) -> bool {
        self.newest.is_none() && !self.all && !self.matches.is_empty()
    }

    /// Whether an item is one of those looked for.
    pub(super) fn is_match(&self, item: &Value, arguments: &[String]) -> bool {
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

    /// The items that count, of those found.
    pub(super) fn choose(&self, mut found: Vec<Value>) -> Vec<Value> {
        if let Some(pointer) = self.newest {
            let key = |item: &Value| order(&text_at(item, pointer).unwrap_or_default());
            // The last of equals is taken, whatever the order of the list.
            found.sort_by_key(key);
        }
        if !self.all {
            let last = found.pop();
            found = last.into_iter().collect();
        }
        found
    }
}

/// What a waiter finds in a response.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) verdict: Option<Verdict>,
    pub(super) state: Option<String>,
    pub(super) reason: Option<String>,
}

impl Waiter {
    /// What a response of this status says. `items` are those that count, where the waiter has a list; the
    /// verdict is `None` for an error that no condition names. `code` finds the error code in its body.
    pub(super) fn judge(
        &self,
        status: u16,
        code: &dyn Fn() -> Option<String>,
        value: &Value,
        items: &[Value],
    ) -> Finding {
        let is_success = (200..300).contains(&status);
        let seen = |of: &'_ Value, is_item: bool| {
            let looks_inside = is_success && is_item;
            let state = self
                .state
                .filter(|_| looks_inside)
                .and_then(|pointer| text_at(of, pointer));
            let reason = self
                .reason
                .filter(|_| looks_inside)
                .and_then(|pointer| text_at(of, pointer));
            let holds = |condition: &Condition| match condition {
                Condition::State(word) => {
                    state.as_deref().is_some_and(|text| self.same(text, word))
                }
                Condition::Equals(pointer, word) => {
                    looks_inside && text_at(of, pointer).is_some_and(|text| self.same(&text, word))
                }
                Condition::Set(pointer) => looks_inside && is_set(of, pointer),
                Condition::Unset(pointer) => looks_inside && !is_set(of, pointer),
                Condition::Status(known) => *known == status,
                Condition::Code(known, wanted) => {
                    *known == status && code().as_deref() == Some(*wanted)
                }
                Condition::Absent => is_success && self.item.is_some() && !is_item,
                Condition::Present => is_success && self.item.is_some() && is_item,
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
            } else if is_item {
                Some(self.otherwise)
            } else {
                Some(Verdict::Pending)
            };
            Finding {
                verdict,
                state,
                reason,
            }
        };
        if self.item.is_none() {
            return seen(value, true);
        }
        // Of several items the worst counts: a failure, then what is pending.
        let findings = items.iter().map(|item| seen(item, true));
        let rank = |finding: &Finding| match finding.verdict {
            Some(Verdict::Failure) => 0,
            Some(Verdict::Pending) | None => 1,
            Some(Verdict::Success) => 2,
        };
        findings
            .min_by_key(rank)
            .unwrap_or_else(|| seen(&Value::Null, false))
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

/// The scalar at a pointer as text.
pub(super) fn text_at(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        scalar => Some(scalar.to_string()),
    }
}

/// How times and counters are compared: numbers by value, other strings, such as dates of one form, as they are.
fn order(text: &str) -> (u128, String) {
    match text.parse() {
        Ok(number) => (number, String::new()),
        Err(_) => (u128::MAX, text.to_owned()),
    }
}

#[cfg(test)]
mod tests;

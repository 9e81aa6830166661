//! Waiters as the description has them: tables of words and statuses, and what they say of a response.

pub(super) mod judge;

use std::time::Duration;

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
    #[cfg(feature = "paging")]
    pub(super) more: Option<(&'static str, bool)>,
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
    /// By the cursor in this header of the page before.
    Header(&'static Parameter, &'static str),
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
            #[cfg(feature = "paging")]
            more: None,
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

    /// The boolean at this pointer says whether there is another page: where it has this value there is one.
    #[cfg(feature = "paging")]
    pub const fn more(mut self, pointer: &'static str, value: bool) -> ItemRule {
        self.more = Some((pointer, value));
        self
    }
}

#[cfg(test)]
mod tests;

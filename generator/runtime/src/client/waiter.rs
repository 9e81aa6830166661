//! Waiters as the description declares them: tables of words and statuses that say what a response means.

pub(super) mod judge;

use std::time::Duration;

#[cfg(feature = "paging")]
use crate::parameter::definition::Parameter;

/// The wait between requests, if neither the description nor the caller sets it.
pub(super) const INTERVAL: Duration = Duration::from_secs(5);

/// The limit on a whole wait, if neither the description nor the caller sets it.
pub(super) const TIMEOUT: Duration = Duration::from_secs(600);

/// A named state that an operation is polled for (`x-waiters`).
///
/// The conditions in `pending` are checked first, then `failure`, then `success`. A response that fulfils none of them
/// is pending, or a failure with [`otherwise_failure`](Self::otherwise_failure).
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

/// What a response means for a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The state is not reached yet.
    Pending,
    /// The state is reached.
    Success,
    /// The state can no longer be reached.
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

/// One condition of a waiter. JSON pointers (RFC 6901) start at the item, or at the body where there is no list.
#[derive(Clone, Copy, Debug)]
pub enum Condition {
    /// The state is this word.
    State(&'static str),
    /// The value at the pointer is this word.
    Equals(&'static str, &'static str),
    /// There is a value at the pointer, and it is not null.
    Set(&'static str),
    /// The value at the pointer is null or missing.
    Unset(&'static str),
    /// The status of the response.
    Status(u16),
    /// The status of the response, and the error code in its body.
    Code(u16, &'static str),
    /// The list does not have the item.
    Absent,
    /// The list has the item.
    Present,
}

/// Selects the items of a list that a waiter checks.
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
    #[cfg(feature = "paging")]
    pub(super) total: Option<&'static str>,
    #[cfg(feature = "paging")]
    pub(super) total_header: Option<&'static str>,
    #[cfg(feature = "paging")]
    pub(super) page_count: Option<&'static str>,
}

/// The value that a property of the item must have.
#[derive(Clone, Copy, Debug)]
pub enum Match {
    /// The argument with this index.
    Argument(usize),
    /// This word.
    Is(&'static str),
}

/// How the further pages of the list are requested.
#[cfg(feature = "paging")]
#[derive(Clone, Copy)]
pub enum ItemPages {
    /// By the number of items to skip.
    Offset(&'static Parameter, u64),
    /// By the number of the page.
    Number(&'static Parameter, u64),
    /// By the cursor at this pointer in the page before.
    Cursor(&'static Parameter, &'static str),
    /// By the cursor in this header of the page before.
    Header(&'static Parameter, &'static str),
    /// By the value at this pointer in the last item of the page before.
    Marker(&'static Parameter, &'static str),
    /// By the URL at this pointer in the page before.
    Url(&'static str),
    /// By the `Link` header with this relation.
    Link(&'static str),
}

impl Waiter {
    /// Returns a waiter with this name and no conditions.
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

    /// Sets the pointer to the state.
    pub const fn state(mut self, pointer: &'static str) -> Waiter {
        self.state = Some(pointer);
        self
    }

    /// Checks items of a list instead of the body.
    pub const fn item(mut self, rule: ItemRule) -> Waiter {
        self.item = Some(rule);
        self
    }

    /// Sets the conditions that keep the wait going, whatever else is true.
    pub const fn pending(mut self, conditions: &'static [Condition]) -> Waiter {
        self.pending = conditions;
        self
    }

    /// Sets the conditions that end the wait without success.
    pub const fn failure(mut self, conditions: &'static [Condition]) -> Waiter {
        self.failure = conditions;
        self
    }

    /// Sets the conditions that end the wait with success.
    pub const fn success(mut self, conditions: &'static [Condition]) -> Waiter {
        self.success = conditions;
        self
    }

    /// Takes a state that is in no condition as a failure, not as pending.
    pub const fn otherwise_failure(mut self) -> Waiter {
        self.otherwise = Verdict::Failure;
        self
    }

    /// Compares words without regard to case.
    pub const fn ignore_case(mut self) -> Waiter {
        self.ignores_case = true;
        self
    }

    /// Sets the pointer to the text that explains a failure.
    pub const fn reason(mut self, pointer: &'static str) -> Waiter {
        self.reason = Some(pointer);
        self
    }

    /// Sets how many successes in a row are needed.
    pub const fn consecutive(mut self, times: u32) -> Waiter {
        self.consecutive = times;
        self
    }

    /// Sets the wait before the first request.
    pub const fn delay(mut self, delay: Duration) -> Waiter {
        self.delay = delay;
        self
    }

    /// Sets the wait between requests.
    pub const fn interval(mut self, interval: Duration) -> Waiter {
        self.interval = interval;
        self
    }

    /// Sets the limit on the whole wait.
    pub const fn timeout(mut self, timeout: Duration) -> Waiter {
        self.timeout = timeout;
        self
    }
}

impl ItemRule {
    /// Selects the item with these property values from the list at a pointer.
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
            #[cfg(feature = "paging")]
            total: None,
            #[cfg(feature = "paging")]
            total_header: None,
            #[cfg(feature = "paging")]
            page_count: None,
        }
    }

    /// Selects, of several items, the one with the greatest value at the pointer.
    pub const fn newest(mut self, pointer: &'static str) -> ItemRule {
        self.newest = Some(pointer);
        self
    }

    /// Ignores items whose value at the pointer of [`newest`](Self::newest) is less than this argument.
    pub const fn since(mut self, argument: usize) -> ItemRule {
        self.since = Some(argument);
        self
    }

    /// Selects all items: there must be one, and the worst decides.
    pub const fn all(mut self) -> ItemRule {
        self.all = true;
        self
    }

    /// Reads further pages of the list.
    #[cfg(feature = "paging")]
    pub const fn pages(mut self, pages: ItemPages) -> ItemRule {
        self.pages = Some(pages);
        self
    }

    /// Expects another page if and only if the boolean at this pointer has this value.
    #[cfg(feature = "paging")]
    pub const fn more(mut self, pointer: &'static str, value: bool) -> ItemRule {
        self.more = Some((pointer, value));
        self
    }

    /// Reads the number of items on all pages at this pointer.
    #[cfg(feature = "paging")]
    pub const fn total(mut self, pointer: &'static str) -> ItemRule {
        self.total = Some(pointer);
        self
    }

    /// Reads the number of items on all pages from this header.
    #[cfg(feature = "paging")]
    pub const fn total_in(mut self, header: &'static str) -> ItemRule {
        self.total_header = Some(header);
        self
    }

    /// Reads the number of pages at this pointer.
    #[cfg(feature = "paging")]
    pub const fn page_count(mut self, pointer: &'static str) -> ItemRule {
        self.page_count = Some(pointer);
        self
    }
}

#[cfg(test)]
mod tests;

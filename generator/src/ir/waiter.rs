//! States for which an operation is polled.

use std::time::Duration;

use super::{Docs, NameHint, Type};

/// A state in `x-waiters`. Pointers are JSON pointers (RFC 6901) into the item, if there is one, or into the body of
/// the response. They have been checked against the description, except those that are marked `undeclared`.
#[derive(Clone, Debug)]
pub struct Waiter {
    /// The words of the method: its key, unless the description names the method.
    pub name: NameHint,
    /// Its key as written.
    pub wire: String,
    /// Its documentation in the description.
    pub docs: Docs,
    /// The item of a list that is observed.
    pub item: Option<WaitItem>,
    /// The pointer to the value of the state.
    pub state: Option<String>,
    /// Conditions under which the wait goes on, whatever other conditions hold.
    pub pending: Vec<Condition>,
    /// Conditions that end the wait with an error.
    pub failure: Vec<Condition>,
    /// Conditions that end the wait successfully.
    pub success: Vec<Condition>,
    /// The meaning of a state in no list.
    pub otherwise: Otherwise,
    /// How words are compared.
    pub case: Case,
    /// The pointer to the text that gives the reason of a failure.
    pub reason: Option<String>,
    /// The number of successes in a row that are needed.
    pub consecutive: u32,
    /// The wait before the first request.
    pub delay: Option<Duration>,
    /// The wait between requests.
    pub interval: Option<Duration>,
    /// The limit of the whole wait.
    pub timeout: Option<Duration>,
    /// The arguments of the method, with the names in the description.
    pub arguments: Vec<NameHint>,
    /// The result of the wait.
    pub result: WaitResult,
}

/// The meaning of a state in no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// The wait goes on.
    Pending,
    /// The wait fails.
    Failure,
}

/// How words are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Exactly.
    Sensitive,
    /// Ignoring case.
    Insensitive,
}

/// The result of a wait.
#[derive(Clone, Debug, PartialEq)]
pub enum WaitResult {
    /// The response.
    Response,
    /// The response with the body of this output, by index, and its type: no other output can have the state.
    Body(usize, Type),
    /// The item of the list, with its type.
    Item(Type),
    /// Nothing, since the item that was waited for no longer exists.
    Nothing,
}

/// A condition on a response.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The state has this value.
    State(String),
    /// The value at the pointer is this text.
    Equals(String, String),
    /// The value at the pointer is present and not null.
    Set(String),
    /// The value at the pointer is absent or null.
    Unset(String),
    /// The response has this status.
    Status(u16),
    /// The response has this status, and its body has this error code.
    Code(u16, String),
    /// The list has no such item.
    Absent,
    /// The list has the item.
    Present,
}

/// The item of a list that a waiter observes.
#[derive(Clone, Debug)]
pub struct WaitItem {
    /// The pointer to the list.
    pub list: String,
    /// The values that its properties must have, by pointer.
    pub matches: Vec<(String, WaitMatch)>,
    /// Which of several matching items is observed.
    pub choice: Choice,
    /// The index of the argument below which the value of the newest item must not be.
    pub since: Option<usize>,
    /// The pointer to the position of the next page, if the list has pages: a cursor or URL in the page, or a marker in
    /// its last item.
    pub next: Option<String>,
}

/// The value that a property of the item must have.
#[derive(Clone, Debug, PartialEq)]
pub enum WaitMatch {
    /// The value of the argument at this index.
    Argument(usize),
    /// This text.
    Is(String),
}

/// Which of several matching items is observed.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// The first.
    First,
    /// The one with the greatest value at this pointer.
    Newest(String),
    /// All of them: the worst decides.
    All,
}

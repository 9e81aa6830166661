//! States that an operation is polled for.

use std::time::Duration;

use super::{Docs, NameHint, Type};

/// A state of `x-waiters`. Pointers are JSON pointers (RFC 6901) into the item, where there is one, else into the
/// body of the response; those that are not declared as such were checked against the description.
#[derive(Clone, Debug)]
pub struct Waiter {
    /// Its key, and the words of the method.
    pub name: NameHint,
    /// Its key as written.
    pub wire: String,
    /// What the description says of it.
    pub docs: Docs,
    /// The item of a list that is looked at.
    pub item: Option<WaitItem>,
    /// The pointer to the state.
    pub state: Option<String>,
    /// What holds back, whatever else is true.
    pub pending: Vec<Condition>,
    /// What ends the wait without success.
    pub failure: Vec<Condition>,
    /// What ends the wait.
    pub success: Vec<Condition>,
    /// What a state means that is in no list.
    pub otherwise: Otherwise,
    /// How words are compared.
    pub case: Case,
    /// The pointer to the text that says why it failed.
    pub reason: Option<String>,
    /// How many successes in a row are needed.
    pub consecutive: u32,
    /// The wait before the first request.
    pub delay: Option<Duration>,
    /// The wait between requests.
    pub interval: Option<Duration>,
    /// The limit on all of it.
    pub timeout: Option<Duration>,
    /// The arguments of the method, as the description names them.
    pub arguments: Vec<NameHint>,
    /// What the wait gives.
    pub result: WaitResult,
}

/// What a state means that is in no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// It is not reached yet.
    Pending,
    /// It cannot be reached any more.
    Failure,
}

/// How words are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// As they are.
    Sensitive,
    /// Without regard to case.
    Insensitive,
}

/// What a wait gives.
#[derive(Clone, Debug, PartialEq)]
pub enum WaitResult {
    /// The response.
    Response,
    /// The item of the list, of this type.
    Item(Type),
    /// Nothing: what was waited for is gone.
    Nothing,
}

/// A condition on a response.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The state is this word.
    State(String),
    /// The value at the pointer is this word.
    Equals(String, String),
    /// There is a value at the pointer that is not null.
    Set(String),
    /// There is no value at the pointer, or null.
    Unset(String),
    /// The status of the response.
    Status(u16),
    /// The status of the response, and the error code in its body.
    Code(u16, String),
    /// The list has no such item.
    Absent,
    /// The list has the item.
    Present,
}

/// The item of a list that a waiter looks at.
#[derive(Clone, Debug)]
pub struct WaitItem {
    /// The pointer to the list.
    pub list: String,
    /// What its properties must be, by their pointers.
    pub matches: Vec<(String, WaitMatch)>,
    /// Which of several counts.
    pub choice: Choice,
    /// The argument that the value of the newest item must not be less than, by its index.
    pub since: Option<usize>,
    /// The pointer to what leads to the next page, where the list goes by such: a cursor or URL in the page, or a
    /// marker in its last item.
    pub next: Option<String>,
}

/// What a property of the item must be.
#[derive(Clone, Debug, PartialEq)]
pub enum WaitMatch {
    /// The argument of this index.
    Argument(usize),
    /// This word.
    Is(String),
}

/// Which of several items counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// The first.
    First,
    /// The one whose value at this pointer is the greatest.
    Newest(String),
    /// The worst of all.
    All,
}

//! The rules of a script, and how the requests differ from it.

use std::any::TypeId;
use std::collections::VecDeque;
use std::fmt::{self, Write as _};
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeToInclusive};
use std::sync::{Arc, Mutex, PoisonError};

use crate::transport::recorded::RecordedRequest;
use crate::transport::scripted::response::ScriptedResponse;

#[derive(Default)]
pub(super) struct Script {
    pub(super) rules: Vec<Rule>,
    pub(super) queue: VecDeque<ScriptedResponse>,
    pub(super) requests: Vec<RecordedRequest>,
    pub(super) is_ordered: bool,
    /// The rule that was used last.
    current: usize,
    /// Why requests had no response.
    refused: Vec<String>,
}

pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) matches: Matches,
    pub(super) respond: Respond,
    pub(super) times: Times,
    pub(super) count: usize,
}

/// The requests that a rule matches.
pub(super) enum Matches {
    Operation(TypeId),
    Request(Box<dyn Fn(&RecordedRequest) -> bool + Send>),
}

/// The response of a rule.
#[derive(Clone)]
pub(super) enum Respond {
    Same(ScriptedResponse),
    Made(Arc<Mutex<Make>>),
}

/// Makes the response to a request.
pub(super) type Make = dyn FnMut(&RecordedRequest) -> ScriptedResponse + Send;

impl Respond {
    pub(super) fn make(self, request: &RecordedRequest) -> ScriptedResponse {
        match self {
            Respond::Same(response) => response,
            Respond::Made(make) => {
                let mut make = make.lock().unwrap_or_else(PoisonError::into_inner);
                make(request)
            }
        }
    }
}

impl Rule {
    fn fits(&self, request: &RecordedRequest) -> bool {
        match &self.matches {
            Matches::Operation(ty) => request.operation.is_some_and(|of| of.ty == Some(*ty)),
            Matches::Request(matches) => matches(request),
        }
    }

    fn is_short(&self) -> bool {
        self.count < self.times.least
    }
}

impl Script {
    /// Returns the response to a request, or why there is none.
    pub(super) fn next(&mut self, request: RecordedRequest) -> Result<Respond, String> {
        let found = match self.find(&request) {
            Ok(index) => {
                self.current = index;
                let rule = self.rules.get_mut(index).ok_or(Misfit::NoRule);
                rule.map(|rule| {
                    rule.count += 1;
                    rule.respond.clone()
                })
            }
            Err(misfit) => self.queue.pop_front().map(Respond::Same).ok_or(misfit),
        };
        let misfit = match found {
            Ok(response) => {
                self.requests.push(request);
                return Ok(response);
            }
            Err(misfit) => misfit,
        };
        let name = Named(&request);
        let why = match misfit {
            Misfit::NoRule => match self.names() {
                names if names.is_empty() => format!("the script has no response for {name}"),
                names => format!("the script has no response for {name}, but for {names}"),
            },
            Misfit::UsedUp(times) => {
                format!("the script has a response for {name} {times} only")
            }
            Misfit::Before(rule) => format!("the script has no response for {name} before {rule}"),
            Misfit::After(rule) => format!("the script has no response for {name} after {rule}"),
        };
        self.refused.push(why.clone());
        self.requests.push(request);
        Err(why)
    }

    /// Finds the rule for a request.
    fn find(&self, request: &RecordedRequest) -> Result<usize, Misfit> {
        let mut misfit = Misfit::NoRule;
        for (index, rule) in self.rules.iter().enumerate() {
            if !rule.fits(request) {
                continue;
            }
            if rule.count >= rule.times.most {
                misfit = Misfit::UsedUp(rule.times);
            } else if let Some(used) = self.used_after(index) {
                misfit = Misfit::After(used.name);
            } else if let Some(missing) = self.missing_before(index) {
                misfit = Misfit::Before(missing.name);
            } else {
                return Ok(index);
            }
        }
        Err(misfit)
    }

    /// Returns the rule that was used last, if it comes after this one and the rules are ordered.
    fn used_after(&self, index: usize) -> Option<&Rule> {
        let is_later = self.is_ordered && index < self.current;
        self.rules.get(self.current).filter(|_| is_later)
    }

    /// Returns the first rule before this one that was used too few times, if the rules are ordered.
    fn missing_before(&self, index: usize) -> Option<&Rule> {
        let mut before = self.rules.iter().take(index);
        before
            .find(|rule| rule.is_short())
            .filter(|_| self.is_ordered)
    }

    fn names(&self) -> String {
        let mut names: Vec<_> = self.rules.iter().map(|rule| rule.name).collect();
        names.dedup();
        names.join(", ")
    }

    pub(super) fn verify(&self) -> Result<(), ScriptMismatch> {
        let mut text = String::new();
        let short = self.rules.iter().filter(|rule| rule.is_short());
        for rule in short {
            let (name, times, count) = (rule.name, rule.times, rule.count);
            let _ = write!(
                text,
                "\n- {name}: expected {times}, came {}",
                Counted(count)
            );
        }
        for why in &self.refused {
            let _ = write!(text, "\n- {why}");
        }
        if !self.queue.is_empty() {
            let left = self.queue.len();
            let _ = write!(
                text,
                "\n- {left} of the responses in order were not asked for"
            );
        }
        if text.is_empty() {
            return Ok(());
        }
        text.push_str("\nrequests in their order:");
        for (index, request) in self.requests.iter().enumerate() {
            let _ = write!(text, "\n{:>3}. {}", index + 1, Named(request));
        }
        if self.requests.is_empty() {
            text.push_str(" none");
        }
        Err(ScriptMismatch(text))
    }
}

/// Why no rule matches a request.
enum Misfit {
    NoRule,
    UsedUp(Times),
    /// The rule with this name must be used first.
    Before(&'static str),
    /// The rule with this name was used already.
    After(&'static str),
}

/// Shows a request in a message: method, path, query and operation.
struct Named<'a>(&'a RecordedRequest);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)?;
        match self.0.operation() {
            Some(operation) => write!(f, " ({operation})"),
            None => Ok(()),
        }
    }
}

/// How often a rule of a script is used: a number or a range of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    least: usize,
    most: usize,
}

impl From<usize> for Times {
    fn from(times: usize) -> Times {
        Times::from(times..=times)
    }
}

impl From<RangeInclusive<usize>> for Times {
    fn from(times: RangeInclusive<usize>) -> Times {
        Times {
            least: *times.start(),
            most: *times.end(),
        }
    }
}

impl From<Range<usize>> for Times {
    fn from(times: Range<usize>) -> Times {
        Times::from(times.start..=times.end.saturating_sub(1))
    }
}

impl From<RangeFrom<usize>> for Times {
    fn from(times: RangeFrom<usize>) -> Times {
        Times::from(times.start..=usize::MAX)
    }
}

impl From<RangeToInclusive<usize>> for Times {
    fn from(times: RangeToInclusive<usize>) -> Times {
        Times::from(0..=times.end)
    }
}

impl From<RangeFull> for Times {
    fn from(_: RangeFull) -> Times {
        Times::from(0..)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (least, most) if least == most => Counted(least).fmt(f),
            (least, usize::MAX) => write!(f, "at least {}", Counted(least)),
            (0, most) => write!(f, "at most {}", Counted(most)),
            (least, most) => write!(f, "{least} to {most} times"),
        }
    }
}

struct Counted(usize);

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("not at all"),
            1 => f.write_str("once"),
            count => write!(f, "{count} times"),
        }
    }
}

/// How the requests of a test differ from its script.
///
/// Its `Debug`, which `unwrap` shows, is the same text as its `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct ScriptMismatch(String);

impl fmt::Display for ScriptMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the requests differ from the script:{}", self.0)
    }
}

impl fmt::Debug for ScriptMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ScriptMismatch {}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} of {}", self.name, self.count, self.times)
    }
}

//! A transport for tests that sends scripted responses and records requests.

pub(super) mod response;
pub(super) mod script;

use std::any::TypeId;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::body::content::Body;
use crate::body::error::{BoxFuture, TransportError, TransportErrorKind};
use crate::transport::interface::Transport;
use crate::transport::recorded::RecordedRequest;
use crate::transport::scripted::response::ScriptedResponse;
use crate::transport::scripted::script::{Matches, Respond, Rule, Script, ScriptMismatch, Times};

/// A transport without a network: it returns the responses of a script and records the requests.
///
/// A request gets the response of the first matching rule that is not used up: a rule for its operation
/// ([`on`](Self::on)), or one with a condition ([`when`](Self::when)). Without a matching rule it gets the next
/// response of the queue ([`response`](Self::response)); without any response it fails with an error that names the
/// request and the rest of the script. At the end of a test, [`verify`](Self::verify) reports which requests were sent
/// too often, too early, or not at all. Clones share one script.
#[derive(Clone, Default)]
pub struct ScriptedTransport(Arc<Mutex<Script>>);

impl ScriptedTransport {
    /// Returns an empty script.
    pub fn new() -> ScriptedTransport {
        ScriptedTransport::default()
    }

    /// Adds a response to the end of the queue; it is used once.
    pub fn response(self, response: ScriptedResponse) -> ScriptedTransport {
        self.script().queue.push_back(response);
        self
    }

    /// Responds to every matching request with this response, [any number](Self::times) of times.
    pub fn when(
        self,
        matches: impl Fn(&RecordedRequest) -> bool + Send + 'static,
        response: ScriptedResponse,
    ) -> ScriptedTransport {
        self.rule(Rule {
            name: "a request that fits `when`",
            matches: Matches::Request(Box::new(matches)),
            respond: Respond::Same(response),
            times: Times::from(0..),
            count: 0,
        })
    }

    /// Responds to the requests of the operation with this type in a client.
    pub(crate) fn on_type(
        self,
        ty: TypeId,
        name: &'static str,
        respond: impl FnMut(&RecordedRequest) -> ScriptedResponse + Send + 'static,
    ) -> ScriptedTransport {
        self.rule(Rule {
            name,
            matches: Matches::Operation(ty),
            respond: Respond::Made(Arc::new(Mutex::new(respond))),
            times: Times::from(1..),
            count: 0,
        })
    }

    fn rule(self, rule: Rule) -> ScriptedTransport {
        self.script().rules.push(rule);
        self
    }

    /// Sets how often the rule that was added last is used: `2`, `1..`, `..=3`, `0..=1`. A request beyond that gets the
    /// next matching rule, or an error. Default: at least once after [`on`](Self::on), any number after
    /// [`when`](Self::when).
    pub fn times(self, times: impl Into<Times>) -> ScriptedTransport {
        if let Some(rule) = self.script().rules.last_mut() {
            rule.times = times.into();
        }
        self
    }

    /// Requires the rules to be used in the order in which they were added: each only after those before it reached
    /// their minimum, and not again after a later one.
    pub fn in_order(self) -> ScriptedTransport {
        self.script().is_ordered = true;
        self
    }

    /// Returns the requests so far, in order.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.script().requests.clone()
    }

    /// Returns how many responses of the queue were not used.
    pub fn remaining(&self) -> usize {
        self.script().queue.len()
    }

    /// Compares the requests with the script: call it at the end of a test.
    ///
    /// # Errors
    /// If a rule was used too few times, a response of the queue was not used, or a request had no response. The error
    /// lists all of these, and all requests in order.
    pub fn verify(&self) -> Result<(), ScriptMismatch> {
        self.script().verify()
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect(u64::MAX).await?;
            let request = RecordedRequest::new(parts, body);
            // The function that makes the response may access the script, so it must not be locked.
            let found = self.script().next(request.clone());
            let response = match found {
                Ok(respond) => respond.make(&request),
                Err(why) => {
                    return Err(
                        TransportError::new(TransportErrorKind::Unscripted).with_source(why)
                    );
                }
            };
            response.give().await
        })
    }
}

impl fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.script();
        f.debug_struct("ScriptedTransport")
            .field("rules", &script.rules)
            .field("requests", &script.requests)
            .field("remaining", &script.queue.len())
            .finish_non_exhaustive()
    }
}

//! Rules of scripts by operation type.

use std::any::{TypeId, type_name};

use crate::response::operation::TypedRequest;
use crate::transport::{RecordedRequest, ScriptedResponse, ScriptedTransport};

impl ScriptedTransport {
    /// Responds to the requests of an operation; `R` is their type in the client's module `operations`. The recorded
    /// request has its parameters by name and its body as a model.
    ///
    /// The rule must be used at least once; [`times`](Self::times) changes that. `respond` may contain assertions about
    /// the request: one that fails fails the test.
    pub fn on<R: TypedRequest>(
        self,
        respond: impl FnMut(&RecordedRequest) -> ScriptedResponse + Send + 'static,
    ) -> ScriptedTransport {
        let path = type_name::<R::Operation>();
        let operation = path.rsplit("::").next().unwrap_or(path);
        let name = operation.strip_suffix("Operation").unwrap_or(operation);
        self.on_type(TypeId::of::<R::Operation>(), name, respond)
    }
}

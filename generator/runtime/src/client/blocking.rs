//! Calls without an async runtime.

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle};

use crate::call::arguments::Call;
use crate::error::failure::{Error, RuntimeError};
use crate::response::operation::Operation;
use crate::response::typed::Response;

impl Call {
    /// Sends the request and waits for the response, outside an async runtime.
    pub fn send_blocking<O: Operation>(self) -> Result<Response<O::Output>, Error<O::Error>> {
        block_on(self.send::<O>()).unwrap_or_else(|error| Err(error.into()))
    }
}

/// Runs a future of this crate, such as reading the next piece of a stream, outside an async runtime.
///
/// # Errors
/// Inside an async runtime, which it would block.
pub fn block_on<F: Future>(future: F) -> Result<F::Output, RuntimeError> {
    if Handle::try_current().is_ok() {
        return Err(RuntimeError::BlockingInsideAsync);
    }
    Ok(runtime().ok_or(RuntimeError::NoRuntime)?.block_on(future))
}

/// One runtime for all clients of the process, on a thread of its own: connections that wait in a
/// pool are looked after also between calls.
fn runtime() -> Option<&'static Handle> {
    static RUNTIME: OnceLock<Option<Handle>> = OnceLock::new();
    let start = || {
        let runtime = Builder::new_current_thread().enable_all().build().ok()?;
        let handle = runtime.handle().clone();
        std::thread::Builder::new()
            .name("http-client".to_owned())
            .spawn(move || runtime.block_on(std::future::pending::<()>()))
            .ok()?;
        Some(handle)
    };
    RUNTIME.get_or_init(start).as_ref()
}

#[cfg(test)]
mod tests {
    use super::block_on;
    use crate::error::failure::RuntimeError;

    #[test]
    fn a_blocking_call_runs_outside_a_runtime_and_is_refused_inside() {
        let inside = block_on(async { block_on(std::future::ready(1)) });
        assert_eq!(inside, Ok(Err(RuntimeError::BlockingInsideAsync)));
        assert_eq!(
            block_on(async { tokio::time::sleep(std::time::Duration::ZERO).await }),
            Ok(())
        );
    }
}

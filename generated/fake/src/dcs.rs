//! The service, and how a test controls it.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use huaweicloud::Credentials;
use huaweicloud::dcs::models::SlowlogItem;
use huaweicloud::dcs::{Client, ClientBuilder};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::fault::Fault;
use crate::server;
use crate::signature::{ACCESS_KEY, SECRET_KEY};
use crate::state::{PROJECT, State};

/// The Distributed Cache Service, in memory, on a free port of this machine.
///
/// It stops when it is dropped.
pub struct Dcs {
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

impl fmt::Debug for Dcs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Dcs");
        shown.field("address", &self.shared.address);
        shown.finish_non_exhaustive()
    }
}

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) address: SocketAddr,
    inner: Mutex<Inner>,
}

#[derive(Default)]
pub(crate) struct Inner {
    pub(crate) state: State,
    pub(crate) faults: BTreeMap<String, VecDeque<Fault>>,
    pub(crate) seen: Vec<Seen>,
    pub(crate) per_request: Duration,
}

/// A request that the service has received, and the status of the response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seen {
    /// The `operationId`.
    pub operation: String,
    /// The status of the response.
    pub status: u16,
}

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Dcs {
    /// Starts the service, without any instance.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let shared = Arc::new(Shared {
            address: listener.local_addr()?,
            inner: Mutex::default(),
        });
        let listening = tokio::spawn(server::listen(listener, Arc::clone(&shared)));
        Ok(Self { shared, listening })
    }

    /// Returns the URL of the service.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// Returns a builder for a client of the service, with an access key that the service knows.
    pub fn client(&self) -> ClientBuilder {
        Client::builder()
            .endpoint(&self.endpoint())
            .project_id(PROJECT)
            .credentials(Credentials::ak_sk(ACCESS_KEY, SECRET_KEY))
    }

    /// Adds a running instance, and returns its ID.
    pub fn add_instance(&self, name: &str) -> String {
        self.shared.lock().state.add_running(name)
    }

    /// Adds an entry to the slow log of an instance.
    pub fn add_slow_command(&self, instance_id: &str, command: SlowlogItem) {
        self.shared
            .lock()
            .state
            .add_slow_command(instance_id, command);
    }

    /// Advances the time of the service. Everything that ends until then ends, in order.
    pub fn advance(&self, time: Duration) {
        self.shared.lock().state.advance(time);
    }

    /// Advances the time before each later request by this much, for programs that wait by themselves.
    pub fn advance_per_request(&self, time: Duration) {
        self.shared.lock().per_request = time;
    }

    /// Makes the next request of an operation, by its `operationId`, fail. Several faults are used one after the other.
    pub fn fail(&self, operation: &str, fault: Fault) {
        let mut inner = self.shared.lock();
        let faults = inner.faults.entry(operation.to_owned()).or_default();
        faults.push_back(fault);
    }

    /// Returns the requests for operations so far, in their order.
    pub fn requests(&self) -> Vec<Seen> {
        self.shared.lock().seen.clone()
    }
}

impl Drop for Dcs {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

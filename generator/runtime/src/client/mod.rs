//! Clients and their settings; what is built on top of calls.

#[cfg(feature = "blocking")]
mod blocking;
pub(crate) mod builder;
pub(crate) mod config;
#[cfg(feature = "paging")]
pub(crate) mod paging;
mod search;
pub(crate) mod waiter;
pub(crate) mod waiting;
pub(crate) mod server_url;

#[cfg(feature = "blocking")]
pub use blocking::block_on;
pub use config::Config;
#[cfg(feature = "paging")]
pub use paging::{Items, RepeatedPage};
pub use waiter::Verdict;
pub use waiting::{WaitProgress, Waiting};

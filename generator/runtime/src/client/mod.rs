//! Clients and their settings; what is built on top of calls.

#[cfg(feature = "blocking")]
mod blocking;
pub(crate) mod builder;
pub(crate) mod config;
#[cfg(feature = "paging")]
mod links;
#[cfg(feature = "paging")]
pub(crate) mod page;
#[cfg(feature = "paging")]
pub(crate) mod paging;
#[cfg(feature = "paging")]
mod progress;
mod search;
pub(crate) mod server_url;
pub(crate) mod waiter;
pub(crate) mod waiting;

#[cfg(feature = "blocking")]
pub use blocking::block_on;
pub use config::Config;
#[cfg(feature = "paging")]
pub use page::RepeatedPage;
#[cfg(feature = "paging")]
pub use paging::Items;
pub use waiter::Verdict;
pub use waiting::{WaitProgress, Waiting};

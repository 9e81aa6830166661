//! Clients and their settings, and what builds on calls: paged lists, waiters, downloads.

#[cfg(feature = "blocking")]
mod blocking;
pub(crate) mod builder;
pub(crate) mod config;
#[cfg(feature = "fs")]
mod digest;
#[cfg(feature = "fs")]
mod download;
#[cfg(feature = "paging")]
pub(crate) mod list;
#[cfg(feature = "paging")]
pub(crate) mod page;
#[cfg(feature = "paging")]
pub(crate) mod pages;
#[cfg(feature = "paging")]
pub(crate) mod paging;
mod poll;
#[cfg(feature = "paging")]
mod position;
#[cfg(feature = "paging")]
mod progress;
pub(crate) mod request;
#[cfg(feature = "paging")]
mod search;
#[cfg(feature = "fs")]
mod unfinished;
pub(crate) mod waiter;
pub(crate) mod waiting;
#[cfg(feature = "paging")]
mod walk;

#[cfg(feature = "blocking")]
pub use blocking::{BlockingIter, block_on};
pub use config::Config;
#[cfg(feature = "fs")]
pub use download::{Download, Saved};
#[cfg(feature = "paging")]
pub use page::RepeatedPage;
#[cfg(feature = "paging")]
pub use pages::Pages;
#[cfg(feature = "paging")]
pub use paging::Items;
pub use poll::WaitProgress;
#[cfg(feature = "paging")]
pub use position::{Position, PositionError};
pub use request::RawRequest;
pub use waiter::Verdict;
pub use waiting::Waiting;

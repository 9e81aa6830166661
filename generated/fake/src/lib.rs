//! Huawei Cloud services in memory, for tests of programs that use the crate `huaweicloud`.
//!
//! [`Dcs`] is the Distributed Cache Service on a free port of this machine. It has instances, backups, restorations,
//! logs, tags, settings, accounts, analyses, diagnoses, migrations, exports and tasks. It checks signatures, and checks
//! parameters and bodies against the description from which the client is generated. States change with the time of the
//! service, which the test advances:
//!
//! ```
//! use std::time::Duration;
//!
//! use huaweicloud_fake::Dcs;
//!
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! let dcs = Dcs::start().await?;
//! let client = dcs.client().build()?;
//! let instance = dcs.add_instance("cache");
//!
//! let backup = client.copy_instance(&instance).await?;
//! let records = client.list_backup_records(&instance).await?.into_body();
//! let records = records.backup_record_response.unwrap_or_default();
//! assert_eq!(records[0].backup_id, backup.backup_id);
//! assert_eq!(records[0].status.as_ref().map(|status| status.as_str()), Some("backuping"));
//!
//! dcs.advance(Duration::from_secs(60));
//! let records = client.list_backup_records(&instance).await?.into_body();
//! let records = records.backup_record_response.unwrap_or_default();
//! assert_eq!(records[0].status.as_ref().map(|status| status.as_str()), Some("succeed"));
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test()).unwrap();
//! ```
//!
//! A program that waits by itself, for an instance or between attempts, is tested without the waits by
//! [`Dcs::advance_per_request`] in a test on tokio's clock: `#[tokio::test(start_paused = true)]`, with tokio's feature
//! `test-util`. That clock advances whenever the test and the service have nothing to do.
//!
//! Operations without a state, such as those for nodes and flavors, respond with the example in the description, after
//! the same checks. A [`Fault`] makes an operation fail: busy, throttled, broken, slow, cut off.

mod call;
mod dcs;
mod description;
mod fault;
mod rules;
mod server;
mod signature;
mod state;

pub use dcs::{Dcs, Seen};
pub use fault::Fault;

//! Reading descriptions, generating from them and reconciling the disk: what `cargo xtask` and its
//! companions share.

pub mod engine;
pub mod load;
pub mod manifest;
pub mod reconcile;
pub mod runtime;
pub mod stamp;
pub mod terminal;

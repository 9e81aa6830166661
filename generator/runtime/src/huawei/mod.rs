//! Huawei Cloud: access keys, tokens and where they come from.

pub mod instant;
pub mod signer;

//! Credentials: what is put into a request, where it comes from, and how long it is kept.

mod cached;
mod fetches;
mod huawei_authorizer;
mod huawei_calls;
mod huawei_chain;
mod huawei_credentials;
mod huawei_iam;
mod huawei_metadata;
mod huawei_signer;
mod interleavings;
mod oauth2;
mod renewal;
mod schemes;
mod secrets;
mod support;

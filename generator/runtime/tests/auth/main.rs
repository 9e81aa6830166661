//! Credentials: what they add to a request, where they come from, and how long they are kept.

mod cached;
mod fetches;
mod huawei_authorizer;
mod huawei_calls;
mod huawei_chain;
mod huawei_credentials;
mod huawei_dates;
mod huawei_iam;
mod huawei_metadata;
mod huawei_signer;
mod huawei_workloads;
mod interleavings;
mod oauth2;
mod renewal;
mod schemes;
mod secrets;
mod support;

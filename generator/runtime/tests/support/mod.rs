//! The operations of a made-up service.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "each test file uses its own part"
)]

pub mod capture;

use std::collections::BTreeMap;

use apiruntime::Body;
use apiruntime::Config;
use apiruntime::Error;
use apiruntime::Response;
use apiruntime::codegen::Call;
use apiruntime::codegen::Core;
use apiruntime::codegen::DecodeFailure;
use apiruntime::codegen::Operation;
use apiruntime::codegen::OperationInfo;
use apiruntime::codegen::Parameter;
use apiruntime::codegen::RawResponse;
pub use test_server::{Server, header, json, response};

pub static THING_ID: Parameter = Parameter::path("thing_id");
pub static TAG: Parameter = Parameter::query("tag");

/// May be repeated.
pub static GET_THING: OperationInfo = OperationInfo::new("GetThing", "GET", "/things/{thing_id}")
    .idempotent()
    .accept("application/json")
    .security(&[&[], &[0]]);

/// Must not be repeated.
pub static POKE_THING: OperationInfo =
    OperationInfo::new("PokeThing", "POST", "/things/{thing_id}")
        .accept("application/json")
        .security(&[&[], &[0]]);

/// May be repeated, and has a body.
pub static PUT_THING: OperationInfo =
    OperationInfo::new("PutThing", "PUT", "/things/{thing_id}").idempotent();

/// Its body is a stream.
pub static GET_FILE: OperationInfo =
    OperationInfo::new("GetFile", "GET", "/things/{thing_id}/file")
        .idempotent()
        .streamed(&[(200, 200)]);

/// The operations of the service: 200 with a JSON object of numbers, or 204.
pub enum Thing {}

#[derive(Debug, PartialEq)]
pub enum Output {
    Ok(BTreeMap<String, i32>),
    NoContent,
}

/// The documented errors.
#[derive(Debug, PartialEq)]
pub enum ThingError {
    BadRequest(BTreeMap<String, String>),
    Unauthorized(BTreeMap<String, String>),
}

impl Operation for Thing {
    type Output = Output;
    type Error = ThingError;

    fn decode(response: &mut RawResponse) -> Result<Output, DecodeFailure<ThingError>> {
        const FIELDS: &[&str] = &["error_code", "error_msg"];
        match response.status() {
            // A 205 stands for a range of statuses, which has the content of the 200.
            200 | 205 => response.json().map(Output::Ok),
            204 => response.empty().map(|()| Output::NoContent),
            400 => Err(response.error(FIELDS, ThingError::BadRequest)),
            401 => Err(response.error(FIELDS, ThingError::Unauthorized)),
            _ => Err(response.undocumented()),
        }
    }
}

/// Like [`Thing`], but with 204 as the only documented success.
pub enum Quiet {}

impl Operation for Quiet {
    type Output = ();
    type Error = ThingError;

    fn decode(response: &mut RawResponse) -> Result<(), DecodeFailure<ThingError>> {
        match response.status() {
            204 => response.empty(),
            _ => Err(response.undocumented()),
        }
    }
}

/// An operation whose 200 is a stream.
pub enum File {}

impl Operation for File {
    type Output = Body;
    type Error = ThingError;

    fn decode(response: &mut RawResponse) -> Result<Body, DecodeFailure<ThingError>> {
        match response.status() {
            200 => response.stream(),
            _ => Err(response.undocumented()),
        }
    }
}

pub fn core(endpoint: impl Into<String>, config: Config) -> Core {
    Core::builder(&["token"])
        .endpoint(endpoint)
        .config(config)
        .build()
        .unwrap()
}

pub type CallResult<T> = Result<Response<T>, Error<ThingError>>;

pub fn call(core: &Core, info: &'static OperationInfo) -> Call {
    let mut call = Call::new(core, info);
    call.parameter(&THING_ID, "1");
    call
}

pub async fn get(core: &Core) -> CallResult<Output> {
    call(core, &GET_THING).send::<Thing>().await
}

pub async fn poke(core: &Core) -> CallResult<Output> {
    call(core, &POKE_THING).send::<Thing>().await
}

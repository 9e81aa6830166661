//! How much memory a response takes, whatever it contains.

#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::io::Write as _;

use apiruntime::codegen::{Core, DecodeFailure, List, Operation, Page, Parameter, RawResponse};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use apiruntime::{Config, Error, RetryPolicy};
use flate2::write::GzEncoder;
use serde_json::Value;

mod support;
use support::{GET_THING, Thing, ThingError, call};

/// Returns the memory of the process, or its peak since [`forget_most`], in bytes.
fn memory(field: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kib: usize = line
        .unwrap()
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .unwrap();
    kib << 10
}

fn forget_most() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

/// A large model with many optional fields.
#[derive(Debug, Default)]
#[allow(dead_code, reason = "it takes room")]
struct Wide {
    fields: [[Option<String>; 20]; 2],
}

apiruntime::model! {
    Wide {
    }
}

enum Values {}

impl Operation for Values {
    type Output = Vec<Value>;
    type Error = ThingError;

    fn decode(response: &mut RawResponse) -> Result<Vec<Value>, DecodeFailure<ThingError>> {
        response.json()
    }
}

enum Models {}

impl Operation for Models {
    type Output = Vec<Wide>;
    type Error = ThingError;

    fn decode(response: &mut RawResponse) -> Result<Vec<Wide>, DecodeFailure<ThingError>> {
        response.json()
    }
}

enum Maps {}

impl Operation for Maps {
    type Output = Vec<BTreeMap<String, i32>>;
    type Error = ThingError;

    fn decode(response: &mut RawResponse) -> Result<Self::Output, DecodeFailure<ThingError>> {
        response.json()
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// Returns the peak memory of a call, beyond what was in use before.
async fn most<O: Operation<Error = ThingError>>(
    status: u16,
    body: &[u8],
    config: Config,
) -> (usize, Result<(), Error<ThingError>>) {
    let response = ScriptedResponse::new(status)
        .body("application/json", gzip(body))
        .header("content-encoding", "gzip");
    let core = Core::builder(&[])
        .endpoint("https://h.example")
        .config(config.retry(RetryPolicy::never()))
        .transport(ScriptedTransport::new().response(response))
        .build()
        .unwrap();
    forget_most();
    let before = memory("VmRSS:");
    let result = call(&core, &GET_THING).send::<O>().await.map(drop);
    if let Err(error) = &result {
        assert!(error.to_string().len() < 2_000);
    }
    (memory("VmHWM:").saturating_sub(before), result)
}

/// Returns the peak memory of the first page of a list, read as items or as a page.
async fn most_of_list(body: &[u8], as_pages: bool) -> usize {
    static OFFSET: Parameter = Parameter::query("offset");
    let response = ScriptedResponse::json(200, body.to_vec());
    let core = Core::builder(&[])
        .endpoint("https://h.example")
        .config(Config::new().max_response_body(LIMIT as u64))
        .transport(ScriptedTransport::new().response(response))
        .build()
        .unwrap();
    let call = call(&core, &GET_THING);
    let list = List::<Values, Value>::by_offset(call, &OFFSET, 0, None, Page::from);
    forget_most();
    let before = memory("VmRSS:");
    if as_pages {
        list.pages().next().await.unwrap().unwrap();
    } else {
        list.items().next().await.unwrap().unwrap();
    }
    memory("VmHWM:").saturating_sub(before)
}

const LIMIT: usize = 2 << 20;

/// The memory that the allocator keeps for itself counts, too.
const SLACK: usize = 3 << 20;

fn bodies() -> Vec<Vec<u8>> {
    let list = |item: &str| {
        let count = LIMIT / item.len() - 1;
        format!("[{}0]", item.repeat(count)).into_bytes()
    };
    let long = "k".repeat(LIMIT / 2 - 100);
    // As many values as are accepted, and then spaces.
    let padded = |item: &str, count: usize| {
        let mut text = format!("[{}0]", item.repeat(count));
        text.extend(std::iter::repeat_n(' ', LIMIT - 1 - text.len()));
        text.into_bytes()
    };
    vec![
        padded("{\"a\":0},", LIMIT / 20 / 10 - 10),
        padded("[0],", LIMIT / 20 / 3 - 10),
        padded("\"x\",", LIMIT / 20 - 10),
        list("{},"),
        list("[],"),
        list("0,"),
        list("\"\","),
        list("{\"a\":0},"),
        list("[[[[[[[[]]]]]]]],"),
        format!("[{{\"{long}\":\"{long}\"}}]").into_bytes(),
        format!("[{{\"{}\":0}}]", "\\n".repeat(LIMIT / 2 - 100)).into_bytes(),
        "[".repeat(LIMIT).into_bytes(),
        vec![b' '; LIMIT - 1],
    ]
}

/// A single test, since the memory of the whole process is measured.
#[tokio::test]
async fn a_response_takes_at_most_four_times_its_limit() {
    let config = || Config::new().max_response_body(LIMIT as u64);
    for (index, body) in bodies().iter().enumerate() {
        for (what, (most, _)) in [
            ("values", most::<Values>(200, body, config()).await),
            ("models", most::<Models>(200, body, config()).await),
            ("maps", most::<Maps>(200, body, config()).await),
        ] {
            assert!(
                most <= 4 * LIMIT + SLACK,
                "{what} of body {index}: {} MiB",
                most >> 20
            );
        }
        // The body of an error is cut at a limit of its own, before and after it is decompressed.
        let (most, result) = most::<Thing>(500, body, Config::new()).await;
        let error = result.unwrap_err();
        assert!(
            most <= (4 << 20) + SLACK,
            "error of body {index}: {} KiB",
            most >> 10
        );
        assert!(error.is_truncated());
        assert_eq!(error.raw_body().unwrap()[..], body[..1 << 20]);
    }
    let dense = &bodies()[0];
    for as_pages in [false, true] {
        let most = most_of_list(dense, as_pages).await;
        assert!(most <= 4 * LIMIT + SLACK, "{as_pages}: {} MiB", most >> 20);
    }
    let bomb = vec![b' '; 64 << 20];
    let (most, result) = most::<Values>(200, &bomb, config()).await;
    assert!(
        result
            .unwrap_err()
            .to_string()
            .contains("longer than 2097152 bytes")
    );
    assert!(most <= 4 * LIMIT + SLACK, "{} MiB", most >> 20);
}

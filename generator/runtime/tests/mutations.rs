//! Gives mutated bytes to all code that reads bytes of a server or of a file: nothing panics, runs without end or shows
//! a secret. `MUTATIONS=10000000` tries more inputs than the default.

use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use apiruntime::auth::huawei::{
    CredentialsSource, Environment, HuaweiAuthorizer, IamUser, MetadataService, ProfileProvider,
};
use apiruntime::auth::{Attachment, Authorizer};
use apiruntime::codegen::Core;
use apiruntime::response::events::{Events, JsonLines};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport, Transport};
use apiruntime::{Base64, Body, Date, DateTime};
use serde_json::Value;

use test_server::Chance;

mod support;
use support::{GET_THING, Thing, call};

/// The inputs before mutation.
const SEEDS: [&str; 9] = [
    "[basic]\nak = AK\nsk = s3cr3t\nproject_id: p\n# comment\n[global]\nidp_id = i\n",
    r#"{"token":{"expires_at":"2026-03-16T08:30:00.701000Z","project":{"id":"p1"}}}"#,
    r#"{"credential":{"access":"A","secret":"B","securitytoken":"C","expires_at":"2026-03-15T10:30:00Z"}}"#,
    r#"{"error":{"code":"APIGW.0301","message":"a \u202e s3cr3t \n"},"request_id":[1,-2.5e3,null,true]}"#,
    "id: 1\nevent: a\nretry: 10\ndata: {\"a\": 1}\ndata: more\n\n: comment\r\n\r\ndata\n\n",
    "{\"a\": 1}\n\n{\"b\": [1, 2, {}]}\r\n\u{1e}{\"c\": null}\n",
    "2026-03-15T08:30:00.123456789+08:00",
    "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    "Sun, 06 Nov 1994 08:49:37 GMT",
];

/// Bytes that have a meaning for readers.
const TURNS: &[u8] = b"\"\\{}[]:,=\n\r\0\x1e\xff\xef#; %0-9TZ";

/// Returns one of the seeds with a few changes.
fn input(chance: &Chance) -> Vec<u8> {
    let mut input = SEEDS[chance.below(SEEDS.len())].as_bytes().to_vec();
    for _ in 0..chance.below(6) {
        let at = chance.below(input.len() + 1);
        let turn = TURNS[chance.below(TURNS.len())];
        match chance.below(6) {
            0 => input.insert(at, turn),
            1 if at < input.len() => input[at] = turn,
            2 if at < input.len() => input[at] ^= 1 << chance.below(8),
            3 => input.truncate(at),
            4 => {
                let end = input.len().min(at + chance.below(20));
                let piece = input[at..end].to_vec();
                input.splice(at..at, piece);
            }
            _ => {
                let other = SEEDS[chance.below(SEEDS.len())].as_bytes();
                let end = chance.below(other.len());
                input.splice(at..at, other[..end].iter().copied());
            }
        }
    }
    input
}

struct File(String);

impl Environment for File {
    fn variable(&self, name: &str) -> Option<String> {
        matches!(name, "HOME" | "USERPROFILE").then(|| "/home/user".to_owned())
    }

    fn read_file(&self, _: &Path) -> io::Result<String> {
        Ok(self.0.clone())
    }
}

/// Runs a future in a runtime whose paused clock advances by itself.
fn run<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build();
    runtime.unwrap().block_on(future)
}

/// Runs a future that waits for nothing.
fn now<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    for _ in 0..10_000 {
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("it does not end")
}

fn authorize(source: CredentialsSource, transport: ScriptedTransport) {
    let transport: Arc<dyn Transport> = Arc::new(transport);
    let authorizer = HuaweiAuthorizer::new(source);
    authorizer.attach(&Attachment::new(&transport)).unwrap();
    let mut request = http::Request::get("https://h.example/")
        .body(Body::EMPTY)
        .unwrap();
    if let Err(error) = run(authorizer.authorize(&mut request)) {
        let text = format!("{error} {error:?}");
        assert!(!text.contains("s3cr3t-password"), "{text}");
        assert!(
            text.len() < 5_000 && !text.chars().any(char::is_control),
            "{text:?}"
        );
    }
}

fn read(input: &[u8], chance: &Chance) {
    let text = String::from_utf8_lossy(input).into_owned();
    match chance.below(6) {
        0 => {
            let environment = Arc::new(File(text));
            let source = CredentialsSource::from(ProfileProvider).environment(environment);
            authorize(source, ScriptedTransport::new());
        }
        1 => {
            let status = [200, 201, 400, 500][chance.below(4)];
            let mut response = ScriptedResponse::json(status, input.to_vec());
            if chance.below(2) == 0 {
                response = response.header("x-subject-token", "t");
            }
            let user = IamUser::new("d", "u", "s3cr3t-password").project_id("p");
            authorize(user.into(), ScriptedTransport::new().response(response));
        }
        2 => {
            let responses = ScriptedTransport::new()
                .response(ScriptedResponse::json(200, "t"))
                .response(ScriptedResponse::json(200, input.to_vec()));
            authorize(MetadataService::new().into(), responses);
        }
        3 => {
            let size = 1 + chance.below(40);
            let pieces: Vec<_> = input.chunks(size).map(<[u8]>::to_vec).collect();
            let body = || {
                let pieces = pieces.clone().into_iter();
                Body::stream(futures_util::stream::iter(
                    pieces.map(|piece| Ok(piece.into())),
                ))
            };
            let mut events = Events::<Value>::json(body()).limit(64);
            while let Some(Ok(_)) = now(events.next()) {}
            let mut lines = JsonLines::<Value>::new(body()).limit(64);
            while let Some(Ok(_)) = now(lines.next()) {}
        }
        4 => {
            if let Ok(value) = Base64::parse(&text) {
                assert_eq!(value.as_str(), text);
                assert!(value.to_bytes().is_ok());
            }
            if let Ok(time) = DateTime::parse(&text) {
                assert_eq!(time.as_str(), text);
                let _ = time.to_system_time();
            }
            let _ = Date::parse(&text);
        }
        _ => {
            let response = ScriptedResponse::json(500, input.to_vec());
            let response = match http::HeaderValue::from_str(&text) {
                Ok(_) => response
                    .header("retry-after", &text)
                    .header("x-request-id", &text),
                Err(_) => response,
            };
            let core = Core::builder(&[])
                .endpoint("https://h.example")
                .transport(ScriptedTransport::new().response(response))
                .build()
                .unwrap();
            let sent = call(&core, &GET_THING).send::<Thing>();
            let error = run(sent).unwrap_err();
            let text = format!("{error} {error:?} {:?}", error.retry_after());
            assert!(
                text.len() < 5_000 && !text.chars().any(char::is_control),
                "{text:?}"
            );
        }
    }
}

#[test]
fn mutated_bytes_are_read_or_refused() {
    let count = std::env::var("MUTATIONS")
        .ok()
        .and_then(|text| text.parse().ok());
    for number in 0..count.unwrap_or(50_000) {
        let chance = Chance::new(number << 16);
        let input = input(&chance);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            read(&input, &chance);
        }));
        assert!(
            result.is_ok(),
            "case {number}: {:?}",
            String::from_utf8_lossy(&input)
        );
    }
}

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use apiruntime::Body;
use apiruntime::client::BlockingIter;
use apiruntime::codegen::{EventData, JsonError, event_json};
use apiruntime::error::{IntoError as _, Reason};
use apiruntime::response::events::Event;
use apiruntime::response::events::Events;
use apiruntime::response::events::JsonLines;
use apiruntime::response::events::StreamError;
use bytes::Bytes;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::now;

pub(crate) struct Pieces(VecDeque<std::io::Result<Bytes>>);

impl futures_core::Stream for Pieces {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

impl Pieces {
    pub(crate) fn of(text: &[u8], size: usize) -> Self {
        Self(
            text.chunks(size)
                .map(|piece| Ok(Bytes::copy_from_slice(piece)))
                .collect(),
        )
    }
}

/// A body that comes in pieces of this many bytes.
pub(crate) fn pieces(text: &[u8], size: usize) -> Body {
    Body::stream(Pieces::of(text, size))
}

fn all_events<T>(mut events: Events<T>) -> Result<Vec<Event<T>>, StreamError> {
    let mut all = Vec::new();
    while let Some(event) = now(events.next()) {
        all.push(event?);
    }
    Ok(all)
}

#[test]
fn blocking_callers_iterate_over_bodies_and_events() {
    let all: Result<Vec<_>, StreamError> =
        BlockingIter::new(Events::text(pieces(b"data: a\n\ndata: b\n\n", 3))).collect();
    assert_eq!(all.unwrap().len(), 2);
    let all: Vec<_> = BlockingIter::new(pieces(b"abc", 2)).collect();
    assert!(matches!(&all[..], [Ok(_), Ok(_)]), "{all:?}");
}

#[tokio::test]
async fn a_blocking_iterator_over_events_inside_a_task_says_so() {
    let mut events = BlockingIter::new(Events::text(pieces(b"data: a\n\n", 3)));
    let error = events.next().unwrap().unwrap_err().into_error();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("spawn_blocking"), "{error}: {source}");
}

fn events(text: &[u8], size: usize) -> Vec<(String, String)> {
    let events = all_events(Events::text(pieces(text, size))).expect("events");
    events
        .into_iter()
        .map(|event| (event.event, event.data))
        .collect()
}

fn values<T: DeserializeOwned>(mut lines: JsonLines<T>) -> Result<Vec<T>, StreamError> {
    let mut all = Vec::new();
    while let Some(value) = now(lines.next()) {
        all.push(value?);
    }
    Ok(all)
}

fn messages(data: &[&str]) -> Vec<(String, String)> {
    data.iter()
        .map(|data| ("message".to_owned(), (*data).to_owned()))
        .collect()
}

#[test]
fn events_are_the_same_however_the_body_is_cut() {
    let text = "\u{feff}: hello\r\nevent: añadir\rdata: 日志\ndata:  two\r\ndata\r\n\r\ndata:x\n\n\n\r\rdata: y\r\r".as_bytes();
    let expected = [
        ("añadir", "日志\n two\n"),
        ("message", "x"),
        ("message", "y"),
    ];
    for size in 1..=text.len() {
        let got = events(text, size);
        let got: Vec<_> = got
            .iter()
            .map(|(event, data)| (event.as_str(), data.as_str()))
            .collect();
        assert_eq!(got, expected, "pieces of {size}");
    }
}

#[test]
fn an_event_without_data_is_not_given() {
    assert_eq!(
        events(b"event: ping\n\n: comment\n\ndata: a\n\ndata\n\n", 7),
        messages(&["a", ""])
    );
}

#[test]
fn blank_data_where_json_was_said_keeps_the_connection_open_only() {
    let text = "id: 1\nretry: 1500\ndata:\n\nevent: ping\ndata:  \ndata\n\ndata: [1]\n\ndata\n\n";
    let events = all_events(Events::<Value>::json(Body::from(text))).expect("events");
    let seen = events
        .iter()
        .map(|event| (event.id.as_deref(), event.retry));
    assert!(seen.eq([(Some("1"), Some(Duration::from_millis(1500)))]));
}

#[test]
fn an_event_that_the_body_breaks_off_in_is_not_given() {
    assert_eq!(events(b"data: a\n\ndata: b\n", 3), messages(&["a"]));
    assert_eq!(events(b"data: a\n\ndata: b", 3), messages(&["a"]));
}

#[test]
fn ids_last_and_retries_count_in_milliseconds() {
    let body = Body::from(
        "id: 1\nretry: 1500\nretry:\ndata: a\n\nretry: soon\nretry: +5\nid: 2\0\ndata: b\n\nid\ndata: c\n\n",
    );
    let events = all_events(Events::text(body)).expect("events");
    let seen: Vec<_> = events
        .iter()
        .map(|event| (event.id.as_deref(), event.retry))
        .collect();
    assert_eq!(
        seen,
        [
            (Some("1"), Some(Duration::from_millis(1500))),
            (Some("1"), None),
            (None, None)
        ]
    );
}

#[test]
fn an_id_that_many_events_would_repeat_is_bounded() {
    let given = |length: usize| {
        let text = format!("id: {}\n\ndata: a\n\n", "x".repeat(length));
        all_events(Events::text(Body::from(text)))
    };
    assert_eq!(given(8 << 10).expect("events").len(), 1);
    let refused = given((8 << 10) + 1);
    assert!(
        matches!(refused, Err(StreamError::TooLong { limit: 8192 })),
        "{refused:?}"
    );
}

#[test]
fn json_events_are_decoded_and_done_ends_them() {
    let body = Body::from("data: {\"a\":\ndata: 1}\n\ndata: [DONE]\n\ndata: {\"a\":2}\n\n");
    let events = all_events(Events::<Value>::json(body)).expect("events");
    assert_eq!(
        events
            .into_iter()
            .map(|event| event.data)
            .collect::<Vec<_>>(),
        [json!({"a": 1})]
    );
}

#[test]
fn an_event_of_another_shape_is_an_error_with_its_place_after_which_others_come() {
    let mut events = Events::<Vec<i32>>::json(Body::from(
        "data: [1]\n\ndata: [1,\"hunter2\"]\n\ndata: [3]\n\n",
    ));
    assert!(now(events.next()).is_some_and(|event| event.is_ok()));
    let error = now(events.next()).and_then(Result::err).expect("an error");
    assert!(
        matches!(&error, StreamError::Decode(at) if at.pointer() == "/1"),
        "{error}"
    );
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let last = now(events.next()).expect("an event").expect("an event");
    assert_eq!(last.data, [3]);
    assert!(now(events.next()).is_none());
}

#[test]
fn a_line_without_an_end_is_bounded() {
    for text in [
        "data: ".to_owned() + &"x".repeat(100),
        "data: 12345\n".repeat(20) + "\n",
        "data: ".to_owned() + &"x".repeat(100) + "\n\n",
    ] {
        for size in [1, 16, 1000] {
            let ended = all_events(Events::text(pieces(text.as_bytes(), size)).limit(64));
            assert!(
                matches!(ended, Err(StreamError::TooLong { limit: 64 })),
                "{text} {size}"
            );
        }
    }
}

#[test]
fn nothing_follows_what_is_too_long() {
    let long = format!("data: {}\n\ndata: a\n\n", "x".repeat(100));
    let mut events = Events::text(pieces(long.as_bytes(), 7)).limit(64);
    assert!(matches!(
        now(events.next()),
        Some(Err(StreamError::TooLong { .. }))
    ));
    assert!(now(events.next()).is_none());
    let mut lines = JsonLines::<Value>::new(Body::from("[1,2,3,4,5,6,7,8]\n1\n")).limit(4);
    assert!(matches!(
        now(lines.next()),
        Some(Err(StreamError::TooLong { .. }))
    ));
    assert!(now(lines.next()).is_none());
}

#[test]
fn an_event_that_takes_much_memory_is_too_long() {
    let dense = format!("[{}0]", "{},".repeat(600_000));
    let lines = format!("data: {dense}\n\n");
    let ended = all_events(Events::<Value>::json(Body::from(lines)).limit(2 << 20));
    assert!(matches!(ended, Err(StreamError::TooLong { .. })));
    let ended = values(JsonLines::<Value>::new(Body::from(dense)).limit(2 << 20));
    assert!(matches!(ended, Err(StreamError::TooLong { .. })));
    let few = values(JsonLines::<Value>::new(Body::from("[1,2,3,4,5,6,7,8]")).limit(20));
    assert_eq!(few.expect("values").len(), 1);
}

#[test]
fn bytes_that_are_no_text_are_replaced_and_end_no_stream() {
    let text = b": \xff\n\ndata: a\xff\xe6\x97\ndata: \xe6\x97\xa5\n\ndata: b\n\n";
    for size in 1..=text.len() {
        let expected = messages(&["a\u{fffd}\u{fffd}\n日", "b"]);
        assert_eq!(events(text, size), expected, "pieces of {size}");
    }
}

#[test]
fn a_body_that_breaks_off_is_an_error() {
    let broken = || {
        let end = std::io::Error::other("reset");
        Body::stream(Pieces(
            [Ok(Bytes::from_static(b"data: a\n\n1\n2")), Err(end)].into(),
        ))
    };
    let mut events = Events::text(broken());
    assert!(now(events.next()).is_some_and(|event| event.is_ok()));
    assert!(matches!(
        now(events.next()),
        Some(Err(StreamError::Transport(_)))
    ));
    assert!(now(events.next()).is_none());
    assert!(values(JsonLines::<Value>::new(broken())).is_err());
}

#[test]
fn json_lines_are_the_same_however_the_body_is_cut() {
    let text = "{\"a\": \"日\"}\r\n\n[1,2]\n  null  \n7".as_bytes();
    for size in 1..=text.len() {
        let got = values(JsonLines::<Value>::new(pieces(text, size))).expect("values");
        assert_eq!(
            got,
            [json!({"a": "日"}), json!([1, 2]), json!(null), json!(7)],
            "pieces of {size}"
        );
    }
}

#[test]
fn a_line_that_is_not_json_is_an_error_and_hides_no_other_value() {
    let text = "\u{feff}1\nnot json\n\u{feff}\n2 3\n4";
    for size in 1..=text.len() {
        let mut lines = JsonLines::<Value>::new(pieces(text.as_bytes(), size));
        assert_eq!(now(lines.next()).expect("a value").expect("1"), json!(1));
        for _ in 0..3 {
            let error = now(lines.next()).expect("a value").expect_err("no JSON");
            let text = error.to_string();
            let expected = "a part of the stream is not what the description says";
            assert!(text.starts_with(expected), "{text}");
            let error = error.into_error();
            assert!(matches!(error.reason(), Reason::Decode { .. }), "{error}");
        }
        assert_eq!(now(lines.next()).expect("a value").expect("4"), json!(4));
        assert!(now(lines.next()).is_none());
    }
}

#[test]
fn values_of_a_sequence_may_have_line_breaks() {
    let body = Body::from("\u{1e}{\n  \"a\": 1\n}\n\u{1e}2\n\u{1e}");
    assert_eq!(
        values(JsonLines::<Value>::sequence(body)).expect("values"),
        [json!({"a": 1}), json!(2)]
    );
}

#[test]
fn a_cut_json_line_is_an_error_not_a_value() {
    assert!(matches!(
        values(JsonLines::<Value>::new(Body::from("{}\n{\"a\":"))),
        Err(StreamError::Decode(_))
    ));
    assert!(matches!(
        values(JsonLines::<Value>::new(Body::from("1\n")).limit(0)),
        Err(StreamError::TooLong { limit: 0 })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_data_of_an_event_does_not_depend_on_how_it_is_split(data in prop::collection::vec("[^\r\n\u{feff}]*", 1..5), size in 1..40_usize, end in "\r\n|\r|\n") {
        let text: String = data.iter().map(|line| format!("data: {line}{end}")).chain([end.clone()]).collect();
        prop_assert_eq!(events(text.as_bytes(), size), messages(&[&data.join("\n")]));
    }

    #[test]
    fn any_bytes_end_in_events_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200), size in 1..40_usize) {
        let _ = all_events(Events::text(pieces(&bytes, size)));
        let _ = values(JsonLines::<Value>::new(pieces(&bytes, size)));
    }
}

/// Events of several names, as they are generated.
#[derive(Debug, PartialEq)]
enum Named {
    Count(i32),
    Ping(String),
    Unknown(String),
}

impl EventData for Named {
    fn read(event: &str, data: String) -> Result<Self, JsonError> {
        match event {
            "count" => event_json(&data).map(Self::Count),
            "ping" => Ok(Self::Ping(data)),
            _ => Ok(Self::Unknown(data)),
        }
    }
}

#[test]
fn the_name_of_an_event_decides_what_its_data_is() {
    let text = b"event: count\nid: 7\nretry: 5\ndata: 1\n\nevent: ping\ndata: 2\n\ndata: x\n\nevent: count\ndata: [DONE]\n\ndata: y\n\n";
    let read = all_events(Events::<Named>::named(pieces(text, 3))).expect("events");
    let data: Vec<_> = read.iter().map(|event| &event.data).collect();
    let (ping, other) = (Named::Ping("2".into()), Named::Unknown("x".into()));
    assert_eq!(data, [&Named::Count(1), &ping, &other]);
    assert_eq!(
        (read[0].id.as_deref(), read[0].retry),
        (Some("7"), Some(Duration::from_millis(5)))
    );
    assert_eq!(read[2].event, "message");
}

#[test]
fn a_body_that_begins_with_a_record_separator_is_a_sequence() {
    let text = b"\x1e{\n \"a\": 1\n}\n\x1e2\n";
    for size in [1, 4, 100] {
        let read = values::<Value>(JsonLines::new(pieces(text, size))).expect("values");
        assert_eq!(read, [json!({"a": 1}), json!(2)]);
    }
    let lines = values::<i32>(JsonLines::new(pieces(b"1\n2\n", 1))).expect("values");
    assert_eq!(lines, [1, 2]);
}

#[test]
fn a_number_at_the_end_of_a_sequence_may_be_cut_off() {
    let text = b"\x1e[1]\x1e\"a\"\x1e12\x1e3\n\x1etrue";
    let mut values = JsonLines::<Value>::sequence(pieces(text, 4));
    let mut read = Vec::new();
    while let Some(value) = now(values.next()) {
        read.push(value.ok());
    }
    let whole = [
        Some(json!([1])),
        Some(json!("a")),
        None,
        Some(json!(3)),
        None,
    ];
    assert_eq!(read, whole);
}

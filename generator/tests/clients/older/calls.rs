//! How a client for an older interface works with this runtime. `older.rs` runs these tests in its package.

use std::time::Duration;

use warehouse::body::Part;
use warehouse::models::{Item, ItemKind, Label, ListItemsFilter, Place};
use warehouse::operations::{AddItemError, AddItemOutput, PutFilesForm, WatchEvent};
use warehouse::transport::{ScriptedResponse, ScriptedTransport};
use warehouse::{Client, block_on};

const ITEM: &str = r#"{"id":"1","kind":"crate","level":7,"status":"ok","reason":null,"size":2,"price":1.50,
    "day":"2026-01-31","at":"2026-01-31T10:00:00Z","digest":"YQ==","unit":"mm","labels":{"a":{"name":"n","x":3}},
    "place":{"type":"shelf","row":4},"either":[1],"size_or_unit":"big","pair":["a",1],"free":[{}],"code":"ab"}"#;

fn client(transport: &ScriptedTransport) -> Client {
    Client::builder()
        .bearer("secret")
        .x_language("en")
        .transport(transport.clone())
        .build()
        .expect("a client")
}

fn scripted(responses: impl IntoIterator<Item = ScriptedResponse>) -> ScriptedTransport {
    let empty = ScriptedTransport::new();
    responses
        .into_iter()
        .fold(empty, |transport, response| transport.response(response))
}

#[test]
fn a_model_is_read_and_sent_back() {
    let server = scripted([ScriptedResponse::json(201, ITEM)]);
    let client = client(&server);
    let body: Item = warehouse::serde_json::from_str(ITEM).expect("an item");
    assert_eq!(body.kind.as_str(), "crate");
    assert!(matches!(&body.place, Some(Place::Shelf(shelf)) if shelf.row == 4));
    let added = client.add_item(&body).send_blocking().expect("an item");
    let AddItemOutput::Created(added) = added.into_body() else {
        panic!("no item")
    };
    assert_eq!(added.price, 1.5);
    let requests = server.requests();
    let sent: warehouse::serde_json::Value =
        warehouse::serde_json::from_slice(requests[0].body()).expect("JSON");
    assert_eq!(sent["labels"]["a"]["x"], 3);
    assert_eq!(sent["kind"], "crate");
    assert!(requests[0].header("idempotency-key").is_some());
    assert_eq!(requests[0].header("authorization"), Some("Bearer secret"));
    assert_eq!(requests[0].header("x-language"), Some("en"));
}

#[test]
fn a_list_is_read_to_its_end() {
    let page = |from: u8, to: u8| {
        let items = (from..to).map(|id| format!(r#"{{"id":"{id}","kind":"box"}}"#));
        let items = items.collect::<Vec<_>>().join(",");
        ScriptedResponse::json(200, format!(r#"{{"items":[{items}],"total":3}}"#))
    };
    let server = scripted([page(0, 2), page(2, 3)]);
    let list = client(&server)
        .list_items()
        .limit(2)
        .kinds(["a", "b"])
        .path("a/b");
    let list = list.filter(&ListItemsFilter::new().name("n")).seen(true);
    let items: Result<Vec<Item>, _> = list.items().iter_blocking().collect();
    assert_eq!(items.expect("items").len(), 3);
    let requests = server.requests();
    let uri = requests[1].uri().to_string();
    for part in [
        "offset=2",
        "limit=2",
        "kinds=a,b",
        "filter%5Bname%5D=n",
        "path=a/b",
    ] {
        assert!(uri.contains(part), "{uri}");
    }
    assert_eq!(requests[1].header("cookie"), Some("seen=true"));
}

#[test]
fn a_wait_ends_with_the_state_and_errors_are_typed() {
    let waits = r#"{"id":"1","kind":"box","status":"new"}"#;
    let server = scripted([waits, ITEM, ITEM].map(|text| ScriptedResponse::json(200, text)));
    let wait = client(&server).show_item("1").wait_until_ready();
    let ready = wait
        .delay(Duration::ZERO)
        .interval(Duration::from_millis(1))
        .wait_blocking();
    assert_eq!(ready.expect("an item").status.as_deref(), Some("ok"));

    let problem = r#"{"code":"S.1","title":"no room"}"#;
    let server = scripted([ScriptedResponse::new(400).body("application/problem+json", problem)]);
    let item = Item::new(ItemKind::Box);
    let error = client(&server)
        .add_item(&item)
        .send_blocking()
        .expect_err("an error");
    assert!(matches!(error.kind(), Some(AddItemError::BadRequest(_))));
    assert_eq!(
        (error.code(), error.message()),
        (Some("S.1"), Some("no room"))
    );
}

#[test]
fn forms_events_and_lines_are_sent_and_read() {
    let server = scripted([ScriptedResponse::new(204)]);
    let form = PutFilesForm::new(Part::file("a.txt", "abc"))
        .label(&Label::new().name("n"))
        .note("x");
    client(&server)
        .put_files("1", form)
        .send_blocking()
        .expect("a success");
    let body = String::from_utf8_lossy(server.requests()[0].body()).into_owned();
    for part in [
        "name=\"one\"",
        "name=\"label\"",
        "{\"name\":\"n\"}",
        "name=\"note\"",
    ] {
        assert!(body.contains(part), "{body}");
    }

    let events = "event: label\ndata: {\"name\":\"n\"}\n\nevent: ping\ndata: 1\n\n";
    let server = scripted([ScriptedResponse::new(200).body("text/event-stream", events)]);
    let mut stream = client(&server)
        .watch()
        .send_blocking()
        .expect("events")
        .into_body();
    let event = block_on(stream.next())
        .expect("a runtime")
        .expect("an event")
        .expect("a label");
    assert!(matches!(event.data, WatchEvent::Label(label) if label.name.as_deref() == Some("n")));

    let server =
        scripted([ScriptedResponse::new(200).body("application/jsonl", "{\"name\":\"a\"}\n{}\n")]);
    let mut lines = client(&server)
        .exchange(&[Label::new()])
        .send_blocking()
        .expect("lines")
        .into_body();
    let line = block_on(lines.next())
        .expect("a runtime")
        .expect("a line")
        .expect("a label");
    assert_eq!(line.name.as_deref(), Some("a"));
}

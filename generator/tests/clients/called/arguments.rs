//! How a caller passes values to a client.

use called::inheritance::models::{Dog, Puppy, Zoo};
use called::optional_tag::models::{Check, CheckOpen, Plant, SetPlantBody};
use called::scalar_union::models::{SendValueBody, SendValueBodyPrice};
use called::text_newtypes::Client;
use called::text_newtypes::models::{BackupId, Instance, InstanceId};
use called::transport::{RecordedRequest, ScriptedResponse, ScriptedTransport};

#[test]
fn a_string_of_its_own_is_made_from_strings_and_lent_as_one() {
    let client = Client::builder()
        .endpoint("https://a.example")
        .transport(ScriptedTransport::new())
        .build()
        .expect("a client");
    let instance = Instance::new("i", ["a", "b"])
        .last(None)
        .backups([BackupId::from("x")]);
    let id: &InstanceId = &instance.id;
    // Without another string next to it, an argument takes `&str`.
    drop(client.show_instance(id));
    drop(client.show_instance("i"));
    // Next to another string, an argument takes its newtype or a plain string.
    let owned = String::from("b");
    drop(client.delete_backup(id, &instance.backups[0], "why", true));
    drop(client.delete_backup("i", &owned, "why", true));
    drop(
        client
            .delete_backup("i", owned, "why", true)
            .others(&instance.backups)
            .others(["c"]),
    );
    assert_eq!(instance.backups[0], "x");
    let text = called::serde_json::to_string(&instance).expect("JSON");
    assert_eq!(text, r#"{"id":"i","backups":["x"],"last":null}"#);
    let parsed: InstanceId = "long".parse().expect("any text");
    assert_eq!(parsed.as_str(), "long");
}

#[test]
fn what_may_be_null_takes_what_converts_into_its_value() {
    let text = |body: SendValueBody| called::serde_json::to_string(&body).expect("JSON");
    let body = SendValueBody::new();
    assert_eq!(text(body.clone().price(3)), r#"{"price":3.0}"#);
    assert_eq!(text(body.clone().price("3.10")), r#"{"price":"3.10"}"#);
    assert_eq!(text(body.clone().price(None)), r#"{"price":null}"#);
    let price = SendValueBodyPrice::from(0.5);
    assert_eq!(text(body.clone().price(Some(price))), r#"{"price":0.5}"#);
    assert_eq!(text(body.clone().price(called::Nullable::Absent)), "{}");
    assert_eq!(text(body.clone().color("red")), r#"{"color":"red"}"#);
    assert_eq!(text(body.clone().sizes([1.5])), r#"{"sizes":[1.5]}"#);
    assert_eq!(text(body.clone().sizes([])), r#"{"sizes":[]}"#);
    let labels = called::json!({"a": 1});
    assert_eq!(text(body.clone().labels(labels)), r#"{"labels":{"a":1}}"#);
    assert_eq!(text(body.name(&String::from("n"))), r#"{"name":"n"}"#);
}

#[test]
fn a_body_that_may_be_null_is_lent_without_an_option() {
    use called::optional_body::Client;
    use called::optional_body::models::Thing;

    let script = ScriptedTransport::new();
    let client = Client::builder()
        .endpoint("https://a.example")
        .transport(script.clone());
    let client = client.build().expect("a client");
    let thing = Thing::new().name("n");
    drop(client.send_nullable().send_blocking());
    drop(client.send_nullable().body(&thing).send_blocking());
    drop(client.send_nullable().body(Some(&thing)).send_blocking());
    drop(client.send_nullable().body(None).send_blocking());
    let sent = script.requests();
    let bodies: Vec<_> = sent.iter().map(|request| request.body()).collect();
    assert_eq!(bodies, ["", r#"{"name":"n"}"#, r#"{"name":"n"}"#, "null"]);
}

#[test]
fn a_whole_number_beside_integers_stays_a_number() {
    use called::number_union::models::{Variable, VariableAny, VariableValue};

    let text = |body: &Variable| {
        let script = ScriptedTransport::new();
        let client = called::number_union::Client::builder()
            .endpoint("https://a.example")
            .transport(script.clone());
        let client = client.build().expect("a client");
        drop(client.send_variable(body).send_blocking());
        script.requests().first().map(|sent| sent.body().to_owned())
    };
    for (value, sent) in [
        (VariableValue::from(2.0), "2.0"),
        (VariableValue::from(2), "2"),
        (VariableValue::from(vec![1.0, 2.0]), "[1.0,2.0]"),
        (VariableValue::from(vec![1.0, 2.5]), "[1,2.5]"),
        (VariableValue::from(vec![1_i64, 2]), "[1,2]"),
    ] {
        let sent = format!(r#"{{"value":{sent},"any":2.0,"parameters":{{"x":3.0}}}}"#);
        let body = Variable::new(value)
            .any(VariableAny::Number(2.0))
            .parameters(called::json!({"x": 3.0}));
        assert_eq!(text(&body).expect("a request"), sent);
        let read: Variable = called::serde_json::from_str(&sent).expect("a variable");
        assert_eq!(read, body);
    }
    assert_eq!(text(&Variable::new(f64::NAN)), None);
}

#[test]
fn a_list_may_mix_the_variants_of_a_union() {
    let zoo = Zoo::new().all([Dog::new().into(), Puppy::new().age(1).into()]);
    let again = Zoo::new().all(vec![Dog::new().into(), Puppy::new().age(1).into()]);
    assert_eq!(zoo, again);
    assert_eq!(
        called::serde_json::to_string(&zoo).expect("JSON"),
        r#"{"all":[{"kind":"dog"},{"age":1,"kind":"puppy"}]}"#
    );
}

#[test]
fn text_is_sent_and_read_in_its_character_set() {
    use called::charsets::Client;
    use called::charsets::models::Note;
    use called::charsets::operations::{PutNoteError, SendFormForm};

    let latin = "application/json; charset=ISO-8859-1";
    let responses = [
        ScriptedResponse::new(200).body("text/plain; charset=utf-16", &b"\xff\xfe\xe9\0"[..]),
        ScriptedResponse::new(200).body(latin, &b"{\"text\":\"\xe9\"}"[..]),
        ScriptedResponse::new(400).body(latin, &b"{\"text\":\"\xe9\"}"[..]),
        ScriptedResponse::new(204),
        ScriptedResponse::new(204),
        ScriptedResponse::new(200).body("text/html; charset=GBK", &b"\xc4\xe3"[..]),
    ];
    let transport = responses
        .into_iter()
        .fold(ScriptedTransport::new(), ScriptedTransport::response);
    let client = Client::builder().endpoint("https://a.example");
    let client = client.transport(transport.clone()).build();
    let client = client.expect("a client");
    let text = client.put_text("\u{e9}").send_blocking().expect("a text");
    assert_eq!(*text, "\u{e9}");
    let note = Note::new().text("\u{e9}");
    let read = client.put_note(&note).send_blocking().expect("a note");
    assert_eq!(read.text, note.text);
    let error = client.put_note(&note).send_blocking().expect_err("400");
    assert!(matches!(error.kind(), Some(PutNoteError::BadRequest(read)) if read.text == note.text));
    let form = SendFormForm::new().title("\u{e9}");
    client
        .send_form()
        .body(form)
        .send_blocking()
        .expect("a success");
    let any = client.send_any("text/csv; charset=latin1", "\u{e9}");
    any.send_blocking().expect("a success");
    let page = client.put_page("\u{65e5}").send_blocking();
    assert_eq!(*page.expect("a page"), "\u{4f60}");
    let sent = transport.requests();
    let body = |at: usize| RecordedRequest::body(&sent[at]);
    assert_eq!(body(5), &b"\x93\xfa"[..]);
    assert_eq!(body(0), &b"\xe9"[..]);
    assert_eq!(body(1), "{\"text\":\"\\u00e9\"}");
    assert!(body(3).windows(5).any(|bytes| bytes == b"\n\xe9\r\n-"));
    assert_eq!(body(4), &b"\xe9"[..]);
    let error = client.put_text("\u{20ac}").send_blocking();
    let error = error.expect_err("not sent").to_string();
    assert!(error.contains("cannot be sent as `iso-8859-1`"), "{error}");
    assert_eq!(transport.requests().len(), 6);
}

#[test]
fn pages_are_asked_for_up_to_the_last_number_in_the_body() {
    use called::paging_by_number::Client;
    use called::paging_by_number::models::SearchUpToTheLastBody;

    let page = |text: &'static str| ScriptedResponse::new(200).body("application/json", text);
    let transport = ScriptedTransport::new()
        .response(page(r#"{"items": ["a"], "meta": {"pages": 2}}"#))
        .response(page(r#"{"items": ["b"], "meta": {"pages": 2}}"#));
    let client = Client::builder().endpoint("https://a.example");
    let client = client.transport(transport.clone()).build();
    let list = client.expect("a client");
    let list = list.search_up_to_the_last(&SearchUpToTheLastBody::new());
    let items: Result<Vec<_>, _> = list.items().iter_blocking().collect();
    assert_eq!(items.expect("all items"), ["a", "b"]);
    let sent = transport.requests();
    let asked: Vec<_> = sent.iter().map(RecordedRequest::body).collect();
    assert_eq!(asked, [r#"{"page":0}"#, r#"{"page":1}"#]);
}

#[test]
fn files_have_the_length_that_is_described() {
    use called::body::Part;
    use called::bounded_files::Client;
    use called::bounded_files::operations::{PutEitherBody, SendFilesForm, SendPartsForm};

    let transport = ScriptedTransport::new().when(|_| true, ScriptedResponse::new(204));
    let client = Client::builder().endpoint("https://a.example");
    let client = client.transport(transport.clone()).build();
    let client = client.expect("a client");
    let file = |length: usize| Part::file("f", vec![0; length]);
    let sent = |length: usize| {
        let bytes = || vec![0; length];
        let image = PutEitherBody::Image {
            content_type: "image/png".to_owned(),
            body: bytes().into(),
        };
        let parts = SendPartsForm::new().item(file(1)).item(file(length));
        [
            client
                .put_bytes(bytes())
                .send_blocking()
                .err()
                .map(|error| error.to_string()),
            client
                .put_image("image/png", bytes())
                .send_blocking()
                .err()
                .map(|error| error.to_string()),
            client
                .put_either(image)
                .send_blocking()
                .err()
                .map(|error| error.to_string()),
            client
                .send_files(SendFilesForm::new(file(length)))
                .send_blocking()
                .err()
                .map(|error| error.to_string()),
            client
                .send_files(SendFilesForm::new(file(0)).many([file(1), file(length)]))
                .send_blocking()
                .err()
                .map(|error| error.to_string()),
            client
                .send_parts()
                .body(parts)
                .send_blocking()
                .err()
                .map(|error| error.to_string()),
        ]
    };
    assert_eq!(sent(3), [const { None }; 6]);
    for error in sent(4) {
        let error = error.expect("a refusal");
        assert!(error.contains("must have at most 3 bytes"), "{error}");
    }
    let empty = client.put_bytes(Vec::new()).send_blocking();
    let error = empty.expect_err("a refusal").to_string();
    assert!(error.contains("must have at least 1 byte,"), "{error}");
    let any = SendFilesForm::new(file(1)).any(file(9));
    client.send_files(any).send_blocking().expect("a success");
}

#[test]
fn a_value_without_an_optional_tag_is_of_the_variant_that_does_not_require_it() {
    let odd = r#"{"name": "too long", "more": 1}"#;
    let transport = ScriptedTransport::new()
        .response(ScriptedResponse::json(200, odd))
        .response(ScriptedResponse::new(204));
    let client = called::optional_tag::Client::builder()
        .transport(transport.clone())
        .build()
        .expect("a client");
    // The tag is missing in the sent value and in the received one: responses are not checked.
    let sent = client.add_check(&Check::from(CheckOpen::new("a")));
    let received = sent.send_blocking().expect("a check").into_body();
    assert!(matches!(received, Check::Open(_)), "{received:?}");
    let plant = SetPlantBody::from(Plant::new().height(100));
    client.set_plant(&plant).send_blocking().expect("a success");
    let sent = transport.requests();
    let body = |at: usize| RecordedRequest::body(&sent[at]);
    assert_eq!(body(0), r#"{"name":"a"}"#);
    assert_eq!(body(1), r#"{"height":100}"#);
    // The rules apply with the tag and without it.
    let long = CheckOpen::new("too long");
    for check in [received, Check::from(long.status("queued"))] {
        let refused = client.add_check(&check).send_blocking();
        assert!(refused.expect_err("a refusal").is_invalid_argument());
    }
    let high = SetPlantBody::from(Plant::new().height(101));
    let refused = client.set_plant(&high).send_blocking();
    assert!(refused.expect_err("a refusal").is_invalid_argument());
}

#[test]
fn a_value_whose_tag_may_be_null_is_of_its_variant_with_null() {
    use called::optional_tag::models::SetFruitBody;
    use called::serde_json::{from_value, json};

    let transport = ScriptedTransport::new().when(|_| true, ScriptedResponse::new(204));
    let client = called::optional_tag::Client::builder()
        .transport(transport)
        .build()
        .expect("a client");
    for kind in [json!(null), json!("apple"), json!("plum")] {
        let body = from_value(json!({"kind": kind, "weight": 1.5})).expect("any value can be read");
        assert!(matches!(body, SetFruitBody::One(_)), "{body:?}");
        client.set_fruit(&body).send_blocking().expect("a success");
    }
}

#[test]
fn what_is_stated_beside_a_union_holds_for_values_of_no_variant() {
    use called::beside_union::{Client, models::Change};
    use called::serde_json::{Value, from_value, json};

    let odd = ScriptedResponse::json(200, r#"{"sizes": [1, 2, 3], "status": "new"}"#);
    let transport = ScriptedTransport::new().when(|_| true, odd);
    let client = Client::builder().transport(transport).build();
    let client = client.expect("a client");
    let change = |value: Value| {
        let change: Change = from_value(value).expect("any value can be read");
        client.change(&change).send_blocking()
    };
    for valid in [
        json!({"name": "a", "more": [1]}),
        json!({"name": "a", "result": "long", "key": "abc"}),
        json!({"name": "a", "status": "new", "sizes": [9, 0]}),
    ] {
        // A received value is not checked.
        let received = change(valid.clone());
        let received = received.unwrap_or_else(|error| panic!("{valid}: {error}"));
        assert!(
            matches!(received.body(), Change::Unknown(_)),
            "{received:?}"
        );
    }
    for (broken, place) in [
        (json!({"name": "a"}), "at least 2 properties"),
        (json!({"name": "a", "sizes": [1, 2, 3]}), "/sizes"),
        (
            json!({"name": "a", "status": "new", "sizes": [10]}),
            "/sizes/0",
        ),
        (json!({"name": 5, "status": "new"}), "/name"),
        (json!({"status": "new", "id": "b"}), "the property `name`"),
        (
            json!({"name": "a", "status": "completed", "result": "b"}),
            "/result",
        ),
        (json!({"name": "a", "key": "secret"}), "/key"),
        (json!("new"), "must be of the type object"),
    ] {
        let refused = change(broken.clone()).expect_err("a refusal");
        assert!(refused.is_invalid_argument(), "{broken}: {refused}");
        let text = refused.to_string();
        assert!(
            text.contains(place) && !text.contains("secret"),
            "{broken}: {text}"
        );
    }
}

//! Tests of clients for published descriptions that other generators handled badly; the comment of each description
//! says what to test. `cases.rs` runs them in a package of these clients.

use cases::block_on;
use cases::body::Part;
use cases::serde_json::{Value, from_str, json, to_value};
use cases::transport::{RecordedRequest, ScriptedResponse, ScriptedTransport};

/// Creates a client of a case and its transport, which always returns this response.
macro_rules! client {
    ($case:ident, $response:expr) => {{
        let transport = ScriptedTransport::new().when(|_| true, $response);
        let builder = cases::$case::Client::builder().endpoint("http://127.0.0.1:1");
        let client = builder.transport(transport.clone()).build();
        (client.expect("a client"), transport)
    }};
}

/// Returns the value that an operation without arguments decodes from a JSON response.
macro_rules! received {
    ($case:ident.$operation:ident, $body:expr) => {{
        let (client, _) = client!($case, ScriptedResponse::json(200, $body.to_string()));
        client
            .$operation()
            .send_blocking()
            .expect("a response")
            .into_body()
    }};
}

/// Returns the JSON body that an operation sends.
macro_rules! sent {
    ($case:ident.$operation:ident($($argument:expr),*)) => {{
        let (client, transport) = client!($case, ScriptedResponse::new(204));
        client.$operation($($argument),*).send_blocking().expect("a success");
        transport.requests()[0].json().expect("JSON")
    }};
}

fn done() -> ScriptedResponse {
    ScriptedResponse::new(204)
}

fn with(media_type: &str, body: &'static str) -> ScriptedResponse {
    ScriptedResponse::new(200).body(media_type, body)
}

#[test]
fn circular_oneof_allof() {
    use cases::circular_oneof_allof::models::{BaseProfile, TeamProfile};

    let body = json!({"name": "a", "profileType": "TEAM", "size": 3});
    let profile = received!(circular_oneof_allof.get_profile, body);
    let BaseProfile::TeamProfile(team) = &profile else {
        panic!("{profile:?}");
    };
    assert_eq!((team.name.as_str(), team.size), ("a", 3));
    assert_eq!(
        sent!(circular_oneof_allof.put_team(&TeamProfile::new("a", 3))),
        body
    );
}

#[test]
fn const_unions() {
    use cases::const_unions::models::{Level, ThingRes, ThingVer};

    let thing = received!(
        const_unions.get_thing,
        json!({"level": 2, "name": "b", "ver": {"v": 2, "a": "x"}, "res": {"ok": false}})
    );
    assert_eq!(thing.level, Some(Level::High));
    assert!(matches!(thing.ver, Some(ThingVer::V2(_))), "{thing:?}");
    assert!(matches!(thing.res, Some(ThingRes::No(_))), "{thing:?}");
    let newer = received!(const_unions.get_thing, json!({"level": 3, "ver": {"v": 9}}));
    assert!(matches!(newer.ver, Some(ThingVer::Unknown(_))), "{newer:?}");
}

#[test]
fn constant_tag_not_required() {
    use cases::constant_tag_not_required::models::{Cancel, Pause, Rule};

    let case = |rule: &Rule| sent!(constant_tag_not_required.create_rule(rule));
    assert_eq!(
        case(&Rule::new(Cancel::new())),
        json!({"action": {"type": "cancel"}})
    );
    let pause = Rule::new(Pause::new().minutes(5));
    assert_eq!(
        case(&pause),
        json!({"action": {"type": "pause", "minutes": 5}})
    );
    let read: Rule = from_str(r#"{"action": {"minutes": 5}}"#).expect("a rule");
    assert_eq!(case(&read), json!({"action": {"minutes": 5}}));
}

#[test]
fn cursor_next_url() {
    let next =
        r#"{"next": "http://127.0.0.1:1/stops?cursor=cD0y&day=7", "results": [{"id": "1"}]}"#;
    let transport = ScriptedTransport::new()
        .response(ScriptedResponse::json(200, next))
        .response(ScriptedResponse::json(
            200,
            r#"{"next": null, "results": [{"id": "2"}]}"#,
        ));
    let builder = cases::cursor_next_url::Client::builder().endpoint("http://127.0.0.1:1");
    let client = builder
        .transport(transport.clone())
        .build()
        .expect("a client");
    let mut stops = client.list_stops().day("7").items();
    for id in ["1", "2"] {
        let stop = block_on(stops.next())
            .expect("no runtime")
            .expect("an item");
        assert_eq!(stop.expect("a stop").id.as_deref(), Some(id));
    }
    let second = &transport.requests()[1];
    assert_eq!(second.uri().query(), Some("cursor=cD0y&day=7"));
}

#[test]
fn duplicate_operation_id() {
    // The first operation with the id is generated, and so are the other operations.
    let (client, transport) = client!(duplicate_operation_id, done());
    client.list_models().send_blocking().expect("a success");
    client.other().send_blocking().expect("a success");
    let requests = transport.requests();
    let paths: Vec<&str> = requests.iter().map(RecordedRequest::path).collect();
    assert_eq!(paths, ["/models", "/other"]);
}

#[test]
fn integer_beside_number() {
    use cases::integer_beside_number::models::ThingLabelsValue;

    let body = r#"{"labels":{"b":true,"big":9007199254740993,"n":3,"s":"3","x":2.5}}"#;
    let thing = received!(integer_beside_number.get_thing, body);
    let (client, transport) = client!(integer_beside_number, done());
    client.put_thing(&thing).send_blocking().expect("a success");
    assert_eq!(transport.requests()[0].body(), body);
    let labels: [ThingLabelsValue; 4] = [1_i64.into(), 1.5.into(), true.into(), "a".into()];
    assert_eq!(
        to_value(&labels[..]).expect("JSON"),
        json!([1, 1.5, true, "a"])
    );
}

#[test]
fn integer_discriminator() {
    use cases::integer_discriminator::models::{A, ByBool, ByInt, Envelope};

    let image = received!(
        integer_discriminator.get_int,
        json!({"kind": 2, "content": "c"})
    );
    assert!(matches!(image, ByInt::Image(_)), "{image:?}");
    let bad = received!(
        integer_discriminator.get_bool,
        json!({"ok": false, "data": "d"})
    );
    assert!(matches!(bad, ByBool::Bad(_)), "{bad:?}");
    let envelope = Envelope::new(A::new().a("x"));
    assert_eq!(
        sent!(integer_discriminator.put_envelope(&envelope)),
        json!({"value": {"type": 1, "a": "x"}})
    );
}

#[test]
fn media_type_parameters() {
    let get = |response| {
        let (client, transport) = client!(media_type_parameters, response);
        let result = client.get_versioned().send_blocking();
        let shown = match result {
            Ok(response) => format!("{:?}", response.into_body()),
            Err(error) => format!("{:?}", error.kind().expect("a documented error")),
        };
        let accept = transport.requests()[0].header("accept").map(str::to_owned);
        (shown, accept.expect("a header"))
    };
    let (second, accept) = get(with("application/json;version=2", r#"{"two":"t"}"#));
    assert!(second.contains(r#"V2 { two: Some("t")"#), "{second}");
    assert!(
        accept.starts_with("application/json;version=1, application/json;version=2"),
        "{accept}"
    );
    let bad =
        ScriptedResponse::new(400).body("application/problem+json;profile=b", r#"{"two":"t"}"#);
    let (error, _) = get(bad);
    assert!(error.contains(r#"V2 { two: Some("t")"#), "{error}");
    let (client, transport) = client!(media_type_parameters, with("application/json", "{}"));
    client.list_users().send_blocking().expect("a success");
    assert_eq!(
        transport.requests()[0].header("accept"),
        Some("application/vnd.users+json;version=1.0")
    );
}

#[test]
fn merge_key() {
    let (client, _) = client!(merge_key, ScriptedResponse::new(401));
    let error = client.get_a().send_blocking().expect_err("an error");
    assert!(error.kind().is_some(), "{error:?}");
}

#[test]
fn multipart_mixed() {
    use cases::multipart_mixed::operations::BatchForm;

    let body = "--x\r\n\r\none\r\n--x\r\n\r\ntwo\r\n--x--";
    let (client, transport) = client!(multipart_mixed, with("multipart/mixed; boundary=x", body));
    let part = |text: &str| Part::file(text, text.to_owned());
    let form = BatchForm::new().item(part("first")).item(part("second"));
    let response = client.batch(form).send_blocking().expect("a success");
    let request = &transport.requests()[0];
    let content_type = request.header("content-type").expect("a header");
    assert!(
        content_type.starts_with("multipart/mixed; boundary="),
        "{content_type}"
    );
    let sent = String::from_utf8_lossy(request.body());
    assert!(
        sent.find("first")
            .is_some_and(|first| sent.find("second") > Some(first)),
        "{sent}"
    );
    let mut parts = response.into_body();
    for text in ["one", "two"] {
        let part = block_on(parts.next()).expect("no runtime").expect("a part");
        assert_eq!(part.expect("a part").body(), text);
    }
}

#[test]
fn null_in_array() {
    let read = received!(null_in_array.get_a, json!({"list": [{"x": "1"}, null]}));
    assert_eq!(read.list.expect("a list").len(), 1);
}

#[test]
fn prelude_names() {
    // The glob import shadows no name of the prelude.
    use cases::prelude_names::models::*;

    let all: Vec<VecModel> = received!(
        prelude_names.get_all,
        json!([{"next": {"key": {"text": "t"}}}])
    );
    let key: Option<StringModel> = all[0].next.clone().and_then(|next| next.key);
    let text: Option<String> = key.and_then(|key| key.text);
    assert_eq!(text.as_deref(), Some("t"));
}

#[test]
fn remote_ref() {
    let (client, _) = client!(remote_ref, done());
    client.get_b().send_blocking().expect("a success");
}

#[test]
fn sse_event_object() {
    use cases::sse_event_object::operations::GetOneOfEvent;

    let body = "event: url\ndata: {\"text\":\"two\"}\nid: 02\n\nevent: new\ndata: {}\n\n";
    let (client, _) = client!(sse_event_object, with("text/event-stream", body));
    let mut events = client
        .get_flat()
        .send_blocking()
        .expect("a stream")
        .into_body();
    let event = block_on(events.next())
        .expect("no runtime")
        .expect("an event");
    let event = event.expect("a note");
    assert_eq!(event.data.text.as_deref(), Some("two"));
    assert_eq!(
        (event.event.as_str(), event.id.as_deref()),
        ("url", Some("02"))
    );
    let mut events = client
        .get_one_of()
        .send_blocking()
        .expect("a stream")
        .into_body();
    let event = block_on(events.next())
        .expect("no runtime")
        .expect("an event");
    let data = event.expect("an event").data;
    assert!(matches!(data, GetOneOfEvent::Url(_)), "{data:?}");
    let event = block_on(events.next())
        .expect("no runtime")
        .expect("an event");
    let data = event.expect("an event").data;
    assert!(matches!(data, GetOneOfEvent::Unknown(_)), "{data:?}");
}

#[test]
fn tuple() {
    let read = received!(tuple.get_a, json!({"pair": ["a", 1], "point": [1.5, 2.5]}));
    let pair = read
        .pair
        .as_ref()
        .and_then(|pair| pair.items())
        .expect("a pair");
    assert_eq!(pair, &("a".to_owned(), 1));
    assert_eq!(
        to_value(&read).expect("JSON"),
        json!({"pair": ["a", 1], "point": [1.5, 2.5]})
    );
}

#[test]
fn undocumented_success() {
    use cases::undocumented_success::models::CreateFlowBody;

    let flow = |status, body: &'static str| {
        let (client, _) = client!(undocumented_success, ScriptedResponse::json(status, body));
        client
            .create_flow(&CreateFlowBody::new("n"))
            .send_blocking()
    };
    let created = flow(201, r#"{"id": "1", "name": "n"}"#).expect("a flow");
    assert_eq!((created.status().as_u16(), created.id.as_str()), (201, "1"));
    let other = flow(201, "[]").expect_err("no flow");
    assert_eq!(other.raw_body().expect("a body"), "[]");
}

#[test]
fn union_last_variant() {
    use cases::union_last_variant::models::HolderAction;

    let back = |body: Value| {
        let holder = received!(union_last_variant.get_action, body);
        assert_eq!(sent!(union_last_variant.put_action(&holder)), body);
        holder
    };
    let renamed = back(json!({"action": {"type": "rename", "n": 1}}));
    assert!(
        matches!(renamed.action, Some(HolderAction::Unknown(_))),
        "{renamed:?}"
    );
    let archived = back(json!({"action": {"type": "archive", "state": "X"}}));
    assert!(
        matches!(archived.action, Some(HolderAction::Archive(_))),
        "{archived:?}"
    );
    for vector in [json!([1, 2.5]), json!([null, [1, 2]]), json!([1, 2])] {
        back(json!({ "vector": vector }));
    }
}

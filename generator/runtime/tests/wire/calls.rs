//! Bodies, lists and streams in whole calls.

use apiruntime::error::Reason;
use std::sync::{Arc, Mutex};

use apiruntime::Body;
use apiruntime::Error;
use apiruntime::Items;
use apiruntime::body::multipart::Multipart;
use apiruntime::body::multipart::Part;
use apiruntime::body::{BoxFuture, TransportError};
use apiruntime::codegen::Call;
use apiruntime::codegen::Core;
use apiruntime::codegen::DecodeFailure;
use apiruntime::codegen::Node;
use apiruntime::codegen::Operation;
use apiruntime::codegen::OperationInfo;
use apiruntime::codegen::Page;
use apiruntime::codegen::Parameter;
use apiruntime::codegen::PartRules;
use apiruntime::codegen::RawResponse;
use apiruntime::codegen::Rule;
use apiruntime::codegen::Style;
use apiruntime::error::NoError;
use apiruntime::response::events::Events;
use apiruntime::transport::Transport;
use serde_json::{Value, json};

type Respond = fn(&str) -> Body;

/// A server in memory, which records requests and responds according to their targets.
#[derive(Clone)]
struct Server {
    seen: Arc<Mutex<Vec<(http::request::Parts, String)>>>,
    respond: Respond,
}

impl Transport for Server {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let target = head
                .uri
                .path_and_query()
                .map(|target| target.as_str().to_owned())
                .unwrap_or_default();
            let text = String::from_utf8(body.collect(1 << 20).await?.to_vec()).expect("text");
            self.seen.lock().expect("the log").push((head, text));
            Ok(http::Response::new((self.respond)(&target)))
        })
    }
}

impl Server {
    fn start(respond: Respond) -> (Self, Core) {
        let server = Self {
            seen: Arc::default(),
            respond,
        };
        let core = Core::builder(&[])
            .endpoint("http://127.0.0.1")
            .transport(server.clone())
            .build()
            .expect("a client");
        (server, core)
    }

    fn targets(&self) -> Vec<String> {
        self.seen
            .lock()
            .expect("the log")
            .iter()
            .map(|(head, _)| head.uri.to_string())
            .collect()
    }

    /// Returns the content type, the content length and the body of the only request.
    fn only(&self) -> (String, String, String) {
        let seen = self.seen.lock().expect("the log");
        let [(head, body)] = seen.as_slice() else {
            panic!("{} requests", seen.len())
        };
        let header = |name| {
            head.headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        (
            header("content-type"),
            header("content-length"),
            body.clone(),
        )
    }
}

static SEND: OperationInfo = OperationInfo::new("Send", "POST", "/things");

enum Send {}

impl Operation for Send {
    type Output = ();
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<(), DecodeFailure<NoError>> {
        response.empty()
    }
}

#[tokio::test]
async fn a_form_is_sent_with_its_type_and_length() {
    static ENCODINGS: [Parameter; 1] = [Parameter::query("tags").explode(false)];
    let (server, core) = Server::start(|_| Body::EMPTY);
    let mut call = Call::new(&core, &SEND);
    call.form(None, &ENCODINGS, &json!({"share": 0.5, "tags": ["a", "b"]}));
    call.send::<Send>().await.expect("sent");
    let body = "share=0.5&tags=a,b";
    let expected = (
        "application/x-www-form-urlencoded".to_owned(),
        body.len().to_string(),
        body.to_owned(),
    );
    assert_eq!(server.only(), expected);
}

#[tokio::test]
async fn a_form_that_breaks_a_rule_is_not_sent() {
    static NAME: Node = Node::NONE.rules(&[Rule::MaxLength(3)]);
    static RULES: Node = Node::NONE.properties(&[("name", &NAME)]);
    let (server, core) = Server::start(|_| Body::EMPTY);
    let mut call = Call::new(&core, &SEND);
    call.form(Some(&RULES), &[], &json!({"name": "long"}));
    match call.send::<Send>().await.unwrap_err().reason() {
        Reason::InvalidArgument(error) => {
            assert_eq!(
                error.to_string(),
                "`body`: `/name` must have at most 3 characters, not 4"
            );
        }
        other => panic!("{other:?}"),
    }
    assert!(server.targets().is_empty());
}

#[tokio::test]
async fn a_multipart_body_is_sent_with_its_boundary_and_length() {
    let (server, core) = Server::start(|_| Body::EMPTY);
    let mut call = Call::new(&core, &SEND);
    let mut parts = Multipart::new()
        .text("note", "first")
        .part("f", Part::file("f.txt", "content"));
    parts.set("note", Part::text("second"));
    call.multipart("multipart/form-data", &PartRules::NONE, parts);
    call.send::<Send>().await.expect("sent");
    let (content_type, length, body) = server.only();
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .expect("a boundary");
    assert!(
        body.starts_with(&format!("--{boundary}\r\n"))
            && body.ends_with(&format!("\r\n--{boundary}--\r\n"))
    );
    assert!(body.contains("second") && !body.contains("first"), "{body}");
    assert_eq!(length, body.len().to_string());
}

#[tokio::test]
async fn values_are_sent_as_json_lines_or_as_a_sequence() {
    for (media_type, expected) in [
        ("application/jsonl", "{\"a\":1}\n2\n"),
        ("application/json-seq", "\u{1e}{\"a\":1}\n\u{1e}2\n"),
        ("application/x+json-seq; a=b", "\u{1e}{\"a\":1}\n\u{1e}2\n"),
    ] {
        let (server, core) = Server::start(|_| Body::EMPTY);
        let mut call = Call::new(&core, &SEND);
        call.json_lines(media_type, None, &[json!({"a": 1}), json!(2)]);
        call.send::<Send>().await.expect("sent");
        let (content_type, _, body) = server.only();
        assert_eq!(
            (content_type.as_str(), body.as_str()),
            (media_type, expected)
        );
    }
}

#[tokio::test]
async fn a_line_that_breaks_a_rule_is_refused_by_its_place() {
    static RULES: Node = Node::NONE.rules(&[Rule::MaxLength(2)]);
    let (_server, core) = Server::start(|_| Body::EMPTY);
    let mut call = Call::new(&core, &SEND);
    call.json_lines("application/jsonl", Some(&RULES), &["ab", "abc"]);
    let error = call.send::<Send>().await.expect_err("refused").to_string();
    assert!(error.contains("`/1` "), "{error}");
}

#[tokio::test]
async fn a_scalar_is_sent_as_text_and_checked() {
    static RULES: Node = Node::NONE.rules(&[Rule::MaxLength(5)]);
    for (value, expected) in [
        (json!(12), "12"),
        (json!(true), "true"),
        (json!("a b"), "a b"),
    ] {
        let (server, core) = Server::start(|_| Body::EMPTY);
        let mut call = Call::new(&core, &SEND);
        call.text("text/plain", Some(&RULES), &value);
        call.send::<Send>().await.expect("sent");
        let (content_type, _, body) = server.only();
        assert_eq!(
            (content_type.as_str(), body.as_str()),
            ("text/plain", expected)
        );
    }
    for (content_type, body, expected) in [
        ("text/plain", Body::from("é"), "text/plain; charset=utf-8"),
        ("text/csv", Body::from("é"), "text/csv"),
        (
            "text/plain; charset=utf-16",
            Body::from("é"),
            "text/plain; charset=utf-16",
        ),
        ("text/plain", Body::from("e"), "text/plain"),
    ] {
        let (server, core) = Server::start(|_| Body::EMPTY);
        let mut call = Call::new(&core, &SEND);
        call.set_body(content_type, body);
        call.send::<Send>().await.expect("sent");
        assert_eq!(server.only().0, expected);
    }
    let (_, core) = Server::start(|_| Body::EMPTY);
    let mut call = Call::new(&core, &SEND);
    call.text("text/plain", Some(&RULES), "too long");
    let error = call.send::<Send>().await.expect_err("a broken rule");
    assert!(error.is_invalid_argument(), "{error}");
}

static LIST: OperationInfo = OperationInfo::new("List", "GET", "/things");
static OFFSET: Parameter = Parameter::query("offset");

enum List {}

impl Operation for List {
    type Output = Vec<Value>;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<Vec<Value>, DecodeFailure<NoError>> {
        response.json()
    }
}

/// What the generator emits for a paged operation.
fn list(core: &Core) -> Items<Value, Error<NoError>> {
    let call = Call::new(core, &LIST);
    Items::by_offset(0, None, move |offset| {
        let mut call = call.try_clone().expect("no stream");
        call.parameter(&OFFSET, &offset);
        async move { Ok(Page::from(call.send::<List>().await?.into_body())) }
    })
}

#[tokio::test]
async fn what_a_call_gives_takes_the_place_of_the_query_of_its_path() {
    static FIXED: OperationInfo = OperationInfo::new("Users", "GET", "/?Action=Old&v%31=x&v=1&v=2");
    static ACTION: Parameter = Parameter::query("Action");
    let (server, core) = Server::start(|_| Body::from("[]"));
    let mut call = Call::new(&core, &FIXED);
    call.send::<List>().await.expect("sent");
    call = Call::new(&core, &FIXED);
    call.parameter(&ACTION, "ListUsers");
    call.extra_query("v1", "y");
    call.send::<List>().await.expect("sent");
    let expected = [
        "http://127.0.0.1/?Action=Old&v%31=x&v=1&v=2",
        "http://127.0.0.1/?v=1&v=2&Action=ListUsers&v1=y",
    ];
    assert_eq!(server.targets(), expected);
}

#[tokio::test]
async fn each_page_is_a_call_with_the_next_offset() {
    let (server, core) = Server::start(|target| {
        Body::from(match target {
            "/things?offset=0" => "[1,2]",
            "/things?offset=2" => "[3,4]",
            _ => "[]",
        })
    });
    assert_eq!(
        list(&core).all().await.expect("a list"),
        [json!(1), json!(2), json!(3), json!(4)]
    );
    let expected = [
        "http://127.0.0.1/things?offset=0",
        "http://127.0.0.1/things?offset=2",
        "http://127.0.0.1/things?offset=4",
    ];
    assert_eq!(server.targets(), expected);
}

#[tokio::test]
async fn a_server_that_gives_one_page_for_ever_is_an_error_with_a_next_step() {
    let (server, core) = Server::start(|_| Body::from("[1,2]"));
    let error = list(&core).all().await.expect_err("no end");
    assert!(matches!(error.reason(), Reason::RepeatedPage), "{error:?}");
    assert!(
        error.to_string().contains("read it page by page"),
        "{error}"
    );
    assert_eq!(server.targets().len(), 2);
}

#[tokio::test]
async fn the_error_of_a_page_is_the_error_of_the_list() {
    let (_, core) = Server::start(|_| Body::from("{}"));
    let error = list(&core).next().await.unwrap().unwrap_err();
    assert!(matches!(error.reason(), Reason::Decode { .. }), "{error:?}");
}

static WATCH: OperationInfo = OperationInfo::new("Watch", "GET", "/events").streamed(&[(200, 200)]);

enum Watch {}

impl Operation for Watch {
    type Output = Events<Value>;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<Events<Value>, DecodeFailure<NoError>> {
        Ok(Events::json(response.stream()?))
    }
}

#[tokio::test]
async fn a_response_of_events_is_read_as_it_comes() {
    let (_, core) =
        Server::start(|_| super::events::pieces(b"data: {\"a\":1}\n\ndata: [DONE]\n\n", 5));
    let mut events = Call::new(&core, &WATCH)
        .send::<Watch>()
        .await
        .expect("a stream")
        .into_body();
    let event = events.next().await.expect("an event").expect("a value");
    assert_eq!(event.data, json!({"a": 1}));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn parts_with_a_position_are_sent_in_order_and_without_a_gap() {
    static FIRST: Parameter = Parameter::query("part 1").style(Style::Json);
    static ITEM: Parameter = Parameter::query("item").style(Style::Text);
    static NOTE: Parameter = Parameter::header("X-Note");
    static COUNT: Node = Node::NONE.rules(&[Rule::MaxItems(3)]);
    static RULES: PartRules = PartRules {
        count: Some(&COUNT),
        order: &["part 1", "part 2"],
    };
    let sent = |items: &[&str], second: bool| {
        let (server, core) = Server::start(|_| Body::EMPTY);
        let mut call = Call::new(&core, &SEND);
        let mut parts = Multipart::new();
        for item in items {
            parts.item(&ITEM, None, item);
            parts.item_header("item", &NOTE, item);
        }
        if second {
            parts.file("part 2", Some("image/png"), Part::file("f", "png"));
        }
        parts.whole(&FIRST, None, &json!([{"a": 1}, 2]));
        call.multipart("multipart/mixed", &RULES, parts);
        async move { (call.send::<Send>().await.map(drop), server) }
    };
    let (result, server) = sent(&["x"], true).await;
    result.expect("sent");
    let (_, _, body) = server.only();
    let order = [
        "[{\"a\":1},2]",
        "image/png\r\n\r\npng",
        "X-Note: x\r\n\r\nx",
    ];
    let places: Vec<_> = order.iter().map(|text| body.find(text)).collect();
    assert!(places.is_sorted() && !places.contains(&None), "{body}");
    let (gap, _) = sent(&["x"], false).await;
    assert!(
        gap.expect_err("a gap")
            .to_string()
            .contains("`part 2`: must be given")
    );
    let (many, _) = sent(&["x", "y"], true).await;
    assert!(
        many.expect_err("too many")
            .to_string()
            .contains("at most 3")
    );
    let mut parts = Multipart::new();
    parts.item_header("item", &NOTE, "x");
    assert!(parts.finish("multipart/mixed").is_err());
}

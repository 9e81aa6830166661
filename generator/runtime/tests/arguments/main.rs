//! Arguments that would change what is called are refused before anything is sent.

mod servers;
#[path = "../support/mod.rs"]
mod support;

use apiruntime::codegen::{Call, Core, OperationInfo, Parameter, Rule, Scalar};
use apiruntime::error::Reason;
use apiruntime::parameter::ArgumentErrorKind;
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use apiruntime::{CallOptions, codegen};
use serde::ser::{Serialize, SerializeStructVariant as _, Serializer};
use serde_json::json;
use support::*;

fn client() -> (Core, ScriptedTransport) {
    let script = ScriptedTransport::new().when(|_| true, ScriptedResponse::new(204));
    let builder = Core::builder(&["token", "api_key"]).endpoint("https://service.example");
    (builder.transport(script.clone()).build().unwrap(), script)
}

#[tokio::test]
async fn a_path_argument_that_names_another_resource_is_refused_by_its_name() {
    let (client, script) = client();
    for (argument, problem) in [
        ("", ArgumentErrorKind::Empty),
        (".", ArgumentErrorKind::DotSegment),
        ("..", ArgumentErrorKind::DotSegment),
    ] {
        let mut call = Call::new(&client, &GET_THING);
        call.parameter(&THING_ID, argument);
        let error = call.send::<Thing>().await.unwrap_err();
        let Reason::InvalidArgument(error) = error.reason() else {
            panic!("{error:?}")
        };
        assert_eq!((error.name(), error.kind()), ("thing_id", &problem));
    }
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn every_other_path_argument_is_one_segment() {
    let (client, script) = client();
    for argument in ["a/../b?x=1#y", "%2F", "a b", "ä\n", "{thing_id}", "..."] {
        let mut call = Call::new(&client, &GET_THING);
        call.parameter(&THING_ID, argument);
        call.send::<Thing>().await.unwrap();
    }
    let paths: Vec<String> = script
        .requests()
        .iter()
        .map(|request| request.path().to_owned())
        .collect();
    assert_eq!(
        paths,
        [
            "/things/a%2F..%2Fb%3Fx%3D1%23y",
            "/things/%252F",
            "/things/a%20b",
            "/things/%C3%A4%0A",
            "/things/%7Bthing_id%7D",
            "/things/..."
        ]
    );
    assert!(
        script
            .requests()
            .iter()
            .all(|request| request.query().is_empty())
    );
}

#[tokio::test]
async fn an_argument_set_twice_counts_once() {
    let (client, script) = client();
    let mut call = call(&client, &GET_THING);
    call.parameter(&TAG, &["a", "b"]);
    call.parameter(&TAG, &["c d"]);
    call.parameter(&THING_ID, "2");
    for theme in ["dark", "light"] {
        call.parameter(&THEME, theme);
    }
    call.parameter(&SIZES, &["s", "m"]);
    for note in [json!("old"), json!([])] {
        call.parameter(&NOTE, &note);
    }
    call.send::<Thing>().await.unwrap();
    let sent = &script.requests()[0];
    assert_eq!((sent.path(), sent.query()), ("/things/2", "tag=c%20d"));
    assert_eq!(sent.header("cookie"), Some("theme=light; size=s; size=m"));
    assert_eq!(sent.cookie("size"), Some("s"));
    assert!(sent.headers()["cookie"].is_sensitive());
    assert_eq!(sent.header("x-note"), None);
}

static THEME: Parameter = Parameter::cookie("theme");
static SIZES: Parameter = Parameter::cookie("size").explode(true);
static NOTE: Parameter = Parameter::header("x-note");

#[tokio::test]
async fn a_header_parameter_named_cookie_is_sent_with_the_other_cookies() {
    static COOKIE: Parameter = Parameter::header("Cookie");
    let (client, script) = client();
    let mut call = call(&client, &GET_THING);
    call.parameter(&THEME, "dark");
    call.parameter(&COOKIE, "a=1; b=é");
    call.send::<Thing>().await.unwrap();
    let requests = script.requests();
    let cookies: Vec<_> = requests[0].headers().get_all("cookie").iter().collect();
    assert_eq!(cookies, ["a=1; b=é; theme=dark"]);
}

static SEARCH: OperationInfo = OperationInfo::new("Search", "GET", "/things?view=short");

#[tokio::test]
async fn a_query_in_the_path_stands_before_the_arguments() {
    let (client, script) = client();
    let mut call = Call::new(&client, &SEARCH);
    call.parameter(&TAG, &["a"]);
    call.send::<Thing>().await.unwrap();
    Call::new(&client, &SEARCH).send::<Thing>().await.unwrap();
    let queries: Vec<String> = script
        .requests()
        .iter()
        .map(|request| request.query().to_owned())
        .collect();
    assert_eq!(queries, ["view=short&tag=a", "view=short"]);
}

static PROJECT_ID: Parameter = Parameter::path("project_id");

static OF_PROJECT: OperationInfo =
    OperationInfo::new("Of", "GET", "/v2/{project_id}/things").client_parameters(&[&PROJECT_ID]);

#[tokio::test]
async fn a_parameter_of_the_client_is_never_sent_as_its_name() {
    let (client, script) = client();
    let error = Call::new(&client, &OF_PROJECT)
        .send::<Thing>()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`project_id`"), "{error}");
    assert!(error.to_string().contains("client's builder"), "{error}");
    assert_eq!(script.requests().len(), 0);

    let builder = Core::builder(&[])
        .endpoint("https://service.example")
        .transport(script.clone());
    let client = builder.parameter("project_id", "p/1").build().unwrap();
    Call::new(&client, &OF_PROJECT)
        .send::<Thing>()
        .await
        .unwrap();
    assert_eq!(script.requests()[0].path(), "/v2/p%2F1/things");
}

#[tokio::test]
async fn a_request_is_sent_without_a_parameter_of_the_client_that_may_be_left_out() {
    static LANGUAGE: Parameter = Parameter::header("X-Language").optional();
    static GET: OperationInfo =
        OperationInfo::new("Get", "GET", "/x").client_parameters(&[&LANGUAGE]);
    let (client, script) = client();
    Call::new(&client, &GET).send::<Thing>().await.unwrap();
    let builder = Core::builder(&[]).endpoint("https://service.example");
    let builder = builder.transport(script.clone());
    let client = builder.parameter("X-Language", "de").build().unwrap();
    Call::new(&client, &GET).send::<Thing>().await.unwrap();
    let requests = script.requests();
    let sent: Vec<_> = requests
        .iter()
        .map(|one| one.header("x-language"))
        .collect();
    assert_eq!(sent, [None, Some("de")]);
}

#[tokio::test]
async fn a_parameter_of_the_client_keeps_to_the_rules_of_what_its_text_stands_for() {
    static LIMIT: Parameter = Parameter::query("limit")
        .scalar(Scalar::Integer)
        .rules(&[Rule::Maximum("100")]);
    static GET: OperationInfo = OperationInfo::new("Get", "GET", "/x").client_parameters(&[&LIMIT]);
    let (_, script) = client();
    let call = async |limit: &str| {
        let builder = Core::builder(&[]).endpoint("https://service.example");
        let builder = builder.transport(script.clone());
        let client = builder.parameter("limit", limit).build().unwrap();
        Call::new(&client, &GET).send::<Thing>().await
    };
    call("100").await.unwrap();
    assert_eq!(
        script.requests()[0].query_parameter("limit").as_deref(),
        Some("100")
    );
    for (limit, rule) in [
        ("101", "at most 100"),
        ("ten", "an integer"),
        ("1.5", "an integer"),
    ] {
        let error = call(limit).await.unwrap_err().to_string();
        assert!(error.contains(rule), "{error}");
    }
    assert_eq!(script.requests().len(), 1);
}

static SECURED: OperationInfo =
    OperationInfo::new("Secured", "GET", "/secured").security(&[&[0], &[0, 1]]);

#[tokio::test]
async fn missing_credentials_are_reported_by_the_methods_that_set_them() {
    let (client, script) = client();
    let error = Call::new(&client, &SECURED)
        .send::<Thing>()
        .await
        .unwrap_err();
    assert!(matches!(error.reason(), Reason::Credentials(_)));
    assert_eq!(error.operation(), Some("Secured"));
    let text = error.to_string();
    let begin = "Secured: this operation needs credentials; set them on the client's builder with `token` or `token` \
                 and `api_key`";
    assert!(text.starts_with(begin), "{text}");
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn an_anonymous_client_needs_no_credentials() {
    let (client, script) = client();
    let error = Call::new(&client, &SECURED)
        .send::<Thing>()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`anonymous`"), "{error}");
    let builder = Core::builder(&["token", "api_key"]).endpoint("http://service.example");
    let client = builder
        .anonymous()
        .transport(script.clone())
        .build()
        .unwrap();
    Call::new(&client, &SECURED).send::<Thing>().await.unwrap();
    assert_eq!(script.requests().len(), 1);
}

#[test]
fn credentials_over_plain_http_are_refused_with_the_call_that_allows_them() {
    let builder = Core::builder(&["token"]).endpoint("http://service.example");
    let token = std::sync::Arc::new(apiruntime::auth::SecretAuthorizer::bearer("t"));
    let refused = builder
        .authorizer(0, token)
        .build()
        .unwrap_err()
        .to_string();
    let call = ".config(Config::default().allow_plain_http(true))";
    assert!(refused.contains(call), "{refused}");
}

#[tokio::test]
async fn a_range_or_a_list_is_no_media_type_of_a_body() {
    let (client, script) = client();
    for media_type in ["image/*", "*/*", "application/*+json", "a/b, c/d"] {
        let mut call = call(&client, &GET_THING);
        call.set_body(media_type, "x");
        let error = call.send::<Thing>().await.unwrap_err();
        let Reason::InvalidArgument(error) = error.reason() else {
            panic!("{error:?}")
        };
        assert_eq!(error.kind(), &ArgumentErrorKind::MediaType);
    }
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn nan_and_infinity_are_refused_and_never_left_out() {
    static RATIO: Parameter = Parameter::query("ratio");
    let (client, script) = client();
    let refused = async |set: fn(&mut Call)| {
        let mut call = Call::new(&client, &GET_THING);
        call.parameter(&THING_ID, "one");
        set(&mut call);
        match call.send::<Thing>().await {
            Err(error) => match error.reason() {
                Reason::InvalidArgument(error) => error.clone(),
                other => panic!("{other:?}"),
            },
            Ok(response) => panic!("{response:?}"),
        }
    };
    for error in [
        refused(|call| call.parameter(&RATIO, &f64::NAN)).await,
        refused(|call| call.parameter(&RATIO, &f32::INFINITY)).await,
        refused(|call| call.parameter(&RATIO, &Some(f64::NEG_INFINITY))).await,
        refused(|call| call.parameter(&RATIO, &[1.0, f64::NAN])).await,
    ] {
        assert_eq!(error.name(), "ratio");
        assert!(
            matches!(error.kind(), ArgumentErrorKind::NotJson(_)),
            "{error}"
        );
    }
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn nan_in_a_body_is_refused_and_never_sent_as_null() {
    let (client, script) = client();
    let mut call = Call::new(&client, &GET_THING);
    call.parameter(&THING_ID, "one");
    call.json("application/json", None, &[0.5, f64::NAN]);
    match call.send::<Thing>().await.unwrap_err().reason() {
        Reason::InvalidArgument(error) => assert_eq!(error.name(), "body"),
        other => panic!("{other:?}"),
    }
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn nan_in_any_type_of_the_caller_is_refused() {
    struct Ratio(f64);
    impl Serialize for Ratio {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_newtype_struct("Ratio", &self.0)
        }
    }
    enum Shape {
        Circle(Ratio),
        Square { width: f64 },
    }
    impl Serialize for Shape {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Circle(ratio) => {
                    serializer.serialize_newtype_variant("Shape", 0, "Circle", ratio)
                }
                Self::Square { width } => {
                    let mut fields =
                        serializer.serialize_struct_variant("Shape", 1, "Square", 1)?;
                    fields.serialize_field("width", width)?;
                    fields.end()
                }
            }
        }
    }
    struct Written(f64);
    impl Serialize for Written {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let object = codegen::json::ObjectWriter::new(serializer).required("ratio", &self.0);
            object.required("size", &1).end()
        }
    }
    let (client, script) = client();
    let written = CallOptions::new().json(&Written(f64::NAN));
    let ratio = |value| CallOptions::new().json(&[Ratio(value)]);
    let circle = |value| CallOptions::new().json(&Shape::Circle(Ratio(value)));
    let square = |width| CallOptions::new().json(&Shape::Square { width });
    for options in [
        written,
        ratio(f64::NAN),
        circle(f64::INFINITY),
        square(f64::NAN),
    ] {
        let mut call = Call::new(&client, &GET_THING);
        call.parameter(&THING_ID, "one");
        call.set_options(options);
        let error = call.send::<Thing>().await.unwrap_err();
        assert!(
            matches!(error.reason(), Reason::InvalidArgument(_)),
            "{error}"
        );
    }
    assert_eq!(script.requests().len(), 0);
    for (options, expected) in [
        (circle(0.5), json!({"size": 1, "Circle": 0.5})),
        (square(2.5), json!({"size": 1, "Square": {"width": 2.5}})),
    ] {
        let mut call = Call::new(&client, &GET_THING);
        call.parameter(&THING_ID, "one");
        call.json("application/json", None, &json!({"size": 1}));
        call.set_options(options);
        call.send::<Thing>().await.unwrap();
        assert_eq!(script.requests().last().unwrap().json(), Some(expected));
    }
}

static COPY: OperationInfo = OperationInfo::new("Copy", "COPY", "/things");

#[tokio::test]
async fn an_additional_method_is_sent_as_it_is() {
    let (client, script) = client();
    Call::new(&client, &COPY).send::<Thing>().await.unwrap();
    assert_eq!(script.requests()[0].method().as_str(), "COPY");
}

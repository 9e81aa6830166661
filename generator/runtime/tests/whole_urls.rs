//! Requests to whole URLs, such as signed links, which any server may have.

use std::sync::Arc;

use apiruntime::Error;
use apiruntime::auth::SecretAuthorizer;
use apiruntime::client::RawRequest;
use apiruntime::codegen::Core;
use apiruntime::error::{NoError, Reason};
use apiruntime::parameter::ArgumentErrorKind as Refused;
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use http::Method;

fn client(transport: &ScriptedTransport) -> Core {
    Core::builder(&["token"])
        .endpoint("https://service.example/base")
        .parameter("project_id", "p")
        .authorizer(0, Arc::new(SecretAuthorizer::bearer("s3cr3t")))
        .transport(transport.clone())
        .build()
        .unwrap()
}

fn get(core: &Core, url: &str) -> RawRequest {
    RawRequest::of_url(core, Method::GET, url)
}

fn refused(error: Error<NoError>) -> Refused {
    match error.reason() {
        Reason::InvalidArgument(error) => error.kind().clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_url_is_requested_as_it_is_and_without_credentials() {
    let transport = (0..3).fold(ScriptedTransport::new(), |script, _| {
        script.response(ScriptedResponse::new(204))
    });
    let core = client(&transport);
    let signed = "https://files.example/a/../{project_id}//c%2F?Signature=a%2Fb+c&x=";
    get(&core, signed).await.unwrap();
    let port = get(&core, "https://files.example:8443?sig=%20#top");
    port.query("part", "1").send().await.unwrap();
    get(&core, "http://localhost").await.unwrap();
    let sent = transport.requests();
    let uris: Vec<String> = sent.iter().map(|one| one.uri().to_string()).collect();
    let others = [
        "https://files.example:8443/?sig=%20&part=1",
        "http://localhost/",
    ];
    assert_eq!(uris, [signed, others[0], others[1]]);
    for request in &sent {
        assert_eq!(request.header("authorization"), None);
    }
}

#[tokio::test]
async fn what_is_no_url_of_a_server_is_refused() {
    let transport = ScriptedTransport::new();
    let core = client(&transport);
    for url in [
        "",
        "/x",
        "?x",
        "files.example/x",
        "//files.example/x",
        "ftp://files.example/x",
        "https://",
        "https:///x",
        "https://user:s3cr3t@files.example/x",
    ] {
        let error = get(&core, url).await.unwrap_err();
        assert!(!error.to_string().contains("s3cr3t"), "{error}");
        let kind = refused(error);
        assert!(matches!(kind, Refused::NotServer(_)), "{url}: {kind:?}");
    }
    let blank = get(&core, "https://files.example/a b").await;
    assert_eq!(refused(blank.unwrap_err()), Refused::Unsendable);
    let request = get(&core, "https://files.example/{id}").path_parameter("other", "1");
    assert_eq!(refused(request.await.unwrap_err()), Refused::NotInPath);
    assert!(transport.requests().is_empty());
}

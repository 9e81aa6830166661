//! A small service that plays the run-log part of DCS: the log is there at the third look.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

const LOG: &str = "3ea6ce21-048e-447a-83c3-3fb004b88439";

/// Starts it on a free port of this machine and gives its endpoint.
pub async fn start() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    let looks = Arc::new(AtomicUsize::new(0));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let looks = Arc::clone(&looks);
            let service = service_fn(move |request| {
                let response = respond(&request, &looks);
                async move { Ok::<_, Infallible>(response) }
            });
            let connection = hyper::server::conn::http1::Builder::new();
            tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
        }
    });
    Ok(endpoint)
}

fn respond(request: &Request<Incoming>, looks: &AtomicUsize) -> Response<Full<Bytes>> {
    let path = request.uri().path();
    if !request.headers().contains_key("authorization") {
        let body = r#"{"error_code":"APIGW.0301","error_msg":"no signature"}"#;
        return json(StatusCode::UNAUTHORIZED, body.to_owned());
    }
    match *request.method() {
        Method::POST if path.ends_with("/redislog") => empty(),
        Method::GET if path.ends_with("/redislog") => match looks.fetch_add(1, Ordering::Relaxed) {
            0 => empty(),
            1 => list("collecting"),
            _ => list("succeed"),
        },
        Method::POST if path.ends_with(&format!("/redislog/{LOG}/links")) => json(
            StatusCode::OK,
            format!(
                r#"{{"id":"{LOG}","link":"https://demo.obs.example.com/redis_2021-04-16.log?Signature=demo"}}"#
            ),
        ),
        _ => {
            let body = r#"{"error_code":"DCS.4001","error_msg":"no such URL"}"#;
            json(StatusCode::NOT_FOUND, body.to_owned())
        }
    }
}

fn list(status: &str) -> Response<Full<Bytes>> {
    let log = format!(
        r#"{{"id":"{LOG}","file_name":"redis_2021-04-16.log","status":"{status}","time":"2021-04-16"}}"#
    );
    json(
        StatusCode::OK,
        format!(r#"{{"total_num":1,"file_list":[{log}]}}"#),
    )
}

fn empty() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response.headers_mut().insert(
        "x-request-id",
        "demo-request".parse().expect("a header value"),
    );
    response
}

fn json(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response
}

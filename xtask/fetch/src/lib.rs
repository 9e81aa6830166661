//! Fetches the file at a URL, for `cargo xtask codegen --allow-remote`.

use std::time::Duration;

use apiruntime::Body;
use apiruntime::transport::{ConnectionConfig, DefaultTransport, Transport as _};
use http::{Request, Uri, header};

/// How long fetching a file may take.
const TIME: Duration = Duration::from_secs(60);

/// How large a file may be.
const BYTES: u64 = 64 << 20;

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// Fetches the file at a URL.
///
/// # Errors
/// The reason, in words, if the file cannot be fetched.
pub fn fetched(url: &str) -> Result<Vec<u8>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let fetched = tokio::time::timeout(TIME, fetch(url)).await;
        fetched.unwrap_or_else(|_| Err(format!("no response in {} seconds", TIME.as_secs())))
    })
}

async fn fetch(url: &str) -> Result<Vec<u8>, String> {
    let transport =
        DefaultTransport::new(ConnectionConfig::default()).map_err(|error| error.to_string())?;
    let mut uri: Uri = url.parse().map_err(|_| "it is not a URL".to_owned())?;
    for _ in 0..=REDIRECTS {
        if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.authority().is_none() {
            return Err(format!("`{uri}` is not fetched: only http and https are"));
        }
        let request = Request::get(uri.clone())
            .header(
                header::ACCEPT,
                "application/yaml, application/json, */*;q=0.5",
            )
            .body(Body::EMPTY)
            .map_err(|error| error.to_string())?;
        let response = transport
            .send(request)
            .await
            .map_err(|error| error.to_string())?;
        let status = response.status();
        if status.is_success() {
            let body = response.into_body().collect(BYTES).await;
            return body.map(Vec::from).map_err(|error| error.to_string());
        }
        let location = response.headers().get(header::LOCATION);
        let Some(location) = location.filter(|_| status.is_redirection()) else {
            return Err(format!("the server says {status}"));
        };
        let location = location.to_str().map_err(|error| error.to_string())?;
        uri = redirected(&uri, location)?;
    }
    Err(format!("more than {REDIRECTS} redirects"))
}

/// Returns the target of a redirect: another URL, or a path of the same server, but never a change from https to http.
fn redirected(from: &Uri, location: &str) -> Result<Uri, String> {
    let invalid = || format!("it is redirected to `{location}`");
    let to: Uri = location.parse().map_err(|_| invalid())?;
    if to.scheme().is_some() {
        let is_downgraded = from.scheme_str() == Some("https") && to.scheme_str() == Some("http");
        return if is_downgraded {
            Err(invalid())
        } else {
            Ok(to)
        };
    }
    if !location.starts_with('/') {
        return Err(invalid());
    }
    let mut parts = from.clone().into_parts();
    parts.path_and_query = to.into_parts().path_and_query;
    Uri::from_parts(parts).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use super::{fetch, redirected};
    use test_server::Server;

    #[tokio::test]
    async fn a_file_is_fetched() {
        let server = Server::responses(&["HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\na: 1"]).await;
        let url = server.endpoint() + "/a.yaml";
        assert_eq!(fetch(&url).await, Ok(b"a: 1".to_vec()));
    }

    #[tokio::test]
    async fn what_is_not_there_says_so() {
        let server =
            Server::responses(&["HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"]).await;
        let url = server.endpoint() + "/a.yaml";
        assert!(fetch(&url).await.unwrap_err().contains("404"));
    }

    #[tokio::test]
    async fn only_the_web_is_fetched_from() {
        for url in ["file:///etc/passwd", "ftp://a.example/b", "a.yaml"] {
            assert!(fetch(url).await.is_err(), "{url}");
        }
    }

    #[test]
    fn redirects_stay_safe() {
        let from = "https://a.example/b?c".parse().unwrap();
        let to = |location| redirected(&from, location).map(|uri| uri.to_string());
        assert_eq!(to("/d?e"), Ok("https://a.example/d?e".to_owned()));
        assert_eq!(
            to("https://b.example/"),
            Ok("https://b.example/".to_owned())
        );
        assert!(to("http://b.example/").is_err());
    }
}

//! What the error of a refused call takes from the response.

use crate::received;
use crate::support::*;

#[tokio::test]
async fn a_405_says_which_methods_the_server_allows() {
    let shown = async |headers: &[(&str, &str)]| {
        let refused = response("405 Method Not Allowed", headers, "");
        received(refused).await.unwrap_err().to_string()
    };
    let text = shown(&[("allow", "GET,,HEAD"), ("Allow", " PUT")]).await;
    assert!(
        text.ends_with("no body; check the endpoint: it only allows `GET, HEAD, PUT`"),
        "{text}"
    );
    for without in [&[][..], &[("allow", "")], &[("allow", " , ")]] {
        let text = shown(without).await;
        assert!(text.ends_with("there is no such method at it"), "{text}");
    }
    // Other statuses also have the header.
    let created = response("404 Not Found", &[("allow", "GET")], "");
    let text = received(created).await.unwrap_err().to_string();
    assert!(!text.contains("GET"), "{text}");
}

#[tokio::test]
async fn a_page_of_html_is_no_message_whatever_its_media_type() {
    let html = "<!DOCTYPE html>\n<html><head><title>Not here</title></head><body>x</body></html>";
    for media_type in ["text/html", "text/plain", "text/plain; charset=utf-8"] {
        let page = response("404 Not Found", &[("content-type", media_type)], html);
        let error = received(page).await.unwrap_err();
        assert_eq!(error.message(), None, "{media_type}");
        assert!(error.to_string().contains(": Not here; "), "{error}");
    }
    let plain = [("content-type", "text/plain")];
    for text in ["<id> is not an id", "<Error>no</Error>"] {
        let error = received(response("404 Not Found", &plain, text)).await;
        assert_eq!(error.unwrap_err().message(), Some(text));
    }
    let bare = response("404 Not Found", &plain, "<HTML><body>x</body></HTML>");
    assert_eq!(received(bare).await.unwrap_err().message(), None);
}

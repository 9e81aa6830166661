//! What turns the documented answers of an operation into replies for a scripted transport.

/// Writes a function for each documented answer of an operation. An entry has the function's name, the
/// status (`_` where there are several) and what the body is: `json` and a type, after its media type if
/// that is not `application/json`; `body` and a media type; or `empty`.
#[doc(hidden)]
#[macro_export]
macro_rules! replies {
    ($call:ident $($name:ident $status:tt $kind:ident $what:tt;)*) => {
        #[cfg(feature = "test-util")]
        const _: () = {
            use $crate::codegen::ScriptedResponse;

            impl $call {
                $($crate::reply!($name $status $kind $what);)*
            }
        };
    };
}

/// Writes a function of [`replies!`].
#[doc(hidden)]
#[macro_export]
macro_rules! reply {
    ($name:ident _ json ($media_type:literal $ty:ty)) => {
        /// This documented answer, for a scripted transport.
        pub fn $name(status: u16, body: &$ty) -> ScriptedResponse {
            ScriptedResponse::value(status, body).media_type($media_type)
        }
    };
    ($name:ident $status:literal json ($media_type:literal $ty:ty)) => {
        #[doc = ::std::concat!("The documented answer with status ", $status, ", for a scripted transport.")]
        pub fn $name(body: &$ty) -> ScriptedResponse {
            ScriptedResponse::value($status, body).media_type($media_type)
        }
    };
    ($name:ident _ json ($ty:ty)) => {
        /// This documented answer, for a scripted transport.
        pub fn $name(status: u16, body: &$ty) -> ScriptedResponse {
            ScriptedResponse::value(status, body)
        }
    };
    ($name:ident $status:literal json ($ty:ty)) => {
        #[doc = ::std::concat!("The documented answer with status ", $status, ", for a scripted transport.")]
        pub fn $name(body: &$ty) -> ScriptedResponse {
            ScriptedResponse::value($status, body)
        }
    };
    ($name:ident _ body ($media_type:literal)) => {
        /// This documented answer, for a scripted transport.
        pub fn $name(status: u16, body: impl ::std::convert::Into<$crate::codegen::bytes::Bytes>) -> ScriptedResponse {
            ScriptedResponse::new(status).body($media_type, body)
        }
    };
    ($name:ident $status:literal body ($media_type:literal)) => {
        #[doc = ::std::concat!("The documented answer with status ", $status, ", for a scripted transport.")]
        pub fn $name(body: impl ::std::convert::Into<$crate::codegen::bytes::Bytes>) -> ScriptedResponse {
            ScriptedResponse::new($status).body($media_type, body)
        }
    };
    ($name:ident _ empty ()) => {
        /// This documented answer, for a scripted transport.
        pub fn $name(status: u16) -> ScriptedResponse {
            ScriptedResponse::new(status)
        }
    };
    ($name:ident $status:literal empty ()) => {
        #[doc = ::std::concat!("The documented answer with status ", $status, ", for a scripted transport.")]
        pub fn $name() -> ScriptedResponse {
            ScriptedResponse::new($status)
        }
    };
}

#[cfg(test)]
#[allow(
    unreachable_pub,
    dead_code,
    reason = "the tables make what a client would offer"
)]
mod tests {
    use crate::body::content::Body;
    use crate::transport::interface::Transport as _;
    use crate::transport::scripted::ScriptedResponse;
    use crate::transport::scripted::ScriptedTransport;

    struct GetThing;

    crate::replies! {
        GetThing
        reply_ok 200 json (::std::vec::Vec<i64>);
        reply_no_content 204 empty ();
        reply_success_plain _ body ("text/plain");
        reply_client_error _ json ("application/problem+json" ::std::string::String);
        reply_server_error _ empty ();
    }

    async fn given(reply: ScriptedResponse) -> (u16, String, String) {
        let script = ScriptedTransport::new().response(reply);
        let request = http::Request::new(Body::EMPTY);
        let (head, body) = script.send(request).await.unwrap().into_parts();
        let media_type = head.headers.get("content-type");
        let media_type = media_type.map_or("", |value| value.to_str().unwrap());
        let body = body.collect(u64::MAX).await.unwrap();
        (
            head.status.as_u16(),
            media_type.to_owned(),
            String::from_utf8(body.to_vec()).unwrap(),
        )
    }

    #[tokio::test]
    async fn a_reply_has_the_status_the_media_type_and_the_body_of_its_line() {
        let text = |status: u16, media_type: &str, body: &str| {
            (status, media_type.to_owned(), body.to_owned())
        };
        let ok = given(GetThing::reply_ok(&vec![1, 2])).await;
        assert_eq!(ok, text(200, "application/json", "[1,2]"));
        let none = given(GetThing::reply_no_content()).await;
        assert_eq!(none, text(204, "", ""));
        let plain = given(GetThing::reply_success_plain(202, "soon")).await;
        assert_eq!(plain, text(202, "text/plain", "soon"));
        let refused = given(GetThing::reply_client_error(422, &"no".to_owned())).await;
        assert_eq!(refused, text(422, "application/problem+json", "\"no\""));
        let broken = given(GetThing::reply_server_error(503)).await;
        assert_eq!(broken, text(503, "", ""));
    }
}

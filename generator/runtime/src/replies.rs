//! What turns the documented answers of an operation into replies for a scripted transport.

/// Writes a function for each documented answer of an operation. An entry has the function's name, the
/// status (`_` where there are several) and what the body is: `json` and a type, `body` and a media type, or
/// `empty`.
#[allow(unused_macros, reason = "used by generated code only")]
macro_rules! replies {
    ($($runtime:ident)::+; $call:ident $($name:ident $status:tt $kind:ident $what:tt;)*) => {
        #[cfg(feature = "test-util")]
        const _: () = {
            use $($runtime)::+::ScriptedReply;
            use $($runtime)::+::replies::reply;

            impl $call {
                $(reply!($name $status $kind $what);)*
            }
        };
    };
}

/// Writes a function of [`replies!`].
#[allow(unused_macros, reason = "used by generated code only")]
macro_rules! reply {
    ($name:ident _ json ($ty:ty)) => {
        /// This documented answer, for a scripted transport.
        pub fn $name(status: u16, body: &$ty) -> ScriptedReply {
            ScriptedReply::value(status, body)
        }
    };
    ($name:ident $status:literal json ($ty:ty)) => {
        #[doc = ::std::concat!("The documented answer with status ", $status, ", for a scripted transport.")]
        pub fn $name(body: &$ty) -> ScriptedReply {
            ScriptedReply::value($status, body)
        }
    };
    ($name:ident _ body ($media_type:literal)) => {
        /// This documented answer, for a scripted transport.
        pub fn $name(status: u16, body: impl ::std::convert::Into<::bytes::Bytes>) -> ScriptedReply {
            ScriptedReply::new(status).body($media_type, body)
        }
    };
    ($name:ident $status:literal body ($media_type:literal)) => {
        #[doc = ::std::concat!("The documented answer with status ", $status, ", for a scripted transport.")]
        pub fn $name(body: impl ::std::convert::Into<::bytes::Bytes>) -> ScriptedReply {
            ScriptedReply::new($status).body($media_type, body)
        }
    };
    ($name:ident _ empty ()) => {
        /// This documented answer, for a scripted transport.
        pub fn $name(status: u16) -> ScriptedReply {
            ScriptedReply::new(status)
        }
    };
    ($name:ident $status:literal empty ()) => {
        #[doc = ::std::concat!("The documented answer with status ", $status, ", for a scripted transport.")]
        pub fn $name() -> ScriptedReply {
            ScriptedReply::new($status)
        }
    };
}

#[allow(unused_imports, reason = "used by generated code only")]
pub(crate) use {replies, reply};

//! Values that are independent of HTTP.

pub(crate) mod base64;
pub(crate) mod calendar;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod convert;
pub(crate) mod date_time;
pub(crate) mod decimal;
pub(crate) mod escaped;
pub(crate) mod kept;
pub(crate) mod nullable;
pub(crate) mod object;
pub(crate) mod random;
pub(crate) mod secret;
pub(crate) mod sorted;
pub(crate) mod text;
pub(crate) mod tuple;
pub(crate) mod unknown;
pub(crate) mod unknown_fields;

pub use base64::{Base64, InvalidBase64};
pub use date_time::{Date, DateTime, InvalidDate};
#[doc(hidden)]
pub use nullable::{ByItself, ByValue};
pub use nullable::{IntoNullable, Nullable};
#[doc(inline)]
pub use object::{JsonObject, json};
pub use secret::Secret;
pub use tuple::Tuple;
pub use unknown::{UnknownInteger, UnknownValue};
pub use unknown_fields::UnknownFields;

//! Explains errors that are related to credentials.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{DATE, HeaderMap};

use crate::auth::clock::Clock;
use crate::value::DateTime;
use crate::value::calendar::parse_http_date;

/// The error code of a signature whose date is too far off.
const DATE_REFUSED: &str = "APIGW.0303";

/// Returns the next step for an error code of the gateway or of a service.
pub(crate) fn explain(code: &str, headers: &HeaderMap, now: SystemTime) -> Option<String> {
    let text = match code {
        DATE_REFUSED => return Some(clock(headers, now)),
        "APIGW.0301" => {
            "the signature or the token is wrong; check access key, secret key and security token, and \
             wait five minutes after five failures, since they lock the key"
        }
        "APIGW.0101" => "the gateway does not know this address; check the endpoint and the region",
        "APIGW.0402" => {
            "this machine's address is not allowed to call; check the access rules of the account"
        }
        "APIGW.0801" | "APIGW.0802" => {
            "the service or the account is not available in this region; check the region"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

/// Learns the server's time from a refused date. Returns `false` for another code, or if the time was known.
#[cold]
pub(crate) fn learn(code: &str, headers: &HeaderMap, clock: &Clock) -> bool {
    code == DATE_REFUSED && date(headers).is_some_and(|server| clock.learn(server))
}

/// Returns the server's time.
fn date(headers: &HeaderMap) -> Option<SystemTime> {
    let date = headers.get(DATE)?.to_str().ok()?;
    parse_http_date(date)
}

/// The message for a refused date: the gateway allows 15 minutes of difference, and its response has its own time.
fn clock(headers: &HeaderMap, now: SystemTime) -> String {
    let local = seconds_of(now);
    let text = "the clock of this machine is more than 15 minutes off";
    let Some(server) = date(headers) else {
        return format!("{text}; it says {local}; set it right");
    };
    let (off, direction) = match now.duration_since(server) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    format!(
        "{text}: it says {local}, which is {} minutes {direction} the server's {}; set it right",
        off.as_secs() / 60,
        seconds_of(server)
    )
}

/// Formats a time to the second, for messages.
fn seconds_of(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let whole = UNIX_EPOCH + Duration::from_secs(since.as_secs());
    DateTime::from(whole).as_str().to_owned()
}

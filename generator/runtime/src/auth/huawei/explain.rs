//! Explains errors that are related to credentials.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{DATE, HeaderMap};

use crate::auth::clock::Clock;
use crate::value::DateTime;
use crate::value::calendar::parse_http_date;

/// The error code of a signature whose date is too far off.
const DATE_REFUSED: &str = "APIGW.0303";

/// The error code of a wrong token or signature, which gateways also send for one whose date is too far off.
const REFUSED: &str = "APIGW.0301";

/// How far the date of a signature may be off.
const ALLOWED: Duration = Duration::from_secs(15 * 60);

/// Returns the next step for an error code of the gateway or of a service. `signed_at` is the date of the signature, if
/// there was one, and `now` the time of this machine.
pub(crate) fn explain(
    code: &str,
    headers: &HeaderMap,
    signed_at: Option<SystemTime>,
    now: SystemTime,
) -> Option<String> {
    let text = match code {
        DATE_REFUSED => return Some(clock(headers, signed_at, now)),
        REFUSED if is_too_far_off(signed_at, headers) => {
            return Some(clock(headers, signed_at, now));
        }
        REFUSED => {
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

/// Learns the server's time from a refused signature with this date. Returns `false` if the date was not the reason.
#[cold]
pub(crate) fn learn(code: &str, headers: &HeaderMap, clock: &Clock, signed_at: SystemTime) -> bool {
    let is_reason = match code {
        DATE_REFUSED => true,
        REFUSED => is_too_far_off(Some(signed_at), headers),
        _ => false,
    };
    is_reason && date(headers).is_some_and(|server| clock.learn(server, signed_at))
}

/// Returns whether the gateway refuses a signature for its date, by its own time.
fn is_too_far_off(signed_at: Option<SystemTime>, headers: &HeaderMap) -> bool {
    let Some((signed_at, server)) = signed_at.zip(date(headers)) else {
        return false;
    };
    let off = signed_at.duration_since(server);
    off.unwrap_or_else(|behind| behind.duration()) >= ALLOWED
}

/// Returns the server's time.
fn date(headers: &HeaderMap) -> Option<SystemTime> {
    let date = headers.get(DATE)?.to_str().ok()?;
    parse_http_date(date)
}

/// The message for a refused date: the gateway allows 15 minutes of difference, and its response has its own time.
fn clock(headers: &HeaderMap, signed_at: Option<SystemTime>, now: SystemTime) -> String {
    if is_too_far_off(signed_at, headers) && !is_too_far_off(Some(now), headers) {
        return "the signature is more than 15 minutes old, since the request waited too long for a connection; send \
                fewer requests at once, or allow more `connections`"
            .to_owned();
    }
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

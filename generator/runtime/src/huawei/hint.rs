//! Next steps for the errors that have to do with credentials.

use std::time::SystemTime;

use http::header::{DATE, HeaderMap};

use super::super::http_date;
use super::instant::readable_timestamp;

/// What to do about an error code of the gateway or of a service.
pub(super) fn explain(code: &str, headers: &HeaderMap, now: SystemTime) -> Option<String> {
    let text = match code {
        "APIGW.0303" => return Some(clock(headers, now)),
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
        "DCS.1001" | "111401001" => "the token is invalid; get a new one, or use an access key",
        "DCS.1002" | "111401002" => {
            "the token has expired after its 24 hours; get a new one, or use `IamUser`"
        }
        "DCS.1003" | "111401003" => {
            "the request came without credentials; check that no proxy removes headers"
        }
        "DCS.1004" | "111401004" => {
            "the token is for another project; use a token whose scope is the client's `project_id`"
        }
        "DCS.2003" | "111403003" | "DCS.2007" | "DCS.3002" | "111403002" => {
            "the user lacks the permission for this operation; ask the account's administrator"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

/// The gateway refuses dates that are more than 15 minutes off; its reply tells its own time.
fn clock(headers: &HeaderMap, now: SystemTime) -> String {
    let local = readable_timestamp(now);
    let text = "the clock of this machine is more than 15 minutes off";
    let date = headers
        .get(DATE)
        .and_then(|date| date.to_str().ok())
        .and_then(http_date::parse);
    let Some(server) = date else {
        return format!("{text}; it says {local}; set it right");
    };
    let (off, direction) = match now.duration_since(server) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    format!(
        "{text}: it says {local}, which is {} minutes {direction} the server's {}; set it right",
        off.as_secs() / 60,
        readable_timestamp(server)
    )
}

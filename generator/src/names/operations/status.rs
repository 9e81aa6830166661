//! Names of statuses.

use crate::ir::{MediaType, StatusPattern};
use crate::names::role::{MethodName, Name, VariantName, escape};
use crate::names::words::{self, spelling};

/// Returns the variant for a status: the reason phrase of RFC 9110 and its registry, or `Status419` where there is
/// none.
#[must_use]
pub(super) fn status_name(pattern: StatusPattern) -> VariantName {
    let text = match pattern {
        StatusPattern::Default => "Default".to_owned(),
        StatusPattern::Range(1) => "Informational".to_owned(),
        StatusPattern::Range(2) => "Success".to_owned(),
        StatusPattern::Range(3) => "Redirection".to_owned(),
        StatusPattern::Range(4) => "ClientError".to_owned(),
        StatusPattern::Range(5) => "ServerError".to_owned(),
        StatusPattern::Range(digit) => format!("Status{digit}xx"),
        StatusPattern::Exact(status) => {
            match PHRASES.binary_search_by_key(&status, |(code, _)| *code) {
                Ok(index) => PHRASES
                    .get(index)
                    .map(|(_, phrase)| (*phrase).to_owned())
                    .unwrap_or_default(),
                Err(_) => format!("Status{status}"),
            }
        }
    };
    VariantName::new(text)
}

/// Returns the function of `test_responses` that builds a response, from the variant of the response.
#[must_use]
pub fn response_function(variant: &VariantName) -> MethodName {
    MethodName::new(escape(words::snake(&words::split(variant.plain()))))
}

/// Returns the variant for a status with one of several media types: `OkJson`. `alike` is the number of media types
/// with its subtype.
#[must_use]
pub(super) fn media_variant(
    pattern: StatusPattern,
    media_type: &MediaType,
    alike: usize,
    taken: &[VariantName],
) -> VariantName {
    let status = status_name(pattern);
    let short = match media_type.family_and_subtype() {
        ("*", _) => "other",
        (family, "*") => family,
        (_, subtype) => subtype,
    };
    let mut with_parameters = words::split(short);
    for (name, value) in &media_type.parameters {
        with_parameters.extend(words::split(name).into_iter().chain(words::split(value)));
    }
    let mut candidates = vec![
        words::split(short),
        words::split(&media_type.essence),
        spelling::spell(&media_type.essence),
    ];
    // Tried first where the others only differ in parameters.
    candidates.insert(if alike > 1 { 0 } else { 3 }, with_parameters);
    let named = |words: &Vec<String>| VariantName::new(format!("{status}{}", words::camel(words)));
    let free = candidates
        .iter()
        .map(named)
        .find(|name| !taken.contains(name));
    free.unwrap_or_else(|| VariantName::new(format!("{status}{}", taken.len().saturating_add(1))))
}

/// IANA "Hypertext Transfer Protocol (HTTP) Status Code Registry"; sorted.
const PHRASES: &[(u16, &str)] = &[
    (100, "Continue"),
    (101, "SwitchingProtocols"),
    (102, "Processing"),
    (103, "EarlyHints"),
    (200, "Ok"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "NonAuthoritativeInformation"),
    (204, "NoContent"),
    (205, "ResetContent"),
    (206, "PartialContent"),
    (207, "MultiStatus"),
    (208, "AlreadyReported"),
    (226, "ImUsed"),
    (300, "MultipleChoices"),
    (301, "MovedPermanently"),
    (302, "Found"),
    (303, "SeeOther"),
    (304, "NotModified"),
    (305, "UseProxy"),
    (307, "TemporaryRedirect"),
    (308, "PermanentRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (407, "ProxyAuthenticationRequired"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "LengthRequired"),
    (412, "PreconditionFailed"),
    (413, "ContentTooLarge"),
    (414, "UriTooLong"),
    (415, "UnsupportedMediaType"),
    (416, "RangeNotSatisfiable"),
    (417, "ExpectationFailed"),
    (418, "ImATeapot"),
    (421, "MisdirectedRequest"),
    (422, "UnprocessableContent"),
    (423, "Locked"),
    (424, "FailedDependency"),
    (425, "TooEarly"),
    (426, "UpgradeRequired"),
    (428, "PreconditionRequired"),
    (429, "TooManyRequests"),
    (431, "RequestHeaderFieldsTooLarge"),
    (451, "UnavailableForLegalReasons"),
    (500, "InternalServerError"),
    (501, "NotImplemented"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
    (505, "HttpVersionNotSupported"),
    (506, "VariantAlsoNegotiates"),
    (507, "InsufficientStorage"),
    (508, "LoopDetected"),
    (510, "NotExtended"),
    (511, "NetworkAuthenticationRequired"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_called_by_their_phrase() {
        assert!(PHRASES.is_sorted_by_key(|(code, _)| *code));
        assert_eq!(status_name(StatusPattern::Exact(404)).as_str(), "NotFound");
        assert_eq!(status_name(StatusPattern::Exact(419)).as_str(), "Status419");
        assert_eq!(status_name(StatusPattern::Range(4)).as_str(), "ClientError");
    }
}

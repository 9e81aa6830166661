//! The error that a server states only in its challenge.

use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;

use crate::body::details::Details;
use crate::parameter::header::line_text;
use crate::parameter::text::{split, unquoted};

impl Details {
    /// Takes code and message from the challenge of a response (RFC 6750, section 3) whose body has neither.
    pub(crate) fn or_of_challenge(&mut self, headers: &HeaderMap) {
        if self.code.is_some() || self.message.is_some() {
            return;
        }
        for line in headers.get_all(WWW_AUTHENTICATE) {
            let line = line_text(line.as_bytes());
            for (name, value) in split(&line, ',').into_iter().filter_map(parameter) {
                let slot = match name {
                    "error" => &mut self.code,
                    "error_description" => &mut self.message,
                    _ => continue,
                };
                let value = unquoted(value).into_owned();
                *slot = slot.take().or((!value.is_empty()).then_some(value));
            }
        }
    }
}

/// Returns name and value of a parameter; that of the first one follows the scheme.
fn parameter(piece: &str) -> Option<(&str, &str)> {
    let (name, value) = piece.split_once('=')?;
    let name = name.trim().rsplit(' ').next()?;
    Some((name, value.trim()))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::*;

    /// Returns code and message of a response with these challenges.
    fn of(challenges: &[&str]) -> (Option<String>, Option<String>) {
        let values = challenges
            .iter()
            .map(|text| (WWW_AUTHENTICATE, HeaderValue::from_str(text).unwrap()));
        let mut details = Details::default();
        details.or_of_challenge(&values.collect::<HeaderMap>());
        (details.code, details.message)
    }

    #[test]
    fn a_challenge_says_what_the_body_does_not() {
        let some = |text: &str| Some(text.to_owned());
        for challenge in [
            r#"Bearer realm="a, error=b", error="invalid_token", error_description="It \"expired\", renew it""#,
            r#"Bearer error=invalid_token,error_description="It \"expired\", renew it", scope="a b""#,
        ] {
            let expected = (some("invalid_token"), some(r#"It "expired", renew it"#));
            assert_eq!(of(&[challenge]), expected);
            assert_eq!(of(&["Basic realm=\"x\"", challenge]), expected);
        }
        assert_eq!(
            of(&["Bearer", "Negotiate YWJj==", r#"Bearer error="""#]),
            (None, None)
        );
        let mut details = Details::read(br#"{"code": "X.1"}"#);
        let headers = [(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=b"))];
        details.or_of_challenge(&headers.into_iter().collect());
        assert_eq!(details.code.as_deref(), Some("X.1"));
    }
}

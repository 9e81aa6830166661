//! The error that a server states only in its challenge.

use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;

use crate::body::details::Details;
use crate::parameter::header::line_text;
use crate::parameter::text::{split, unquoted};

impl Details {
    /// Takes code and message from the first challenge of a response (RFC 6750, section 3) that has one of them, where
    /// the body has neither.
    pub(crate) fn or_of_challenge(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(WWW_AUTHENTICATE) {
            if self.code.is_some() || self.message.is_some() {
                return;
            }
            let line = line_text(line.as_bytes());
            for (key, value) in split(&line, ',')
                .into_iter()
                .filter_map(|piece| piece.split_once('='))
            {
                let (scheme, name) = match key.trim().rsplit_once(' ') {
                    Some((scheme, name)) => (Some(scheme), name),
                    None => (None, key.trim()),
                };
                if scheme.is_some() && (self.code.is_some() || self.message.is_some()) {
                    return;
                }
                let slot = match name.to_ascii_lowercase().as_str() {
                    "error" => &mut self.code,
                    "error_description" => &mut self.message,
                    _ => continue,
                };
                let value = unquoted(value.trim()).into_owned();
                *slot = slot.take().or((!value.is_empty()).then_some(value));
            }
        }
    }
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
        // Code and message of different challenges do not belong together.
        let (one, other) = (
            r#"Bearer Error="invalid_token""#,
            r#"DPoP error="use_dpop_nonce", error_description="Send the nonce""#,
        );
        assert_eq!(of(&[one, other]), (some("invalid_token"), None));
        assert_eq!(
            of(&[&format!("{one}, {other}")]),
            (some("invalid_token"), None)
        );
        let mut details = Details::read(br#"{"code": "X.1"}"#);
        let headers = [(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=b"))];
        details.or_of_challenge(&headers.into_iter().collect());
        assert_eq!(details.code.as_deref(), Some("X.1"));
    }
}

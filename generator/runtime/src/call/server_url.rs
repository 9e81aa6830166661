//! The URL of a server that has variables in the description.

use crate::error::build::BuildError;
use crate::parameter::encode::percent_encode;
use crate::transport::host::shown;
use crate::value::text::append;

/// A variable of a server's URL: its name, its value, and those values of the description that are more than one word.
pub type ServerVariable<'a> = (&'a str, &'a str, &'a [&'a str]);

/// Returns the URL with the values of its variables. Each value is checked by its place: in the host it must not end
/// the host, in the path it must not leave the path. Values that the description lists are taken as they are.
///
/// # Errors
/// If a value is not allowed at its place.
pub fn server_url(template: &str, variables: &[ServerVariable<'_>]) -> Result<String, BuildError> {
    let mut url = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        url.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        rest = after;
        if let Some((_, value, described)) = variables.iter().find(|known| known.0 == name) {
            if described.contains(value) {
                url.push_str(value);
                continue;
            }
            let place = Place::after(&url, rest, described);
            let put = place.put(value, described).map_err(|rule| {
                // The URL may have a password before the host.
                let value = if value.contains('@') {
                    shown(value)
                } else {
                    (*value).to_owned()
                };
                let text =
                    format!("the variable `{name}` of the server's URL is {value:?}; {rule}");
                BuildError::InvalidSetting(text)
            })?;
            url.push_str(&put);
        }
    }
    url.push_str(rest);
    Ok(url)
}

/// A variable that the client sets.
pub(crate) type ClientVariable = (&'static str, String);

/// Returns the URL with the client's values, or with the given ones where it has none.
///
/// # Errors
/// If a value is not allowed at its place.
pub(crate) fn server_url_of(
    template: &str,
    variables: &[ServerVariable<'_>],
    client: &[ClientVariable],
) -> Result<String, BuildError> {
    let mut known = variables.to_vec();
    for (name, value, _) in &mut known {
        if let Some(set) = client.iter().find(|set| set.0 == *name) {
            *value = set.1.as_str();
        }
    }
    server_url(template, &known)
}

/// The part of a URL that a variable is in.
enum Place {
    /// It begins the URL and is more than the scheme: the whole URL is checked when the client is built.
    Start,
    Scheme,
    /// `is_whole` if the variable is the whole host name, or may be its end.
    Host {
        is_whole: bool,
    },
    Port,
    /// `is_first` if the host is directly before it.
    Path {
        is_first: bool,
    },
}

impl Place {
    /// Returns the place between the beginning of the URL and the rest of the template.
    fn after(url: &str, rest: &str, described: &[&str]) -> Place {
        let Some((_, authority)) = url.split_once("://") else {
            return match rest.starts_with("://") {
                true => Place::Scheme,
                false => Place::Start,
            };
        };
        let is_first = !authority.contains('/');
        if !is_first || described.iter().any(|value| value.starts_with('/')) {
            Place::Path { is_first }
        } else if authority.ends_with(':') {
            Place::Port
        } else {
            let is_last = rest.is_empty() || rest.starts_with(['/', ':']);
            let has_dot = described.iter().any(|value| value.contains('.'));
            Place::Host {
                is_whole: is_last && (authority.is_empty() || authority.ends_with('.')) || has_dot,
            }
        }
    }

    /// Returns the value as it is inserted into the URL, or the rule that it breaks.
    fn put(&self, value: &str, described: &[&str]) -> Result<String, &'static str> {
        let has = |mark: char| described.iter().any(|value| value.contains(mark));
        match self {
            Place::Start => Ok(value.to_owned()),
            Place::Scheme if value == "https" || value == "http" => Ok(value.to_owned()),
            Place::Scheme => Err("it must be `https` or `http`"),
            Place::Port => match value.parse::<u16>() {
                Ok(port) if port > 0 => Ok(port.to_string()),
                _ => Err("it must be a port, from 1 to 65535"),
            },
            Place::Host { is_whole } => {
                let (name, port) = match value.split_once(':') {
                    Some((name, port)) if has(':') => (name, Some(port)),
                    _ => (value, None),
                };
                // The first and last characters of labels are checked with the whole host.
                let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
                let mut labels = name.split('.');
                let fits = match is_whole {
                    true => labels.all(|label| !label.is_empty() && label.bytes().all(is_inner)),
                    false => !name.is_empty() && name.bytes().all(is_inner),
                };
                if !fits || port.is_some_and(|port| port.parse::<u16>().is_err()) {
                    return Err(
                        "as a part of the host it may have ASCII letters, digits and hyphens only",
                    );
                }
                Ok(value.to_owned())
            }
            Place::Path { is_first } => {
                // Without the slash the value would be a part of the host.
                let slash = if *is_first { "/" } else { "" };
                let segments: Vec<&str> = match has('/') {
                    true => value.trim_matches('/').split('/').collect(),
                    false => vec![value],
                };
                let mut encoded = String::new();
                for segment in segments {
                    if matches!(segment, "" | "." | "..") {
                        return Err("a segment of the path must not be empty, `.` or `..`");
                    }
                    append(&mut encoded, "/", &percent_encode(segment));
                }
                Ok(slash.to_owned() + &encoded)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::server_url;

    const REGION: &str = "https://dcs.{region}.cloud.example/v1";

    fn of(template: &str, value: &str, described: &[&str]) -> Option<String> {
        let name = template.split(['{', '}']).nth(1).unwrap();
        server_url(template, &[(name, value, described)]).ok()
    }

    #[test]
    fn a_value_in_the_host_stays_inside_of_the_host() {
        let url = "https://dcs.cn-north-4.cloud.example/v1";
        assert_eq!(of(REGION, "cn-north-4", &[]).as_deref(), Some(url));
        for value in [
            "evil.example/",
            "evil.example",
            "a/b",
            "#",
            "@",
            "a@b",
            ":8443",
            "a:8443",
            "",
            " ",
            "a b",
            "a\n",
            "a\0",
            "%2f",
            "a%",
            "é",
            "?",
            "\\",
            "*",
            "[::1]",
            "a.",
            ".",
        ] {
            for template in [
                REGION,
                "https://{region}.example",
                "https://a-{region}-b.example",
                "https://a-{region}",
            ] {
                assert_eq!(of(template, value, &[]), None, "{value:?}");
                assert_eq!(of(template, value, &["eu-1"]), None, "{value:?}");
            }
        }
    }

    #[test]
    fn a_password_before_the_host_is_not_shown() {
        let url = server_url(REGION, &[("region", "user:s3cr3t@evil.example", &[])]);
        let text = url.unwrap_err().to_string();
        assert!(
            text.contains("@evil.example") && !text.contains("s3cr3t"),
            "{text}"
        );
        // Another value is shown as it is.
        let text = server_url(REGION, &[("region", "a?b", &[])]).unwrap_err();
        assert!(text.to_string().contains("\"a?b\""), "{text}");
    }

    #[test]
    fn a_whole_host_may_have_dots_and_a_port_where_the_description_s_own_has() {
        let host = |value| of("https://{host}/v1", value, &["localhost:80"]);
        assert_eq!(
            host("b.example:8080").as_deref(),
            Some("https://b.example:8080/v1")
        );
        assert_eq!(
            host("localhost:80").as_deref(),
            Some("https://localhost:80/v1")
        );
        assert_eq!(host("b.example:99999"), None);
        assert_eq!(host("b.example:80/x"), None);
        let domain = of("https://api.{domain}", "b.example", &[]);
        assert_eq!(domain.as_deref(), Some("https://api.b.example"));
        assert_eq!(of("https://{host}/v1", "b.example:80", &[]), None);
    }

    #[test]
    fn schemes_and_ports_are_nothing_else() {
        let scheme = |value| of("{scheme}://h.example", value, &[]);
        assert_eq!(scheme("http").as_deref(), Some("http://h.example"));
        assert_eq!(scheme("https://evil.example/"), None);
        let port = |value| of("https://h.example:{port}/v1", value, &[]);
        assert_eq!(port("8443").as_deref(), Some("https://h.example:8443/v1"));
        for bad in ["", "0", "65536", "80@evil.example", "-1", "80/"] {
            assert_eq!(port(bad), None, "{bad}");
        }
        let start = of("{url}/v1", "https://h.example", &["https://g.example"]);
        assert_eq!(start.as_deref(), Some("https://h.example/v1"));
    }

    #[test]
    fn a_value_in_the_path_is_encoded_into_its_segment() {
        let path = |value| of("https://h.example/{version}/x", value, &[]);
        assert_eq!(path("v2").as_deref(), Some("https://h.example/v2/x"));
        let strange = path("a/b?c#d@e é%").unwrap();
        assert_eq!(strange, "https://h.example/a%2Fb%3Fc%23d%40e%20%C3%A9%25/x");
        for bad in ["", ".", ".."] {
            assert_eq!(path(bad), None, "{bad:?}");
        }
        let base = |value| of("https://h.example{base}", value, &["/v1", ""]);
        assert_eq!(base("/v1").as_deref(), Some("https://h.example/v1"));
        assert_eq!(base("").as_deref(), Some("https://h.example"));
        assert_eq!(
            base("/v2/b c").as_deref(),
            Some("https://h.example/v2/b%20c")
        );
        assert_eq!(base("/../x"), None);
        for evil in [".evil.example", "@evil.example", ":80"] {
            let url = base(evil).unwrap();
            assert!(url.starts_with("https://h.example/"), "{url}");
        }
    }
}

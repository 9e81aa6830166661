//! Access keys and tokens.

use std::fmt;
use std::time::SystemTime;

use crate::error::credentials::CredentialsError;
use crate::value::date_time::system_time;

/// An access key or a token, with the project of the calls.
///
/// ```text
/// Credentials::ak_sk("AK…", "SK…").security_token("…").project_id("…")
/// ```
///
/// `Debug` shows no secret. Building a client fails if a value is empty or has a character that cannot be in a header.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub(crate) secret: Secret,
    pub(crate) security_token: Option<String>,
    pub(crate) project_id: Option<String>,
    pub(crate) expires_at: Option<SystemTime>,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Secret {
    AccessKey {
        access_key: String,
        secret_key: String,
    },
    Token(String),
}

impl Credentials {
    /// Returns a permanent access key, made of its id and its secret. Requests are signed with it.
    pub fn ak_sk(access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self::of(Secret::AccessKey {
            access_key: access_key.into(),
            secret_key: secret_key.into(),
        })
    }

    /// Returns a token of the identity service, which is sent as `X-Auth-Token`. It is valid for 24 hours and is not
    /// renewed; [`IamUser`](crate::auth::huawei::IamUser) fetches and renews tokens.
    pub fn token(token: impl Into<String>) -> Self {
        Self::of(Secret::Token(token.into()))
    }

    /// Sets the security token of a temporary access key; a [`token`](Self::token) has none.
    pub fn security_token(mut self, security_token: impl Into<String>) -> Self {
        self.security_token = Some(security_token.into());
        self
    }

    /// Sets the project of the calls. By default, it is looked up by the client's region.
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// Sets when the credentials expire, for a [`CredentialsProvider`](crate::auth::huawei::CredentialsProvider), which
    /// is asked again before that.
    pub fn expires_at(mut self, expires_at: SystemTime) -> Self {
        self.expires_at = Some(expires_at);
        self
    }

    /// Reads a temporary key from a service's JSON; errors quote nothing of it. Each of the services that give keys has
    /// names of its own for their parts.
    #[inline]
    pub(crate) fn from_security_key(body: &[u8]) -> Option<Self> {
        let response: serde_json::Value = serde_json::from_slice(body).ok()?;
        let key = response
            .get("credential")
            .or_else(|| response.get("credentials"))?;
        let text = |names: [&str; 3]| names.into_iter().find_map(|name| key.get(name)?.as_str());
        let access_key = text(["access", "access_key_id", "accessKeyId"])?;
        let secret_key = text(["secret", "secret_access_key", "secretAccessKey"])?;
        let token = text(["securitytoken", "security_token", "securityToken"])?;
        let end = key.get("expires_at").or_else(|| key.get("expiration"))?;
        let credentials = Self::ak_sk(access_key, secret_key)
            .security_token(token)
            .expires_at(system_time(end.as_str()?)?);
        credentials.check().ok()?;
        Some(credentials)
    }

    /// Refuses values that cannot be sent.
    pub(crate) fn check(&self) -> Result<(), CredentialsError> {
        match &self.secret {
            Secret::AccessKey {
                access_key,
                secret_key,
            } => {
                check("access key", access_key)?;
                // A comma separates the parts of the Authorization header.
                if access_key.contains(',') {
                    return Err(CredentialsError::new(
                        "the access key must not contain a comma",
                    ));
                }
                check("secret key", secret_key)?;
            }
            Secret::Token(_) if self.security_token.is_some() => {
                return Err(CredentialsError::new(
                    "a security token belongs to an access key, not to a token; leave it out",
                ));
            }
            Secret::Token(token) => check("token", token)?,
        }
        self.security_token
            .as_deref()
            .map_or(Ok(()), |token| check("security token", token))?;
        self.project_id
            .as_deref()
            .map_or(Ok(()), |project| check("project id", project))
    }

    /// Returns whether requests are signed; otherwise they have a token.
    pub(crate) fn signs(&self) -> bool {
        matches!(self.secret, Secret::AccessKey { .. })
    }

    /// Returns the values that must not be shown.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let (Secret::AccessKey {
            secret_key: secret, ..
        }
        | Secret::Token(secret)) = &self.secret;
        let mut secrets = vec![secret.clone()];
        secrets.extend(self.security_token.clone());
        secrets
    }

    fn of(secret: Secret) -> Self {
        Self {
            secret,
            security_token: None,
            project_id: None,
            expires_at: None,
        }
    }
}

/// Refuses an empty value and characters that cannot be in a header, without quoting the value.
pub(crate) fn check(what: &str, value: &str) -> Result<(), CredentialsError> {
    if value.is_empty() {
        return Err(CredentialsError::new(format!("the {what} is empty")));
    }
    // Shells remove quotes, but files of credentials and of variables keep them.
    if let [first @ (b'"' | b'\''), .., last] = value.as_bytes()
        && first == last
    {
        return Err(CredentialsError::new(format!(
            "the {what} is in quotes; remove them"
        )));
    }
    match value
        .chars()
        .position(|character| !character.is_ascii_graphic())
    {
        None => Ok(()),
        Some(index) => Err(CredentialsError::new(format!(
            "character {} of the {what} cannot be in a header; remove blanks, line breaks and \
             anything but visible ASCII characters",
            index + 1
        ))),
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Credentials");
        match &self.secret {
            Secret::AccessKey { access_key, .. } => {
                debug
                    .field("access_key", access_key)
                    .field("secret_key", &"[redacted]");
            }
            Secret::Token(_) => {
                debug.field("token", &"[redacted]");
            }
        }
        debug.field(
            "security_token",
            &self.security_token.as_ref().map(|_| "[redacted]"),
        );
        debug
            .field("project_id", &self.project_id)
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Credentials;

    #[test]
    fn all_but_the_access_key_and_the_project_must_not_be_shown() {
        let keys = Credentials::ak_sk("access", "secret").project_id("project");
        assert_eq!(keys.secrets(), ["secret"]);
        assert_eq!(
            keys.security_token("temporary").secrets(),
            ["secret", "temporary"]
        );
        assert_eq!(Credentials::token("token").secrets(), ["token"]);
    }
}

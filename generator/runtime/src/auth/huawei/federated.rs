//! Temporary keys for a token of another identity provider (OpenID Connect).

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::auth::huawei::credentials::{Credentials, check};
use crate::auth::huawei::iam;
use crate::auth::huawei::provider::ProviderContext;
use crate::auth::huawei::sources::{Found, Login};
use crate::error::credentials::CredentialsError;

/// The requested validity of keys: less than the maximum of a day, like the service's own clients.
const VALIDITY: Duration = Duration::from_secs(6 * 60 * 60);

/// Returns the credentials, after a login if that is configured.
pub(crate) async fn resolve(
    found: Found,
    context: &ProviderContext,
) -> Result<Credentials, CredentialsError> {
    match found {
        Found::Key(credentials) => Ok(credentials),
        Found::Login(login) => log_in(&login, context).await,
    }
}

/// Reads the token in a file. It is read each time: its issuer replaces it before it expires.
pub(crate) fn read_token(
    context: &ProviderContext,
    path: &Path,
) -> Result<String, CredentialsError> {
    let file = path.display();
    let token = context.environment().read_file(path).map_err(|error| {
        CredentialsError::new(format!("the id token file {file} cannot be read")).with_source(error)
    })?;
    let token = token.trim();
    check(&format!("id token in {file}"), token)?;
    Ok(token.to_owned())
}

/// Logs in with the token in a file.
async fn log_in(login: &Login, context: &ProviderContext) -> Result<Credentials, CredentialsError> {
    let id_token = read_token(context, &login.token_file)?;
    let endpoint = iam::endpoint(None, context)?;

    let body = json!({ "auth": { "id_token": { "id": id_token } } });
    let request = http::Request::post(format!("{endpoint}/v3.0/OS-AUTH/id-token/tokens"))
        .header("x-idp-id", &login.provider);
    let response = iam::exchange(iam::SERVICE, context, request, Some(&body)).await?;
    let mut secrets = vec![id_token];
    let next = "check the identity provider and its id token";
    let token = iam::subject_token(&response, next, &secrets)?;
    secrets.push(token.to_owned());

    let token = json!({ "id": token, "duration_seconds": VALIDITY.as_secs() });
    let identity = json!({ "methods": ["token"], "token": token });
    let body = json!({ "auth": { "identity": identity } });
    let request = http::Request::post(format!("{endpoint}/v3.0/OS-CREDENTIAL/securitytokens"));
    let response = iam::exchange(iam::SERVICE, context, request, Some(&body)).await?;
    let next = "check its endpoint";
    let mut credentials = iam::security_key(iam::SERVICE, &response, next, &secrets)?;
    credentials.project_id.clone_from(&login.project_id);
    Ok(credentials)
}

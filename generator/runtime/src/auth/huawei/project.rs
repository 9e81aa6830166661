//! Looks up the project of a region.

use serde_json::Value;

use crate::auth::huawei::credentials::{Credentials, check};
use crate::auth::huawei::provider::ProviderContext;
use crate::auth::huawei::signer::apply;
use crate::auth::huawei::{explain, iam};
use crate::body::details::code_in;
use crate::error::credentials::CredentialsError;
use crate::error::excerpt::excerpt;
use crate::error::redact::redact;
use crate::transport::host::is_label;

/// Returns the id of the project with the region's name.
pub(crate) async fn of_region(
    context: &ProviderContext,
    credentials: &Credentials,
) -> Result<String, CredentialsError> {
    let region = context.region().ok_or_else(|| {
        CredentialsError::new(
            "the project id is missing; give it with `project_id`, or give the client a region to look \
             it up",
        )
    })?;
    if !is_label(region) {
        return Err(iam::not_a_region(region));
    }
    let endpoint = iam::endpoint(None, context)?;
    let url = format!("{endpoint}/v3/projects?name={region}");
    let clock = context.client().clock();
    let ask = async |signed_at| {
        let mut request = iam::request(iam::SERVICE, http::Request::get(&url), None)?;
        apply(&mut request, credentials, None, signed_at)?;
        iam::send(iam::SERVICE, context, request).await
    };
    let signed_at = clock.of_server();
    let mut response = ask(signed_at).await?;
    if !response.status().is_success()
        && credentials.signs()
        && let Some(code) = code_in(response.body())
        && explain::learn(&code, response.headers(), clock, signed_at)
    {
        response = ask(clock.of_server()).await?;
    }
    let found = if response.status().is_success() {
        projects(response.body(), region)
    } else {
        None
    };
    let secrets = credentials.secrets();
    let Some(mut found) = found else {
        return Err(iam::refused(
            iam::SERVICE,
            &response,
            "did not list the projects",
            "give the client a `project_id`",
            &secrets,
        ));
    };
    match (found.len(), found.pop()) {
        (1, Some(id)) => {
            check("project id that the identity service gave", &id)?;
            Ok(id)
        }
        (0, _) | (_, None) => Err(iam::refused(
            iam::SERVICE,
            &response,
            &format!("knows no project named {region}"),
            "check the region and the permissions of the key, or give the client a `project_id`",
            &secrets,
        )),
        (_, Some(last)) => {
            found.push(last);
            Err(CredentialsError::new(format!(
                "the identity service knows several projects named {region}: {}; give the client the `project_id` \
                 of one of them",
                redact(&excerpt(&found.join(", ")), &secrets)
            )))
        }
    }
}

/// Returns the ids of the projects with this name. The list may have others, if the server does not filter by name.
fn projects(body: &[u8], name: &str) -> Option<Vec<String>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let projects = body.get("projects")?.as_array()?;
    projects
        .iter()
        .filter(|project| !is_other(project.get("name"), name))
        .map(|project| Some(project.get("id")?.as_str()?.to_owned()))
        .collect()
}

/// Returns whether a property is present and differs from the requested value. Names are compared like in the service.
pub(super) fn is_other(given: Option<&Value>, asked: &str) -> bool {
    let given = given.filter(|given| !given.is_null());
    given.is_some_and(|given| {
        given
            .as_str()
            .is_none_or(|given| !given.eq_ignore_ascii_case(asked))
    })
}

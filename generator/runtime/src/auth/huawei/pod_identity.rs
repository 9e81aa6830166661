//! Temporary keys of the pod that the program runs in.

use std::time::Duration;

use http::header::AUTHORIZATION;
use serde_json::json;

use crate::auth::huawei::credentials::Credentials;
use crate::auth::huawei::federated::read_token;
use crate::auth::huawei::iam;
use crate::auth::huawei::provider::{CredentialsProvider, ProviderContext};
use crate::auth::huawei::signer::secret_value;
use crate::auth::huawei::sources::both;
use crate::body::error::BoxFuture;
use crate::error::credentials::CredentialsError;
use crate::transport::host::{is_link_local, is_protected, is_reachable, shown};

const SERVICE: &str = "the pod identity service";

const URI: &str = "HC_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN_FILE: &str = "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// The service runs on the node of the pod.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// The pod identity of Cloud Container Engine (CCE): the keys of the agency that is associated with the pod's service
/// account.
///
/// The cluster sets the variables `HC_CONTAINER_CREDENTIALS_FULL_URI` and `HC_CONTAINER_AUTHORIZATION_TOKEN_FILE`. The
/// token in the file is sent to that URI, which must be `https`, or on this machine or its link; a custom transport
/// must not send these requests through a proxy.
#[derive(Clone, Copy, Debug, Default)]
pub struct PodIdentity;

impl PodIdentity {
    async fn fetch(&self, context: &ProviderContext) -> Result<Credentials, CredentialsError> {
        let neither = "this is no pod with an identity";
        let (uri, file) = both(context.environment(), [URI, TOKEN_FILE], neither)?;
        let parsed = uri.parse().ok().filter(|parsed: &http::Uri| {
            let host = parsed.host().unwrap_or_default();
            is_reachable(parsed) && (is_protected(parsed) || is_link_local(host))
        });
        let Some(parsed) = parsed else {
            let shown = shown(&uri);
            return Err(CredentialsError::new(format!(
                "the value of {URI}, {shown:?}, must be an https URL, or a URL of this machine or its link"
            )));
        };
        let token = read_token(context, file.as_ref())?;
        let request = http::Request::post(parsed).header(AUTHORIZATION, secret_value(&token)?);
        let request = iam::request(SERVICE, request, Some(&json!({})))?;
        let client = context.client();
        let response = client
            .exchange_repeatedly(SERVICE, request, TIME_LIMIT)
            .await?;
        let next = "check that an agency is associated with the pod's service account";
        iam::security_key(SERVICE, &response, next, &[token])
    }
}

impl CredentialsProvider for PodIdentity {
    fn name(&self) -> &str {
        "pod identity"
    }

    #[inline]
    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.fetch(context))
    }
}

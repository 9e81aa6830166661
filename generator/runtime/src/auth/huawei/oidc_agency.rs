//! Temporary keys of an agency, for a token of an identity provider (OpenID Connect).

use serde_json::{Value, json};

use crate::auth::huawei::credentials::{Credentials, check};
use crate::auth::huawei::federated::read_token;
use crate::auth::huawei::iam;
use crate::auth::huawei::provider::{CredentialsProvider, ProviderContext};
use crate::auth::huawei::sources::{PROJECT_ID, both};
use crate::body::error::BoxFuture;
use crate::error::credentials::CredentialsError;

const SERVICE: &str = "the token service";

const PROVIDER: &str = "HUAWEICLOUD_OIDC_PROVIDER_URN";
const AGENCY: &str = "HUAWEICLOUD_OIDC_AGENCY_URN";
const TOKEN: &str = "HUAWEICLOUD_OIDC_ID_TOKEN";
const TOKEN_FILE: &str = "HUAWEICLOUD_OIDC_TOKEN_FILE";
const SESSION: &str = "HUAWEICLOUD_OIDC_SESSION_NAME";
const DURATION: &str = "HUAWEICLOUD_OIDC_DURATION_SECONDS";
const POLICY: &str = "HUAWEICLOUD_OIDC_POLICY";
const POLICY_IDS: &str = "HUAWEICLOUD_OIDC_POLICY_IDS";
const ENDPOINT: &str = "HUAWEICLOUD_SDK_STS_ENDPOINT";

/// The settings of a program that sets no others, like in the service's own clients.
const DEFAULT_SESSION: &str = "oidc-sts-session";
const DEFAULT_DURATION: u32 = 3600;
const DEFAULT_ENDPOINT: &str = "https://sts.cn-north-4.myhuaweicloud.com";

/// Takes on an agency with the token of an identity provider, such as that of a pipeline or a cluster: the operation
/// `AssumeAgencyWithOIDC` of the token service (STS).
///
/// The variables are those of the service's own clients: `HUAWEICLOUD_OIDC_PROVIDER_URN` and
/// `HUAWEICLOUD_OIDC_AGENCY_URN`; the token in `HUAWEICLOUD_OIDC_ID_TOKEN`, or in the file that
/// `HUAWEICLOUD_OIDC_TOKEN_FILE` names, which is read again for each key; and optionally
/// `HUAWEICLOUD_OIDC_SESSION_NAME`, `HUAWEICLOUD_OIDC_DURATION_SECONDS` (3600 by default), `HUAWEICLOUD_OIDC_POLICY`,
/// `HUAWEICLOUD_OIDC_POLICY_IDS` (separated by commas) and `HUAWEICLOUD_SDK_PROJECT_ID`. The endpoint is that of the
/// client's region, unless `HUAWEICLOUD_SDK_STS_ENDPOINT` is set.
#[derive(Clone, Copy, Debug, Default)]
pub struct OidcAgency;

impl OidcAgency {
    async fn fetch(&self, context: &ProviderContext) -> Result<Credentials, CredentialsError> {
        let environment = context.environment();
        let get = |name: &str| environment.variable(name);
        let (provider, agency) = both(environment, [PROVIDER, AGENCY], "there is no agency")?;
        let token = match (get(TOKEN), get(TOKEN_FILE)) {
            (Some(token), _) => {
                check(&format!("value of {TOKEN}"), token.trim())?;
                token.trim().to_owned()
            }
            (None, Some(file)) => read_token(context, file.as_ref())?,
            (None, None) => {
                return Err(CredentialsError::new(format!(
                    "{AGENCY} is set but there is no token; set {TOKEN} or {TOKEN_FILE}"
                )));
            }
        };
        let mut body = json!({
            "provider_urn": provider,
            "agency_urn": agency,
            "agency_session_name": get(SESSION).unwrap_or_else(|| DEFAULT_SESSION.to_owned()),
            "id_token": token,
            "duration_seconds": duration(get(DURATION).as_deref())?,
        });
        if let Some(policy) = get(POLICY) {
            body["policy"] = Value::String(policy);
        }
        if let Some(ids) = get(POLICY_IDS) {
            let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty());
            body["policy_ids"] = ids.collect();
        }
        let endpoint = match get(ENDPOINT) {
            Some(endpoint) => endpoint,
            None => iam::of_region("sts", context.region())?
                .unwrap_or_else(|| DEFAULT_ENDPOINT.to_owned()),
        };
        let endpoint = iam::checked(SERVICE, &endpoint)?;
        let request = http::Request::post(format!("{endpoint}/v5/agencies/assume-with-oidc"));
        let response = iam::exchange(SERVICE, context, request, Some(&body)).await?;
        let next = "check the agency, the identity provider and its token";
        let mut credentials = iam::security_key(SERVICE, &response, next, &[token])?;
        credentials.project_id = get(PROJECT_ID);
        Ok(credentials)
    }
}

fn duration(value: Option<&str>) -> Result<u32, CredentialsError> {
    let wrong =
        || CredentialsError::new(format!("the value of {DURATION} is no number of seconds"));
    value.map_or(Ok(DEFAULT_DURATION), |value| {
        value.trim().parse().map_err(|_| wrong())
    })
}

impl CredentialsProvider for OidcAgency {
    fn name(&self) -> &str {
        "agency"
    }

    #[inline]
    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.fetch(context))
    }
}

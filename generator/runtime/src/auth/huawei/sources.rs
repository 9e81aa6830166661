//! Environment variables and files, behind a trait so that a test needs neither.

use std::io;
use std::path::{Path, PathBuf};

use crate::auth::huawei::credentials::{Credentials, check};
use crate::error::credentials::CredentialsError;

/// Where variables and files are read.
pub trait Environment: Send + Sync + 'static {
    /// The value of a variable; a variable that is not set or empty has none.
    fn variable(&self, name: &str) -> Option<String>;

    /// The text of a file.
    ///
    /// # Errors
    ///
    /// The file is not there, cannot be read or is not UTF-8.
    fn read_file(&self, path: &Path) -> io::Result<String>;
}

/// The variables of the process and the file system of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    fn variable(&self, name: &str) -> Option<String> {
        // What is not UTF-8 is refused later, as a character that cannot be in a header.
        let value = std::env::var_os(name)?.to_string_lossy().into_owned();
        (!value.is_empty()).then_some(value)
    }

    fn read_file(&self, path: &Path) -> io::Result<String> {
        std::fs::read_to_string(path)
    }
}

impl Credentials {
    /// Reads the environment variables `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`, and where they are
    /// set `HUAWEICLOUD_SDK_SECURITY_TOKEN` and `HUAWEICLOUD_SDK_PROJECT_ID`.
    ///
    /// # Errors
    ///
    /// One of the first two is missing, or a value cannot be in a header.
    pub fn from_env() -> Result<Self, CredentialsError> {
        Self::from_environment(&ProcessEnvironment)
    }

    /// Like [`from_env`](Self::from_env), from another source of variables.
    ///
    /// # Errors
    ///
    /// As [`from_env`](Self::from_env).
    pub fn from_environment(environment: &dyn Environment) -> Result<Self, CredentialsError> {
        match in_variables(environment)? {
            Found::Key(credentials) => Ok(credentials),
            Found::Login(_) => Err(CredentialsError::new(
                "the variables ask for a federated login, which takes a client; give it \
                 `ProviderChain::standard()` instead",
            )),
        }
    }
}

const ACCESS_KEY: &str = "HUAWEICLOUD_SDK_AK";

const SECRET_KEY: &str = "HUAWEICLOUD_SDK_SK";

const SECURITY_TOKEN: &str = "HUAWEICLOUD_SDK_SECURITY_TOKEN";

const PROJECT_ID: &str = "HUAWEICLOUD_SDK_PROJECT_ID";

const IDP_ID: &str = "HUAWEICLOUD_SDK_IDP_ID";

const ID_TOKEN_FILE: &str = "HUAWEICLOUD_SDK_ID_TOKEN_FILE";

const CREDENTIALS_FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/// The endpoint of the identity service, instead of the region's own.
pub(crate) const IAM_ENDPOINT: &str = "HUAWEICLOUD_SDK_IAM_ENDPOINT";

/// What variables or a credentials file hold.
pub(crate) enum Found {
    Key(Credentials),
    Login(Login),
}

/// A login with a token of another identity provider.
pub(crate) struct Login {
    pub(crate) provider: String,
    pub(crate) token_file: PathBuf,
    pub(crate) project_id: Option<String>,
}

/// What the environment variables hold.
pub(crate) fn in_variables(environment: &dyn Environment) -> Result<Found, CredentialsError> {
    let get = |name: &str| {
        let value = environment.variable(name).filter(|value| !value.is_empty());
        value
            .map(|value| check(&format!("value of {name}"), &value).map(|()| value))
            .transpose()
    };
    let project_id = get(PROJECT_ID)?;
    if let (Some(provider), Some(file)) = (get(IDP_ID)?, environment.variable(ID_TOKEN_FILE)) {
        return Ok(Found::Login(Login {
            provider,
            token_file: file.into(),
            project_id,
        }));
    }
    let (access_key, secret_key) = match (get(ACCESS_KEY)?, get(SECRET_KEY)?) {
        (Some(access_key), Some(secret_key)) => (access_key, secret_key),
        (Some(_), None) => return Err(incomplete(ACCESS_KEY, SECRET_KEY)),
        (None, Some(_)) => return Err(incomplete(SECRET_KEY, ACCESS_KEY)),
        (None, None) if environment.variable(IDP_ID).is_some() => {
            return Err(incomplete(IDP_ID, ID_TOKEN_FILE));
        }
        (None, None) => {
            return Err(CredentialsError::new(format!(
                "set {ACCESS_KEY} and {SECRET_KEY}"
            )));
        }
    };
    found(access_key, secret_key, get(SECURITY_TOKEN)?, project_id)
}

fn found(
    access_key: String,
    secret_key: String,
    security_token: Option<String>,
    project_id: Option<String>,
) -> Result<Found, CredentialsError> {
    let mut credentials = Credentials::ak_sk(access_key, secret_key);
    credentials.security_token = security_token;
    credentials.project_id = project_id;
    credentials.check()?;
    Ok(Found::Key(credentials))
}

fn incomplete(set: &str, missing: &str) -> CredentialsError {
    CredentialsError::new(format!("{set} is set but {missing} is not; set both"))
}

/// The section of the credentials file for services that live in a region and a project.
const SECTION: &str = "basic";

/// What the file `~/.huaweicloud/credentials` holds.
pub(crate) fn in_profile(environment: &dyn Environment) -> Result<Found, CredentialsError> {
    let path = profile_path(environment)?;
    let shown = path.display();
    let text = environment.read_file(&path).map_err(|error| {
        CredentialsError::new(format!("the credentials file {shown} cannot be read"))
            .with_source(error)
    })?;
    let raw = |key: &str| ini_value(&text, SECTION, key).filter(|value| !value.is_empty());
    let get = |key: &str| {
        let checked =
            |value: &str| check(&format!("{key} in {shown}"), value).map(|()| value.to_owned());
        raw(key).map(checked).transpose()
    };
    let project_id = get("project_id")?;
    if let (Some(provider), Some(file)) = (get("idp_id")?, raw("id_token_file")) {
        return Ok(Found::Login(Login {
            provider,
            token_file: file.into(),
            project_id,
        }));
    }
    let (Some(access_key), Some(secret_key)) = (get("ak")?, get("sk")?) else {
        return Err(CredentialsError::new(format!(
            "the credentials file {shown} needs the keys ak and sk in its section [{SECTION}]"
        )));
    };
    found(access_key, secret_key, get("security_token")?, project_id)
}

/// The endpoint of the identity service: by variable, else by the credentials file.
pub(crate) fn iam_endpoint(environment: &dyn Environment) -> Option<String> {
    environment.variable(IAM_ENDPOINT).or_else(|| {
        let text = environment
            .read_file(&profile_path(environment).ok()?)
            .ok()?;
        ini_value(&text, SECTION, "iam_endpoint")
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    })
}

fn profile_path(environment: &dyn Environment) -> Result<PathBuf, CredentialsError> {
    if let Some(path) = environment.variable(CREDENTIALS_FILE) {
        return Ok(PathBuf::from(path));
    }
    let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    let home = environment.variable(home).ok_or_else(|| {
        CredentialsError::new(format!(
            "{home} is not set, so there is no place for a credentials file"
        ))
    })?;
    Ok(Path::new(&home).join(".huaweicloud").join("credentials"))
}

/// A value of an INI file. Keys are read in any case; a `#` or `;` begins a comment only at the start
/// of a line, since a secret may hold either.
fn ini_value<'a>(text: &'a str, section: &str, key: &str) -> Option<&'a str> {
    let mut inside = false;
    let mut found = None;
    for line in text.lines().map(str::trim) {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            inside = name.trim() == section;
        } else if inside && !line.starts_with(['#', ';']) {
            let pair = line.split_once(['=', ':']);
            found = pair
                .filter(|(name, _)| name.trim().eq_ignore_ascii_case(key))
                .map(|(_, v)| v.trim())
                .or(found);
        }
    }
    found
}

//! Environment variables and files, behind a trait for tests.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::auth::huawei::credentials::{Credentials, check};
use crate::error::credentials::{CredentialsError, CredentialsErrorKind};

/// A source of variables and files.
pub trait Environment: Send + Sync + 'static {
    /// Returns the value of a variable; `None` if it is not set or empty.
    fn variable(&self, name: &str) -> Option<String>;

    /// Returns the text of a file.
    ///
    /// # Errors
    ///
    /// If the file does not exist, cannot be read or is not UTF-8.
    fn read_file(&self, path: &Path) -> io::Result<String>;
}

/// The variables of the process, and the files of the machine, except pipes, devices and files over a megabyte.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    fn variable(&self, name: &str) -> Option<String> {
        // A value that is not UTF-8 is refused later for a character that cannot be in a header.
        let value = std::env::var_os(name)?.to_string_lossy().into_owned();
        (!value.is_empty()).then_some(value)
    }

    fn read_file(&self, path: &Path) -> io::Result<String> {
        // Reading a pipe or a device may block the program, or never end.
        let is_file = std::fs::metadata(path)?.is_file();
        let refused = |why| Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        if !is_file {
            return refused("it is no file");
        }
        // What is read is limited, not the size on disk: a file may grow, and some have no size there.
        let mut text = String::new();
        std::fs::File::open(path)?
            .take(LARGEST_FILE + 1)
            .read_to_string(&mut text)?;
        match text.len() as u64 > LARGEST_FILE {
            true => refused("it is longer than a megabyte"),
            false => Ok(text),
        }
    }
}

/// The limit on a file in bytes, far above the size of credentials.
const LARGEST_FILE: u64 = 1 << 20;

impl Credentials {
    /// Reads the environment variables `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`, and if they are set
    /// `HUAWEICLOUD_SDK_SECURITY_TOKEN` and `HUAWEICLOUD_SDK_PROJECT_ID`.
    ///
    /// # Errors
    ///
    /// If one of the first two is missing, or a value cannot be in a header.
    #[inline]
    pub fn from_env() -> Result<Self, CredentialsError> {
        Self::from_environment(&ProcessEnvironment)
    }

    /// Like [`from_env`](Self::from_env), from another source of variables.
    ///
    /// # Errors
    ///
    /// Those of [`from_env`](Self::from_env).
    #[inline]
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

pub(crate) const PROJECT_ID: &str = "HUAWEICLOUD_SDK_PROJECT_ID";

const IDP_ID: &str = "HUAWEICLOUD_SDK_IDP_ID";

const ID_TOKEN_FILE: &str = "HUAWEICLOUD_SDK_ID_TOKEN_FILE";

const CREDENTIALS_FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/// The variable with the endpoint of the identity service, instead of the region's.
pub(crate) const IAM_ENDPOINT: &str = "HUAWEICLOUD_SDK_IAM_ENDPOINT";

/// What environment variables or a credentials file configure.
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

/// Reads the environment variables.
#[inline]
pub(crate) fn in_variables(environment: &dyn Environment) -> Result<Found, CredentialsError> {
    let get = |name: &str| {
        let value = environment.variable(name).filter(|value| !value.is_empty());
        value
            .map(|value| check(&format!("value of {name}"), &value).map(|()| value))
            .transpose()
    };
    let project_id = get(PROJECT_ID)?;
    let file = environment.variable(ID_TOKEN_FILE);
    match (get(IDP_ID)?, file.filter(|file| !file.is_empty())) {
        (Some(provider), Some(file)) => {
            return Ok(Found::Login(Login {
                provider,
                token_file: file.into(),
                project_id,
            }));
        }
        // An error also if there is a key: one half of a login means that a login is intended.
        (Some(_), None) => return Err(incomplete(IDP_ID, ID_TOKEN_FILE)),
        (None, Some(_)) => return Err(incomplete(ID_TOKEN_FILE, IDP_ID)),
        (None, None) => {}
    }
    match (get(ACCESS_KEY)?, get(SECRET_KEY)?, get(SECURITY_TOKEN)?) {
        (Some(access_key), Some(secret_key), security_token) => {
            found(access_key, secret_key, security_token, project_id)
        }
        (Some(_), None, _) => Err(incomplete(ACCESS_KEY, SECRET_KEY)),
        (None, Some(_), _) => Err(incomplete(SECRET_KEY, ACCESS_KEY)),
        (None, None, Some(_)) => Err(incomplete(SECURITY_TOKEN, ACCESS_KEY)),
        (None, None, None) => {
            let text = format!("there is no access key; set {ACCESS_KEY} and {SECRET_KEY}");
            Err(CredentialsError::new(text).with_kind(CredentialsErrorKind::NotConfigured))
        }
    }
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

/// Returns the values of two variables that are set together; without either, the provider has no settings.
#[inline]
pub(crate) fn both(
    environment: &dyn Environment,
    [first, second]: [&str; 2],
    neither: &str,
) -> Result<(String, String), CredentialsError> {
    match (environment.variable(first), environment.variable(second)) {
        (Some(one), Some(other)) => Ok((one, other)),
        (Some(_), None) => Err(incomplete(first, second)),
        (None, Some(_)) => Err(incomplete(second, first)),
        (None, None) => {
            let text = format!("{neither}; set {first} and {second}");
            Err(CredentialsError::new(text).with_kind(CredentialsErrorKind::NotConfigured))
        }
    }
}

fn incomplete(set: &str, missing: &str) -> CredentialsError {
    CredentialsError::new(format!("{set} is set but {missing} is not; set both"))
}

/// The keys of the credentials file; the first five are those of credentials.
const KEYS: [&str; 7] = [
    "ak",
    "sk",
    "security_token",
    "idp_id",
    "id_token_file",
    "project_id",
    "iam_endpoint",
];

/// The section of the credentials file for services of a region and a project.
const SECTION: &str = "basic";

/// Reads the file `~/.huaweicloud/credentials`.
#[inline]
pub(crate) fn in_profile(environment: &dyn Environment) -> Result<Found, CredentialsError> {
    let (path, text) = profile(environment)?;
    let shown = path.display();
    let is_named = environment.variable(CREDENTIALS_FILE).is_some();
    let raw = |key: &str| ini_value(&text, SECTION, key).filter(|value| !value.is_empty());
    let get = |key: &str| {
        let checked =
            |value: &str| check(&format!("{key} in {shown}"), value).map(|()| value.to_owned());
        raw(key).map(checked).transpose()
    };
    let project_id = get("project_id")?;
    let login = (get("idp_id")?, raw("id_token_file"));
    let key = (get("ak")?, get("sk")?, get("security_token")?);
    match (login, key) {
        ((Some(provider), Some(file)), _) => Ok(Found::Login(Login {
            provider,
            token_file: file.into(),
            project_id,
        })),
        ((None, None), (Some(access_key), Some(secret_key), security_token)) => {
            found(access_key, secret_key, security_token, project_id)
        }
        ((None, None), _) => Err(CredentialsError::new(format!(
            "the credentials file {shown} needs the keys ak and sk in its section [{SECTION}]"
        ))
        .with_kind(if is_named || has_credentials(&text) {
            CredentialsErrorKind::Configuration
        } else {
            CredentialsErrorKind::NotConfigured
        })),
        _ => Err(CredentialsError::new(format!(
            "the credentials file {shown} has one of the keys idp_id and id_token_file in its section [{SECTION}], \
             but not both"
        ))),
    }
}

/// Returns the path of the credentials file, and its text.
fn profile(environment: &dyn Environment) -> Result<(PathBuf, String), CredentialsError> {
    let path = profile_path(environment)?;
    let shown = path.display();
    let is_named = environment.variable(CREDENTIALS_FILE).is_some();
    let mut text = environment.read_file(&path).map_err(|error| {
        // The default file may be missing, but not one that a variable names; one that exists must be readable.
        let kind = if error.kind() == io::ErrorKind::NotFound && !is_named {
            CredentialsErrorKind::NotConfigured
        } else {
            CredentialsErrorKind::Configuration
        };
        CredentialsError::new(format!("the credentials file {shown} cannot be read"))
            .with_kind(kind)
            .with_source(error)
    })?;
    // Some editors begin a file with a byte order mark.
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if let Some(number) = broken_line(&text) {
        return Err(CredentialsError::new(format!(
            "line {number} of the credentials file {shown} is neither `[section]` nor `key = value`"
        )));
    }
    if let Some(key) = repeated_key(&text) {
        return Err(CredentialsError::new(format!(
            "the key {key} appears twice in section [{SECTION}] of the credentials file {shown}; leave the one that is \
             meant"
        )));
    }
    Ok((path, text))
}

/// Returns the number of the first line that is invalid in an INI file.
fn broken_line(text: &str) -> Option<usize> {
    let is_broken = |line: &str| {
        let line = line.trim();
        match line.strip_prefix('[') {
            Some(rest) => !rest.ends_with(']'),
            None => !line.is_empty() && !line.starts_with(['#', ';']) && !line.contains(['=', ':']),
        }
    };
    text.lines().position(is_broken).map(|index| index + 1)
}

/// Returns whether any section has a key of credentials: then the file is meant to provide them.
fn has_credentials(text: &str) -> bool {
    let names = text.lines().filter_map(|line| line.split_once(['=', ':']));
    names.into_iter().any(|(name, _)| {
        let name = name.trim();
        let mut secret = KEYS.iter().take(5);
        secret.any(|key| name.eq_ignore_ascii_case(key))
    })
}

/// Returns the endpoint of the identity service: that of the variable, or else of the credentials file.
///
/// # Errors
/// If the file exists but cannot be read: it may name another endpoint than the default.
pub(crate) fn iam_endpoint(
    environment: &dyn Environment,
) -> Result<Option<String>, CredentialsError> {
    let variable = environment.variable(IAM_ENDPOINT);
    if let Some(endpoint) = variable.filter(|endpoint| !endpoint.is_empty()) {
        return Ok(Some(endpoint));
    }
    match profile(environment) {
        Ok((_, text)) => {
            let value = ini_value(&text, SECTION, "iam_endpoint");
            Ok(value.filter(|value| !value.is_empty()).map(str::to_owned))
        }
        Err(error) if error.kind() == CredentialsErrorKind::NotConfigured => Ok(None),
        Err(error) => Err(error),
    }
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
        .with_kind(CredentialsErrorKind::NotConfigured)
    })?;
    Ok(Path::new(&home).join(".huaweicloud").join("credentials"))
}

/// Returns a value of an INI file. The case of keys is ignored.
fn ini_value<'a>(text: &'a str, section: &str, key: &str) -> Option<&'a str> {
    let mut entries = ini_entries(text, section);
    let found = entries.find(|(name, _)| name.eq_ignore_ascii_case(key));
    found.map(|(_, value)| value)
}

/// Returns a key of credentials that the file has twice: it is ambiguous, and each value is another identity.
fn repeated_key(text: &str) -> Option<&'static str> {
    let is_repeated = |key: &&&str| {
        let entries = ini_entries(text, SECTION);
        let same = entries.filter(|(name, _)| name.eq_ignore_ascii_case(key));
        same.count() > 1
    };
    KEYS.iter().find(is_repeated).copied()
}

/// Returns the entries of a section of an INI file. A `#` or `;` begins a comment only at the start of a line, since a
/// secret may contain either.
fn ini_entries<'a>(text: &'a str, section: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let mut inside = false;
    text.lines().map(str::trim).filter_map(move |line| {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            inside = name.trim() == section;
            return None;
        }
        let pair = line.split_once(['=', ':']);
        pair.filter(|_| inside && !line.starts_with(['#', ';']))
            .map(|(name, value)| (name.trim(), value.trim()))
    })
}

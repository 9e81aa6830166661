//! Loads the other files to which a description refers.

use std::cell::{Cell, RefCell};
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use generator::source::{Loader, join_uri};

/// Loads the files to which a `$ref` leads, relative to the folder of the description.
#[derive(Debug)]
pub struct FileLoader {
    folder: PathBuf,
    /// The URL of the description, if it is not in a folder.
    url: Option<String>,
    allow_remote: bool,
    /// The files that have been read.
    read: RefCell<Vec<PathBuf>>,
    /// Whether something was requested that is not in these files.
    is_elsewhere: Cell<bool>,
}

impl FileLoader {
    /// Returns the loader for the description at a path.
    pub fn beside(description: &Path) -> Self {
        Self {
            folder: description.parent().unwrap_or(Path::new("")).to_owned(),
            url: None,
            allow_remote: false,
            read: RefCell::default(),
            is_elsewhere: Cell::default(),
        }
    }

    /// Returns the loader for the description at a URL. URLs of the same server are fetched, since its user named it.
    pub fn beside_url(url: &str) -> Self {
        Self {
            folder: PathBuf::new(),
            url: Some(url.to_owned()),
            allow_remote: false,
            read: RefCell::default(),
            is_elsewhere: Cell::new(true),
        }
    }

    /// Whether everything that was requested is in the files that have been read.
    pub fn is_repeatable(&self) -> bool {
        !self.is_elsewhere.get()
    }

    /// Returns the files that have been read.
    pub fn read(&self) -> Vec<PathBuf> {
        self.read.borrow().clone()
    }

    /// Sets whether URLs are fetched.
    #[must_use]
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.allow_remote = allow;
        self
    }
}

impl Loader for FileLoader {
    fn load(&self, path: &str) -> Result<String, String> {
        if let Some(url) = &self.url {
            return fetched(&join_uri(url, path)).and_then(text);
        }
        let path = self.folder.join(path);
        let bytes = regular(&path).map_err(|error| {
            self.is_elsewhere.set(true);
            error.to_string()
        })?;
        self.read.borrow_mut().push(path);
        text(bytes)
    }

    fn fetch(&self, url: &str) -> Option<Result<String, String>> {
        let is_allowed = self.allow_remote
            || self
                .url
                .as_ref()
                .is_some_and(|own| server(own) == server(url));
        self.is_elsewhere.set(self.is_elsewhere.get() || is_allowed);
        is_allowed.then(|| fetched(url).and_then(text))
    }
}

/// Reads a regular file. A description from elsewhere could name a device or a pipe, which never ends, or a file of the
/// system that shows the environment; those have no size. A link in a folder from elsewhere could lead to one.
pub(crate) fn regular(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let file = fs::File::open(path)?;
    let size = file.metadata()?.len();
    let mut bytes = Vec::new();
    file.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns the scheme and the authority of a URL, in lower case.
fn server(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(format!("{scheme}://{authority}").to_ascii_lowercase())
}

/// Returns the bytes of a file as text.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let position = error.utf8_error().valid_up_to();
        format!("it is not UTF-8 at byte {position}; save it as UTF-8")
    })
}

/// Fetches a URL.
#[cfg(feature = "fetch")]
pub(crate) fn fetched(url: &str) -> Result<Vec<u8>, String> {
    xtask_fetch::fetched(url)
}

/// Fetches a URL with the package `xtask-fetch`, so that other commands need not wait until an HTTP client is built.
#[cfg(not(feature = "fetch"))]
pub(crate) fn fetched(url: &str) -> Result<Vec<u8>, String> {
    use crate::process::{printed, program};
    printed(program(&["--package", "xtask-fetch"]).args(["--", url]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_relative_to_the_description() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("common")).unwrap();
        fs::write(folder.path().join("common/errors.yaml"), "a: 1\n").unwrap();
        let loader = FileLoader::beside(&folder.path().join("api.yaml"));
        assert_eq!(loader.load("common/errors.yaml"), Ok("a: 1\n".to_owned()));
        assert!(loader.load("errors.yaml").is_err());
    }

    #[test]
    fn a_file_above_the_description_can_be_shared() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("api")).unwrap();
        fs::write(folder.path().join("shared.yaml"), "a: 1\n").unwrap();
        let loader = FileLoader::beside(&folder.path().join("api/api.yaml"));
        assert_eq!(loader.load("../shared.yaml"), Ok("a: 1\n".to_owned()));
    }

    #[test]
    fn a_description_at_a_url_names_no_other_server() {
        let loader = FileLoader::beside_url("https://a.example/api.yaml");
        for other in [
            "http://a.example/b",
            "https://a.example:8443/b",
            "https://a.example@b.example/",
        ] {
            assert_eq!(loader.fetch(other), None, "{other}");
        }
        assert_eq!(server("HTTPS://A.example/b"), server("https://a.example?c"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn only_regular_files_are_read() {
        let loader = FileLoader::beside(Path::new("/proc/api.yaml"));
        let device = loader.load("../dev/zero").unwrap_err();
        assert_eq!(device, "it is not a regular file");
        assert_eq!(loader.load("self/environ"), Ok(String::new()));
    }

    #[test]
    fn a_file_that_is_not_utf_8_says_where() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.yaml"), b"ab\xff").unwrap();
        let loader = FileLoader::beside(&folder.path().join("api.yaml"));
        assert!(loader.load("a.yaml").unwrap_err().contains("byte 2"));
    }
}

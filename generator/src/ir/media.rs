//! Media types.

/// A media type of the description (RFC 9110, 8.3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType {
    /// As written.
    pub text: String,
    /// Type and subtype, in lower case.
    pub essence: String,
    /// The parameters: names in lower case, values as written.
    pub parameters: Vec<(String, String)>,
    /// How the client treats content of it.
    pub kind: MediaKind,
}

/// How the client treats content of a media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// JSON (`application/json`, `*+json`).
    Json,
    /// A sequence of JSON values (JSON lines, JSON text sequences).
    JsonLines,
    /// Server-sent events.
    Events,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/form-data` and other multipart types.
    Multipart,
    /// Text, also XML and other structured text that is passed through.
    Text,
    /// Bytes.
    Binary,
    /// It depends on the schema: ranges, and types of vendors that may be JSON.
    BySchema,
}

/// How a client supports a character set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharsetSupport {
    /// Every client reads and writes it.
    Always,
    /// It needs tables that a client only includes for it.
    Optional,
    /// It is unknown. Most such sets contain ASCII.
    Ascii,
}

impl MediaType {
    /// Whether it is a range, which stands for several media types (`image/*`).
    #[must_use]
    pub fn is_range(&self) -> bool {
        self.essence.contains('*')
    }

    /// Whether it is a JSON text sequence (RFC 7464), not JSON lines.
    #[must_use]
    pub fn is_json_sequence(&self) -> bool {
        self.essence.ends_with("json-seq")
    }

    /// Whether it only says that the content is text.
    #[must_use]
    pub fn is_plain_text(&self) -> bool {
        matches!(
            self.essence.as_str(),
            "text/plain" | "text/*" | "application/text"
        )
    }

    /// Returns the character set of its text, in lower case; `None` for UTF-8.
    #[must_use]
    pub fn charset(&self) -> Option<String> {
        let mut parameters = self.parameters.iter();
        let (_, charset) = parameters.find(|(name, _)| name == "charset")?;
        let charset = charset.trim_matches('"').to_ascii_lowercase();
        Some(charset).filter(|charset| !["utf-8", "utf8", ""].contains(&charset.as_str()))
    }

    /// Returns how a client supports its character set.
    #[must_use]
    pub fn charset_support(&self) -> CharsetSupport {
        let Some(charset) = self.charset() else {
            return CharsetSupport::Always;
        };
        match charset.as_str() {
            "iso-8859-1" | "latin1" | "windows-1252" | "cp1252" | "x-cp1252" | "us-ascii"
            | "utf-16" | "utf-16be" | "utf-16le" => CharsetSupport::Always,
            "big5" | "big5-hkscs" | "euc-jp" | "euc-kr" | "gb18030" | "gb2312" | "gbk"
            | "iso-2022-jp" | "koi8-r" | "koi8-u" | "ks_c_5601-1987" | "macintosh"
            | "shift_jis" | "shift-jis" | "sjis" | "tis-620" | "windows-31j" | "windows-874" => {
                CharsetSupport::Optional
            }
            _ => match charset.split_at_checked(charset.rfind('-').map_or(0, |at| at + 1)) {
                Some((
                    "windows-",
                    "1250" | "1251" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258",
                ))
                | Some((
                    "iso-8859-",
                    "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "10" | "13" | "14" | "15"
                    | "16",
                )) => CharsetSupport::Optional,
                _ => CharsetSupport::Ascii,
            },
        }
    }

    /// Returns the part before the slash and the part after it.
    #[must_use]
    pub fn family_and_subtype(&self) -> (&str, &str) {
        self.essence.split_once('/').unwrap_or(("", &self.essence))
    }

    /// Whether it only says that the content is JSON.
    #[must_use]
    pub fn is_plain_json(&self) -> bool {
        const PLAIN: [&str; 5] = [
            "application/json",
            "text/json",
            "application/*+json",
            "application/*",
            "*/*",
        ];
        PLAIN.contains(&self.essence.as_str())
            && self.parameters.iter().all(|(name, _)| name == "charset")
    }
}

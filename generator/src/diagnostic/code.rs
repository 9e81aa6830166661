//! The closed list of what can be said about a description.

use std::fmt;

/// Declares [`Code`], so that a code, its text form and its explanation agree.
macro_rules! codes {
    ($($variant:ident = $text:literal, $about:literal;)+) => {
        /// What a diagnostic is about. The text form is stable: scripts may rely on it.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $about] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the declaration.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// Returns the stable text form, such as `duplicate-key`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text),+ }
            }

            /// One line that explains the code to the author of a description.
            pub fn about(self) -> &'static str {
                match self { $(Code::$variant => $about),+ }
            }
        }
    };
}

codes! {
    // Reading the text.
    UnreadableFile = "unreadable-file", "A file that a reference names cannot be read.";
    NotUtf8 = "not-utf8", "The file is not UTF-8 text.";
    YamlSyntax = "yaml-syntax", "The text is not valid YAML.";
    JsonSyntax = "json-syntax", "The text is not valid JSON.";
    DuplicateKey = "duplicate-key", "An object has two entries with one key.";
    MergeKey = "merge-key", "YAML's `<<` merges nothing in OpenAPI.";
    YamlTag = "yaml-tag", "A YAML tag has no meaning in OpenAPI.";
    SeveralDocuments = "several-documents", "One file holds one description.";
    TooDeep = "too-deep", "Objects and arrays are nested too deeply.";
    TooLarge = "too-large", "The file, or what its aliases expand to, is too large.";
    // The document against the specification's objects.
    UnsupportedVersion = "unsupported-version", "The `openapi` field names no version from 3.0 to 3.2.";
    WrongType = "wrong-type", "A field holds another kind of value than the specification says.";
    UnknownKey = "unknown-key", "The specification has no field of that name at this place.";
    MissingField = "missing-field", "A required field is missing.";
    InvalidValue = "invalid-value", "A field's text is not one that the specification allows.";
    InvalidComponentName = "invalid-component-name", "A component's name has a character that references cannot name.";
    InvalidStatusCode = "invalid-status-code", "A key of `responses` is not a status code, a range or `default`.";
    ExtensionMisuse = "extension-misuse", "One of the generator's own extensions is misspelt, misplaced or malformed.";
    // References.
    UnresolvedReference = "unresolved-reference", "The target of a `$ref` does not exist.";
    ReferenceCycle = "reference-cycle", "A `$ref` leads back to itself.";
    ReferenceKind = "reference-kind", "A `$ref` leads to an object of another kind.";
    // Meaning.
    PathTemplate = "path-template", "A key of `paths` is not a valid path template.";
    PathParameterUndeclared = "path-parameter-undeclared", "The path names a parameter that is not declared.";
    PathParameterUnused = "path-parameter-unused", "A path parameter is not in the path.";
    DuplicateOperationId = "duplicate-operation-id", "Two operations share an operationId.";
    DuplicatePath = "duplicate-path", "Two paths differ only in the names of their parameters.";
    DuplicateParameter = "duplicate-parameter", "A parameter is declared twice at one place.";
    NameCollision = "name-collision", "Two things would get the same Rust name.";
    InvalidNameOverride = "invalid-name-override", "The value of `x-rust-name` cannot be a Rust name here.";
    ValueBreaksSchema = "value-breaks-schema", "A default, example or enum value breaks its own schema.";
    ContradictorySchema = "contradictory-schema", "No value can satisfy the schema.";
    RequiredUndeclared = "required-undeclared", "A schema requires a property that it does not declare.";
    DuplicateValue = "duplicate-value", "An enum lists a value twice.";
    Discriminator = "discriminator", "A discriminator and the variants of its union do not match.";
    AmbiguousUnion = "ambiguous-union", "The variants of a union cannot be discriminated.";
    Paging = "paging", "What `x-paging` names is not there or cannot page.";
    ParameterStyle = "parameter-style", "A parameter cannot be written in the style it asks for.";
    InvalidPattern = "invalid-pattern", "A `pattern` is not a supported regular expression.";
    UnknownSecurityScheme = "unknown-security-scheme", "A security requirement names no declared scheme.";
    UnknownServerVariable = "unknown-server-variable", "A server's URL and its variables do not match.";
    Unsupported = "unsupported", "The generator cannot express this construct.";
    Ignored = "ignored", "The construct has no effect on the client.";
    Internal = "internal", "An error of the generator itself: its code does not parse.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

//! The closed list of findings about a description.

use std::fmt;

use super::nearest;

/// Declares [`Code`], so that a code, its text form and its explanation agree.
macro_rules! codes {
    ($($variant:ident = $text:literal, $about:literal, $fix:literal;)+) => {
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

            /// Returns the code that has a text form.
            ///
            /// # Errors
            /// If no code has the text form: the nearest one, if there is one.
            pub fn find(text: &str) -> Result<Code, Option<&'static str>> {
                let found = Code::ALL.iter().copied().find(|code| code.as_str() == text);
                found.ok_or_else(|| nearest(text, Code::ALL.iter().map(|code| code.as_str())))
            }

            /// Returns in a sentence what is wrong with the description.
            pub fn about(self) -> &'static str {
                match self { $(Code::$variant => $about),+ }
            }

            /// Returns in a sentence or two how its author can fix it.
            pub fn fix(self) -> &'static str {
                match self { $(Code::$variant => $fix),+ }
            }
        }
    };
}

codes! {
    // Reading the text.
    UnreadableFile = "unreadable-file", "A file that a reference names cannot be read.", "Check the path: it is relative to the file that has the reference.";
    NotUtf8 = "not-utf8", "The file is not UTF-8 text.", "Save the file as UTF-8.";
    YamlSyntax = "yaml-syntax", "The text is not valid YAML.", "Fix the text at the position shown: most often an indentation, a quote or a colon.";
    JsonSyntax = "json-syntax", "The text is not valid JSON.", "Fix the text at the position shown: most often a comma or a quote.";
    DuplicateKey = "duplicate-key", "An object has two entries with the same key.", "Keep one of the two entries; both positions are shown.";
    DuplicateAnchor = "duplicate-anchor", "Two anchors of a YAML file, or two identifiers of schemas, are the same.", "Rename one of the two: an alias means the nearest anchor above it, a reference the first schema.";
    MergeKey = "merge-key", "An object has YAML's merge key `<<`, which is read here, but not by every tool.", "Write the entries out, or merge an object or an array of objects.";
    YamlTag = "yaml-tag", "A YAML tag is not one of those that OpenAPI allows: `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!seq`, `!!map`.", "Remove the tag.";
    SeveralDocuments = "several-documents", "A file has more than one YAML document.", "Keep one document in each file.";
    TooDeep = "too-deep", "Objects and arrays are nested too deeply.", "Move the inner part to a component and refer to it.";
    TooLarge = "too-large", "The file, or what its aliases expand to, is too large.", "Split the description into several files.";
    Overlay = "overlay", "An overlay does not fit the description that it is applied to.", "Correct the target or the value of the action; `cargo xtask overlay` prints what an overlay makes of a description.";
    Selection = "selection", "A pattern of `--only` or `--except` matches no operation, or nothing is left to generate.", "Correct the pattern: `tag:NAME`, `op:OPERATION_ID` or `path:/PATH`, with `*` for any text.";
    // The document against the specification's objects.
    UnsupportedVersion = "unsupported-version", "The `openapi` field names no version from 3.0 to 3.2.", "Write `openapi: 3.1.1`; convert a Swagger 2.0 document first.";
    WrongType = "wrong-type", "A field holds a kind of value that the specification does not allow.", "Write a value of the type that the message names.";
    UnknownKey = "unknown-key", "The specification has no field with this name in this place.", "Use the field that the help line names, or a name that starts with `x-`.";
    MissingField = "missing-field", "A required field is missing.", "Add the field.";
    InvalidValue = "invalid-value", "A field's text is not one that the specification allows.", "Write one of the values that the message lists.";
    InvalidComponentName = "invalid-component-name", "A component's name has a character that references cannot name.", "Use letters, digits, `.`, `-` and `_`.";
    InvalidStatusCode = "invalid-status-code", "A key of `responses` is not a status code, a range or `default`.", "Write a status such as `'404'`, a range such as `4XX`, or `default`.";
    ExtensionMisuse = "extension-misuse", "One of the generator's own extensions is misspelt, misplaced or malformed.", "See the table of extensions in spec/README.md.";
    // References.
    UnresolvedReference = "unresolved-reference", "The target of a `$ref` does not exist.", "Use the name that the help line proposes, or add the component.";
    ReferenceCycle = "reference-cycle", "A `$ref` leads back to itself.", "Remove one of the references, so that the chain ends at an object.";
    ReferenceKind = "reference-kind", "A `$ref` leads to an object of another kind.", "Refer to an object of the kind that the message names.";
    // Meaning.
    PathTemplate = "path-template", "A key of `paths` is not a valid path template.", "Start the path with `/` and close each `{`.";
    PathParameterUndeclared = "path-parameter-undeclared", "The path names a parameter that is not declared.", "Declare the parameter with `in: path` and `required: true`.";
    PathParameterUnused = "path-parameter-unused", "A path parameter is not in the path.", "Remove the parameter, or add `{name}` to the path.";
    DuplicateOperationId = "duplicate-operation-id", "Two operations share an operationId.", "Rename one of the two operations; both positions are shown.";
    DuplicatePath = "duplicate-path", "Two paths differ only in the names of their parameters.", "Keep one of the two paths; both positions are shown.";
    DuplicateParameter = "duplicate-parameter", "A parameter is declared twice in one place.", "Keep one of the two parameters; both positions are shown.";
    DuplicatePair = "duplicate-pair", "Two parameters of an operation are written as `name=value` with the same name.", "Rename one of them, or write its object with `style: deepObject` or `explode: false`.";
    NameCollision = "name-collision", "Two things would get the same Rust name.", "Choose a name for one of the two with `x-rust-name`.";
    InvalidNameOverride = "invalid-name-override", "The value of `x-rust-name` cannot be a Rust name here.", "Write the name that the help line proposes.";
    ValueBreaksSchema = "value-breaks-schema", "A default, example or enum value breaks its own schema.", "Correct the value, or the schema.";
    ContradictorySchema = "contradictory-schema", "No value can satisfy the schema.", "Correct the bounds or types that exclude each other.";
    RequiredUndeclared = "required-undeclared", "A schema requires a property that it does not declare.", "Declare the property, or remove it from `required`.";
    DuplicateValue = "duplicate-value", "A list has a value twice, such as an enum or `required`.", "Keep one of the two values.";
    Discriminator = "discriminator", "A discriminator and the variants of its union do not match.", "Name a property that every variant has, and map each of its values to one variant.";
    AmbiguousUnion = "ambiguous-union", "The variants of a union cannot be discriminated.", "Add a `discriminator`, or a required property whose values differ. Until then, a value is read as the matching variant that knows most of it.";
    Paging = "paging", "`x-paging` names something that does not exist or cannot be used for paging.", "Name parameters of the operation and properties of its response.";
    Waiters = "waiters", "`x-waiters` names something that does not exist or cannot be waited for.", "Name properties of the response, and words and statuses that it can have; see spec/README.md.";
    ParameterStyle = "parameter-style", "A parameter cannot be serialized in its `style`.", "Use the default style of the parameter's location.";
    InvalidPattern = "invalid-pattern", "A `pattern` is not a regular expression of ECMA-262, or takes exponential time.", "Write it in the syntax of JavaScript, without a repetition in another. Until then, only the server checks it.";
    UnknownSecurityScheme = "unknown-security-scheme", "A security requirement names a scheme that is not declared.", "Declare the scheme below `components.securitySchemes`.";
    UnknownServerVariable = "unknown-server-variable", "A server's URL and its variables do not match.", "Declare the variable below `variables`, or correct its name in the URL.";
    // Legal, but almost certainly a mistake.
    AmbiguousPaths = "ambiguous-paths", "A URL can match two paths, neither of which is more specific.", "Give one of the two paths another segment, or restrict its parameter with `enum`, `pattern` or `type`.";
    BodyOfGet = "body-of-get", "A GET, HEAD or TRACE request has a body.", "Send the values as query parameters, or use `post`.";
    ClosedPart = "closed-part", "A part of `allOf` allows no other properties, so those of the other parts can never be present.", "Remove `additionalProperties: false` from the part.";
    ExampleBesideExamples = "example-beside-examples", "`example` and `examples` exclude each other.", "Move the value of `example` into `examples`.";
    ExampleWithoutSchema = "example-without-schema", "A body has an example, but no schema.", "Add `schema`.";
    IneffectiveKeyword = "ineffective-keyword", "A keyword does not apply to values of the schema's type.", "Remove the keyword, or correct `type`.";
    MisspeltFormat = "misspelt-format", "A `format` is misspelt, or belongs to another type.", "Write the format that the help line names.";
    MisspeltMediaType = "misspelt-media-type", "A media type is misspelt.", "Write the media type that the help line names.";
    OperationId = "operation-id", "An operationId has white space or begins with a digit, which no name in a program can, or differs from another one only in case.", "Use letters, digits and `_`, and begin with a letter.";
    RequiredDefault = "required-default", "A parameter, or a property of what only the client sends, is required, so its default is never used.", "Remove `required: true`, or `default`.";
    ServerSlash = "server-slash", "The URL of a server ends with a slash, and every path begins with one.", "Remove the slash at the end.";
    ServerUrl = "server-url", "The URL of a server is not one that HTTP requests can be sent to.", "Write the whole URL, beginning with `https://`, or a path that begins with `/`.";
    SuspiciousPattern = "suspicious-pattern", "A `pattern` is written between slashes, as in other languages, or is anchored at one end where both must be meant.", "Write the pattern without slashes, with `^` before and `$` after it.";
    Tags = "tags", "A tag is declared twice, is not declared where others are, or is above itself.", "Declare each tag once.";
    UnknownHttpScheme = "unknown-http-scheme", "A scheme of HTTP authentication is misspelt.", "Write the scheme that the help line names.";
    UnknownScope = "unknown-scope", "A security requirement names a scope that no flow of its scheme has.", "Correct the scope, or add it to the `scopes` of a flow.";
    UnusedComponent = "unused-component", "Nothing uses a component.", "Refer to it where it is needed, or remove it.";
    WhiteSpace = "white-space", "A value or a name has leading or trailing white space, or an invisible character.", "Remove the white space, or accept the finding if it is intended.";
    WithoutSuccess = "without-success", "An operation documents only errors.", "Add the response of a request that succeeds.";
    WrongDirection = "wrong-direction", "A property is never sent, since it is `readOnly` in a value that only the client sends or `writeOnly` in one that only the server sends; or it is both, so that neither applies.", "Remove the property, or the keyword.";
    YamlBoolean = "yaml-boolean", "A word without quotes is text to YAML 1.2, and a boolean to tools that read YAML 1.1.", "Put the word in quotes.";
    UnusedAllow = "unused-allow", "An accepted finding is not found.", "Remove the comment or the entry, or correct the code or the place in it.";
    // What is left out.
    Unsupported = "unsupported", "The generator cannot express this construct.", "Express it in another way (see spec/README.md), or leave the operation out with `--skip-unsupported`.";
    Ignored = "ignored", "The construct has no effect on the client.", "Remove it if it was supposed to change the client.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

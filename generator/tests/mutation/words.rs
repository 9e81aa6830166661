//! Strings, numbers and entries that a careless or hostile author might write.

use std::sync::OnceLock;

use crate::doc::Doc;

/// The lists below, parsed.
pub(crate) struct Words {
    /// Names that are difficult as an identifier, a path, a comment or a string.
    pub(crate) names: Vec<String>,
    /// Known and unknown formats, and patterns: valid, invalid and slow ones.
    pub(crate) strings: Vec<String>,
    /// Numbers at and beyond every limit.
    pub(crate) numbers: Vec<&'static str>,
    /// Entries that change the meaning of their node.
    pub(crate) entries: Vec<(String, Doc)>,
}

impl Words {
    pub(crate) fn get() -> &'static Words {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| Words {
            names: serde_json::from_str(NAMES).expect("a list of strings"),
            strings: serde_json::from_str(STRINGS).expect("a list of strings"),
            numbers: NUMBERS.split_whitespace().collect(),
            entries: ENTRIES
                .trim()
                .lines()
                .flat_map(|line| line.split(" ; "))
                .map(entry)
                .collect(),
        })
    }
}

/// Reads an entry of [`ENTRIES`].
fn entry(text: &'static str) -> (String, Doc) {
    let (key, value) = text.split_once(": ").expect("a key and a value");
    (key.to_owned(), Doc::Raw(value.to_owned()))
}

const NAMES: &str = r##"[
    "", "_", "__", "1", "0x", "type", "self", "Self", "crate", "super", "gen", "async", "await", "fn", "r#type",
    "dyn", "union", "macro_rules", "Error", "Result", "Option", "Some", "None", "Ok", "Err", "Vec", "String", "Box",
    "Default", "Clone", "Debug", "Send", "T", "E", "S", "D", "A", "std", "core", "alloc", "serde", "http", "runtime",
    "models", "operations", "client", "Client", "ClientBuilder", "Region", "Server", "builder", "build", "new",
    "send", "call", "body", "items", "options", "into", "clone", "default", "drop", "unknown", "Unknown", "value",
    "additional", "a b", "a-b", "a_b", "aB", "AB", "A_B", "é", "ſ", "İ", "ﬁ", "名", "💥", "\u202eabc", "\u0000",
    "a\u0000b", "\n", "\r\n", "\t", "\"", "\\", "'", "*/", "/*", "//", "///", "//!", "```", "```rust\npanic!()\n```",
    "#[x]", "#![x]", "{", "}", "{}", "{x}", "{{", "{id}", "/", "//a", "~", "~1", "#", "$ref", "..", "../..", "%2e",
    "?", "a?b=c", "<script>", "[x](y)", "[`x`]", "null", "true", "1e5", "-", "+", "@", "$", "\ufeff", "constructor",
    "__proto__", "2xx", "2XX", "600", "099", "+200", "x-rust-name", "x-", "application/json", "*/*",
    "text/event-stream", "multipart/form-data", "a/b; c=\"d", "application/x-www-form-urlencoded",
    "application/octet-stream", "application/xml"
]"##;

const STRINGS: &str = r#"[
    "int32", "int64", "uint8", "uint64", "float", "double", "decimal", "byte", "binary", "date", "date-time",
    "duration", "uuid", "uri", "password", "email", "ipv4", "x", "", "^a$", "(", "(?=a)", "(a+)+$", "[", "\\",
    "^\\p{L}+$", "a{1000}{1000}", "a{99999999}", "\\u0041", "(?<n>a)\\k<n>", "[^]", "\\d+",
    "(((((((((((((((((((((a)))))))))))))))))))))"
]"#;

const NUMBERS: &str = "
    0 -0 -0.0 1 -1 0.1 1.5 255 256 2147483647 2147483648 -2147483648 -2147483649 4294967295 4294967296
    9007199254740993 9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809
    18446744073709551615 18446744073709551616 340282366920938463463374607431768211456 1e308 1e309 -1e309 1e-400
    1E400 1e999999999 0.30000000000000004 123456789012345678901234567890.5 1.7976931348623157e308 5e-324
    3.4028235e39 1e2 1.0 100000000000000000000000e-5
";

/// The keys, and their values as JSON.
const ENTRIES: &str = r##"
type: "object" ; type: "array" ; type: "string" ; type: "integer" ; type: "number" ; type: "boolean"
type: "null" ; type: "file" ; type: ["string", "null"] ; type: [] ; type: ["object", "array", "string"]
nullable: true ; readOnly: true ; writeOnly: true ; deprecated: true ; enum: [] ; enum: ["a", "A", "a", "", null]
enum: [1, 2.5, "x", {}, []] ; enum: [0, -1, 9223372036854775808] ; enum: [null] ; enum: [true, false] ; const: "x"
const: null ; const: {"a": [1]} ; const: 1e400 ; default: "x" ; default: 0 ; default: {} ; default: []
default: null ; example: {"a": null} ; examples: [1, "x"] ; examples: {"a": {"value": 1}} ; minimum: 7
maximum: -7 ; exclusiveMinimum: true ; exclusiveMaximum: 1e400 ; multipleOf: 0 ; multipleOf: -1
multipleOf: 1e-320 ; minLength: -1 ; maxLength: 18446744073709551616 ; minItems: 5 ; maxItems: 0
uniqueItems: true ; minProperties: 2 ; maxProperties: 1 ; required: true ; required: ["a", "a"]
required: ["id", "type", ""] ; items: true ; items: false ; items: {} ; items: [{"type": "string"}]
prefixItems: [{"type": "string"}, {}] ; prefixItems: [] ; properties: {"a": {"type": "string"}, "A": {}}
properties: {"": true, "self": false, "a b": {}} ; additionalProperties: true ; additionalProperties: false
additionalProperties: {"type": "integer"} ; patternProperties: {"^x": {"type": "integer"}, "(": {}}
propertyNames: {} ; unevaluatedProperties: false ; allOf: [] ; allOf: [{}, {"type": "object"}]
allOf: [{"type": "string"}, {"type": "integer"}] ; oneOf: [] ; anyOf: [{}]
oneOf: [{"type": "string"}, {"type": "null"}]
oneOf: [{"type": "object", "properties": {"a": {}}}, {"type": "array"}]
anyOf: [{"type": "integer"}, {"type": "number"}, {"type": "string", "enum": ["a"]}] ; not: {}
if: {"required": ["a"]} ; then: false ; else: {"type": "x"} ; discriminator: {"propertyName": "type"}
discriminator: {} ; discriminator: "type"
discriminator: {"propertyName": "kind", "mapping": {"": "x", "a": "#/nowhere"}} ; contentEncoding: "base64"
contentMediaType: "application/json" ; $defs: {"a": {}} ; $ref: "#" ; $ref: "" ; $ref: "#/"
$ref: "other.yaml#/a" ; $ref: 1 ; $ref: "#/components/schemas/%ZZ~2" ; $id: "x" ; $anchor: "a" ; $dynamicRef: "#a"
parameters: [] ; parameters: [null, 1, {"in": "path"}]
parameters: [{"name": "type", "in": "query", "schema": {}}] ; style: "deepObject" ; style: "matrix"
style: "spaceDelimited" ; style: "label" ; explode: false ; explode: true ; allowReserved: true
allowEmptyValue: true ; in: "path" ; in: "header" ; in: "cookie" ; in: "querystring" ; name: "Content-Type"
name: "a[]" ; content: {} ; content: {"*/*": {}}
content: {"application/json": {"schema": true}, "application/x-www-form-urlencoded": {}}
content: {"multipart/form-data": {"schema": {"type": "object"}, "encoding": {"a": {}}}}
content: {"text/event-stream": {"schema": {}}} ; itemSchema: {"type": "string"}
headers: {"X-A": {"schema": {"type": "integer"}}, "x-a": {"schema": {}}} ; responses: {}
responses: {"200": {}, "2XX": {}, "default": {}, "299": {}, "x": {}} ; requestBody: {}
requestBody: {"content": {"a/b": {}, "c/d": {}}, "required": true} ; security: []
security: [{}, {"nowhere": []}] ; servers: []
servers: [{"url": "https://{a}.{a}/{", "variables": {"a": {"default": "x", "enum": []}}}]
servers: [{"url": "/x/../y?z#"}, {"url": ""}] ; operationId: "self" ; operationId: ""
tags: ["", "self", "Self", "a/b", "default"] ; callbacks: {"a": {"{$request.body#/x}": {}}} ; links: {"a": {}}
webhooks: {} ; openapi: "3.2.0" ; openapi: "3.0.0" ; openapi: "3.1.0" ; openapi: 3.1 ; x-client-parameter: true
x-idempotent: true ; x-idempotency-key: "K" ; x-sensitive: true ; x-rust-name: "Self" ; x-rust-name: "a b" ; x-rust-name: "Error"
x-paging: {"items": "a", "offset": "b", "limit": "c"} ; x-paging: {} ; x-enum-varnames: ["A", "A", "self"]
summary: "```\n*/ \" # [x]" ; description: "\\n\u0000\u2028 ```rust\nfn main() { panic!() }\n" ; xml: {"name": ""}
externalDocs: {"url": "javascript:x"} ; get: {} ; trace: {"responses": {}}
additionalOperations: {"COPY": {"responses": {}}, "a b": {}} ; query: {}
"##;

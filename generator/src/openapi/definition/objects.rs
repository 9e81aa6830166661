//! The objects of the specification in its order, except the schema.
//!
//! The facts are from the OpenAPI specification 3.0.4, 3.1.1 and 3.2.0: the sections "Fixed Fields" and
//! "Patterned Fields" of each object.

use super::{Definition, Object, Shape, field};
use crate::openapi::version::Version::{V30, V31, V32};
use Shape::{Any, Bool, Components, List, Map, Prose, Referable, Reference, Text, Unquoted, Word};

const SERVERS: Shape = List(&Shape::Object(Object::Server));
const SECURITY: Shape = List(&Shape::Object(Object::SecurityRequirement));
const PARAMETERS: Shape = List(&Referable(Object::Parameter));
const EXAMPLES: Shape = Map(&Referable(Object::Example));
const HEADERS: Shape = Map(&Referable(Object::Header));
const CONTENT: Shape = Map(&Referable(Object::MediaType));
const EXTERNAL_DOCS: Shape = Shape::Object(Object::ExternalDocumentation);
const OPERATION_SHAPE: Shape = Referable(Object::Operation);
const SCHEMA: Shape = Referable(Object::Schema);

pub(super) static OPEN_API: Definition = Definition::new(
    "the document",
    &[
        // Its value is checked when the version is read.
        field("openapi", Any),
        field("$self", Text).from(V32),
        field("info", Shape::Object(Object::Info)).expected(),
        field("jsonSchemaDialect", Text).from(V31),
        field("servers", SERVERS),
        field("paths", Shape::Object(Object::Paths))
            .until(V30)
            .required(),
        field("paths", Shape::Object(Object::Paths)).from(V31),
        field("webhooks", Map(&Referable(Object::PathItem))).from(V31),
        field("components", Shape::Object(Object::Components)),
        field("security", SECURITY),
        field("tags", List(&Shape::Object(Object::Tag))),
        field("externalDocs", EXTERNAL_DOCS),
    ],
);

pub(super) static INFO: Definition = Definition::new(
    "the info object",
    &[
        field("title", Prose).expected(),
        field("summary", Prose).from(V31),
        field("description", Prose),
        field("termsOfService", Prose),
        field("contact", Shape::Object(Object::Contact)),
        field("license", Shape::Object(Object::License)),
        field("version", Prose).expected(),
    ],
)
.documentary();

pub(super) static CONTACT: Definition = Definition::new(
    "a contact",
    &[
        field("name", Prose),
        field("url", Prose),
        field("email", Prose),
    ],
)
.documentary();

pub(super) static LICENSE: Definition = Definition::new(
    "a license",
    &[
        field("name", Prose).expected(),
        field("identifier", Prose).from(V31),
        field("url", Prose),
    ],
)
.documentary();

pub(super) static SERVER: Definition = Definition::new(
    "a server",
    &[
        field("url", Text).required(),
        field("description", Prose),
        field("name", Prose).from(V32),
        field("variables", Map(&Shape::Object(Object::ServerVariable))),
    ],
);

pub(super) static SERVER_VARIABLE: Definition = Definition::new(
    "a server variable",
    &[
        field("enum", List(&Unquoted)),
        field("default", Unquoted).required(),
        field("description", Prose),
    ],
);

pub(super) static COMPONENTS: Definition = Definition::new(
    "the components object",
    &[
        field("schemas", Components(Object::Schema)),
        field("responses", Components(Object::Response)),
        field("parameters", Components(Object::Parameter)),
        field("examples", Components(Object::Example)),
        field("requestBodies", Components(Object::RequestBody)),
        field("headers", Components(Object::Header)),
        field("securitySchemes", Components(Object::SecurityScheme)),
        field("links", Components(Object::Link)),
        field("callbacks", Components(Object::Callback)),
        field("pathItems", Components(Object::PathItem)).from(V31),
        field("mediaTypes", Components(Object::MediaType)).from(V32),
    ],
);

pub(super) static PATHS: Definition =
    Definition::map("the paths object", Shape::Object(Object::PathItem));

pub(super) static PATH_ITEM: Definition = Definition::new(
    "a path item",
    &[
        field("$ref", Reference),
        field("summary", Prose),
        field("description", Prose),
        field("get", OPERATION_SHAPE),
        field("put", OPERATION_SHAPE),
        field("post", OPERATION_SHAPE),
        field("delete", OPERATION_SHAPE),
        field("options", OPERATION_SHAPE),
        field("head", OPERATION_SHAPE),
        field("patch", OPERATION_SHAPE),
        field("trace", OPERATION_SHAPE),
        field("query", OPERATION_SHAPE).from(V32),
        field("additionalOperations", Map(&OPERATION_SHAPE)).from(V32),
        field("servers", SERVERS),
        field("parameters", PARAMETERS),
    ],
);

pub(super) static OPERATION: Definition = Definition::new(
    "an operation",
    &[
        field("tags", List(&Unquoted)),
        field("summary", Prose),
        field("description", Prose),
        field("externalDocs", EXTERNAL_DOCS),
        field("operationId", Unquoted),
        field("parameters", PARAMETERS),
        field("requestBody", Referable(Object::RequestBody)),
        // 3.0 requires it, 3.1 does not. Without it a client knows nothing of the responses, but it can send the
        // request, which is reported as well.
        field("responses", Shape::Object(Object::Responses))
            .until(V30)
            .expected(),
        field("responses", Shape::Object(Object::Responses)).from(V31),
        field("callbacks", Map(&Referable(Object::Callback))),
        field("deprecated", Bool),
        field("security", SECURITY),
        field("servers", SERVERS),
    ],
);

pub(super) static EXTERNAL_DOCUMENTATION: Definition = Definition::new(
    "an external documentation",
    &[field("description", Prose), field("url", Prose).expected()],
)
.documentary();

pub(super) static PARAMETER: Definition = Definition::new(
    "a parameter",
    &[
        field("name", Unquoted).required(),
        field("in", Word(&["query", "header", "path", "cookie"]))
            .until(V31)
            .required(),
        field(
            "in",
            Word(&["query", "querystring", "header", "path", "cookie"]),
        )
        .from(V32)
        .required(),
        field("description", Prose),
        field("required", Bool),
        field("deprecated", Bool),
        field("allowEmptyValue", Bool),
        field("style", Word(STYLES)).until(V31),
        field("style", Word(STYLES_32)).from(V32),
        field("explode", Bool),
        field("allowReserved", Bool),
        field("schema", SCHEMA),
        field("example", Any),
        field("examples", EXAMPLES).documentary(),
        field("content", CONTENT),
    ],
);

const STYLES: &[&str] = &[
    "matrix",
    "label",
    "form",
    "simple",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
];
const STYLES_32: &[&str] = &[
    "matrix",
    "label",
    "form",
    "simple",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
    "cookie",
];

pub(super) static REQUEST_BODY: Definition = Definition::new(
    "a request body",
    &[
        field("description", Prose),
        field("content", CONTENT).required(),
        field("required", Bool),
    ],
);

pub(super) static MEDIA_TYPE: Definition = Definition::new(
    "a media type",
    &[
        field("description", Prose).from(V32),
        field("schema", SCHEMA),
        field("itemSchema", SCHEMA).from(V32),
        field("example", Any),
        field("examples", EXAMPLES).documentary(),
        field("encoding", Map(&Shape::Object(Object::Encoding))),
        field("prefixEncoding", List(&Shape::Object(Object::Encoding))).from(V32),
        field("itemEncoding", Shape::Object(Object::Encoding)).from(V32),
    ],
);

pub(super) static ENCODING: Definition = Definition::new(
    "an encoding",
    &[
        field("contentType", Text),
        field("headers", HEADERS),
        field(
            "style",
            Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        field("explode", Bool),
        field("allowReserved", Bool),
        field("encoding", Map(&Shape::Object(Object::Encoding))).from(V32),
        field("prefixEncoding", List(&Shape::Object(Object::Encoding))).from(V32),
        field("itemEncoding", Shape::Object(Object::Encoding)).from(V32),
    ],
);

pub(super) static RESPONSES: Definition =
    Definition::map("the responses object", Referable(Object::Response));

pub(super) static RESPONSE: Definition = Definition::new(
    "a response",
    &[
        field("summary", Prose).from(V32),
        field("description", Prose).until(V31).expected(),
        field("description", Prose).from(V32),
        field("headers", HEADERS),
        field("content", CONTENT),
        field("links", Map(&Referable(Object::Link))),
    ],
);

pub(super) static CALLBACK: Definition = Definition::map("a callback", Referable(Object::PathItem));

pub(super) static EXAMPLE: Definition = Definition::new(
    "an example",
    &[
        field("summary", Prose),
        field("description", Prose),
        field("value", Any),
        field("dataValue", Any).from(V32),
        field("serializedValue", Prose).from(V32),
        field("externalValue", Prose),
    ],
)
.documentary();

pub(super) static LINK: Definition = Definition::new(
    "a link",
    &[
        field("operationRef", Text),
        field("operationId", Text),
        field("parameters", Map(&Any)),
        field("requestBody", Any),
        field("description", Prose),
        field("server", Shape::Object(Object::Server)),
    ],
)
.documentary();

pub(super) static HEADER: Definition = Definition::new(
    "a header",
    &[
        field("description", Prose),
        field("required", Bool),
        field("deprecated", Bool),
        field("style", Word(&["simple"])),
        field("explode", Bool),
        field("schema", SCHEMA),
        field("example", Any),
        field("examples", EXAMPLES).documentary(),
        field("content", CONTENT),
    ],
);

pub(super) static TAG: Definition = Definition::new(
    "a tag",
    &[
        field("name", Unquoted).expected(),
        field("summary", Prose).from(V32),
        field("description", Prose),
        field("externalDocs", EXTERNAL_DOCS),
        field("parent", Text).from(V32),
        field("kind", Text).from(V32),
    ],
)
.documentary();

pub(super) static SECURITY_SCHEME: Definition = Definition::new(
    "a security scheme",
    &[
        field("type", Word(&["apiKey", "http", "oauth2", "openIdConnect"]))
            .until(V30)
            .required(),
        field(
            "type",
            Word(&["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]),
        )
        .from(V31)
        .required(),
        field("description", Prose),
        field("name", Text),
        field("in", Word(&["query", "header", "cookie"])),
        field("scheme", Text),
        field("bearerFormat", Text),
        field("flows", Shape::Object(Object::OAuthFlows)),
        field("openIdConnectUrl", Text),
        field("oauth2MetadataUrl", Text).from(V32),
        field("deprecated", Bool).from(V32),
    ],
);

const FLOW: Shape = Shape::Object(Object::OAuthFlow);

pub(super) static OAUTH_FLOWS: Definition = Definition::new(
    "the OAuth flows object",
    &[
        field("implicit", FLOW),
        field("password", FLOW),
        field("clientCredentials", FLOW),
        field("authorizationCode", FLOW),
        field("deviceAuthorization", FLOW).from(V32),
    ],
);

pub(super) static OAUTH_FLOW: Definition = Definition::new(
    "an OAuth flow",
    &[
        field("authorizationUrl", Text),
        field("deviceAuthorizationUrl", Text).from(V32),
        field("tokenUrl", Text),
        field("refreshUrl", Text),
        field("scopes", Map(&Prose)).expected(),
    ],
);

pub(super) static SECURITY_REQUIREMENT: Definition =
    Definition::map("a security requirement", List(&Text));

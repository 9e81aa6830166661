//! The names that the generated code itself uses in each scope: no name of a description may be one of them.

use super::role;
use crate::facility;

/// The methods of a client besides its operations.
pub(super) const CLIENT_METHODS: &[&str] = &["builder", "clone", "request", "request_url"];

/// The methods of a sub-client besides the operations of its tag.
pub(super) const SUB_CLIENT_METHODS: &[&str] = &["clone"];

/// The methods and fields of a client's builder besides the setters of the description.
pub(super) const BUILDER_METHODS: &[&str] = &[
    "anonymous",
    "build",
    "clone",
    "config",
    "core",
    "credentials",
    "endpoint",
    "middleware",
    "new",
    "server",
    "transport",
];

/// The statics in the module of the client besides those of parameters and credentials.
pub(super) const CLIENT_STATICS: &[&str] = &["REQUEST"];

/// The types in that module besides the enums of server variables.
pub(super) const CLIENT_TYPES: &[&str] = &["Client", "ClientBuilder", "Error", "Request", "Server"];

/// The methods and fields of a request besides its setters, and the variables in its methods.
pub(super) const REQUEST_METHODS: &[&str] = &[
    "call",
    "clone",
    "content_type",
    "extra_header",
    "extra_json",
    "extra_query",
    "idempotent",
    "into_future",
    "items",
    "new",
    "options",
    "send",
    "send_blocking",
    "server_url",
    "wait_until",
    "wait_while_busy",
];

/// Further methods of the request of a list.
pub(super) const LIST_METHODS: &[&str] = &["into_list", "pages"];

/// The further method of a request whose response is a file.
pub(super) const FILE_METHODS: &[&str] = &["save_to"];

/// The methods of a form besides the setters of its parts.
pub(super) const FORM_METHODS: &[&str] = &["clone", "new", "part", "parts"];

/// The methods of a model besides its setters.
pub(super) const MODEL_METHODS: &[&str] = &["clone", "new", "unknown_fields"];

/// The methods of a model with additional properties.
pub(super) const OPEN_MODEL_METHODS: &[&str] = &["additional", "clone", "new"];

/// The variant that every open enum has.
pub(super) const VARIANTS: &[&str] = &["Unknown"];

/// The names in scope in every module without an import, in the edition of clients; sorted.
#[rustfmt::skip]
const PRELUDE: &[&str] = &[
    "AsMut", "AsRef", "AsyncFn", "AsyncFnMut", "AsyncFnOnce", "Box", "Clone", "Copy", "Default",
    "DoubleEndedIterator", "Drop", "Eq", "Err", "ExactSizeIterator", "Extend", "Fn", "FnMut",
    "FnOnce", "From", "FromIterator", "Future", "Into", "IntoFuture", "IntoIterator", "Iterator",
    "None", "Ok", "Option", "Ord", "PartialEq", "PartialOrd", "Result", "Send", "Sized", "Some",
    "String", "Sync", "ToOwned", "ToString", "TryFrom", "TryInto", "Unpin", "Vec",
];

/// The derive macros of the prelude.
const DERIVES: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// Whether a doc link by a name alone may also mean a derive macro.
pub(crate) fn is_derive(name: &str) -> bool {
    DERIVES.contains(&name)
}

/// Whether a name is in scope everywhere.
pub(crate) fn is_prelude(name: &str) -> bool {
    PRELUDE.binary_search(&name).is_ok()
}

/// The modules that are generated for a description.
pub(super) const ROOT_PATHS: &[&str] = &[
    "client",
    "models",
    "operations",
    "request",
    "tables",
    "test_responses",
];

/// The files and modules that are generated besides those of tags.
const MODULES: &[&str] = &["client", "lib", "main", "mod", "tables", "test_responses"];

/// The files that are generated besides the modules of descriptions.
const ROOT_MODULES: &[&str] = &["lib", "main"];

/// The names of devices. On Windows no file can have such a name, whatever its extension, so a repository with such a
/// file cannot be checked out there. (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>)
#[rustfmt::skip]
const DEVICES: &[&str] = &[
    "aux", "con", "nul", "prn",
    "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Returns the names that the module of a tag, which may be a cargo feature, cannot have.
pub(super) fn tag_modules() -> Vec<String> {
    let modules = MODULES.iter().chain(DEVICES);
    facility::reserved_modules()
        .into_iter()
        .chain(modules.map(|name| (*name).to_owned()))
        .collect()
}

/// Whether the module of a description, which is a cargo feature, can have a name.
pub(crate) fn is_module(name: &str) -> bool {
    let is_taken = facility::reserved_modules()
        .iter()
        .any(|taken| taken == name)
        || ROOT_MODULES.contains(&name)
        || DEVICES.contains(&name);
    !is_taken
        && name.is_ascii()
        && role::is_identifier(name)
        && role::escape(name.to_owned()) == name
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use syn::{ImplItem, Item, Type};

    use super::*;
    use crate::source::NoFiles;
    use crate::{Input, Layout, Options, generate};

    /// A description with as few names of its own as possible.
    const DESCRIPTION: &str = "
openapi: 3.1.1
info: {title: T, version: '1'}
servers: [{url: 'https://a.example'}, {url: 'https://b.example'}]
paths:
  /list:
    get:
      operationId: list
      x-paging: {offset: offset, items: ''}
      parameters: [{name: offset, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: Everything.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Open'}}}}
  /fetch:
    get:
      operationId: fetch
      responses: {'200': {description: Bytes., content: {application/octet-stream: {}}}}
  /send:
    post:
      operationId: send
      requestBody:
        content:
          multipart/form-data: {schema: {type: object, properties: {}}}
      responses: {'204': {description: Sent.}, '409': {description: Busy., x-busy: {}}}
components:
  schemas:
    Open: {type: object, properties: {a: {type: string}}, additionalProperties: {$ref: '#/components/schemas/Plain'}}
    Plain: {type: object, properties: {kind: {$ref: '#/components/schemas/Kind'}, any: {$ref: '#/components/schemas/Any'}}}
    Kind: {type: string, enum: [a]}
    Any: {anyOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}]}
";

    /// Returns the methods of each type, and the variants of each enum.
    fn members() -> BTreeMap<String, BTreeSet<String>> {
        let input = Input::new("t.yaml", DESCRIPTION.as_bytes(), "t", &NoFiles);
        let options = Options::new("t", Layout::Crate);
        let result = generate(&[input], &options, &mut |_| ());
        let files = result.files.expect("a client");
        let mut members: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            for item in file.items {
                match item {
                    Item::Impl(block) if block.trait_.is_none() => {
                        let Type::Path(ty) = *block.self_ty else {
                            continue;
                        };
                        let name = ty.path.segments.last().expect("a name").ident.to_string();
                        let methods = block.items.iter().filter_map(|item| match item {
                            ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                            _ => None,
                        });
                        members.entry(name).or_default().extend(methods);
                    }
                    Item::Enum(item) => {
                        let variants = item.variants.iter().map(|known| known.ident.to_string());
                        let name = item.ident.to_string();
                        members.entry(name).or_default().extend(variants);
                    }
                    _ => {}
                }
            }
        }
        members
    }

    #[test]
    fn what_the_emitted_code_has_is_reserved() {
        let members = members();
        let list_methods = [REQUEST_METHODS, LIST_METHODS].concat();
        let file_methods = [REQUEST_METHODS, FILE_METHODS].concat();
        let scopes: [(&str, &[&str], &[&str]); 10] = [
            ("Client", CLIENT_METHODS, &["fetch", "list", "send"]),
            ("ClientBuilder", BUILDER_METHODS, &[]),
            ("Request", REQUEST_METHODS, &[]),
            ("List", &list_methods, &["offset"]),
            ("Fetch", &file_methods, &[]),
            ("Send", REQUEST_METHODS, &["body"]),
            ("SendForm", FORM_METHODS, &[]),
            ("Open", OPEN_MODEL_METHODS, &["a"]),
            ("Plain", MODEL_METHODS, &["any", "kind"]),
            ("Kind", VARIANTS, &["A", "as_str"]),
        ];
        for (ty, reserved, own) in scopes {
            let found = members
                .get(ty)
                .unwrap_or_else(|| panic!("{ty} in {members:?}"));
            let missing: Vec<_> = found
                .iter()
                .filter(|name| !reserved.contains(&name.as_str()) && !own.contains(&name.as_str()))
                .collect();
            assert!(
                missing.is_empty(),
                "{ty} has {missing:?}, which are not reserved"
            );
        }
    }

    #[test]
    fn no_file_is_called_as_a_device_of_windows() {
        let operations = ["aux", "Con", "NUL", "com1"].map(|tag| {
            let operation =
                format!("{{operationId: get{tag}, tags: [{tag}], responses: {{'204': {{description: Done.}}}}}}");
            format!("  /{tag}: {{get: {operation}}}\n")
        });
        let text = format!(
            "openapi: 3.1.1\ninfo: {{title: T, version: '1'}}\npaths:\n{}",
            operations.concat()
        );
        let input = Input::new("t.yaml", text.as_bytes(), "t", &NoFiles);
        let result = generate(&[input], &Options::new("t", Layout::Crate), &mut |_| ());
        let files = result.files.expect("a client");
        let operations: Vec<_> = files
            .iter()
            .filter_map(|(path, _)| path.strip_prefix("src/operations/"))
            .collect();
        assert_eq!(operations, ["aux_.rs", "com1_.rs", "con_.rs", "nul_.rs"]);

        let input = Input::new("nul.yaml", text.as_bytes(), "nul", &NoFiles);
        let result = generate(&[input], &Options::new("t", Layout::Module), &mut |_| ());
        assert!(result.files.is_none());
    }
}

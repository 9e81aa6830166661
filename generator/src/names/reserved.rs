//! The names that the generated code itself has, by scope: no name of a description may take one of them.

use crate::facility;

/// The methods that a client has beside its operations.
pub(super) const CLIENT_METHODS: &[&str] = &["builder", "clone"];

/// The methods that a client's builder has beside the setters of the description.
pub(super) const BUILDER_METHODS: &[&str] = &[
    "build",
    "clone",
    "config",
    "credentials",
    "endpoint",
    "middleware",
    "new",
    "server",
    "transport",
];

/// The types beside the enums of server variables.
pub(super) const CLIENT_TYPES: &[&str] = &["Client", "ClientBuilder", "Server"];

/// The methods and fields that a request has beside its setters, and the variables that these use.
pub(super) const REQUEST_METHODS: &[&str] = &[
    "call",
    "clone",
    "content_type",
    "into_future",
    "items",
    "options",
    "send",
    "send_blocking",
];

/// The methods that a form has beside the setters of its parts.
pub(super) const FORM_METHODS: &[&str] = &["clone", "new", "part", "parts"];

/// The methods that a model has beside its setters.
pub(super) const MODEL_METHODS: &[&str] = &["clone", "new"];

/// The same, and the field of additional properties.
pub(super) const OPEN_MODEL_METHODS: &[&str] = &["additional", "clone", "new"];

/// The variant of every open enum.
pub(super) const VARIANTS: &[&str] = &["Unknown"];

/// The methods of a union that is kept as JSON.
pub(super) const JSON_UNION_METHODS: &[&str] = &["as_ref", "as_value"];

/// The files and modules beside those of tags.
const MODULES: &[&str] = &["client", "lib", "main", "mod", "tables", "test_responses"];

/// The files beside the modules of descriptions.
const ROOT_MODULES: &[&str] = &["lib", "main"];

/// The names that no tag's module, which may be a cargo feature, can have.
pub(super) fn tag_modules() -> Vec<String> {
    let modules = MODULES.iter().map(|name| (*name).to_owned());
    facility::reserved_modules()
        .into_iter()
        .chain(modules)
        .collect()
}

/// Whether a description's module, which is a cargo feature, can have this name.
pub(crate) fn is_module(name: &str) -> bool {
    let is_taken = facility::reserved_modules()
        .iter()
        .any(|taken| taken == name)
        || ROOT_MODULES.contains(&name);
    !is_taken && syn::parse_str::<proc_macro2::Ident>(name).is_ok()
}

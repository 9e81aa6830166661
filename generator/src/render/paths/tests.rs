use std::collections::HashSet;
use std::sync::Arc;

use proc_macro2::{Group, TokenTree};

use super::*;
use crate::render::pretty;

/// Returns the items of the code with short paths, and their imports.
fn shortened(scope: &Scope<'_>, code: TokenStream) -> (String, Vec<String>) {
    let mut imports = BTreeSet::new();
    let short = Shortener::new(scope, &mut imports).shorten(Code::of(code));
    let imports = imports.into_iter().map(|import| import.join("::"));
    (pretty::items(&short), imports.collect())
}

#[test]
fn a_path_is_written_short_and_imported() {
    let model = quote!(super::models::Pet);
    let model = TokenTree::from(Group::new(Delimiter::None, model));
    let (code, imports) = shortened(
        &Scope::default(),
        quote! {
            fn f(x: ::std::option::Option<#model>) -> ::std::collections::BTreeMap<u8, apiruntime::codegen::Call> {
                ::std::option::Option::None
            }
        },
    );
    assert_eq!(
        code,
        "fn f(x: Option<Pet>) -> BTreeMap<u8, Call> {\n    None\n}\n"
    );
    assert_eq!(
        imports,
        [
            "apiruntime::codegen::Call",
            "std::collections::BTreeMap",
            "super::models::Pet"
        ]
    );
}

#[test]
fn a_name_that_the_module_defines_shadows_no_other() {
    let scope = Scope::new(["Option", "Call"], Arc::new(HashSet::from(["Body"])));
    let (code, imports) = shortened(
        &scope,
        quote!(
            type T = (
                ::std::option::Option<apiruntime::codegen::Call>,
                apiruntime::codegen::Body,
                ::std::vec::Vec<u8>,
            );
        ),
    );
    let expected = "type T = (\n    ::std::option::Option<apiruntime::codegen::Call>,\n    \
                    apiruntime::codegen::Body,\n    Vec<u8>,\n);\n";
    assert_eq!(code, expected);
    assert!(imports.is_empty(), "{imports:?}");
}

#[test]
fn functions_are_called_through_their_module() {
    let (code, imports) = shortened(
        &Scope::default(),
        quote!(
            const A: bool = apiruntime::codegen::json::is_integer(::std::mem::take(x));
        ),
    );
    assert_eq!(code, "const A: bool = json::is_integer(take(x));\n");
    assert_eq!(imports, ["apiruntime::codegen::json", "std::mem::take"]);
}

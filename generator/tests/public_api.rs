//! Locks the public API of the generated crate and of the runtime: each line of the snapshots is a public item with its
//! signature, read from the source. A changed line is a change for users.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, TraitItem, Visibility};

#[test]
fn the_public_api_of_the_client_is_locked() {
    lock("generated", "huaweicloud");
}

#[test]
fn the_public_api_of_the_runtime_is_locked() {
    lock("generator/runtime", "apiruntime");
}

/// Compares the public items of a crate of this workspace with the snapshots, one for each module that has some.
fn lock(folder: &str, name: &str) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut listing = Listing(BTreeMap::new());
    let source = tests.join("..").join(folder).join("src");
    listing.file(&source.join("lib.rs"), &source, name);
    let mut names = Vec::new();
    for (module, mut lines) in listing.0 {
        lines.sort();
        let module = module.replace("::", ".");
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            snapshot_path => "snapshots/public_api",
            omit_expression => true,
        }, {
            insta::assert_snapshot!(module.clone(), lines.join("\n"));
        });
        names.push(format!("{module}.snap"));
    }
    let kept = std::fs::read_dir(tests.join("tests/snapshots/public_api"));
    for entry in kept.expect("the folder of the snapshots").flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        let is_stale = file.starts_with(name) && file.ends_with(".snap") && !names.contains(&file);
        assert!(!is_stale, "no module has the snapshot {file}: delete it");
    }
}

/// The public items, by the path of their module. Items of private modules are listed too, since they may be
/// re-exported.
struct Listing(BTreeMap<String, Vec<String>>);

impl Listing {
    fn push(&mut self, module: &str, attributes: &[Attribute], line: String) {
        let mut text = String::new();
        for attribute in attributes {
            let is_listed = ["cfg", "derive", "non_exhaustive"];
            if is_listed.iter().any(|name| attribute.path().is_ident(name)) {
                text.push_str(&tokens(attribute));
                text.push(' ');
            }
        }
        text.push_str(&line);
        self.0.entry(module.to_owned()).or_default().push(text);
    }

    /// Lists a file, whose modules have their files in `folder`.
    fn file(&mut self, file: &Path, folder: &Path, module: &str) {
        let text = std::fs::read_to_string(file);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text);
        let parsed = parsed.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.items(&parsed.items, folder, module);
    }

    fn items(&mut self, items: &[Item], folder: &Path, module: &str) {
        for item in items {
            self.item(item, folder, module);
        }
    }

    fn item(&mut self, item: &Item, folder: &Path, module: &str) {
        match item {
            Item::Mod(inner) if !is_hidden(&inner.attrs) && !is_test(&inner.attrs) => {
                if is_public(&inner.vis) {
                    self.push(module, &inner.attrs, format!("pub mod {}", inner.ident));
                }
                let name = inner.ident.to_string();
                let path = format!("{module}::{}", name.trim_start_matches("r#"));
                match &inner.content {
                    Some((_, content)) => self.items(content, folder, &path),
                    None => {
                        let (file, folder) = module_file(folder, name.trim_start_matches("r#"));
                        self.file(&file, &folder, &path);
                    }
                }
            }
            Item::Impl(block) if !is_hidden(&block.attrs) => self.implementation(block, module),
            Item::Struct(item) if is_shown(&item.vis, &item.attrs) => {
                let generics = tokens(&item.generics);
                let line = format!(
                    "pub struct {}{generics}{}",
                    item.ident,
                    fields(&item.fields)
                );
                self.push(module, &item.attrs, line);
            }
            Item::Enum(item) if is_shown(&item.vis, &item.attrs) => {
                let variants: Vec<_> = item
                    .variants
                    .iter()
                    .map(|variant| format!("{}{}", variant.ident, variant_fields(&variant.fields)))
                    .collect();
                let generics = tokens(&item.generics);
                let line = format!(
                    "pub enum {}{generics} {{ {} }}",
                    item.ident,
                    variants.join(", ")
                );
                self.push(module, &item.attrs, line);
            }
            Item::Trait(item) if is_shown(&item.vis, &item.attrs) => {
                for member in &item.items {
                    let text = match member {
                        TraitItem::Fn(function) => tokens(&function.sig),
                        TraitItem::Type(ty) => format!("type {}", ty.ident),
                        TraitItem::Const(value) => {
                            format!("const {}: {}", value.ident, tokens(&value.ty))
                        }
                        _ => continue,
                    };
                    self.push(
                        module,
                        &[],
                        format!("pub trait {} {{ {text} }}", item.ident),
                    );
                }
            }
            Item::Fn(item) if is_shown(&item.vis, &item.attrs) => {
                self.push(module, &item.attrs, format!("pub {}", tokens(&item.sig)));
            }
            Item::Type(item) if is_shown(&item.vis, &item.attrs) => {
                let line = format!(
                    "pub type {}{} = {}",
                    item.ident,
                    tokens(&item.generics),
                    tokens(&item.ty)
                );
                self.push(module, &item.attrs, line);
            }
            Item::Const(item) if is_shown(&item.vis, &item.attrs) => {
                self.push(
                    module,
                    &item.attrs,
                    format!("pub const {}: {}", item.ident, tokens(&item.ty)),
                );
            }
            Item::Use(item) if is_shown(&item.vis, &item.attrs) => {
                self.push(
                    module,
                    &item.attrs,
                    format!("pub use {}", tokens(&item.tree)),
                );
            }
            _ => {}
        }
    }

    fn implementation(&mut self, block: &syn::ItemImpl, module: &str) {
        let (generics, ty) = (tokens(&block.generics), tokens(&block.self_ty));
        if let Some((name, _)) = &block.trait_ {
            let line = format!("impl{generics} {} for {ty}", tokens(name));
            return self.push(module, &block.attrs, line);
        }
        for member in &block.items {
            match member {
                ImplItem::Fn(function) if is_shown(&function.vis, &function.attrs) => {
                    let line = format!("{ty}: pub {}", tokens(&function.sig));
                    self.push(module, &function.attrs, line);
                }
                ImplItem::Const(value) if is_shown(&value.vis, &value.attrs) => {
                    let line = format!("{ty}: pub const {}: {}", value.ident, tokens(&value.ty));
                    self.push(module, &value.attrs, line);
                }
                _ => {}
            }
        }
    }
}

/// The public fields of a struct.
fn fields(fields: &Fields) -> String {
    let mut shown: Vec<_> = fields
        .iter()
        .filter(|field| is_public(&field.vis))
        .map(|field| match &field.ident {
            Some(name) => format!("{name}: {}", tokens(&field.ty)),
            None => tokens(&field.ty),
        })
        .collect();
    if shown.len() < fields.len() {
        shown.push("..".to_owned());
    }
    format!(" {{ {} }}", shown.join(", "))
}

fn variant_fields(fields: &Fields) -> String {
    let mut fields = fields.clone();
    for field in &mut fields {
        field.attrs.clear();
    }
    tokens(&fields)
}

/// The file of a module, and the folder of its own modules.
fn module_file(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let inner = folder.join(name);
    let flat = folder.join(format!("{name}.rs"));
    match flat.is_file() {
        true => (flat, inner),
        false => (inner.join("mod.rs"), inner),
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_shown(visibility: &Visibility, attributes: &[Attribute]) -> bool {
    is_public(visibility) && !is_hidden(attributes)
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        (path.is_ident("doc") || path.is_ident("cfg_attr")) && tokens(attribute).contains("hidden")
    })
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| tokens(attribute) == "#[cfg(test)]")
}

/// Tokens, spaced as in source text.
fn tokens(item: &impl ToTokens) -> String {
    let mut text = item.to_token_stream().to_string();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        ("->", " ->"),
        ("  ->", " ->"),
        (" ,", ","),
        (" :", ":"),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        ("# [", "#["),
        (" ]", "]"),
        ("[ ", "["),
        (" ;", ";"),
        (",)", ")"),
        (", }", " }"),
    ] {
        text = text.replace(from, to);
    }
    text
}

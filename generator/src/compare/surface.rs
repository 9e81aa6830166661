//! The public items of a client, read from the emitted code: what a program can name, and how it can be used.

mod second_names;
pub(super) mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, ItemEnum, ItemStruct, ItemType, Visibility};

use tokens::{flat, leaves, of_std, signature, text, types};

use crate::emit::{self, Item as Emitted};
use crate::generate::Client;
use crate::ir::Type;
use crate::names::{Layout, Module, Split};

/// The public items of a client: the path of each, with the part of its signature that programs rely on.
#[derive(Clone, Debug, Default)]
pub(super) struct Surface {
    items: BTreeMap<String, String>,
    /// The type aliases with their targets.
    aliases: BTreeMap<String, String>,
    /// The keys of request types, by their operations.
    requests: BTreeMap<String, String>,
    /// The keys of second names, each with that of its type: enums of errors that another operation has too, and inline
    /// schemas that are equal to others.
    second_names: BTreeMap<String, String>,
    /// The names of models that are second names, each with that of its type.
    repeated: BTreeMap<String, String>,
    /// The keys of structs and enums of models, by their names.
    models: BTreeMap<String, String>,
}

impl Surface {
    /// Reads the items of a client.
    pub(super) fn of(client: &Client, layout: Layout) -> Self {
        let context = emit::context(&client.api, &client.facts, &client.names, "client", layout);
        let mut surface = Surface::default();
        let types = client.names.declared(&client.api.types);
        let repeated = types.filter_map(|(_, def, names)| {
            let declared = client.names.types.get(def.repeats()?.index())?;
            let names = [names, declared].map(|names| names.name.plain().to_owned());
            Some(names.into())
        });
        surface.repeated = repeated.collect();
        for part in emit::plan(&context, "", "lib.rs") {
            // These are hidden, or only for tests of programs.
            if part.path.starts_with("tables") || part.path.starts_with("test_responses") {
                continue;
            }
            let (module, home) = module_of(&part.path, client.names.modules.split);
            for item in emit::emit(&context, &part.section).items {
                surface.emitted((&module, home.as_deref()), item);
            }
        }
        for name in client.names.modules.features() {
            let key = format!("feature {}", name.plain());
            surface.items.insert(key, String::new());
        }
        surface.resolve();
        surface.expand();
        surface
    }

    /// Returns the items that are gone or changed in another surface; `renamed` has the new names of types.
    pub(super) fn broken(
        &self,
        new: &Self,
        renamed: &BTreeMap<String, String>,
    ) -> BTreeMap<String, Broken> {
        let mut broken = BTreeMap::new();
        for (key, old) in &self.items {
            let has_new_name = |key: &String| match key.starts_with("impl ") {
                true => new.items.get(&with_new_names(key, renamed)),
                false => None,
            };
            match new.items.get(key).or_else(|| has_new_name(key)) {
                None => {
                    broken.insert(key.clone(), Broken::Gone);
                }
                Some(now) if new.is_same(old, now, renamed) => {}
                Some(new) => {
                    broken.insert(key.clone(), Broken::Changed(old.clone(), new.clone()));
                }
            }
        }
        broken
    }

    /// Whether another surface has the same item with the same signature.
    pub(super) fn is_kept(&self, new: &Self, key: &str) -> bool {
        matches!((self.items.get(key), new.items.get(key)), (Some(old), Some(new)) if old == new)
    }

    /// Returns the methods of a type.
    pub(super) fn methods<'s>(&'s self, ty: &str) -> impl Iterator<Item = &'s str> {
        let start = format!("{ty}::");
        let keys = self.items.keys().map(String::as_str);
        keys.filter(move |key| key.starts_with(&start) && key.ends_with("()"))
    }

    /// Whether another surface has items that this one lacks.
    pub(super) fn is_less_than(&self, new: &Self) -> bool {
        new.items.keys().any(|key| !self.items.contains_key(key))
    }

    fn emitted(&mut self, (module, home): (&str, Option<&str>), item: Emitted) {
        let Some(code) = item.tokens() else {
            return;
        };
        let Ok(file) = syn::parse2::<syn::File>(flat(code)) else {
            return;
        };
        for item in file.items {
            if let Some(home) = home {
                self.offered(home, &item);
            }
            self.item(module, item);
        }
    }

    /// Adds the names that a module offers beside the items that it declares for the module above.
    fn offered(&mut self, home: &str, item: &Item) {
        let names = match item {
            Item::Use(item) if is_public(&item.vis) => leaves(item.tree.to_token_stream()),
            Item::Struct(ItemStruct { vis, ident, .. })
            | Item::Enum(ItemEnum { vis, ident, .. })
            | Item::Type(ItemType { vis, ident, .. })
                if is_public(vis) && !home.is_empty() =>
            {
                BTreeSet::from([ident.to_string()])
            }
            _ => return,
        };
        for name in names {
            self.insert(format!("use {home}{name}"), String::new());
        }
    }

    fn item(&mut self, module: &str, item: Item) {
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                let key = format!("{module}{}", item.ident);
                self.derives(&key, &item.attrs);
                let tuple = match &item.fields {
                    Fields::Unnamed(fields) => types(fields.unnamed.iter().map(|field| &field.ty)),
                    _ => String::new(),
                };
                for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                    if let Some(name) = &field.ident {
                        self.insert(format!("{key}.{name}"), text(&field.ty));
                    }
                }
                self.model(&item.ident, &key);
                self.insert(key, format!("struct {tuple}"));
            }
            Item::Enum(item) if is_public(&item.vis) && !is_hidden(&item.attrs) => {
                let key = format!("{module}{}", item.ident);
                self.derives(&key, &item.attrs);
                for variant in &item.variants {
                    let held = match &variant.fields {
                        Fields::Unit => String::new(),
                        fields => types(fields.iter().map(|field| &field.ty)),
                    };
                    self.insert(format!("{key}::{}", variant.ident), held);
                }
                self.model(&item.ident, &key);
                self.insert(key, "enum".to_owned());
            }
            Item::Type(item) if is_public(&item.vis) => {
                let key = format!("{module}{}", item.ident);
                if let Some(operation) = operation_of(&item.ty) {
                    self.requests.insert(operation, key.clone());
                    self.insert(key, "request".to_owned());
                    return;
                }
                let target = text(&item.ty);
                if module.starts_with(OPERATIONS) {
                    self.second_names.insert(key, format!("{module}{target}"));
                    return;
                }
                if let Some(name) = self.repeated.get(&item.ident.to_string()) {
                    self.second_names.insert(key, name.clone());
                    return;
                }
                self.aliases.insert(item.ident.to_string(), target.clone());
                self.insert(key, target);
            }
            Item::Fn(item) if is_public(&item.vis) => {
                self.insert(
                    format!("{module}{}()", item.sig.ident),
                    signature(&item.sig),
                );
            }
            Item::Impl(block) => self.implementation(module, &block),
            _ => {}
        }
    }

    fn implementation(&mut self, module: &str, block: &syn::ItemImpl) {
        let ty = text(&block.self_ty);
        let module = match ty.as_str() {
            "Client" | "ClientBuilder" => "",
            _ => module,
        };
        if let Some((path, _)) = &block.trait_ {
            let name = text(path);
            if let Some(request) = self.requests.get(&ty) {
                // All requests have `send`, but what it returns depends on the operation.
                let method = match name.ends_with("Pollable") {
                    true => "wait_until",
                    false => "send",
                };
                let key = format!("{request}::{method}()");
                self.insert(key, types(block.items.iter().filter_map(associated)));
            } else if !name.starts_with("apiruntime") && !ty.starts_with(REQUEST) {
                // Traits of the runtime are hidden: only generated code calls them.
                self.insert(format!("impl {name} for {module}{ty}"), String::new());
            }
            return;
        }
        if ty.starts_with(REQUEST) {
            return;
        }
        for member in &block.items {
            if let ImplItem::Fn(function) = member
                && is_public(&function.vis)
                && function.sig.ident != BEYOND
            {
                let key = format!("{module}{ty}::{}()", function.sig.ident);
                self.insert(key, signature(&function.sig));
            }
        }
    }

    fn derives(&mut self, key: &str, attributes: &[syn::Attribute]) {
        for attribute in attributes
            .iter()
            .filter(|known| known.path().is_ident("derive"))
        {
            for token in leaves(attribute.meta.to_token_stream()) {
                // Whether a type is `Eq` and `Hash` depends on every type in it, and few programs need that: a new
                // property with a floating-point number is not a break.
                if !matches!(token.as_str(), "Eq" | "Hash") {
                    self.insert(format!("impl {} for {key}", of_std(&token)), String::new());
                }
            }
        }
    }

    fn model(&mut self, name: &syn::Ident, key: &str) {
        if key.starts_with(MODELS) {
            self.models.insert(name.to_string(), key.to_owned());
        }
    }

    fn insert(&mut self, key: String, what: String) {
        self.items.insert(key.replace("r#", ""), what);
    }
}

impl super::Side<'_> {
    /// Returns a type as the signatures of items show it.
    pub(super) fn rust_of(&self, ty: &Type) -> String {
        let client = self.client;
        let context = emit::context(
            &client.api,
            &client.facts,
            &client.names,
            "client",
            Layout::Crate,
        );
        text(&context.in_module(Module::Models(None)).rust(ty))
    }
}

/// How an item is broken.
#[derive(Clone, Debug)]
pub(super) enum Broken {
    /// It is gone.
    Gone,
    /// It has another signature: the old one, the new one.
    Changed(String, String),
}

/// The method that sends properties which the description does not have.
const BEYOND: &str = "extra_json";

/// The module of the operations, whose aliases are requests and errors.
const OPERATIONS: &str = "operations::";

/// The module of the models.
const MODELS: &str = "models::";

/// The type of all requests: its own methods are the same in every client.
const REQUEST: &str = "Request <";

/// Returns the operation whose request a type is.
fn operation_of(ty: &syn::Type) -> Option<String> {
    let text = text(ty);
    let operation = text.strip_prefix(REQUEST)?.strip_suffix('>')?;
    Some(operation.trim().to_owned())
}

fn associated(item: &ImplItem) -> Option<&syn::Type> {
    match item {
        ImplItem::Type(item) => Some(&item.ty),
        _ => None,
    }
}

const NO_ERROR: &str = "apiruntime::codegen::NoError";

/// Returns a text in which other names stand for some.
fn with_new_names(text: &str, names: &BTreeMap<String, String>) -> String {
    let words = words(text).into_iter();
    let words = words.map(|word| names.get(word).map_or(word, String::as_str));
    words.collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

/// Returns the path of the module that has the items of a file, and the module whose names are items of their own: the
/// root, or the module of a tag where that is public. All items of such a module are also those of the module above.
fn module_of(path: &str, split: Split) -> (String, Option<String>) {
    let path = path.trim_end_matches(".rs");
    match path.split_once('/') {
        _ if ["client", "lib", "request"].contains(&path) => (String::new(), Some(String::new())),
        Some((room, tag)) => {
            let home = (split == Split::Features).then(|| format!("{room}::{tag}::"));
            (format!("{room}::"), home)
        }
        None => (format!("{path}::"), None),
    }
}

fn is_hidden(attributes: &[syn::Attribute]) -> bool {
    let is_hidden = |known: &syn::Attribute| text(&known.meta) == "doc ( hidden )";
    attributes.iter().any(is_hidden)
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_without_documented_errors_may_get_some() {
        let old = format!("Sending < Pet , {NO_ERROR} >");
        assert!(Surface::default().is_same(
            &old,
            "Sending < Pet , GetPetError >",
            &BTreeMap::new()
        ));
        assert!(!Surface::default().is_same(
            "Sending < Pet , GetPetError >",
            &old,
            &BTreeMap::new()
        ));
    }
}

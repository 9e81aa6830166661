//! Locks the public API of the generated crate and of the runtime. Each line of the snapshots is a public item with its
//! signature, read from the source; a changed line is a change for users.
//!
//! Lines that follow from another one are left out: the setter of a public field. A method that several types have,
//! such as a client and its sub-client, is listed once, after the names of the types.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, TraitItem, Visibility};

#[test]
fn the_public_api_of_the_client_is_locked() {
    lock("generated", "huaweicloud", 4);
}

#[test]
fn the_public_api_of_the_runtime_is_locked() {
    lock("generator/runtime", "apiruntime", 2);
}

/// Compares the public items of a crate of this workspace with the snapshots: one for each module with public items, up
/// to a depth.
fn lock(folder: &str, name: &str, depth: usize) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut listing = Listing::default();
    let source = tests.join("..").join(folder).join("src");
    listing.file(&source.join("lib.rs"), &source, name);
    let mut snapshots: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (module, lines) in listing.0 {
        let path: Vec<_> = module.split("::").collect();
        let (snapshot, inner) = path.split_at(path.len().min(depth));
        let inner: String = inner.iter().map(|name| format!("{name}::")).collect();
        let lines = lines.iter().map(|line| format!("{inner}{line}"));
        snapshots
            .entry(snapshot.join("."))
            .or_default()
            .extend(lines);
    }
    for (snapshot, lines) in &mut snapshots {
        lines.sort();
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            snapshot_path => "snapshots/public_api",
            omit_expression => true,
        }, {
            insta::assert_snapshot!(snapshot.clone(), lines.join("\n"));
        });
    }
    let kept = std::fs::read_dir(tests.join("tests/snapshots/public_api"));
    for entry in kept.expect("the folder of the snapshots").flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        let snapshot = file.strip_suffix(".snap").unwrap_or_default();
        let is_stale = file.starts_with(name) && !snapshots.contains_key(snapshot);
        assert!(!is_stale, "no module has the snapshot {file}: delete it");
    }
}

/// The public items of each module with a file of its own, by its path. Items of private modules are listed too, since
/// they may be re-exported.
#[derive(Default)]
struct Listing(BTreeMap<String, Vec<String>>);

/// The public items of a module: the lines of items without members, and the members of each type.
#[derive(Default)]
struct Items {
    lines: Vec<String>,
    members: BTreeMap<String, Vec<Member>>,
    /// The types that implement `Operation`, with the types of their responses.
    operations: BTreeMap<String, Vec<String>>,
    /// The public fields of structs, each after its type: `Point.x`.
    fields: Vec<String>,
}

enum Member {
    Trait(String),
    /// A method or constant with its name.
    Own(String, String),
}

impl Items {
    fn lines(mut self) -> Vec<String> {
        for (ty, operation) in std::mem::take(&mut self.operations) {
            // Operation types are hidden, so the line of the request shows the types of its responses.
            let (operation, request) = (operation.join(" + "), format!("Request<{ty}>"));
            let mut lines = self.lines.iter_mut();
            match lines.find(|line| line.ends_with(&request)) {
                Some(line) => *line = line.replace(&request, &format!("Request<{operation}>")),
                None => self.lines.push(format!("{ty}: impl {operation}")),
            }
        }
        let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (ty, members) in self.members {
            let mut traits = Vec::new();
            for member in members {
                match member {
                    Member::Trait(name) => traits.push(name),
                    Member::Own(name, line) => {
                        let is_setter = line.contains("(mut self, ")
                            && self.fields.contains(&format!("{ty}.{name}"));
                        if !is_setter {
                            owners.entry(line).or_default().push(ty.clone());
                        }
                    }
                }
            }
            if !traits.is_empty() {
                traits.sort();
                self.lines
                    .push(format!("{ty}: impl {}", traits.join(" + ")));
            }
        }
        let own = owners.into_iter();
        let own = own.map(|(line, types)| format!("{}: {line}", types.join(", ")));
        self.lines.extend(own);
        self.lines.sort();
        self.lines
    }

    /// Lists an item that is defined in the current file.
    fn item(&mut self, item: &Item) {
        let (visibility, attributes, line) = match item {
            Item::Mod(inner) => {
                let Some((_, content)) = &inner.content else {
                    return;
                };
                let mut items = Items::default();
                content.iter().for_each(|item| items.item(item));
                let line = format!("mod {} {{ {} }}", inner.ident, items.lines().join("; "));
                (&inner.vis, &inner.attrs, line)
            }
            Item::Impl(block) if !is_hidden(&block.attrs) => return self.implementation(block),
            Item::Struct(item) => {
                let named = item.fields.iter().filter(|field| is_public(&field.vis));
                let named = named.filter_map(|field| field.ident.as_ref());
                let named = named.map(|field| format!("{}.{field}", item.ident));
                self.fields.extend(named);
                let (generics, fields) = (tokens(&item.generics), fields(&item.fields));
                let line = format!("struct {}{generics}{fields}", item.ident);
                (&item.vis, &item.attrs, line)
            }
            Item::Enum(item) => {
                let variants = item.variants.iter();
                let variants: Vec<_> = variants
                    .map(|variant| format!("{}{}", variant.ident, variant_fields(&variant.fields)))
                    .collect();
                let (generics, variants) = (tokens(&item.generics), variants.join(", "));
                let line = format!("enum {}{generics} {{ {variants} }}", item.ident);
                (&item.vis, &item.attrs, line)
            }
            Item::Trait(item) => {
                let members = item.items.iter().filter_map(|member| match member {
                    TraitItem::Fn(function) => Some(tokens(&function.sig)),
                    TraitItem::Type(ty) => Some(format!("type {}", ty.ident)),
                    TraitItem::Const(value) => {
                        Some(format!("const {}: {}", value.ident, tokens(&value.ty)))
                    }
                    _ => None,
                });
                let members: Vec<_> = members.collect();
                let line = format!("trait {} {{ {} }}", item.ident, members.join("; "));
                (&item.vis, &item.attrs, line)
            }
            Item::Fn(item) => (&item.vis, &item.attrs, tokens(&item.sig)),
            Item::Type(item) => {
                let (generics, ty) = (tokens(&item.generics), tokens(&item.ty));
                let line = format!("type {}{generics} = {ty}", item.ident);
                (&item.vis, &item.attrs, line)
            }
            Item::Const(item) => {
                let line = format!("const {}: {}", item.ident, tokens(&item.ty));
                (&item.vis, &item.attrs, line)
            }
            Item::Use(item) => {
                let line = format!("use {}", tokens(&item.tree));
                (&item.vis, &item.attrs, line)
            }
            _ => return,
        };
        if is_shown(visibility, attributes) {
            self.lines
                .push(format!("{}pub {line}", conditions(attributes)));
        }
    }

    fn implementation(&mut self, block: &syn::ItemImpl) {
        let (generics, ty) = (tokens(&block.generics), tokens(&block.self_ty));
        if let Some((name, _)) = &block.trait_ {
            let types = block.items.iter().filter_map(|member| match member {
                ImplItem::Type(item) => Some(format!("{} = {}", item.ident, tokens(&item.ty))),
                _ => None,
            });
            let (conditions, name) = (conditions(&block.attrs), tokens(name));
            if ["Operation", "Pollable"].contains(&name.as_str()) {
                let types = types.collect::<Vec<_>>().join(", ");
                let shown = match types.is_empty() {
                    true => name,
                    false => format!("{name}<{types}>"),
                };
                self.operations.entry(ty).or_default().push(shown);
                return;
            }
            if conditions.is_empty() && generics.is_empty() {
                self.members
                    .entry(ty)
                    .or_default()
                    .push(Member::Trait(name));
            } else {
                self.lines
                    .push(format!("{conditions}impl{generics} {name} for {ty}"));
            }
            return;
        }
        for member in &block.items {
            let (visibility, attributes, name, line) = match member {
                ImplItem::Fn(item) => (&item.vis, &item.attrs, &item.sig.ident, tokens(&item.sig)),
                ImplItem::Const(item) => {
                    let line = format!("const {}: {}", item.ident, tokens(&item.ty));
                    (&item.vis, &item.attrs, &item.ident, line)
                }
                _ => continue,
            };
            if is_shown(visibility, attributes) {
                let line = format!("{}pub {line}", conditions(attributes));
                let members = self.members.entry(ty.clone()).or_default();
                members.push(Member::Own(name.to_string(), line));
            }
        }
    }
}

impl Listing {
    /// Lists the items of a file. The files of its modules are in `folder`.
    fn file(&mut self, file: &Path, folder: &Path, module: &str) {
        let text = std::fs::read_to_string(file);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text);
        let parsed = parsed.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut items = Items::default();
        for item in &parsed.items {
            match item {
                Item::Mod(inner) if is_hidden(&inner.attrs) || is_test(&inner.attrs) => {}
                Item::Mod(inner) if inner.content.is_none() => {
                    let name = inner.ident.to_string();
                    if is_public(&inner.vis) {
                        items
                            .lines
                            .push(format!("{}pub mod {name}", conditions(&inner.attrs)));
                    }
                    let name = name.trim_start_matches("r#");
                    let (file, folder) = module_file(folder, name);
                    self.file(&file, &folder, &format!("{module}::{name}"));
                }
                item => items.item(item),
            }
        }
        let lines = items.lines();
        if !lines.is_empty() {
            self.0.insert(module.to_owned(), lines);
        }
    }
}

/// Returns the attributes that show when an item is compiled and what it implements.
fn conditions(attributes: &[Attribute]) -> String {
    let names = ["cfg", "derive", "non_exhaustive"];
    let are_listed = |path: &syn::Path| names.iter().any(|name| path.is_ident(name));
    let listed = attributes
        .iter()
        .filter(|attribute| are_listed(attribute.path()));
    listed
        .map(|attribute| format!("{} ", tokens(attribute)))
        .collect()
}

/// Returns the public fields of a struct.
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

/// Returns the file of a module, and the folder of its submodules.
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

/// Returns tokens with the spacing of source text.
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

//! Each folder and file at the top of the sources uses only those before it in this list, and no two files use each
//! other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, Visibility};

/// The rooms from the bottom up, as the stages of a run use them.
const ROOMS: &[&str] = &[
    "limits",
    "parallel",
    "fileset",
    "facility",
    "diagnostic",
    "source",
    "allow",
    "report",
    "overlay",
    "ir",
    "openapi",
    "lower",
    "analyze",
    "names",
    "emit",
    "render",
    "manifest",
    "memory",
    "generate",
    "compare",
    "lib",
];

/// What a room must not use although it is below: emission never sees the document.
const NEVER: &[(&str, &str)] = &[
    ("emit", "source"),
    ("emit", "openapi"),
    ("emit", "lower"),
    ("render", "source"),
    ("render", "ir"),
];

/// The modules of a crate by their path, such as `["lower", "views"]`, each with its code but for its tests.
type Modules = BTreeMap<Vec<String>, syn::File>;

fn read(folder: &Path, module: &[String], modules: &mut Modules) {
    for entry in fs::read_dir(folder).expect("the sources").flatten() {
        let path = entry.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        let name = name.expect("a name in UTF-8");
        let mut inner = module.to_owned();
        match name {
            "tests" => continue,
            "mod" | "lib" | "main" => {}
            name => inner.push(name.to_owned()),
        }
        if path.is_dir() {
            read(&path, &inner, modules);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            modules.insert(
                inner,
                parsed(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            );
        }
    }
}

fn parsed(text: &str) -> syn::Result<syn::File> {
    let code = text.split("\n#[cfg(test)]\nmod tests").next();
    syn::parse_file(code.unwrap_or_default())
}

/// Returns the modules of `folder`, below the folder of this crate.
fn modules_of(folder: &str) -> Modules {
    let mut modules = Modules::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    read(&folder, &[], &mut modules);
    modules
}

/// Collects the paths in code that begin with `crate`, `self` or `super`, also those of a group in braces. With
/// `start`, each path begins there.
fn paths(code: TokenStream, start: Option<&[String]>, found: &mut Vec<Vec<String>>) {
    let mut path: Option<Vec<String>> = start.map(<[String]>::to_vec);
    let mut colons = if path.is_some() { 2 } else { 0 };
    let mut is_macro = false;
    for token in code {
        match token {
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let begins = ["crate", "self", "super"].contains(&name.as_str()) && !is_macro;
                match &mut path {
                    Some(path) if colons == 2 => path.push(name),
                    _ => {
                        found.extend(path.take());
                        path = begins.then(|| vec![name]);
                    }
                }
                colons = 0;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Punct(punct) => {
                found.extend(path.take());
                path = start
                    .map(<[String]>::to_vec)
                    .filter(|_| punct.as_char() == ',');
                colons = if path.is_some() { 2 } else { 0 };
                is_macro = punct.as_char() == '$';
                continue;
            }
            TokenTree::Group(group) => {
                let start = path.take();
                let is_prefix = start.is_some() && colons == 2;
                paths(
                    group.stream(),
                    start.as_deref().filter(|_| is_prefix),
                    found,
                );
                found.extend(start.filter(|_| !is_prefix));
            }
            TokenTree::Literal(_) => found.extend(path.take()),
        }
        is_macro = false;
    }
    found.extend(path);
}

/// Returns a path from the root of the crate, for one that is written in `module`.
fn absolute(module: &[String], path: &[String]) -> Vec<String> {
    let mut found = module.to_vec();
    for step in path {
        match step.as_str() {
            "crate" => found.clear(),
            "self" => {}
            "super" => {
                found.pop();
            }
            step => found.push(step.to_owned()),
        }
    }
    found
}

/// Returns the module that has the last name of a path, through re-exports.
fn module_of<'m>(
    path: &[String],
    modules: &'m Modules,
    exported: &BTreeMap<Vec<String>, Vec<String>>,
) -> &'m [String] {
    let mut path = path.to_vec();
    for _ in 0..8 {
        let is_exported = |end: &usize| exported.get(&path[..*end]);
        let Some((end, target)) = (0..=path.len())
            .find_map(|end| Some((end, is_exported(&end)?)))
            .filter(|(_, target)| !path.starts_with(target))
        else {
            break;
        };
        path = [target.as_slice(), &path[end..]].concat();
    }
    let ends = (0..=path.len()).rev();
    let mut known = ends.filter_map(|end| modules.get_key_value(&path[..end]));
    known.next().expect("the root").0
}

/// Returns the modules that each module uses.
fn uses(modules: &Modules) -> BTreeMap<&[String], BTreeSet<&[String]>> {
    let mut exported = BTreeMap::new();
    let mut written: Vec<(&[String], Vec<String>)> = Vec::new();
    for (module, file) in modules {
        for item in &file.items {
            let mut found = Vec::new();
            match item {
                Item::Use(item) if !matches!(item.vis, Visibility::Inherited) => {
                    let tree = item.tree.to_token_stream();
                    paths(quote::quote!(self::{#tree}), None, &mut found);
                    for path in found {
                        let path = absolute(module, &path);
                        let name = path.last().cloned().unwrap_or_default();
                        exported.insert([module.as_slice(), &[name]].concat(), path);
                    }
                }
                item => {
                    paths(item.to_token_stream(), None, &mut found);
                    // A visibility, such as `pub(crate)`, uses nothing.
                    let found = found.iter().filter(|path| path.len() > 1);
                    let found = found.map(|path| absolute(module, path));
                    written.extend(found.map(|path| (module.as_slice(), path)));
                }
            }
        }
    }
    let mut uses: BTreeMap<&[String], BTreeSet<&[String]>> = BTreeMap::new();
    for (module, path) in written {
        let used = module_of(&path, modules, &exported);
        if used != module {
            uses.entry(module).or_default().insert(used);
        }
    }
    uses
}

/// Returns what is wrong with the uses of a room by another.
fn against_the_order(modules: &Modules) -> Vec<String> {
    let room = |module: &[String]| module.first().map_or("lib", String::as_str).to_owned();
    let place = |room: &str| ROOMS.iter().position(|known| *known == room);
    let mut wrong = Vec::new();
    for (module, used) in uses(modules) {
        let own = room(module);
        if place(&own).is_none() {
            wrong.push(format!("{own} is not in the list"));
        }
        for other in used {
            let other_room = room(other);
            if place(&other_room) > place(&own) || NEVER.contains(&(&own, &other_room)) {
                wrong.push(format!("{} uses {}", module.join("::"), other.join("::")));
            }
        }
    }
    wrong
}

/// Returns the modules that use each other in a circle, other than a module and those inside it.
fn circles(modules: &Modules) -> Vec<String> {
    let uses = uses(modules);
    let beside = |module: &[String]| -> Vec<&[String]> {
        let used = uses.get(module).into_iter().flatten().copied();
        let used = used.filter(|used| !used.starts_with(module) && !module.starts_with(used));
        used.collect()
    };
    let is_in_circle = |module: &&Vec<String>| {
        let mut open = beside(module);
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(beside(next));
            }
        }
        seen.contains(module.as_slice())
    };
    let found = modules.keys().filter(is_in_circle);
    found.map(|module| module.join("::")).collect()
}

#[test]
fn no_room_uses_one_above_it() {
    let modules = modules_of("src");
    assert!(modules.len() > 100, "{:?}", modules.keys());
    assert_eq!(against_the_order(&modules), Vec::<String>::new());
}

#[test]
fn no_files_use_each_other() {
    for folder in ["src", "../xtask/src", "../xtask/corpus/src"] {
        assert_eq!(
            circles(&modules_of(folder)),
            Vec::<String>::new(),
            "{folder}"
        );
    }
}

fn modules(files: &[(&str, &str)]) -> Modules {
    let files = files.iter().map(|(module, text)| {
        let path = module.split("::").filter(|name| !name.is_empty());
        (
            path.map(str::to_owned).collect(),
            parsed(text).expect("a source"),
        )
    });
    files.collect()
}

#[test]
fn an_arrow_against_the_order_is_found() {
    let all = |ir: &str, emit: &str| {
        against_the_order(&modules(&[
            ("", "mod emit; pub use generate::Layout;"),
            ("emit", emit),
            ("generate", "pub enum Layout {}"),
            ("ir", ir),
            ("lower", ""),
            ("source", ""),
        ]))
    };
    let comment = "/// [`crate::emit`]\nuse crate::lower::lower;\n";
    assert_eq!(all(comment, ""), ["ir uses lower"]);
    let call = "fn a() { crate::source::b() }";
    assert_eq!(all("", call), ["emit uses source"]);
    assert_eq!(all("", "use crate::Layout;\n"), ["emit uses generate"]);
    assert_eq!(all("", "use crate::ir::{Api, Type};\n"), [""; 0]);
}

#[test]
fn a_circle_is_found() {
    let inside = |one: &str, other: &str| {
        circles(&modules(&[
            ("", ""),
            ("ir", "mod one; mod other; pub use other::Other;"),
            ("ir::one", one),
            ("ir::other", other),
        ]))
    };
    let both = ["ir::one", "ir::other"];
    let uses_one = "use super::one::{self, One};";
    assert_eq!(inside("use super::{Other as Second};", uses_one), both);
    assert_eq!(inside("fn a() { super::other::b() }", uses_one), both);
    assert_eq!(inside("", uses_one), [""; 0]);
    assert_eq!(inside("use crate::ir::Api;", uses_one), [""; 0]);
}

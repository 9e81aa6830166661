//! Each room uses only rooms below it, and no two files of a room use each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The rooms from the bottom up.
const ROOMS: &[&str] = &[
    "value",
    "json",
    "rules",
    "parameter",
    "body",
    "error",
    "transport",
    "auth",
    "call",
    "response",
    "client",
    "codegen",
];

/// The sources by their module, such as `call::retry`.
type Sources = BTreeMap<String, String>;

fn read(folder: &Path, module: &str, sources: &mut Sources) {
    for entry in fs::read_dir(folder).expect("the sources").flatten() {
        let path = entry.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        let name = name.expect("a name in UTF-8");
        let inner = match (module, name) {
            ("", "lib") => continue,
            (_, "mod") => module.to_owned(),
            ("", name) => name.to_owned(),
            (module, name) => format!("{module}::{name}"),
        };
        if path.is_dir() {
            read(&path, &inner, sources);
        } else {
            sources.insert(inner, fs::read_to_string(&path).expect("a source"));
        }
    }
}

/// Returns the modules that a source uses: for each path of this crate in it, the longest module that the path begins
/// with. What its tests use, and what its macros write into clients, does not count.
fn used(module: &str, text: &str, sources: &Sources) -> BTreeSet<String> {
    let code = text.split("\n#[cfg(test)]\nmod tests").next();
    let lines = code.unwrap_or_default().lines();
    let code: String = lines
        .flat_map(|line| line.split("//").take(1).chain([" "]))
        .collect();
    let mut used = BTreeSet::new();
    for (start, root) in code.match_indices("crate::") {
        if !code[..start].ends_with('$') {
            paths("", &code[start + root.len()..], &mut |path| {
                let mut path = path;
                while !path.is_empty() && !sources.contains_key(path) {
                    path = path.rsplit_once("::").map_or("", |(parent, _)| parent);
                }
                if !path.is_empty() && path != module {
                    used.insert(path.to_owned());
                }
            });
        }
    }
    used
}

/// Passes the path that a text begins with, or each path of a group in braces, to `take`. Returns the rest of the text.
fn paths<'a>(start: &str, text: &'a str, take: &mut dyn FnMut(&str)) -> &'a str {
    let is_path = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let end = text.find(|c| !is_path(c)).unwrap_or(text.len());
    let (path, mut rest) = text.split_at(end);
    let path = format!("{start}{path}");
    let Some(group) = rest.strip_prefix('{') else {
        take(path.trim_end_matches(':'));
        return rest;
    };
    rest = group;
    loop {
        rest = paths(&path, rest.trim_start(), take);
        // An alias, or the comma before the end.
        let next = rest.find([',', '}']).unwrap_or(rest.len());
        let (_, after) = rest.split_at(next);
        match after.strip_prefix(',').map(str::trim_start) {
            Some(more) if !more.starts_with('}') => rest = more,
            Some(end) => return end.get(1..).unwrap_or_default(),
            None => return after.get(1..).unwrap_or_default(),
        }
    }
}

/// Whether a source names a module next to it by `super`, in a `use` line or elsewhere in the code.
fn uses_super(text: &str) -> bool {
    let code = text.split("\n#[cfg(test)]\nmod tests").next();
    let mut lines = code.unwrap_or_default().lines();
    lines.any(|line| {
        let code = line.split("//").next().unwrap_or_default();
        let mut paths = code.split("super::").skip(1);
        code.trim_start().starts_with("use super::") && !text.contains("mod tests")
            || paths.any(|path| {
                let end = path.find(|c: char| !c.is_ascii_lowercase() && c != '_');
                end.is_some_and(|end| path[end..].starts_with("::"))
            })
    })
}

fn room(module: &str) -> Option<usize> {
    let first = module.split("::").next();
    ROOMS.iter().position(|room| Some(*room) == first)
}

/// Returns the uses that break the order.
fn violations(sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    let uses: BTreeMap<_, _> = sources
        .iter()
        .map(|(module, text)| (module.as_str(), used(module, text, sources)))
        .collect();
    for (module, used) in &uses {
        let Some(own) = room(module) else {
            found.push(format!("{module} is in no room"));
            continue;
        };
        for other in used {
            if room(other).is_none_or(|other| other > own) {
                found.push(format!("{module} uses {other}, which is above it"));
            }
        }
        if sources.get(*module).is_some_and(|text| uses_super(text)) {
            found.push(format!("{module} names what it uses by `super`"));
        }
        // No module that a module uses, directly or not, may use it.
        let mut open: Vec<&str> = used.iter().map(String::as_str).collect();
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            if !seen.insert(next) || next.starts_with(&format!("{module}::")) {
                continue;
            }
            if next == *module {
                found.push(format!("{module} is part of a circle"));
                break;
            }
            open.extend(uses[next].iter().map(String::as_str));
        }
    }
    found
}

#[test]
fn no_room_uses_one_above_it_and_no_files_use_each_other() {
    let mut sources = Sources::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    read(&folder, "", &mut sources);
    assert!(sources.len() > 50, "{sources:?}");
    assert_eq!(violations(&sources), Vec::<String>::new());
}

#[test]
fn an_arrow_against_the_order_and_a_circle_are_found() {
    let sources = |files: &[(&str, &str)]| -> Sources {
        files
            .iter()
            .map(|(module, text)| ((*module).to_owned(), (*text).to_owned()))
            .collect()
    };
    let upwards = sources(&[
        ("value", ""),
        ("value::secret", "use crate::call::retry::RetryPolicy;\n"),
        ("call", ""),
        ("call::retry", "use crate::value::secret::Secret;\n"),
    ]);
    let found = violations(&upwards);
    assert!(
        found.contains(&"value::secret uses call::retry, which is above it".to_owned()),
        "{found:?}"
    );
    let circle = sources(&[
        ("call", ""),
        ("call::a", "fn a() { crate::call::b::b() }\n"),
        ("call::b", "use crate::{\n    call::{a},\n    value,\n};\n"),
        ("value", ""),
    ]);
    let found = violations(&circle);
    assert!(
        found.contains(&"call::a is part of a circle".to_owned()),
        "{found:?}"
    );
    let beside = sources(&[
        ("call", ""),
        ("call::a", "fn a() { super::b::b() }\n"),
        ("call::b", "use crate::call::a::a;\n"),
    ]);
    assert_eq!(
        violations(&beside),
        ["call::a names what it uses by `super`"]
    );
    let tests = sources(&[
        ("value", ""),
        (
            "value::secret",
            "\n#[cfg(test)]\nmod tests {\n    use crate::call::retry;\n}\n",
        ),
        ("call", ""),
        ("call::retry", ""),
    ]);
    assert_eq!(violations(&tests), Vec::<String>::new());
}

#[test]
fn the_documentation_has_every_feature_but_what_only_generated_code_calls() {
    let manifest = include_str!("../Cargo.toml");
    let section = |name: &str| {
        let (_, section) = manifest.split_once(name).expect("the section");
        section.split("\n[").next().unwrap_or_default()
    };
    let of_feature = |line: &str| Some(line.split_once(" = ")?.0.to_owned());
    let declared = section("\n[features]").lines().filter_map(of_feature);
    let declared: BTreeSet<_> = declared
        .filter(|name| !["default", "_semver"].contains(&name.as_str()))
        .collect();
    let documented = section("docs.rs]").lines();
    let documented: BTreeSet<_> = documented
        .filter_map(|line| {
            Some(
                line.trim()
                    .strip_prefix('"')?
                    .strip_suffix("\",")?
                    .to_owned(),
            )
        })
        .collect();
    assert_eq!(documented, declared);
}

#[test]
fn json_is_read_by_one_reader() {
    let mut sources = Sources::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        "",
        &mut sources,
    );
    let shipped = sources.into_iter();
    for (module, text) in shipped.filter(|(module, _)| !module.ends_with("::tests")) {
        let code = text.split("\nmod tests").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            // The reader of strings is another type, for which all of serde_json would be compiled once more.
            let other = ["serde_json::from_str", "Deserializer::from_str"];
            assert!(
                !other.iter().any(|other| line.contains(other)),
                "{module} {}: use from_slice",
                number + 1
            );
        }
    }
}

/// A copy of the runtime beside a client ends each file where its tests begin.
#[test]
fn tests_are_the_last_module_of_a_file() {
    let mut sources = Sources::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        "",
        &mut sources,
    );
    for (module, text) in sources {
        let begins = ["\n#[cfg(test)]\n", "\n#[cfg(all(test, "];
        let Some(first) = begins.iter().filter_map(|begin| text.find(begin)).min() else {
            continue;
        };
        let lines: Vec<&str> = text[first + 1..].lines().collect();
        let items = lines
            .windows(2)
            .filter(|lines| lines[1].starts_with(char::is_alphabetic));
        for item in items {
            let is_tests = item[0].ends_with(']') && item[1].starts_with("mod ");
            assert!(is_tests, "{module}: `{}` is behind tests", item[1]);
        }
    }
}

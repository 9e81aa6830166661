use super::super::{Loader, NoFiles, RefProblem, Sources};
use super::{at, read_well};
use crate::diagnostic::Diagnostics;
use std::cell::RefCell;
use std::collections::BTreeMap;

const TEXT: &str = "
components:
  schemas:
    LogType: {type: string}
    a/b: {type: integer}
    m~n: {type: number}
    'a b': {type: boolean}
    All: {allOf: [{type: object}, {title: second}]}
    One: {$ref: '#/components/schemas/Two'}
    Two: {$ref: '#/components/schemas/LogType'}
    Loop: {$ref: '#/components/schemas/Pool'}
    Pool: {$ref: '#/components/schemas/Loop'}
";

fn pointer(sources: &Sources, reference: &str) -> Result<String, RefProblem> {
    let found = sources
        .resolve(sources.root(), reference)
        .map_err(|error| error.problem)?;
    Ok(sources.pointer(found.origin()))
}

#[test]
fn pointers_are_unescaped_and_percent_decoded() {
    let sources = read_well("a.yaml", TEXT);
    for (reference, expected) in [
        ("#", ""),
        ("#/", ""),
        ("", ""),
        (
            "#/components/schemas/LogType",
            "/components/schemas/LogType",
        ),
        ("#/components/schemas/a~1b", "/components/schemas/a~1b"),
        ("#/components/schemas/m~0n", "/components/schemas/m~0n"),
        ("#/components/schemas/a%20b", "/components/schemas/a b"),
        (
            "#/components/schemas/%4cogType",
            "/components/schemas/LogType",
        ),
        (
            "#/components/schemas/All/allOf/1",
            "/components/schemas/All/allOf/1",
        ),
    ] {
        assert_eq!(
            pointer(&sources, reference).as_deref(),
            Ok(expected),
            "{reference}"
        );
    }
}

#[test]
fn a_key_without_a_name_is_found() {
    let sources = read_well("a.yaml", "'': {a: 1}");
    assert_eq!(pointer(&sources, "#/").as_deref(), Ok("/"));
}

#[test]
fn a_reference_that_leads_nowhere_names_the_nearest() {
    let sources = read_well("a.yaml", TEXT);
    let error = sources
        .resolve(sources.root(), "#/components/schemas/LogTyp")
        .unwrap_err();
    assert_eq!(error.problem, RefProblem::Unresolved);
    assert_eq!(error.help, "did you mean `#/components/schemas/LogType`?");
    let error = sources
        .resolve(sources.root(), "#/component/schemas/LogType")
        .unwrap_err();
    assert_eq!(error.help, "did you mean `#/components/schemas/LogType`?");
    let error = sources
        .resolve(sources.root(), "#/components/schemas/All/allOf/7")
        .unwrap_err();
    assert_eq!(error.problem, RefProblem::Unresolved);
    assert!(!error.help.is_empty());
}

#[test]
fn urls_and_absolute_paths_are_not_read() {
    let sources = read_well("a.yaml", TEXT);
    for reference in ["https://example.com/a.yaml", "urn:x:y#/a", "/etc/passwd"] {
        assert_eq!(
            pointer(&sources, reference),
            Err(RefProblem::Unsupported),
            "{reference}"
        );
    }
}

#[test]
fn chains_are_followed_and_cycles_found() {
    let sources = read_well("a.yaml", TEXT);
    let one = at(&sources, &["components", "schemas", "One"]);
    assert_eq!(sources.follow(one).unwrap().get_str("type"), Some("string"));
    let pool = at(&sources, &["components", "schemas", "Pool"]);
    assert_eq!(sources.follow(pool).unwrap_err().problem, RefProblem::Cycle);
}

#[test]
fn a_path_out_of_the_folder_and_back_is_that_of_the_same_file() {
    for (main, relative) in [
        ("spec/a.yaml", "../spec/a.yaml#/z"),
        ("/x/spec/a.yaml", "../../x/spec/./a.yaml#/z"),
        ("../spec/v1/a.yaml", "../../spec/v1/a.yaml#/z"),
    ] {
        let text = format!("z: {{type: string}}\nw: {{$ref: '{relative}'}}");
        let mut diagnostics = Diagnostics::new();
        let mut sources = Sources::read(main, text.as_bytes(), &mut diagnostics);
        let origin = sources.root().get("w").unwrap().origin();
        sources.load_all([origin], &NoFiles, &mut diagnostics);
        let found = sources.resolve(sources.node(origin), relative).unwrap();
        assert_eq!(found.origin(), sources.root().get("z").unwrap().origin());
    }
}

/// Files, and the paths that were requested.
struct Asked<'a> {
    files: BTreeMap<&'a str, &'a str>,
    asked: RefCell<Vec<String>>,
}

impl Loader for Asked<'_> {
    fn load(&self, path: &str) -> Result<String, String> {
        self.asked.borrow_mut().push(path.to_owned());
        self.files.load(path)
    }
}

#[test]
fn other_files_are_relative_to_the_one_that_names_them_and_loaded_once() {
    let loader = Asked {
        files: BTreeMap::from([
            ("parts/b.yaml", "x: {$ref: 'c.yaml#/y'}"),
            ("parts/c.yaml", "y: {$ref: '../a.yaml#/z'}"),
        ]),
        asked: RefCell::default(),
    };
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::read(
        "spec/a.yaml",
        b"z: {type: string}\nw: {$ref: './parts/b.yaml#/x'}",
        &mut diagnostics,
    );
    let mut origin = sources.root().get("w").unwrap().origin();
    for _ in 0..3 {
        let reference = sources.node(origin).reference().unwrap().to_owned();
        sources.load_all([origin], &loader, &mut diagnostics);
        origin = sources
            .resolve(sources.node(origin), &reference)
            .unwrap()
            .origin();
    }
    assert_eq!(sources.node(origin).get_str("type"), Some("string"));
    assert_eq!(*loader.asked.borrow(), ["parts/b.yaml", "parts/c.yaml"]);
    let paths: Vec<_> = sources.trees().iter().map(|tree| tree.path()).collect();
    assert_eq!(
        paths,
        ["spec/a.yaml", "spec/parts/b.yaml", "spec/parts/c.yaml"]
    );
    assert!(diagnostics.is_empty());
}

/// Files of a given length.
struct Long(usize);

impl Loader for Long {
    fn load(&self, path: &str) -> Result<String, String> {
        let filler = "# filler\n".repeat(self.0 / 9);
        match path {
            "none.yaml" => Err("no such file".to_owned()),
            _ => Ok(format!("{filler}name: {path}\nname: again\n")),
        }
    }
}

#[test]
fn files_are_read_once_and_in_the_order_of_the_references_however_many_at_a_time() {
    let names = [
        "d.yaml",
        "b.yaml",
        "none.yaml",
        "./d.yaml",
        "c.yaml",
        "a.yaml",
    ];
    let list: String = names.map(|name| format!("- {{$ref: {name}}}\n")).concat();
    for bytes in [0, 300_000] {
        let mut diagnostics = Diagnostics::new();
        let mut sources = Sources::read("main.yaml", list.as_bytes(), &mut diagnostics);
        let owners: Vec<_> = sources.root().items().map(|item| item.origin()).collect();
        sources.load_all(owners.clone(), &Long(bytes), &mut diagnostics);
        sources.load_all(owners, &Long(bytes), &mut diagnostics);
        let paths: Vec<_> = sources.trees().iter().map(|tree| tree.path()).collect();
        let expected = ["main.yaml", "d.yaml", "b.yaml", "c.yaml", "a.yaml"];
        assert_eq!(paths, expected);
        let found = diagnostics.placed(&sources);
        let found: Vec<_> = found.iter().map(|found| found.file.as_str()).collect();
        assert_eq!(found, expected[1..], "one duplicate key in each");
        let named = sources.resolve(sources.root(), "c.yaml#/name").unwrap();
        assert_eq!(named.as_str(), Some("c.yaml"));
    }
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::read("a.yaml", b"$ref: b.yaml#/x", &mut diagnostics);
    let origin = sources.root().origin();
    sources.load_all([origin], &NoFiles, &mut diagnostics);
    let error = sources.resolve(sources.root(), "b.yaml#/x").unwrap_err();
    assert_eq!(error.problem, RefProblem::Unreadable);
    assert!(
        error.message.contains("b.yaml") && error.message.contains("beside"),
        "{}",
        error.message
    );
}

/// Files, and what can be fetched.
struct Remote(BTreeMap<&'static str, &'static str>);

impl Loader for Remote {
    fn load(&self, path: &str) -> Result<String, String> {
        self.0.load(path)
    }

    fn fetch(&self, url: &str) -> Option<Result<String, String>> {
        Some(self.0.load(url))
    }
}

/// Follows references one after the other, and loads the files to which they lead; returns the pointer to the last
/// target.
fn through(sources: &mut Sources, loader: &dyn Loader, from: &[&str]) -> String {
    let mut diagnostics = Diagnostics::new();
    let mut origin = at(sources, from).origin();
    while let Some(reference) = sources.node(origin).reference().map(str::to_owned) {
        sources.load_all([origin], loader, &mut diagnostics);
        let target = sources.resolve(sources.node(origin), &reference);
        origin = target.unwrap_or_else(|error| panic!("{error:?}")).origin();
    }
    let path = sources.trees()[usize::from(origin.file())].path();
    format!("{path}#{}", sources.pointer(origin))
}

#[test]
fn urls_are_fetched_where_the_loader_does_and_what_is_there_is_relative_to_them() {
    let loader = Remote(BTreeMap::from([
        ("https://a.example/v1/b.yaml", "x: {$ref: '../c.yaml#/y'}"),
        (
            "https://a.example/c.yaml",
            "y: {$ref: '#/z'}\nz: {type: string}",
        ),
    ]));
    let text =
        "w: {$ref: 'https://a.example/v1/b.yaml#/x'}\nv: {$ref: 'https://a.example/none.yaml'}";
    let mut sources = read_well("spec/a.yaml", text);
    assert_eq!(
        through(&mut sources, &loader, &["w"]),
        "https://a.example/c.yaml#/z"
    );
    let from = at(&sources, &["v"]).origin();
    sources.load_all([from], &loader, &mut Diagnostics::new());
    let error = sources.follow(sources.node(from)).unwrap_err();
    assert_eq!(error.problem, RefProblem::Unreadable);
}

#[test]
fn an_identifier_moves_references_into_its_folder() {
    let text = "a: {$id: ./in/, $ref: b.yaml}\nb: {$id: models/b, not: {$ref: c.yaml}}\n";
    let files = BTreeMap::from([("in/b.yaml", "{}"), ("c.yaml", "{}")]);
    for (from, expected) in [
        (&["a"][..], "spec/in/b.yaml#"),
        (&["b", "not"], "spec/c.yaml#"),
    ] {
        let mut sources = read_well("spec/a.yaml", text);
        assert_eq!(through(&mut sources, &files, from), expected);
    }
}

const NAMED: &str = "
$self: https://a.example/api/root.yaml
components:
  schemas:
    Node: {$anchor: node, type: object}
    Other: {$id: 'https://a.example/schemas/other', $defs: {inner: {$anchor: node}, own: {$ref: '#node'}, root: {$ref: '#/$defs/inner'}, out: {$ref: '#/components/schemas/Node'}}}
    Late: {$defs: {inner: {$id: inner.json}}, $id: late/outer.json}
    Named: {$id: 'urn:example:named', $defs: {part: {$anchor: part}, own: {$ref: '#part'}}}
    Nested: {$id: nested.json, properties: {a: {$id: deeper/a.json, $defs: {x: {$ref: '../nested.json'}}}}}
a: {$ref: '#node'}
b: {$ref: 'https://a.example/schemas/other#node'}
c: {$ref: 'https://a.example/api/root.yaml#/components/schemas/Node'}
d: {$ref: 'nested.json#/properties/a'}
e: {$ref: 'deeper/a.json'}
f: {$ref: 'part.yaml#/x'}
g: {$ref: 'late/inner.json'}
h: {$ref: 'urn:example:named#part'}
paths: {/pets: {}}
i: {$ref: '#/paths/%2Fpets'}
";

#[test]
fn the_names_that_schemas_and_documents_give_themselves_are_found() {
    let files = BTreeMap::from([(
        "part.yaml",
        "$self: https://a.example/api/part.yaml\nx: {$ref: 'root.yaml#node'}",
    )]);
    for (from, expected) in [
        (&["a"][..], "/components/schemas/Node"),
        (&["b"], "/components/schemas/Other/$defs/inner"),
        (&["c"], "/components/schemas/Node"),
        (&["d"], "/components/schemas/Nested/properties/a"),
        (&["e"], "/components/schemas/Nested/properties/a"),
        (&["f"], "/components/schemas/Node"),
        (&["g"], "/components/schemas/Late/$defs/inner"),
        (&["h"], "/components/schemas/Named/$defs/part"),
        (&["i"], "/paths/~1pets"),
        (
            &["components", "schemas", "Named", "$defs", "own"],
            "/components/schemas/Named/$defs/part",
        ),
        (
            &["components", "schemas", "Other", "$defs", "own"],
            "/components/schemas/Other/$defs/inner",
        ),
        (
            &["components", "schemas", "Other", "$defs", "root"],
            "/components/schemas/Other/$defs/inner",
        ),
        (
            &["components", "schemas", "Other", "$defs", "out"],
            "/components/schemas/Node",
        ),
        (
            &[
                "components",
                "schemas",
                "Nested",
                "properties",
                "a",
                "$defs",
                "x",
            ],
            "/components/schemas/Nested",
        ),
    ] {
        let mut sources = read_well("a.yaml", NAMED);
        assert_eq!(
            through(&mut sources, &files, from),
            format!("a.yaml#{expected}"),
            "{from:?}"
        );
    }
}

#[test]
fn an_anchor_that_is_not_there_is_unresolved() {
    let sources = read_well("a.yaml", NAMED);
    let error = sources.resolve(sources.root(), "#nobody").unwrap_err();
    assert_eq!(error.problem, RefProblem::Unresolved);
    assert!(error.label.contains("nobody"));
}

#[test]
fn a_pointer_that_is_nearly_right_leads_to_what_was_meant() {
    let sources = read_well("a.yaml", "components: {schemas: {Pet: {}}}\n");
    for written in [
        "#components/schemas/Pet",
        "#\\components\\schemas\\Pet",
        "#/definitions/Pet",
        "#/component/schemas/Pet",
        "/components/schemas/Pet",
        "Pet",
    ] {
        let error = sources.resolve(sources.root(), written).unwrap_err();
        assert_eq!(
            error.help, "did you mean `#/components/schemas/Pet`?",
            "{written}"
        );
    }
}

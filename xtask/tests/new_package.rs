//! A package of one's own: `new`, `codegen.toml` and what is installed.

mod common;

use std::process::Command;

use common::Folder;

const PING: &str = "openapi: 3.1.1
info: {title: Ping, version: '1'}
servers: [{url: https://ping.example}]
paths:
  /ping:
    get:
      operationId: ping
      tags: [a]
      responses: {'204': {description: It is alive.}}
  /pong:
    get:
      operationId: pong
      tags: [b]
      responses: {'204': {description: It is alive.}}
";

#[test]
fn a_package_is_made_as_a_member_of_the_workspace_around_it() {
    let folder = Folder::empty();
    folder.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"app\"]\n",
    );
    folder.write(
        "app/Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    folder.write("app/src/lib.rs", "");
    folder.write("api/ping.yaml", &PING.replace("    get:\n      operationId: pong\n      tags: [b]\n      responses: {'204': {description: It is alive.}}\n", "    $ref: parts/pong.yaml\n"));
    folder.write(
        "api/parts/pong.yaml",
        "get:\n  operationId: pong\n  responses: {'204': {description: It is alive.}}\n",
    );
    let run = folder.xtask(["new", "api/ping.yaml", "clients/ping", "--license", "MIT"]);
    assert_eq!(run.code, 0, "{run}");
    let manifest = std::fs::read_to_string(folder.path("clients/ping/Cargo.toml")).unwrap();
    assert!(manifest.contains("license = \"MIT\""), "{manifest}");
    // The description was copied: a change of the first file would have no effect.
    let next = "from now on, edit clients/ping/ping.yaml, and run `codegen` in clients/ping";
    assert!(run.stdout.contains(next), "{run}");
    // A member of a workspace cannot be a workspace.
    assert!(!manifest.contains("[workspace]"), "{manifest}");
    for file in [
        "Cargo.toml",
        "src/lib.rs",
        "ping.yaml",
        "parts/pong.yaml",
        "codegen.toml",
        "runtime/Cargo.toml",
    ] {
        assert!(folder.path("clients/ping").join(file).exists(), "{file}");
    }
    let manifest = std::fs::read_to_string(folder.path("Cargo.toml")).unwrap();
    assert!(manifest.contains("\"clients/ping\""), "{manifest}");
    assert!(folder.code("clients/ping/src").contains("fn pong"));

    // The same again, by the configuration alone.
    folder.replace(
        "clients/ping/ping.yaml",
        "operationId: ping",
        "operationId: knock",
    );
    let run = folder.xtask(["codegen", "--spec", "clients/ping/ping.yaml"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(folder.code("clients/ping/src").contains("fn knock"));
    let manifest = std::fs::read_to_string(folder.path("clients/ping/Cargo.toml")).unwrap();
    assert!(manifest.contains("license = \"MIT\""), "{manifest}");
    let run = folder.xtask(["new", "api/ping.yaml", "clients/ping"]);
    assert!(
        run.code == 1 && run.stderr.contains("exists already"),
        "{run}"
    );

    // A second package takes the runtime of the first.
    let run = folder.xtask(["new", "api/ping.yaml", "more/other"]);
    assert_eq!(run.code, 0, "{run}");
    let keys = std::fs::read_to_string(folder.path("more/other/codegen.toml")).unwrap();
    let last = "\nruntime = \"../../clients/ping/runtime\"\n";
    assert!(keys.ends_with(last), "{keys}");
    let run = folder.xtask(["codegen", "--spec", "more/other/ping.yaml", "--check"]);
    assert_eq!(run.code, 0, "{run}");
}

#[test]
fn the_configuration_has_the_keys_of_the_flags() {
    let folder = Folder::empty();
    folder.write("api/ping.yaml", PING);
    folder.write("api/names.yaml", "overlay: 1.1.0\ninfo: {title: n, version: '1'}\nactions: [{target: \"$.paths['/ping'].get\", update: {operationId: knock}}]\n");
    let keys = "spec = 'ping.yaml'\nout = '../out'\nname = 'knocker'\nruntime = '0.1'\noverlay = ['names.yaml']\nonly = ['tag:a']\ndeny-warnings = true\n";
    folder.write("api/codegen.toml", keys);
    let run = folder.xtask(["codegen", "--spec", "api/ping.yaml"]);
    assert_eq!(run.code, 0, "{run}");
    let found = folder.code("out");
    assert!(
        found.contains("fn knock") && !found.contains("fn pong"),
        "{run}"
    );
    assert!(found.contains("name = \"knocker\""), "{found}");
    // A flag is taken before the file.
    let run = folder.xtask([
        "codegen",
        "--spec",
        "api/ping.yaml",
        "--out",
        "other",
        "--name",
        "other",
    ]);
    assert_eq!(run.code, 0, "{run}");
    assert!(folder.code("other").contains("name = \"other\""));
    // `check` takes what it has a flag for.
    let run = folder.xtask(["check", "api/ping.yaml"]);
    assert!(
        run.last_line().contains("1 of 2 operations chosen"),
        "{run}"
    );
    // Wherever its flags are.
    let run = folder.xtask([
        "check",
        "--all",
        "api/ping.yaml",
        "--message-format",
        "human",
    ]);
    assert!(
        run.last_line().contains("1 of 2 operations chosen"),
        "{run}"
    );
    // However its path is written.
    let absolute = folder.path("api/ping.yaml");
    let run = folder.xtask(["check".as_ref(), absolute.as_os_str()]);
    assert!(
        run.last_line().contains("1 of 2 operations chosen"),
        "{run}"
    );
    folder.replace("api/codegen.toml", "'ping.yaml'", "'../api/ping.yaml'");
    let run = folder.xtask(["check", "api/ping.yaml"]);
    assert!(
        run.last_line().contains("1 of 2 operations chosen"),
        "{run}"
    );
    // Another description beside it has no configuration.
    folder.write("api/other.yaml", PING);
    let run = folder.xtask(["check", "api/other.yaml"]);
    assert!(!run.last_line().contains("chosen"), "{run}");
    // A path that looks like a version is a path, except for the runtime.
    folder.write("api/codegen.toml", "out = '2.0'\nruntime = '0.1'\n");
    let run = folder.xtask(["codegen", "--spec", "api/ping.yaml"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(folder.path("api/2.0/src/lib.rs").exists());
    folder.write("api/codegen.toml", keys);
    // Of several, each is read as it says itself, or not at all.
    let run = folder.xtask(["check", "api/other.yaml", "api/ping.yaml"]);
    assert!(
        run.code == 2 && run.stderr.contains("check it by itself"),
        "{run}"
    );
}

#[test]
fn descriptions_in_one_folder_have_a_table_each() {
    let folder = Folder::empty();
    folder.write("api/ping.yaml", PING);
    folder.write("api/other.yaml", PING);
    folder.write(
        "api/codegen.toml",
        "[ping]\nonly = ['tag:a']\n[third]\nonly = ['tag:b']\n",
    );
    let run = folder.xtask(["check", "api/ping.yaml"]);
    assert!(
        run.last_line().contains("1 of 2 operations chosen"),
        "{run}"
    );
    let run = folder.xtask(["check", "api/other.yaml"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(!run.last_line().contains("chosen"), "{run}");
    // Those without options are read together.
    folder.write("api/more.yaml", PING);
    let run = folder.xtask(["check", "api/other.yaml", "api/more.yaml"]);
    assert_eq!(run.code, 0, "{run}");
    folder.write("api/codegen.toml", "[ping]\nonli = ['tag:a']\n");
    let run = folder.xtask(["check", "api/ping.yaml"]);
    assert!(
        run.code == 2 && run.stderr.contains("did you mean `only`?"),
        "{run}"
    );
}

#[test]
fn of_a_description_with_errors_no_package_is_made() {
    let folder = Folder::empty();
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = []\n";
    folder.write("Cargo.toml", manifest);
    folder.write(
        "parts/pong.yaml",
        "get: {responses: {'204': {description: Done.}}}\n",
    );
    let wrong = PING.replace("operationId: pong", "operationId: ping");
    let outside = PING.replace("    get:\n      operationId: pong\n      tags: [b]\n      responses: {'204': {description: It is alive.}}\n", "    $ref: ../parts/pong.yaml\n");
    for (text, expected) in [
        (wrong, "duplicate-operation-id"),
        (outside, "is outside of"),
    ] {
        folder.write("api/ping.yaml", &text);
        for from in ["api/ping.yaml", "-"] {
            let run = folder.xtask_with_input(["new", from, "clients/ping"], &text);
            assert_eq!(run.code, 1, "{run}");
            let said = format!("{}{}", run.stdout, run.stderr);
            assert!(said.contains(expected) || from == "-", "{run}");
            let is_counted = run.stdout.starts_with("1 error");
            assert_ne!(is_counted, said.contains("is outside of"), "{run}");
            assert!(!folder.path("clients").exists(), "{run}");
            let left = std::fs::read_to_string(folder.path("Cargo.toml")).unwrap();
            assert_eq!(left, manifest);
        }
    }
}

#[test]
fn a_package_from_the_standard_input_has_the_name_of_its_title_and_one_from_a_file_that_of_the_file()
 {
    let folder = Folder::empty();
    folder.write("knock.yaml", PING);
    for (from, package, file) in [
        ("-", "ping", "client.yaml"),
        ("knock.yaml", "knock", "knock.yaml"),
    ] {
        let run = folder.xtask_with_input(["new", from], PING);
        assert_eq!(run.code, 0, "{run}");
        let copied = std::fs::read_to_string(folder.path(package).join(file)).unwrap();
        assert_eq!(copied, PING);
    }
}

#[test]
fn a_manifest_may_hold_the_configuration() {
    let folder = Folder::empty();
    folder.write("ping.yaml", PING);
    let manifest = "[package]\nname = \"mine\"\n[package.metadata.codegen]\nspec = 'ping.yaml'\nout = 'ping'\nruntime = '0.1'\n";
    folder.write("Cargo.toml", manifest);
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(folder.path("ping/src/lib.rs").exists());
}

#[test]
fn a_mistake_in_the_configuration_is_a_usage_error() {
    for (keys, expected) in [
        ("ot = 'x'", "unknown key `ot`; did you mean `out`?"),
        ("out = true", "`out` takes a string"),
        ("out = ['x']", "`out` takes a string"),
        ("check = true", "unknown key `check`"),
        (
            "skip-unsupported = 'yes'",
            "`skip-unsupported` takes true or false",
        ),
        ("only = [1]", "`only` takes strings"),
        ("out = ", "codegen.toml: TOML parse error at line 1"),
    ] {
        let folder = Folder::empty();
        folder.write("codegen.toml", keys);
        let run = folder.xtask(["codegen"]);
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains(expected), "{run}");
    }
    let folder = Folder::empty();
    std::fs::write(folder.path("codegen.toml"), b"# \xff\nout = 'x'\n").unwrap();
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stderr.contains("codegen.toml: "), "{run}");
}

#[test]
fn the_installed_program_has_the_same_commands_under_its_own_name() {
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_apigen"))
            .args(args)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run(&["--help"]).contains("Usage: apigen <COMMAND>"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(run(&["completions", shell]).contains("apigen"), "{shell}");
    }
}

#[test]
fn editors_know_every_extension_and_every_key() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/schemas");
    let read = |name: &str| {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        schema
    };
    let extensions = read("extensions.schema.json");
    for name in generator::openapi::extensions() {
        assert!(
            extensions["$defs"]["any"]["properties"][name].is_object(),
            "{name}"
        );
    }
    let keys = read("codegen.schema.json");
    let help = Folder::empty().xtask(["codegen", "--help"]).stdout;
    let flags = help
        .lines()
        .filter_map(|line| line.trim_start().split(", ").last()?.strip_prefix("--"));
    let flags: Vec<&str> = flags
        .filter_map(|flag| flag.split([' ', '=']).next())
        .collect();
    assert!(flags.len() > 10, "{help}");
    for flag in flags {
        let is_of_one_run = ["check", "help", "timings", "watch"].contains(&flag);
        assert_eq!(keys["properties"][flag].is_null(), is_of_one_run, "{flag}");
    }
}

#[test]
fn a_vendors_description_becomes_a_package_with_its_overlay() {
    let folder = Folder::empty();
    folder.write("vendor/ping.yaml", PING);
    folder.write(
        "own/names.yaml",
        "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n  - target: $.paths['/ping'].get\n    update: {x-rust-name: is_alive}\n",
    );
    let new = [
        "new",
        "vendor/ping.yaml",
        "client",
        "--overlay",
        "own/names.yaml",
    ];
    let run = folder.xtask(new.into_iter().chain(["--skip-unsupported"]));
    assert_eq!(run.code, 0, "{run}");
    assert!(folder.code("client/src").contains("fn is_alive"));
    let keys = std::fs::read_to_string(folder.path("client/codegen.toml")).unwrap();
    for key in ["overlay = [\"names.yaml\"]", "skip-unsupported = true"] {
        assert!(keys.contains(key), "{keys}");
    }
    // The configuration alone says the same.
    let run = folder.xtask(["codegen", "--spec", "client/ping.yaml", "--check"]);
    assert_eq!(run.code, 0, "{run}");
}

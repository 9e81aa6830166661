//! A run with `--out` that has nothing to do, and one that has: what is printed and written is the same whether or not
//! the run before is remembered.

mod common;

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use common::{Folder, Run};

const DESCRIPTION: &str = "openapi: 3.1.1
info: {title: Tasks, version: '1'}
servers: [{url: 'https://tasks.example.com/v1/'}]
paths:
  /tasks:
    get:
      operationId: ListTasks
      responses:
        '200':
          description: Tasks.
          content:
            application/json:
              schema: {$ref: 'common.yaml#/Task'}
";

const COMMON: &str = "Task:
  type: object
  properties:
    id: {type: string}
";

const OVERLAY: &str = "overlay: 1.0.0
info: {title: Changes, version: '1'}
actions:
  - target: $.info
    update: {description: Tasks of a person.}
";

/// Two folders in which the same is done; the second one forgets each run.
struct Both(Folder, Folder);

impl Both {
    fn new() -> Self {
        let both = Self(Folder::empty(), Folder::empty());
        both.write("api.yaml", DESCRIPTION);
        both.write("common.yaml", COMMON);
        both.write("changes.yaml", OVERLAY);
        both
    }

    /// Writes a file, as if it had been saved a minute ago.
    fn write(&self, path: &str, text: &str) {
        for folder in [&self.0, &self.1] {
            folder.write(path, text);
            let file = File::options().write(true).open(folder.path(path)).unwrap();
            let before = SystemTime::now() - Duration::from_secs(60);
            file.set_modified(before).unwrap();
        }
    }

    fn remove(&self, path: &str) {
        for folder in [&self.0, &self.1] {
            fs::remove_file(folder.path(path)).unwrap();
        }
    }

    /// Generates in both; returns whether the first one did it from memory.
    fn generate(&self, options: &str) -> bool {
        let command = command(options);
        let before = self.kept();
        let _ = fs::remove_dir_all(self.1.caches());
        let [one, other] =
            [&self.0, &self.1].map(|folder| folder.xtask(command.split_whitespace()));
        assert_eq!(without_times(&one), without_times(&other));
        let files = |folder: &Folder| {
            let files = folder.snapshot("out").into_iter();
            let relative = |path: PathBuf| path.strip_prefix(folder.path("")).unwrap().to_owned();
            files
                .map(|(path, text)| (relative(path), text))
                .collect::<Vec<_>>()
        };
        assert_eq!(files(&self.0), files(&self.1));
        before.is_some() && self.kept() == before
    }

    /// When the first one was remembered last.
    fn kept(&self) -> Option<SystemTime> {
        let kept = fs::read_dir(self.0.caches().join("apigen")).ok()?;
        let kept: Vec<_> = kept.map(|file| file.unwrap().metadata().unwrap()).collect();
        assert!(kept.len() <= 1);
        kept.first()?.modified().ok()
    }
}

fn command(options: &str) -> String {
    format!("codegen --spec api.yaml --out out --runtime 0.1 {options}")
}

fn without_times(run: &Run) -> String {
    let text = run.to_string();
    let ends = text.split("elapsed_ms\":").enumerate();
    let text: String = ends
        .map(|(at, part)| match at {
            0 => part,
            _ => part.trim_start_matches(|c: char| c.is_ascii_digit()),
        })
        .collect();
    let lines = text.lines().map(|line| match line.split_once(" (0.") {
        Some((before, after)) => format!("{before}{}", after.split_once(')').unwrap().1),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_run_with_nothing_to_do_says_the_same_in_every_format() {
    for format in ["human", "json", "github", "sarif"] {
        let both = Both::new();
        let options = format!("--message-format {format}");
        assert!(!both.generate(&options));
        assert!(both.generate(&options), "{format}");
        let run = both.0.xtask(command(&options).split_whitespace());
        let found = run.stdout.contains("server-slash") || run.stderr.contains("server-slash");
        assert!(found, "{run}");
    }
}

#[test]
fn a_change_of_what_is_read_is_seen() {
    let both = Both::new();
    both.generate("--overlay changes.yaml");
    assert!(both.generate("--overlay changes.yaml"));
    both.write("common.yaml", &COMMON.replace("id:", "name:"));
    assert!(!both.generate("--overlay changes.yaml"));
    assert!(both.0.code("out").contains("name"));
    both.write("changes.yaml", &OVERLAY.replace("a person", "all"));
    assert!(!both.generate("--overlay changes.yaml"));
    both.write(
        "api.yaml",
        &DESCRIPTION.replace("Tasks, version", "Works, version"),
    );
    assert!(!both.generate("--overlay changes.yaml"));
    assert!(both.generate("--overlay changes.yaml"));
    both.write("codegen.toml", "skip-unsupported = true\n");
    assert!(!both.generate("--overlay changes.yaml"));
    both.remove("common.yaml");
    both.generate("--overlay changes.yaml");
    both.write("common.yaml", COMMON);
    let intended = "- {code: server-slash, at: /servers/0/url, reason: REASON}\n";
    both.write("intended.yaml", &intended.replace("REASON", "it works"));
    both.generate("--accept intended.yaml");
    assert!(both.generate("--accept intended.yaml"));
    both.write("intended.yaml", "[]\n");
    assert!(!both.generate("--accept intended.yaml"));
}

#[test]
fn what_comes_from_elsewhere_is_read_again() {
    let folder = Folder::empty();
    let args = "codegen --spec - --name tasks --out out --runtime 0.1";
    let text = DESCRIPTION.replace("common.yaml#/Task", "#/components/schemas/Task");
    let schemas =
        "components:\n  schemas:\n    Task: {type: object, properties: {NAME: {type: string}}}\n";
    for name in ["first", "second"] {
        let text = text.clone() + &schemas.replace("NAME", name);
        let run = folder.xtask_with_input(args.split(' '), &text);
        assert!(
            folder.code("out/src").contains(&format!("pub {name}: ")),
            "{run}"
        );
    }

    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/common.yaml", server.local_addr().unwrap());
    folder.write("api.yaml", &DESCRIPTION.replace("common.yaml", &url));
    let args = "codegen --spec api.yaml --out out --runtime 0.1";
    let run = folder.xtask(args.split(' '));
    assert!(
        run.code == 1 && run.stderr.contains("--allow-remote"),
        "{run}"
    );
    let serve = std::thread::spawn(move || {
        for name in ["third", "fourth", "fifth"] {
            let (mut stream, _) = server.accept().unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).unwrap();
            let body = COMMON.replace("id:", &format!("{name}:"));
            let head = format!(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all((head + &body).as_bytes()).unwrap();
        }
    });
    for name in ["third", "fourth"] {
        let run = folder.xtask(format!("{args} --allow-remote").split(' '));
        assert_eq!(run.code, 0, "{run}");
        assert!(
            folder.code("out/src").contains(&format!("pub {name}: ")),
            "{run}"
        );
    }
    let tree = common::in_tree();
    fs::copy(folder.path("api.yaml"), tree.path("spec/dcs.yaml")).unwrap();
    let run = tree.xtask(["codegen", "--allow-remote"]);
    assert!(!run.stderr.contains("--allow-remote"), "{run}");
    serve.join().unwrap();
}

#[test]
fn another_option_is_another_run() {
    let both = Both::new();
    both.generate("");
    assert!(both.generate(""));
    assert!(!both.generate("--name other"));
    assert!(!both.generate("--only op:ListTasks"));
    assert!(!both.generate("--license MIT"));
    assert!(both.generate("--license MIT"));
    // Only a copy of the runtime is a member.
    assert!(!both.0.code("out").contains("[workspace]"));
    // What ends with findings is not remembered, nor is what only checks.
    both.generate("--license MIT --deny-warnings");
    both.generate("--license MIT --check");
    assert!(both.generate("--license MIT"));
    // A workspace around it decides what its manifest needs.
    both.write("Cargo.toml", "[workspace]\nmembers = ['out']\n");
    assert!(!both.generate("--license MIT"));
}

#[test]
fn an_output_that_was_edited_or_removed_is_made_right() {
    let both = Both::new();
    both.generate("");
    assert!(both.generate(""));
    let written = both.0.snapshot("out");
    both.write(
        "out/src/lib.rs",
        "// @generated by `cargo xtask codegen`.\nfn edited() {}\n",
    );
    assert!(!both.generate(""));
    both.remove("out/Cargo.toml");
    assert!(!both.generate(""));
    both.remove("out/CHANGELOG.md");
    assert!(!both.generate(""));
    assert_eq!(both.0.snapshot("out"), written);
    both.write("out/README.md", "# Mine\n");
    assert!(!both.generate(""));
    assert!(both.generate(""));
}

#[test]
fn a_run_in_the_tree_is_remembered_beside_the_program() {
    let folder = common::in_tree();
    let program = folder.path("target/xtask");
    fs::create_dir(folder.path("target")).unwrap();
    let built = env!("CARGO_BIN_EXE_xtask");
    if fs::hard_link(built, &program).is_err() {
        fs::copy(built, &program).unwrap();
    }
    let generate = || {
        let run = std::process::Command::new(&program)
            .args(["codegen"])
            .current_dir(folder.path("."))
            .output()
            .unwrap();
        let kept = fs::metadata(folder.path("target/codegen-runs/tree.toml"));
        (run, kept.and_then(|file| file.modified()).ok())
    };
    let save = |path: &str, from: &str, to: &str| {
        folder.replace(path, from, to);
        let file = File::options().write(true).open(folder.path(path)).unwrap();
        let before = SystemTime::now() - Duration::from_secs(60);
        file.set_modified(before).unwrap();
    };
    save("spec/dcs.yaml", "openapi: 3.1.1", "openapi: 3.1.1");
    generate();
    // What was written by the first run is another output than the one before it.
    let (_, first) = generate();
    let (again, second) = generate();
    assert!(first.is_some() && first == second);
    let said = String::from_utf8(again.stdout).unwrap();
    assert!(
        said.starts_with("generated/: ") && said.contains(" unchanged ("),
        "{said}"
    );
    let code = folder.code("generated/src");
    for (path, from, to) in [
        (
            "spec/dcs.yaml",
            "Asks the service to collect",
            "Makes the service collect",
        ),
        ("generated/src/lib.rs", "\n\n", "\n\n\n"),
        ("generated/Cargo.toml", "[package]", "# Ours.\n[package]"),
    ] {
        let (_, before) = generate();
        save(path, from, to);
        let (_, after) = generate();
        assert_ne!(before, after, "{path}");
    }
    // A new file beside the descriptions is another description.
    folder.write("spec/other.yaml", "openapi: 3.1.1\n");
    let (run, _) = generate();
    assert_eq!(run.status.code(), Some(1), "{run:?}");
    assert_eq!(
        folder.code("generated/src"),
        code.replace("Asks the service to collect", "Makes the service collect")
    );
}

#[test]
fn nothing_is_remembered_without_a_folder_for_it() {
    let folder = Folder::empty();
    folder.write("api.yaml", DESCRIPTION);
    folder.write("common.yaml", COMMON);
    // A file stands where the folder belongs.
    fs::write(folder.caches().join("apigen"), "").unwrap();
    for _ in 0..2 {
        let run = folder.xtask("codegen --spec api.yaml --out out --runtime 0.1".split(' '));
        assert_eq!(run.code, 0, "{run}");
    }
    assert!(folder.caches().join("apigen").is_file());
}

//! `codegen --watch`: what follows each save.

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Lines, Read};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use common::Folder;

const PING: &str = "openapi: 3.1.1
info: {title: Ping, version: '1'}
servers: [{url: https://ping.example}]
paths:
  /ping:
    get:
      operationId: ping
      responses: {'204': {$ref: 'common.yaml#/Alive'}}
";

const COMMON: &str = "Alive: {description: It is alive.}\n";

/// A run that goes on.
struct Watching {
    folder: Folder,
    child: Child,
    result: Lines<BufReader<ChildStdout>>,
    beside: Lines<BufReader<ChildStderr>>,
}

impl Watching {
    fn start() -> Self {
        let folder = Folder::empty();
        folder.write("api/ping.yaml", PING);
        folder.write("api/common.yaml", COMMON);
        // What was saved just before the program starts may have been saved after: it would run again.
        sleep(Duration::from_millis(50));
        let args = "codegen --spec api/ping.yaml --out out --runtime 0.1 --watch";
        let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(args.split(' '))
            .current_dir(folder.path("."))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut watching = Self {
            folder,
            result: lines(child.stdout.take().unwrap()),
            beside: lines(child.stderr.take().unwrap()),
            child,
        };
        let first = watching.result.next().unwrap().unwrap();
        assert!(first.contains("created"), "{first}");
        watching
    }

    /// Waits for the result of a save: the files that have changed, and the last line.
    fn result(&mut self) -> (Vec<String>, String) {
        let mut changed = Vec::new();
        loop {
            let line = self.result.next().unwrap().unwrap();
            if line.starts_with("out/: ") {
                return (changed, line);
            }
            changed.push(line);
        }
    }

    /// Waits for a line beside the result.
    fn waits_for(&mut self, text: &str) {
        let found = self
            .beside
            .find(|line| line.as_ref().unwrap().contains(text));
        assert!(found.is_some(), "{text}");
    }

    /// Gives the operation another name; returns the result.
    fn rename(&mut self, name: &str) -> (Vec<String>, String) {
        let text = PING.replace("operationId: ping", &format!("operationId: {name}"));
        self.folder.write("api/ping.yaml", &text);
        let result = self.result();
        let code = self.folder.code("out/src");
        assert!(code.contains(&format!("fn {name}(")), "{result:?}");
        result
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn lines<R: Read>(stream: R) -> Lines<BufReader<R>> {
    BufReader::new(stream).lines()
}

#[test]
fn each_save_generates_again_and_prints_what_changed() {
    let mut watching = Watching::start();
    for name in ["knock", "call", "ping"] {
        let (changed, last) = watching.rename(name);
        assert!(
            changed.contains(&"out/src/operations.rs".to_owned()),
            "{changed:?}"
        );
        assert!(
            !changed.contains(&"out/Cargo.toml".to_owned()),
            "{changed:?}"
        );
        assert!(last.contains(" updated, "), "{last}");
    }
}

#[test]
fn a_file_that_takes_the_place_of_another_is_a_save() {
    let mut watching = Watching::start();
    let folder = &watching.folder;
    folder.write("api/common.yaml~", "Alive: {description: It works.}\n");
    fs::rename(
        folder.path("api/common.yaml~"),
        folder.path("api/common.yaml"),
    )
    .unwrap();
    watching.result();
    watching.rename("knock");
}

#[test]
fn a_file_that_is_gone_is_reported_and_waited_for() {
    let mut watching = Watching::start();
    let path = watching.folder.path("api/ping.yaml");
    fs::rename(&path, watching.folder.path("api/pong.yaml")).unwrap();
    watching.waits_for("api/ping.yaml: ");
    watching.rename("knock");
}

#[test]
fn what_is_wrong_is_said_once_and_no_more_when_it_is_right() {
    let mut watching = Watching::start();
    watching
        .folder
        .write("api/common.yaml", "Alive: {description: 'It is\n");
    watching.waits_for("yaml-syntax");
    let (_, last) = watching.result();
    assert!(last.contains("left as it was, "), "{last}");
    watching.folder.write("api/common.yaml", COMMON);
    let (changed, last) = watching.result();
    assert!(
        changed.is_empty() && last.contains(" unchanged "),
        "{changed:?} {last}"
    );
}

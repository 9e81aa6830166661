//! Measures a program that uses the client of DCS: its build and its size.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::figure::{Figure, number};
use super::tools::{cargo, scratch, workspace};
use crate::files::write;

/// The limits of a program that uses the client: the CPU seconds of its build, these as a part of those of a program
/// that uses reqwest, the number of crates, and MB.
const LIMITS: (f64, f64, f64, f64) = (20.0, 0.5, 54.0, 3.2);

const PROGRAM: &str = r#"fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let sent = CALL.send();
    match runtime.expect("a runtime").block_on(sent) {
        Ok(response) => println!("{}", response.status()),
        Err(error) => println!("{error}"),
    }
}
"#;

const ON_THE_CLIENT: &str = r#"huaweicloud::dcs::Client::builder()
        .endpoint("http://127.0.0.1:4010")
        .credentials(huaweicloud::Credentials::ak_sk("key", "secret"))
        .project_id("project")
        .build()
        .expect("a client")
        .create_redislog("instance", huaweicloud::dcs::models::LogType::Run)"#;

const ON_REQWEST: &str = r#"reqwest::Client::new()
        .post("http://127.0.0.1:4010/v2/project/instances/instance/redislog?log_type=run")
        .header("X-Auth-Token", "token")"#;

/// Measures the build of a small program that uses the client, and compares it with one that uses reqwest.
pub(super) fn figures() -> Result<Vec<Figure>, String> {
    let (seconds, of_reqwest, crates_at_most, megabytes) = LIMITS;
    let ours = format!(
        "huaweicloud = {{ path = {:?} }}",
        workspace().join("generated")
    );
    let ours = program("client", ON_THE_CLIENT, &ours)?;
    let theirs = program("reqwest", ON_REQWEST, "reqwest = \"0.13\"")?;
    let (_, client) = cargo(&ours, &["build", "--offline"])?;
    let (_, reqwest) = cargo(&theirs, &["build", "--offline"])?;
    let (tree, of_theirs) = (crates(&ours)?, crates(&theirs)?);
    let is_macro = |line: &&String| line.contains("(proc-macro)");
    let macros = tree.iter().filter(is_macro).count();
    cargo(&ours, &["build", "--offline", "--release"])?;
    let binary = ours.join("target/release/client");
    let size = std::fs::metadata(&binary).map_err(|e| format!("{}: {e}", binary.display()))?;
    Ok(vec![
        Figure::new("clean dev build on the client, peer reqwest", client, "s")
            .at_most(seconds)
            .beside(Some(reqwest), of_reqwest),
        Figure::new("crates of the program", number(tree.len()), "")
            .at_most(crates_at_most)
            .beside(Some(number(of_theirs.len())), 1.0),
        Figure::new("proc macros among them", number(macros), "").at_most(0.0),
        Figure::new("stripped release binary", number(size.len()) / 1e6, "MB").at_most(megabytes),
    ])
}

/// Writes a package with a call, and fetches the newest versions of its dependencies.
fn program(name: &str, call: &str, dependency: &str) -> Result<PathBuf, String> {
    let folder = scratch(name)?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{dependency}\n\
         tokio = {{ version = \"1\", default-features = false, features = [\"net\", \"rt\", \"time\"] }}\n\n\
         [profile.release]\nstrip = true\n\n[workspace]\n"
    );
    write(&folder.join("Cargo.toml"), &manifest)?;
    write(&folder.join("src/main.rs"), &PROGRAM.replace("CALL", call))?;
    cargo(&folder, &["fetch"])?;
    Ok(folder)
}

/// Returns all crates that are built for the program, without the program itself.
fn crates(folder: &Path) -> Result<BTreeSet<String>, String> {
    let arguments = [
        "tree",
        "--offline",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
    ];
    let (tree, _) = cargo(folder, &arguments)?;
    let names = tree
        .lines()
        .skip(1)
        .map(|line| line.trim_end_matches(" (*)").to_owned());
    Ok(names.filter(|line| !line.is_empty()).collect())
}

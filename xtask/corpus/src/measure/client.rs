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
    let (seconds, of_reqwest, _, megabytes) = LIMITS;
    let (ours, theirs) = (on_the_client()?, on_reqwest()?);
    let (_, client) = cargo(&ours, &["build", "--offline"])?;
    let (_, reqwest) = cargo(&theirs, &["build", "--offline"])?;
    let build = Figure::new("clean dev build on the client, peer reqwest", client, "s")
        .at_most(seconds)
        .beside(Some(reqwest), of_reqwest);
    let [crates, macros] = crates(&ours, Some(&theirs))?;
    Ok(vec![build, crates, macros, size(&ours)?.at_most(megabytes)])
}

/// Measures the crates and the size of a small program that uses the client.
pub(super) fn counts() -> Result<[Figure; 3], String> {
    let ours = on_the_client()?;
    let [crates, macros] = crates(&ours, None)?;
    Ok([crates, macros, size(&ours)?])
}

fn on_the_client() -> Result<PathBuf, String> {
    let client = workspace().join("generated");
    let dependency = format!("huaweicloud = {{ path = {client:?} }}");
    program("client", ON_THE_CLIENT, &dependency)
}

fn on_reqwest() -> Result<PathBuf, String> {
    program("reqwest", ON_REQWEST, "reqwest = \"0.13\"")
}

/// Counts the crates of a program, and the proc macros among them.
fn crates(ours: &Path, theirs: Option<&Path>) -> Result<[Figure; 2], String> {
    let ours = tree(ours)?;
    let is_macro = |line: &&String| line.contains("(proc-macro)");
    let macros = ours.iter().filter(is_macro).count();
    let theirs = theirs.map(tree).transpose()?;
    let theirs = theirs.map(|theirs| number(theirs.len()));
    Ok([
        Figure::new("crates of the program", number(ours.len()), "")
            .at_most(LIMITS.2)
            .beside(theirs, 1.0),
        Figure::new("proc macros among them", number(macros), "").at_most(0.0),
    ])
}

/// Measures the program that is deployed.
fn size(ours: &Path) -> Result<Figure, String> {
    cargo(ours, &["build", "--offline", "--release"])?;
    let binary = ours.join("target/release/client");
    let size = std::fs::metadata(&binary).map_err(|e| format!("{}: {e}", binary.display()))?;
    let megabytes = number(size.len()) / 1e6;
    Ok(Figure::new("stripped release binary", megabytes, "MB"))
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
fn tree(folder: &Path) -> Result<BTreeSet<String>, String> {
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

//! What a program pays for the client.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Figure, cargo, scratch, workspace, write};
use crate::terminal::Terminal;

/// A hundredth above half would still be half to a reader.
const MOST_OF_REQWEST: f64 = 0.5;
const MOST_CRATES: f64 = 75.0;
const MOST_MEGABYTES: f64 = 3.5;

const CLIENT: &str = r#"//! One call through the client.

use huaweicloud::Credentials;
use huaweicloud::dcs::{Client, models::LogType};

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let client = Client::builder()
        .endpoint("http://127.0.0.1:4010")
        .credentials(Credentials::ak_sk("key", "secret"))
        .project_id("project")
        .build()
        .expect("a client");
    let sent = client.create_redislog("instance", LogType::Run).send();
    match runtime.expect("a runtime").block_on(sent) {
        Ok(response) => println!("{}", response.status()),
        Err(error) => println!("{error}"),
    }
}
"#;

const REQWEST: &str = r#"//! The same call through reqwest, without a signature.

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let sent = reqwest::Client::new()
        .post("http://127.0.0.1:4010/v2/project/instances/instance/redislog?log_type=run")
        .header("X-Auth-Token", "token")
        .send();
    match runtime.expect("a runtime").block_on(sent) {
        Ok(response) => println!("{}", response.status()),
        Err(error) => println!("{error}"),
    }
}
"#;

pub(super) fn measure(terminal: &Terminal) -> Result<Vec<Figure>, String> {
    let generated = workspace()?.join("generated");
    let ours = program(
        "client",
        CLIENT,
        &format!("huaweicloud = {{ path = {generated:?} }}"),
    )?;
    let theirs = program("reqwest", REQWEST, "reqwest = \"0.13\"")?;
    terminal.remark("building a small program on the client, and one on reqwest");
    let (_, client) = cargo(&ours, &["build", "--offline"])?;
    let (_, reqwest) = cargo(&theirs, &["build", "--offline"])?;
    let tree = crates(&ours)?;
    let macros = tree.iter().filter(|line| line.contains("(proc-macro)"));
    let others = crates(&theirs)?.len();
    cargo(&ours, &["build", "--offline", "--release"])?;
    let binary = ours.join("target/release/client");
    let size = std::fs::metadata(&binary).map_err(|e| format!("{}: {e}", binary.display()))?;
    #[expect(clippy::cast_precision_loss, reason = "a size in MB")]
    let (size, others) = (size.len() as f64 / 1e6, others as f64);
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let (crates, macros) = (tree.len() as f64, macros.count() as f64);
    Ok(vec![
        Figure::new(
            "clean dev build on reqwest 0.13, default features",
            reqwest,
            "s",
        ),
        Figure::new(
            "clean dev build on the client, default features",
            client,
            "s",
        )
        .at_most(reqwest * MOST_OF_REQWEST),
        Figure::new(
            "crates of the program on reqwest, with build scripts'",
            others,
            "",
        ),
        Figure::new(
            "crates of the program on the client, with build scripts'",
            crates,
            "",
        )
        .at_most(MOST_CRATES),
        Figure::new("proc macros among them", macros, "").at_most(0.0),
        Figure::new("stripped release binary", size, "MB").at_most(MOST_MEGABYTES),
    ])
}

/// A package with this program, its dependencies fetched. The versions are the newest for both.
fn program(name: &str, code: &str, dependency: &str) -> Result<std::path::PathBuf, String> {
    let folder = scratch(name)?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{dependency}\n\
         tokio = {{ version = \"1\", default-features = false, features = [\"net\", \"rt\", \"time\"] }}\n\n\
         [profile.release]\nstrip = true\n\n[workspace]\n"
    );
    write(&folder.join("Cargo.toml"), &manifest)?;
    write(&folder.join("src/main.rs"), code)?;
    cargo(&folder, &["fetch"])?;
    Ok(folder)
}

/// All crates that are built for the program, itself left out.
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

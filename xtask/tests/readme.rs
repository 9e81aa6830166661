//! The README shows what the commands print.

mod common;

use std::path::Path;

use common::{Folder, Section, arguments, in_tree};

#[test]
fn the_finding_in_the_readme_is_what_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let (_, rest) = readme.split_once("```text\nerror[").unwrap();
    let shown = format!("error[{}", rest.split("```").next().unwrap());
    let folder = in_tree();
    for entry in std::fs::read_dir(root.join("spec/dcs")).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let name = entry.file_name().into_string().unwrap();
        folder.write(&format!("spec/dcs/{name}"), &text);
    }
    let description = std::fs::read_to_string(root.join("spec/dcs.yaml")).unwrap();
    folder.write("spec/dcs.yaml", &description);
    folder.replace(
        "spec/dcs/tags.yaml",
        "schemas/ResourceTag'",
        "schemas/ResourceTags'",
    );
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.stderr, format!("{shown}\n"), "{run}");
}

#[test]
fn the_description_of_the_readme_is_called_as_written_and_compiled() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let section = Section::of("README.md", "## Your own description in two minutes");
    let folder = Folder::empty();
    folder.write("todo.yaml", section.block("yaml"));
    folder.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"app\"]\n",
    );
    let app = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    folder.write("app/Cargo.toml", app);
    folder.write("app/src/lib.rs", section.block("rust,ignore"));
    let lock = std::fs::read_to_string(root.join("Cargo.lock")).unwrap();
    folder.write("Cargo.lock", &lock);
    let run = folder.xtask(arguments(section.block("sh")));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run}");
    folder.write(
        "app/Cargo.toml",
        &format!("{app}[dependencies]\ntodo = {{ path = \"../clients/todo\" }}\n"),
    );
    let cargo = std::process::Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline", "--package", "app"])
        .current_dir(folder.path("."))
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme"),
        )
        .env("RUSTFLAGS", "-Dwarnings")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&cargo.stderr);
    assert!(cargo.status.success(), "{said}");
}

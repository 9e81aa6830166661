//! Writes the list of the files that a complete build hands out, so that an installed program needs no checkout.

#[path = "src/walk.rs"]
mod walk;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// The files and folders that are handed out.
const HANDED_OUT: [&str; 6] = [
    "Cargo.toml",
    "generator/runtime/Cargo.toml",
    "generator/runtime/LICENSE-APACHE",
    "generator/runtime/LICENSE-MIT",
    "generator/runtime/src",
    "generator/tests/diagnostics",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/walk.rs");
    // `cargo xtask codegen` reads the files where they are, and waits for no build when one changes.
    if env::var_os("CARGO_FEATURE_COMPLETE").is_none() {
        return Ok(());
    }
    let package = env::var("CARGO_MANIFEST_DIR")?;
    let root = Path::new(&package)
        .parent()
        .ok_or("no folder around the package")?;
    let mut list = String::from("&[\n");
    for handed_out in HANDED_OUT {
        println!(
            "cargo::rerun-if-changed={}",
            root.join(handed_out).display()
        );
        for file in walk::walk(root, handed_out)? {
            list += &format!("    ({file:?}, include_bytes!({:?})),\n", root.join(&file));
        }
    }
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("embedded.rs"),
        list + "]\n",
    )?;
    Ok(())
}

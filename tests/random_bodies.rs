//! Random function bodies give with `#[daisy::inline]` what they give without it, alone and folded together.
//!
//! Writes a crate of random functions, each plain and inline, builds it against daisy, and runs it.
//! `DAISY_BODIES` is how many (40), `DAISY_SEED` which (1), `DAISY_KEEP_GOING` lists all that differ.

#[path = "random_bodies/generator.rs"]
mod generator;
#[path = "random_bodies/program.rs"]
mod program;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn number(variable: &str, default: u64) -> u64 {
    env::var(variable).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

/// Where daisy is: this package, or what `DAISY_PATH` says where the test is tried in another.
fn daisy() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if here.join("daisy-macros").exists() {
        return here.to_path_buf();
    }
    PathBuf::from(env::var("DAISY_PATH").expect("DAISY_PATH says where daisy is"))
}

#[test]
fn random_bodies_agree() {
    let (count, seed) = (number("DAISY_BODIES", 40), number("DAISY_SEED", 1));
    let daisy = daisy();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("random-bodies-{}", std::process::id()));
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[workspace]\n[package]\nname = \"random-bodies\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [dependencies]\ndaisy = {{ package = \"daisy-rs\", path = {daisy:?} }}\n\
         [profile.dev]\noverflow-checks = false\ndebug = false\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(daisy.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    fs::write(folder.join("src/main.rs"), program::program(&generator::bodies(seed, count as usize))).unwrap();

    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let run = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "seed {seed}, in {}:\n{said}", folder.join("src/main.rs").display());
    assert!(said.contains(&format!("{count} bodies agree")), "{said}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_seed_is_a_program() {
    assert_eq!(generator::bodies(7, 5), generator::bodies(7, 5));
    assert_ne!(generator::bodies(7, 5), generator::bodies(8, 5));
}

//! What the expansions cost the compiler: one crate of two hundred functions, written in three ways.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::common::{Table, rounds, timed, times, verdict};

const FUNCTIONS: usize = 200;

/// The crates: what stands above each function, and how many times as long as plain ones these may take.
const CRATES: [(&str, &str, f64); 3] =
    [("plain", "", 1.0), ("delayed", "#[daisy::delayed]", 3.0), ("inline", "#[daisy::inline]", 4.0)];

/// Ten lines of arithmetic and of chains each.
fn text(attribute: &str) -> String {
    let mut text = String::from("fn half(x: f64) -> f64 {\n    x / 2.0\n}\n");
    for n in (0..FUNCTIONS).step_by(2) {
        let m = n + 1;
        write!(
            text,
            "
{attribute}
pub fn numbers_{n}(items: &[f64], low: f64, high: f64) -> f64 {{
    let len = items.len() as f64;
    let total = items.iter().sum::<f64>();
    let mean = total / len;
    let spread = items.iter().map(|item| (item - mean).powi(2)).sum::<f64>();
    let deviation = (spread / len).sqrt();
    let width = high - low + {n}.0;
    let scaled = (mean - low) / width;
    let middle = half(low + high);
    let bound = deviation.max(middle).min(width);
    scaled * 2.0 - bound
}}

{attribute}
pub fn words_{m}(name: &str, given: &[String], most: usize) -> String {{
    let trimmed = name.trim().to_owned();
    let upper = trimmed.to_uppercase();
    let count = given.iter().filter(|word| word.starts_with(\"{m}\")).count();
    let longest = given.iter().map(|word| word.len()).max().unwrap_or(0);
    let left = most - count;
    let wide = longest * 2 + {m};
    let first = given.first().cloned().unwrap_or_default();
    let joined = given.join(\", \");
    let short = joined.chars().take(left).collect::<String>();
    format!(\"{{upper}} {{first}} {{short}} {{wide}}\")
}}
"
        )
        .expect("a string takes everything");
    }
    text
}

/// Writes the crates and has what they depend on built.
fn prepare() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
    let daisy = env!("CARGO_MANIFEST_DIR");
    for (name, attribute, _) in CRATES {
        let root = folder.join(name);
        fs::create_dir_all(root.join("src")).expect("a folder to write to");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n\
             [dependencies]\ndaisy = {{ package = \"daisy-rs\", path = {daisy:?} }}\n\n[workspace]\n"
        );
        fs::write(root.join("Cargo.toml"), manifest).expect("a file to write");
        fs::write(root.join("src/lib.rs"), text(attribute)).expect("a file to write");
        fs::copy(Path::new(daisy).join("Cargo.lock"), root.join("Cargo.lock")).expect("a file to write");
        compile(&folder, name, "check");
        compile(&folder, name, "build");
    }
    folder
}

/// Checks or builds the crate anew: its source is as new as can be.
fn compile(folder: &Path, name: &str, command: &str) -> Duration {
    let root = folder.join(name);
    let source = root.join("src/lib.rs");
    fs::write(&source, fs::read(&source).expect("it was written")).expect("a file to write");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([command, "--quiet", "--offline"]).current_dir(root);
    cargo.env("CARGO_TARGET_DIR", folder.join("target")).env("CARGO_INCREMENTAL", "0");
    timed(|| assert!(cargo.status().expect("cargo").success(), "{name} compiles"))
}

pub fn measure() {
    let folder = prepare();
    let mut table = Table::new(
        "Compiling: `cargo check` and `cargo build` of 200 functions of ten lines, without what they depend on",
        &["", "check", "to plain", "goal", "", "build", "to plain"],
    );
    let rounds_of = |command: &'static str, count| {
        let mut sides = CRATES.map(|(name, ..)| {
            let folder = &folder;
            move || compile(folder, name, command)
        });
        rounds(count, sides.each_mut().map(|side| side as _))
    };
    let (checked, built) = (rounds_of("check", 5), rounds_of("build", 3));
    for (side, (name, _, goal)) in CRATES.into_iter().enumerate() {
        let ratio = checked.ratio(side, 0);
        table.row([
            name.to_owned(),
            format!("{:.2} s", checked.median(side)),
            times(ratio),
            format!("<= {}", times(goal)),
            verdict(ratio <= goal),
            format!("{:.2} s", built.median(side)),
            times(built.ratio(side, 0)),
        ]);
    }
    println!("{table}");
}

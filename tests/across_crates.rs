//! Functions of several crates: operators and callees fold across them; texts of one name in two versions of
//! one crate do not. Those of libraries are found again by a graph that is read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate called `shapes`, of which there are two versions in the program.
fn shapes(k: i64) -> String {
    format!(
        r#"
pub const K: i64 = {k};

#[derive(Clone, Debug, PartialEq, daisy::Tokenize)]
pub struct Unit(pub i64);

impl std::ops::Add for Unit {{
    type Output = i64;
    fn add(self, other: Unit) -> i64 {{ (self.0 + other.0) * K }}
}}

pub trait Step {{ fn step(&self) -> i64; }}
impl Step for i64 {{ fn step(&self) -> i64 {{ self + K }} }}

pub fn stepped(x: i64) -> i64 {{ x + K }}

#[daisy::delayed]
pub fn units_of(x: i64) -> Unit {{ Unit(x) }}

#[daisy::delayed]
pub fn times(x: i64, of: Unit) -> i64 {{ x * of.0 * K }}

#[daisy::inline]
pub fn sum(x: i64, y: i64) -> i64 {{ x + y }}

#[daisy::inline]
pub fn maximum(x: i64, y: i64) -> i64 {{ std::cmp::max(x, y) }}

#[daisy::inline]
pub fn chain(x: i64) -> i64 {{ x.wrapping_mul(K) }}

#[daisy::inline]
pub fn by_trait(x: i64) -> i64 {{ x.step() }}

#[daisy::inline]
pub fn closure(xs: Vec<i64>) -> i64 {{ xs.iter().map(|x| x + K).sum::<i64>() }}

#[daisy::inline]
pub fn region(x: i64) -> i64 {{ match x {{ K => -1, n => n * 10 }} }}

#[daisy::inline]
pub fn called(x: i64) -> i64 {{ stepped(x) }}

#[daisy::inline]
pub fn operand(x: i64) -> i64 {{ x * K }}

#[daisy::inline]
pub fn units(x: i64) -> i64 {{ Unit(x) + Unit(1) }}

#[daisy::inline]
pub fn formatted(x: i64) -> String {{ format!("{{x}} {{}}", K) }}

#[daisy::inline]
pub fn tokens(x: Unit) -> i64 {{ x + x }}
"#
    )
}

const MAIN: &str = r#"
use daisy::Delayed;
use std::fmt::Debug;

#[daisy::inline]
fn sum(a: i64, b: i64) -> i64 { a + b }

#[daisy::inline]
fn maximum(a: i64, b: i64) -> i64 { std::cmp::max(a, b) }

#[daisy::inline]
fn called(x: i64) -> i64 { one::stepped(x) }

#[daisy::inline]
fn units(x: one::Unit) -> i64 { x + x }

fn differ<T: daisy::Data + Clone + Debug + PartialEq>(what: &str, a: Delayed<T>, b: Delayed<T>, values: [T; 2]) {
    assert_eq!(daisy::compute([a.clone(), b.clone()]).wait().unwrap(), values, "{what}");
    assert_ne!(a.key(), b.key(), "{what}");
}

fn main() {
    assert_eq!(one::sum(1, 2).key(), two::sum(1, 2).key());
    assert_eq!(one::sum(1, 2).key(), sum(1, 2).key());
    assert_eq!(one::maximum(1, 2).key(), two::maximum(1, 2).key());
    assert_eq!(one::maximum(1, 2).key(), maximum(1, 2).key());
    assert_eq!(one::called(1).key(), called(1).key());
    assert_eq!(one::tokens(daisy::value(one::Unit(3))).key(), units(daisy::value(one::Unit(3))).key());

    differ("chain", one::chain(5), two::chain(5), [5, 10]);
    differ("by_trait", one::by_trait(5), two::by_trait(5), [6, 7]);
    differ("closure", one::closure(vec![1, 2]), two::closure(vec![1, 2]), [5, 7]);
    differ("region", one::region(2), two::region(2), [20, -1]);
    differ("called", one::called(5), two::called(5), [6, 7]);
    differ("operand", one::operand(5), two::operand(5), [5, 10]);
    differ("units", one::units(5), two::units(5), [6, 12]);
    differ("formatted", one::formatted(5), two::formatted(5), ["5 1".to_string(), "5 2".to_string()]);
    differ("tokens", one::tokens(daisy::value(one::Unit(3))), two::tokens(daisy::value(two::Unit(3))), [6, 12]);
    // Functions of libraries are found again; their types have no serde.
    let times = |x: Delayed<i64>| one::times(&x, one::units_of(x.clone())) + two::times(&x, two::units_of(&x));
    let graph = times(daisy::value(3)).graph();
    let read = daisy::Graph::from_bytes(&graph.to_bytes().unwrap()).unwrap();
    assert_eq!((&read, read.to_string()), (&graph, graph.to_string()));
    let root = read.roots().next().unwrap().typed::<i64>().unwrap();
    assert_eq!(root.compute().wait().unwrap(), 27);
    let error = one::times(1, one::Unit(1)).graph().to_bytes().unwrap_err().to_string();
    assert!(error.contains("shapes::Unit") && error.contains("times-"), "{error}");
    println!("all is told apart");
}
"#;

/// Where daisy is: this package, or what `DAISY_PATH` says where the test is tried in another.
fn daisy() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if here.join("daisy-macros").exists() {
        return here.to_path_buf();
    }
    PathBuf::from(std::env::var("DAISY_PATH").expect("DAISY_PATH says where daisy is"))
}

#[test]
fn operators_and_callees_fold_and_versions_of_a_crate_do_not() {
    let daisy = daisy();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("across-crates-{}", std::process::id()));
    let dependency = format!("daisy = {{ package = \"daisy-rs\", path = {daisy:?} }}\n");
    for (name, version, k) in [("one", "1.0.0", 1), ("two", "2.0.0", 2)] {
        let manifest = format!(
            "[package]\nname = \"shapes\"\nversion = {version:?}\nedition = \"2024\"\n[dependencies]\n{dependency}"
        );
        fs::create_dir_all(folder.join(name).join("src")).unwrap();
        fs::write(folder.join(name).join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join(name).join("src/lib.rs"), shapes(k)).unwrap();
    }
    let manifest = format!(
        "[workspace]\nexclude = [\"one\", \"two\"]\n[package]\nname = \"across-crates\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\n{dependency}\
         one = {{ package = \"shapes\", path = \"one\" }}\ntwo = {{ package = \"shapes\", path = \"two\" }}\n"
    );
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/main.rs"), MAIN).unwrap();
    fs::copy(daisy.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();

    let run = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && said.contains("all is told apart"), "in {}:\n{said}", folder.display());
    fs::remove_dir_all(folder).unwrap();
}

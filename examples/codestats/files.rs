//! Which files there are, and whose: the folders to look in, the Rust files under them, their packages.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use daisy::Tokenize;
use serde::Deserialize;

use crate::pipeline::{Problem, Stage};

/// A package, as the nearest `Cargo.toml` above a file names it, else the folder it was found in.
#[derive(Clone, Debug, Tokenize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: Option<String>,
    pub(crate) crate_name: String,
    /// Before 2018, a `use` path started at the crate's own root.
    pub(crate) uses_are_local: bool,
}

#[derive(Default)]
pub(crate) struct Found {
    pub(crate) packages: Vec<(Package, Vec<PathBuf>)>,
    /// Folders that could not be read.
    pub(crate) problems: Vec<Problem>,
}

/// The folders of the packages that cargo knows here: the workspace's own and what it depends on.
pub(crate) fn known_to_cargo() -> Result<Vec<PathBuf>, String> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        manifest_path: PathBuf,
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(["metadata", "--format-version", "1"]).output();
    let output = output.map_err(|error| format!("cargo does not run: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("no folders given, and cargo knows of no packages here:\n{}", said.trim_end()));
    }
    let metadata: Metadata =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("what cargo says makes no sense: {error}"))?;
    Ok(metadata.packages.iter().filter_map(|entry| Some(entry.manifest_path.parent()?.to_owned())).collect())
}

/// The Rust files under `folders`, by package; each once, however folders overlap.
pub(crate) fn find(folders: &[PathBuf]) -> Result<Found, String> {
    let (mut seen, mut files, mut found) = (HashSet::new(), BTreeMap::<_, BTreeSet<_>>::new(), Found::default());
    for folder in folders {
        let cannot = |error: io::Error| format!("{}: {error}", folder.display());
        if !fs::metadata(folder).map_err(cannot)?.is_dir() {
            return Err(format!("{}: not a folder", folder.display()));
        }
        let home = home_of(&fs::canonicalize(folder).map_err(cannot)?).unwrap_or_else(|| folder.clone());
        let mut open = vec![(folder.clone(), home)];
        while let Some((folder, home)) = open.pop() {
            if !fs::canonicalize(&folder).is_ok_and(|real| seen.insert(real)) {
                continue;
            }
            let home = if folder.join("Cargo.toml").is_file() { folder.clone() } else { home };
            let (rust, folders) = match entries(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    found.problems.push(Problem { path: folder, stage: Stage::Read, reason: error.to_string() });
                    continue;
                }
            };
            open.extend(folders.into_iter().map(|folder| (folder, home.clone())));
            if !rust.is_empty() {
                files.entry(home).or_default().extend(rust);
            }
        }
    }
    found.packages = files.into_iter().map(|(home, files)| (package(&home), files.into_iter().collect())).collect();
    Ok(found)
}

/// The Rust files and the folders in a folder. Links are not followed, which is how loops end; hidden
/// folders and cargo's build folders are left out.
fn entries(folder: &Path) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_file() && path.extension() == Some(OsStr::new("rs")) {
            files.push(path);
        } else if kind.is_dir()
            && !entry.file_name().as_encoded_bytes().starts_with(b".")
            && !path.join("CACHEDIR.TAG").exists()
        {
            folders.push(path);
        }
    }
    Ok((files, folders))
}

/// The nearest folder, from `folder` up, with a `Cargo.toml`.
fn home_of(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| folder.join("Cargo.toml").is_file()).map(Path::to_owned)
}

fn package(home: &Path) -> Package {
    let read = |folder: &Path| fs::read_to_string(folder.join("Cargo.toml")).ok();
    let manifest = read(home);
    let field = |field| {
        let manifest = manifest.as_deref()?;
        let inherited = || home.ancestors().find_map(|folder| value(&read(folder)?, "workspace.package", field));
        value(manifest, "package", field)
            .or_else(|| value(manifest, "package", &format!("{field}.workspace")).and(inherited()))
    };
    let folder = || fs::canonicalize(home).ok()?.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = field("name").or_else(folder).unwrap_or_else(|| home.display().to_string());
    let library = manifest.as_deref().and_then(|manifest| value(manifest, "lib", "name"));
    Package {
        crate_name: library.unwrap_or_else(|| name.replace('-', "_")),
        name,
        version: field("version"),
        uses_are_local: manifest.is_some() && field("edition").is_none_or(|edition| edition == "2015"),
    }
}

/// What follows `key =` in a section of a manifest.
fn value(manifest: &str, section: &str, key: &str) -> Option<String> {
    let mut lines = manifest.lines().map(str::trim).skip_while(|line| *line != format!("[{section}]")).skip(1);
    let value = lines.by_ref().take_while(|line| !line.starts_with('[')).find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then(|| value.split('#').next().unwrap_or(value).trim())
    })?;
    Some(value.trim_matches('"').to_owned())
}

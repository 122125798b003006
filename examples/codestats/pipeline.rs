//! The pipeline: read, measure, reduce. Everything delayed is here.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fs, io};

use daisy::prelude::*;
use serde::Serialize;

use crate::files::Package;
use crate::measure::{self, Counts, Measures, Unparsable};

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) packages: Vec<PackageReport>,
    pub(crate) total: Counts,
    pub(crate) imports: BTreeMap<String, Imported>,
    pub(crate) problems: Vec<Problem>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct PackageReport {
    pub(crate) name: String,
    pub(crate) version: Option<String>,
    #[serde(flatten)]
    pub(crate) counts: Counts,
    /// How many files import a crate.
    pub(crate) imports: BTreeMap<String, usize>,
    #[serde(skip)]
    pub(crate) problems: Vec<Problem>,
}

/// How many files, and files of how many packages, import a crate.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Imported {
    pub(crate) files: usize,
    pub(crate) packages: usize,
}

/// A file or folder that is not in the counts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Problem {
    pub(crate) path: PathBuf,
    pub(crate) stage: Stage,
    pub(crate) reason: String,
}

/// Where it got stuck.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stage {
    Read,
    Parse,
}

/// One handle for everything.
pub(crate) fn report_on(packages: Vec<(Package, Vec<PathBuf>)>) -> Delayed<Report> {
    let package = |(package, paths): (Package, Vec<PathBuf>)| {
        let files: Vec<_> = paths.iter().map(|path| read(path).attempt()).collect();
        reduce(package, paths, files)
    };
    report(packages.into_iter().map(package).collect::<Vec<_>>())
}

/// Reads a file and runs on as the measuring of its text: a task whose key is the text, wherever it was
/// found, so that files of equal content are one task.
#[delayed(blocking)]
fn read(path: PathBuf) -> io::Result<Delayed<Measures>> {
    let text = String::from_utf8(fs::read(path)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    Ok(measure(text))
}

#[delayed]
fn measure(text: &str) -> Result<Measures, Unparsable> {
    measure::measures(text)
}

#[delayed]
fn reduce(package: &Package, paths: &[PathBuf], files: &[daisy::Result<Measures>]) -> PackageReport {
    let (mut counts, mut imports, mut problems) = (Counts::default(), BTreeMap::new(), Vec::new());
    let own = own_names(package, files);
    for (path, file) in paths.iter().zip(files) {
        match file {
            Ok(measures) => {
                counts.add(&measures.counts);
                for name in measures.imports.iter().filter(|name| !own.contains(name.as_str())) {
                    *imports.entry(name.clone()).or_default() += 1;
                }
            }
            Err(error) => problems.push(problem(path, error)),
        }
    }
    PackageReport { name: package.name.clone(), version: package.version.clone(), counts, imports, problems }
}

#[delayed]
fn report(packages: Vec<PackageReport>) -> Report {
    let (mut total, mut imports) = (Counts::default(), BTreeMap::<_, Imported>::new());
    for package in &packages {
        total.add(&package.counts);
        for (name, files) in &package.imports {
            let imported = imports.entry(name.clone()).or_default();
            imported.files += files;
            imported.packages += 1;
        }
    }
    let problems = packages.iter().flat_map(|package| package.problems.clone()).collect();
    Report { packages, total, imports, problems }
}

/// What a `use` path may start with that is no other package's crate.
fn own_names(package: &Package, files: &[daisy::Result<Measures>]) -> BTreeSet<String> {
    let names = ["std", "core", "alloc", "crate", "self", "super", &package.crate_name].map(str::to_owned);
    let modules = files.iter().filter(|_| package.uses_are_local).flatten().flat_map(|file| file.modules.clone());
    names.into_iter().chain(modules).collect()
}

/// What a person wants to know of a file that failed: the error of its task, without the task.
fn problem(path: &Path, error: &daisy::Error) -> Problem {
    let stage = if error.downcast_ref::<io::Error>().is_some() { Stage::Read } else { Stage::Parse };
    let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    Problem { path: path.to_owned(), stage, reason }
}

//! Which build this is.
//!
//! Operations are told apart by `TypeId`s, which hold for one build. The one thing that no two builds share is the
//! executable itself, so its BLAKE3 digest names the build: worked out once, when the first graph is written or read
//! (a second for some gigabytes). It sees no change in libraries that are linked when the program starts.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use crate::error::{Error, Result};

/// A build of a program.
#[derive(Debug)]
pub(super) struct Build {
    pub(super) digest: [u8; 32],
    /// The name of its executable, for messages.
    pub(super) program: String,
}

impl Build {
    /// The one that runs.
    pub(super) fn this() -> Result<&'static Build> {
        static THIS: OnceLock<Result<Build, String>> = OnceLock::new();
        let this = THIS.get_or_init(|| Build::of_executable().map_err(|error| error.to_string()));
        this.as_ref().map_err(|error| {
            Error::executor(format!("can't tell which build this is, as its executable can't be read: {error}"))
        })
    }

    fn of_executable() -> io::Result<Build> {
        let path = std::env::current_exe()?;
        // Linux knows the file that runs even if its path has a newer one.
        let running = Path::new("/proc/self/exe");
        let file = if cfg!(target_os = "linux") { File::open(running) } else { File::open(&path) };
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(file.or_else(|_| File::open(&path))?)?;
        let program = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Build { digest: hasher.finalize().into(), program })
    }
}

/// The first digits of a build's digest.
pub(super) fn short(digest: &[u8; 32]) -> String {
    digest[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}

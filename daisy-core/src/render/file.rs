//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Writes a file beside `path` and gives it that name once it is complete. Errors name `path`.
pub(super) fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let draft = path.with_file_name(format!(".daisy-{}-{}.tmp", std::process::id(), NEXT.fetch_add(1, Relaxed)));
    let written = File::create_new(&draft).and_then(|file| {
        let mut out = BufWriter::new(file);
        let written = write(&mut out).and_then(|()| out.flush()).and_then(|()| fs::rename(&draft, path));
        // The error that counts is the first.
        written.inspect_err(|_| drop(fs::remove_file(&draft)))
    });
    let named = |error: io::Error| io::Error::new(error.kind(), format!("can't write `{}`: {error}", path.display()));
    written.map_err(named)
}

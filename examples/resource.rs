//! A file that must be open while any block of it is read: opened once before the first, closed once after the last,
//! by the user's plain `compute()` and nothing else.
//!
//! ```text
//! cargo run --example resource [-- FILE [PICTURE]]
//! ```
//!
//! It is closed on error too. The first failure stops what has not started, and would leave the file open; so `close`
//! is bound to the blocks' *attempts*. A failed block is a value there, which stops nothing; it fails again, as what it
//! was, once the file is closed. The same holds if the file can't be opened, and if a block panics.
//!
//! A computation that is given up (dropped, or out of time) starts nothing more, so `close` does not run. Then the
//! file is closed where any Rust value is: by the drop of the reader, with the last handle to it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use daisy::prelude::*;

/// The bytes of a block.
const BLOCK: u64 = 1 << 12;

/// A file that is open at times.
pub struct Reader {
    path: PathBuf,
    file: Mutex<Option<File>>,
    /// Hears what happens.
    log: fn(String),
}

impl Reader {
    /// It is not open yet.
    pub fn new(path: impl Into<PathBuf>, log: fn(String)) -> Reader {
        Reader { path: path.into(), file: Mutex::new(None), log }
    }

    fn file(&self) -> MutexGuard<'_, Option<File>> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> io::Result<()> {
        let file = File::open(&self.path)?;
        assert!(self.file().replace(file).is_none(), "opened twice");
        (self.log)("open".into());
        Ok(())
    }

    fn close(&self) {
        match self.file().take() {
            Some(_) => (self.log)("close".into()),
            None => (self.log)("was not open".into()),
        }
    }

    /// How many lines end in block `index`; an error if there is no such block.
    fn lines(&self, index: u64) -> io::Result<usize> {
        let (mut file, mut block) = (self.file(), Vec::new());
        let file = file.as_mut().ok_or_else(|| io::Error::other("read while closed"))?;
        file.seek(SeekFrom::Start(index * BLOCK))?;
        file.take(BLOCK).read_to_end(&mut block)?;
        (self.log)(format!("read {index}"));
        match block.is_empty() {
            true => Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("no block {index}"))),
            false => Ok(block.iter().filter(|byte| **byte == b'\n').count()),
        }
    }
}

#[delayed(impure, blocking)]
fn open(reader: &Reader) -> io::Result<()> {
    reader.open()
}

#[delayed(impure, blocking)]
fn close(reader: &Reader) {
    reader.close();
}

#[delayed(impure, blocking)]
fn lines(reader: &Reader, index: u64) -> io::Result<usize> {
    reader.lines(index)
}

/// The lines in each of the blocks. To see one, all are read: the file is closed before anything is seen.
pub fn blocks(reader: Reader, count: u64) -> Vec<Delayed<usize>> {
    let reader = daisy::opaque(reader);
    let blocks: Vec<_> = (0..count).map(|index| lines(&reader, index)).collect();
    let blocks = daisy::bind(blocks, open(&reader));
    let tried: Vec<_> = blocks.iter().map(Delayed::attempt).collect();
    let closed = daisy::bind(close(&reader), tried.clone());
    let (tried, _) = daisy::wait_on((tried, closed));
    tried.iter().map(|block| block.flatten()).collect()
}

#[delayed]
fn total(counts: Vec<usize>) -> usize {
    counts.iter().sum()
}

fn main() -> daisy::Result<()> {
    let path = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "README.md".into()));
    let size = path.metadata().map_or(0, |file| file.len());
    let reader = || Reader::new(&path, |event| println!("  {event}"));

    println!("every block of {}:", path.display());
    let all = total(blocks(reader(), size.div_ceil(BLOCK)));
    if let Some(picture) = std::env::args().nth(2) {
        daisy::visualize(all.clone(), &picture).unwrap_or_else(|error| eprintln!("{error}"));
    }
    let lines = all.compute().wait()?;
    println!("{lines} lines\n");

    println!("one block too many:");
    let error = total(blocks(reader(), size.div_ceil(BLOCK) + 1)).compute().wait().expect_err("it is not there");
    println!("{error}");
    Ok(())
}

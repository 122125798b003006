//! A layer of one's own, in six steps: a file in chunks, and the whole lines of each chunk.
//!
//! `cargo run --example custom_layer [FILE] [BYTES]` counts the words of FILE (this source, if none is given), BYTES at a
//! time (4096). The tasks of a layer are a rule: a file of a terabyte would have as many chunks as it has, and asking for
//! three of them would build three tasks, and those that they read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use daisy::prelude::*;
use daisy::{Blocks, Key, Layer, Node, blockwise, tree_reduce};

#[delayed(blocking)]
fn read(path: &str, start: u64, bytes: u64) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    let mut chunk = Vec::new();
    file.take(bytes).read_to_end(&mut chunk)?;
    Ok(chunk)
}

/// The lines that begin in `chunk`, the last of which may end in `next`, which may be the `end` of the file.
#[delayed]
fn whole_lines(chunk: &[u8], next: &[u8], first: bool, end: bool) -> Result<String, String> {
    let begin = if first { 0 } else { after_newline(chunk).unwrap_or(chunk.len()) };
    let open = begin < chunk.len() || chunk.ends_with(b"\n");
    let rest = match after_newline(next) {
        _ if !open => 0,
        Some(rest) => rest,
        None if end => next.len(),
        None => return Err(format!("a line is longer than a chunk of {} bytes", chunk.len())),
    };
    Ok(String::from_utf8_lossy(&[&chunk[begin..], &next[..rest]].concat()).into_owned())
}

fn after_newline(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|&byte| byte == b'\n').map(|at| at + 1)
}

struct Chunks {
    path: String,
    size: u64,
    bytes: u64,
}

impl Layer for Chunks {
    type Output = Vec<u8>;

    /// Step 1, `key`: a name, and everything that the tasks depend on. Equal keys are equal layers: two of them, or two
    /// culls of one, are one in a graph.
    fn key(&self) -> Key {
        Key::new("chunks", &(&self.path, self.size, self.bytes))
    }

    /// Step 2, `len`: how many tasks. Task `i` has the key `self.key().at(i)`.
    fn len(&self) -> usize {
        self.size.div_ceil(self.bytes) as usize
    }

    /// Step 3, `task`: one call of a delayed function. The only method that is called once a task, and only when a plan
    /// needs it.
    fn task(&self, index: usize) -> Delayed<Vec<u8>> {
        read(&self.path, index as u64 * self.bytes, self.bytes)
    }
}

struct Lines {
    of: Blocks<Vec<u8>>,
}

impl Layer for Lines {
    type Output = String;

    fn key(&self) -> Key {
        Key::new("lines", &self.of)
    }

    fn len(&self) -> usize {
        self.of.len()
    }

    /// Step 4, `inputs`: what a task reads. Counting and culling ask this, so that no task is built for them. A task
    /// that reads anything else is an error that names it.
    fn inputs(&self, index: usize) -> Vec<Node> {
        vec![self.of.block(index).into(), self.next(index)]
    }

    fn task(&self, index: usize) -> Delayed<String> {
        let next = self.next(index).typed::<Vec<u8>>().expect("chunks are bytes");
        whole_lines(self.of.block(index), next, index == 0, index + 2 >= self.of.len())
    }

    /// Step 5, `output_keys` and `cull`: which keys others may ask for, and which tasks some keys need. What stands here
    /// is what they do by themselves; a layer that knows better says it here.
    fn cull(&self, keys: &[Key]) -> Vec<usize> {
        let mut needed: Vec<usize> = keys.iter().filter_map(Key::index).filter(|&index| index < self.len()).collect();
        needed.retain(|&index| keys.contains(&self.key().at(index)));
        needed.sort_unstable();
        needed.dedup();
        needed
    }

    /// Step 6, `is_materialized`: whether the tasks are a list already. These are not, so that with `DAISY_DEBUG=layers`
    /// in the environment, whatever builds one before a plan needs it panics, with a backtrace that shows who did.
    fn is_materialized(&self) -> bool {
        false
    }
}

impl Lines {
    /// The chunk after `index`; after the last there is nothing.
    fn next(&self, index: usize) -> Node {
        if index + 1 < self.of.len() { self.of.block(index + 1).into() } else { daisy::value(Vec::<u8>::new()).into() }
    }
}

type Counts = BTreeMap<String, usize>;

#[delayed]
fn count(text: &str) -> Counts {
    let mut counts = Counts::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

#[delayed]
fn merged(parts: Vec<Counts>) -> Counts {
    let mut all = Counts::new();
    for (word, count) in parts.into_iter().flatten() {
        *all.entry(word).or_default() += count;
    }
    all
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path =
        arguments.next().unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/examples/custom_layer.rs").into());
    let bytes = arguments.next().map_or(Ok(4096), |bytes| bytes.parse::<u64>())?.max(1);
    let size = std::fs::metadata(&path)?.len();

    // A layer becomes blocks, which are ordinary handles; a layer of one's own and daisy's go together.
    let chunks = daisy::layer(Chunks { path, size, bytes });
    let lines = daisy::layer(Lines { of: chunks });
    let counts = blockwise("counts", &lines, count);
    let words = tree_reduce("words", &counts, 8, merged);

    println!("{} blocks; a graph of {} tasks, none of them built", lines.len(), words.graph().len());
    let last = lines.len().saturating_sub(1);
    if let Some(key) = (!lines.is_empty()).then(|| lines.key().at(last)) {
        let few = lines.cull(&[key]);
        println!("the last lines alone: {} tasks", few.graph().len());
        println!("  {:?}", few.compute().wait()?[0].lines().last().unwrap_or_default());
    }
    let words = words.compute().wait()?;
    let mut most: Vec<(&String, &usize)> = words.iter().collect();
    most.sort_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
    println!("{} words, {} different ones:", words.values().sum::<usize>(), words.len());
    most.iter().take(5).for_each(|(word, count)| println!("  {count:5} {word}"));
    Ok(())
}

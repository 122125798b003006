//! Records: what a run did, task by task, to be looked up by key afterwards.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::error::TaskInfo;
use crate::key::{Digest, Key};
use crate::observer::{Ended, Observer, Outcome};
use crate::sync::lock;

/// Remembers how long each task of a run took, how large its result was and what became of it, for the colours of a
/// [`Picture`](crate::Picture). Cheap to clone; clones are one record. Of several runs the last counts, task by task.
///
/// ```
/// use daisy::{Colour, Record};
///
/// let sum = daisy::value(1i64) + 2i64;
/// let record = Record::new();
/// sum.compute().observe(record.clone()).wait()?;
/// let path = std::env::temp_dir().join(format!("{}-record.html", std::process::id()));
/// sum.graph().picture().record(&record).colour(Colour::Time).render(&path)?;
/// # std::fs::remove_file(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Record(Arc<Mutex<HashMap<Digest, Ran>>>);

/// What is known of a task that started.
#[derive(Clone, Debug)]
pub(crate) struct Ran {
    /// The task it ran as a part of; what it took and gave is not known then.
    pub(crate) within: Option<Key>,
    pub(crate) took: Duration,
    pub(crate) worker: usize,
    pub(crate) bytes: Option<u64>,
    pub(crate) end: End,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    Done,
    Failed(String),
    Cancelled,
}

impl Record {
    /// A record of nothing yet.
    pub fn new() -> Record {
        Record::default()
    }

    pub(crate) fn find(&self, digest: &Digest) -> Option<Ran> {
        lock(&self.0).get(digest).cloned()
    }
}

impl Observer for Record {
    fn task_ended(&self, task: &Ended<'_>) {
        let (end, culprit) = match task.outcome {
            Outcome::Done => (End::Done, None),
            Outcome::Failed(error) => (End::Failed(error.to_string()), error.task().map(TaskInfo::key)),
            Outcome::Cancelled => (End::Cancelled, None),
        };
        let mut seen = lock(&self.0);
        let failed_before = |key: &Key| matches!(seen.get(&key.identity()), Some(Ran { end: End::Failed(_), .. }));
        let is_part = |key: &Key| key == task.key || task.fused.iter().any(|(part, _)| part == *key);
        // What several tasks are fused into starts with one of them, though an input of another has failed.
        if culprit.is_some_and(|culprit| !is_part(culprit) && failed_before(culprit)) {
            return;
        }
        let took = task.ended.saturating_duration_since(task.started);
        let ran = Ran { within: None, took, worker: task.worker, bytes: task.bytes, end };
        for (key, _) in task.fused.iter() {
            let part = Ran { within: Some(task.key.clone()), bytes: None, ..ran.clone() };
            // What comes after the one that failed has not run.
            if culprit == Some(&key) {
                seen.insert(key.identity(), part);
                return;
            }
            let end = if culprit.is_some() { End::Done } else { part.end };
            seen.insert(key.identity(), Ran { end, ..part });
        }
        seen.insert(task.key.identity(), ran);
    }
}

//! Whom a failure reaches: paths from a failed task through its readers.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::Ordering::Relaxed;

use crate::error::{Error, TaskInfo};
use crate::sync::lock;

use super::run::{Cell, Run, TaskId};

/// Failures that reach a root, in the order they were met.
#[derive(Default)]
pub(super) struct Failures {
    pub(super) list: Vec<Error>,
    known: HashSet<usize>,
}

impl Run {
    /// A failure reaches a root by `path`: counted once, and the run stops unless it is to keep going.
    pub(super) fn note(&self, error: &Error, path: impl FnOnce() -> Vec<TaskInfo>) {
        let mut failures = lock(&self.failures);
        if failures.known.insert(error.identity()) {
            failures.list.push(error.with_path(path()));
        }
        drop(failures);
        if !self.options.keep_going {
            self.stop();
        }
    }

    /// Which task the run waits for, the most urgent of them, and how many more: to follow a statement.
    pub(crate) fn unfinished(&self) -> String {
        let needed = |cell: &&Cell| !cell.settled() && !cell.asleep.load(Relaxed);
        let open: Vec<&Cell> = self.task_cells().filter(needed).collect();
        // What waits for no input is ready or runs.
        match open.iter().find(|cell| cell.pending.load(Relaxed) == 0).or(open.first()) {
            None => String::new(),
            Some(first) if open.len() == 1 => format!(": {} had not ended", first.node.key()),
            Some(first) => format!(": {} and {} more tasks had not ended", first.node.key(), open.len() - 1),
        }
    }

    /// The graph grew a reader of an input that had failed: the failure may reach a root now.
    pub(super) fn failure_connected(&self, input: TaskId, reader: TaskId) {
        if let Some(path) = self.path_to_root(reader) {
            let whole = || self.path_from_origin(input).into_iter().chain(path).collect();
            self.note(&self.failure(input).error, whole);
        }
    }

    /// The shortest path from `id` to a root, both included, if there is one that no `attempt` cuts.
    pub(super) fn path_to_root(&self, id: TaskId) -> Option<Vec<TaskInfo>> {
        let mut came_from: HashMap<TaskId, TaskId> = HashMap::from([(id, id)]);
        let mut queue = VecDeque::from([id]);
        while let Some(at) = queue.pop_front() {
            if self.cell(at).root {
                let mut path = self.walk(at, |id| came_from[&id]);
                path.reverse();
                return Some(path);
            }
            for reader in self.all_readers(at) {
                if !self.cell(reader).spec().catches && !came_from.contains_key(&reader) {
                    came_from.insert(reader, at);
                    queue.push_back(reader);
                }
            }
        }
        None
    }

    /// From where the failure of `id` began to `id`, both included.
    pub(super) fn path_from_origin(&self, id: TaskId) -> Vec<TaskInfo> {
        let mut path = self.walk(id, |id| self.failure(id).via);
        path.reverse();
        path
    }

    /// From `start` by `next`, until that stays where it is.
    fn walk(&self, start: TaskId, next: impl Fn(TaskId) -> TaskId) -> Vec<TaskInfo> {
        let steps = std::iter::successors(Some(start), |&id| Some(next(id)).filter(|&next| next != id));
        steps.map(|id| TaskInfo::of(self.node(id))).collect()
    }
}

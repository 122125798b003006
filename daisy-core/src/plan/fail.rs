//! Whom a failure reaches: paths from a failed task through its readers.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use crate::error::{Error, TaskInfo};
use crate::sync::lock;

use super::run::{Run, TaskId, traits};

/// Failures that reach a root, in the order they were met.
#[derive(Default)]
pub(super) struct Failures {
    pub(super) list: Vec<Error>,
    known: HashSet<usize>,
}

/// Tasks with an input that failed, and the first that did. In most runs there is none.
#[derive(Default)]
pub(super) struct Dooms {
    any: AtomicBool,
    inputs: Mutex<HashMap<TaskId, TaskId>>,
}

impl Dooms {
    /// An input of `task` failed. False if one did before. Whoever then finds the task ready finds it doomed, too.
    pub(super) fn add(&self, task: TaskId, input: TaskId) -> bool {
        self.any.store(true, Relaxed);
        match lock(&self.inputs).entry(task) {
            Entry::Occupied(_) => false,
            Entry::Vacant(first) => {
                first.insert(input);
                true
            }
        }
    }

    #[inline]
    pub(super) fn are_none(&self) -> bool {
        !self.any.load(Relaxed)
    }

    #[inline]
    pub(super) fn of(&self, task: TaskId) -> Option<TaskId> {
        if self.are_none() { None } else { lock(&self.inputs).get(&task).copied() }
    }
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
        let needed = |&id: &TaskId| !self.cell(id).settled() && !self.cell(id).asleep.load(Relaxed);
        let open: Vec<TaskId> = self.tasks().filter(needed).collect();
        // What waits for no input is ready or runs.
        let waits = |id: TaskId| self.cell(id).pending.load(Relaxed) > 0;
        match open.iter().min_by_key(|&&id| (waits(id), self.urgency(id))) {
            None => String::new(),
            Some(&first) if open.len() == 1 => format!(": {} had not ended", self.node(first).key()),
            Some(&first) => format!(": {} and {} more tasks had not ended", self.node(first).key(), open.len() - 1),
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
            if self.cell(at).is(traits::ROOT) {
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

//! An observer that writes everything down.

use daisy::{Ended, Finished, Key, Observer, Outcome, Plan, Started};
use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Plan { tasks: usize },
    Started { key: Key, name: String, worker: usize },
    Ended { key: Key, name: String, worker: usize, outcome: &'static str },
    Finished { tasks: usize, outcome: &'static str },
}

/// Events, and the keys of the tasks that ran as part of others.
#[derive(Default)]
pub struct Log(Mutex<Vec<Event>>, Mutex<Vec<Key>>);

fn word(outcome: Outcome<'_>) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Failed(_) => "failed",
        Outcome::Cancelled => "cancelled",
        _ => "another",
    }
}

impl Log {
    fn add(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }

    pub fn events(&self) -> Vec<Event> {
        self.0.lock().unwrap().clone()
    }

    /// The keys of all tasks that ran, those that ran as part of others among them.
    pub fn ran(&self) -> HashSet<Key> {
        let events = self.events().into_iter();
        let started = events.filter_map(|event| if let Event::Started { key, .. } = event { Some(key) } else { None });
        started.chain(self.fused()).collect()
    }

    /// The keys of the tasks that ran as part of others.
    pub fn fused(&self) -> Vec<Key> {
        self.1.lock().unwrap().clone()
    }

    /// Checks what holds for every run whatever became of it, and gives the tasks: their worker and outcome.
    pub fn checked(&self) -> HashMap<Key, (usize, &'static str)> {
        let events = self.events();
        let Some((Event::Plan { .. }, rest)) = events.split_first() else { panic!("the plan comes first: {events:?}") };
        let Some((Event::Finished { .. }, rest)) = rest.split_last() else { panic!("the end comes last: {events:?}") };
        let mut running = HashMap::new();
        let mut ended = HashMap::new();
        for event in rest {
            match event {
                Event::Started { key, name, worker } => {
                    let fresh = running.insert(key.clone(), (name, worker)).is_none() && !ended.contains_key(key);
                    assert!(fresh, "{name} started twice: {events:?}");
                }
                Event::Ended { key, name, worker, outcome } => {
                    assert_eq!(running.remove(key), Some((name, worker)), "ended as it started: {events:?}");
                    ended.insert(key.clone(), (*worker, *outcome));
                }
                _ => panic!("plan and end come once: {events:?}"),
            }
        }
        assert!(running.is_empty(), "every start has an end: {events:?}");
        ended
    }

    /// The same, and how many of the tasks were done, failed and cancelled.
    pub fn outcomes(&self) -> [usize; 3] {
        let tasks = self.checked();
        ["done", "failed", "cancelled"].map(|word| tasks.values().filter(|(_, outcome)| *outcome == word).count())
    }

    /// How many tasks ran to an end, and what became of the run.
    pub fn end(&self) -> (usize, &'static str) {
        match self.events().last() {
            Some(Event::Finished { tasks, outcome }) => (*tasks, outcome),
            other => panic!("{other:?}"),
        }
    }
}

impl Observer for Log {
    fn plan(&self, plan: &Plan) {
        self.add(Event::Plan { tasks: plan.len() });
    }

    fn task_started(&self, task: &Started<'_>) {
        let (key, name) = (task.key.clone(), task.name.to_string());
        self.1.lock().unwrap().extend(task.fused.iter().map(|(key, _)| key));
        self.add(Event::Started { key, name, worker: task.worker });
    }

    fn task_ended(&self, task: &Ended<'_>) {
        let (key, name, outcome) = (task.key.clone(), task.name.to_string(), word(task.outcome));
        self.add(Event::Ended { key, name, worker: task.worker, outcome });
    }

    fn finished(&self, run: &Finished<'_>) {
        self.add(Event::Finished { tasks: run.tasks, outcome: word(run.outcome) });
    }
}

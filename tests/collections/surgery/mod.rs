//! `checkpoint`, `wait_on`, `bind` and `clone_graph`.

mod bind;
mod checkpoint;
mod clone_graph;
mod kinds;
mod layers;
mod resource;
mod wait_on;

use daisy::prelude::*;
use std::sync::{Arc, Mutex};

/// What tasks wrote down, in order.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub fn note(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    /// A task that notes `name` as it runs, after `inputs`, and gives their sum and 1.
    pub fn task(&self, name: &str, inputs: Vec<Delayed<i64>>) -> Delayed<i64> {
        noted(daisy::opaque(self.clone()), name, inputs)
    }
}

#[delayed]
fn noted(log: &Log, name: &str, inputs: Vec<i64>) -> i64 {
    log.note(name);
    inputs.iter().sum::<i64>() + 1
}

/// Whether some of `first` and of `then` ran, and the last of `first` before the first of `then`.
pub fn before(noted: &[String], first: &[&str], then: &[&str]) -> bool {
    let last = noted.iter().rposition(|name| first.contains(&name.as_str()));
    let start = noted.iter().position(|name| then.contains(&name.as_str()));
    last.is_some() && last < start
}

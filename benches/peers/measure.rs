//! Runs of several libraries in turns, and their medians.

use std::collections::HashMap;

use crate::common::{measuring, median};
use crate::memory;
use crate::run::{Job, Peer, Run};

/// What one library took, round by round.
pub struct Measured {
    runs: Vec<Run>,
    /// Bytes a task: built, and the most until it has run.
    pub built: f64,
    pub peak: f64,
    tasks: f64,
}

impl Measured {
    /// Seconds a task of a part, by the median of the rounds.
    pub fn time(&self, part: impl Fn(&Run) -> f64) -> f64 {
        median(self.runs.iter().map(part)) / self.tasks
    }

    /// A part's time for each second of a peer's, by the median of the rounds' own ratios.
    pub fn ratio(&self, peer: &Measured, part: impl Fn(&Run) -> f64) -> f64 {
        median(self.runs.iter().zip(&peer.runs).map(|(own, other)| part(own) / part(other)))
    }
}

/// One library in its turn.
pub fn turn(peer: &mut dyn Peer, job: &Job<'_>, wanted: u64) -> Option<Run> {
    let run = if job.tasks <= peer.most() { peer.run(job) } else { None }?;
    assert_eq!(run.total, wanted, "{} of {:?}: all give the same", peer.name(), job.shape);
    Some(run)
}

/// Lets the libraries take turns, so that whatever else the machine does hits all alike. The first round, in which
/// caches and pools are cold, does not count; a last one counts memory. Those that can't have the graph are left out.
pub fn measure(peers: Vec<&mut Box<dyn Peer>>, job: &Job<'_>, rounds: usize) -> HashMap<&'static str, Measured> {
    let wanted = expected(job);
    let skipped = usize::from(measuring());
    let tasks = job.dag.len() as f64;
    let mut all: Vec<_> = peers.into_iter().map(|peer| (peer, Vec::new())).collect();
    let mut round = || {
        for (peer, runs) in &mut all {
            runs.extend(turn(peer.as_mut(), job, wanted));
        }
    };
    (0..rounds + skipped).for_each(|_| round());
    memory::counted(round);
    all.retain(|(_, runs)| !runs.is_empty());
    let measured = |mut runs: Vec<Run>| {
        let counted = runs.pop().expect("the last round");
        let [built, peak] = [counted.built, counted.peak].map(|bytes| bytes as f64 / tasks);
        Measured { runs: runs.split_off(skipped), built, peak, tasks }
    };
    all.into_iter().map(|(peer, runs)| (peer.name(), measured(runs))).collect()
}

/// What a graph gives.
pub fn expected(job: &Job<'_>) -> u64 {
    let mut results: Vec<u64> = Vec::with_capacity(job.dag.len());
    for task in 0..job.dag.len() {
        let add = |sum: u64, &input: &u32| sum.wrapping_add(results[input as usize]);
        let result = job.dag.inputs(task).iter().fold(job.dag.own(task), add);
        results.push(result);
    }
    job.dag.total(|task| results[task])
}

//! Runs of several libraries in turns, and their medians.

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

/// Lets the libraries take turns, so that whatever else the machine does hits all alike. The first round, in which
/// caches and pools are cold, does not count; a last one counts memory. Each must give what the first gives.
pub fn measure(peers: &mut [Box<dyn Peer>], job: &Job<'_>, rounds: usize) -> Vec<Option<Measured>> {
    let mut all: Vec<Option<Vec<Run>>> = peers.iter().map(|_| Some(Vec::new())).collect();
    let wanted = expected(job);
    let mut round = |all: &mut Vec<Option<Vec<Run>>>| {
        for (peer, runs) in peers.iter_mut().zip(all) {
            let run = if job.tasks <= peer.most() { peer.run(job) } else { None };
            if let Some(run) = &run {
                assert_eq!(run.total, wanted, "{} of {:?}: all give the same", peer.name(), job.shape);
            }
            *runs = runs.take().zip(run).map(|(mut runs, run)| {
                runs.push(run);
                runs
            });
        }
    };
    let skipped = usize::from(measuring());
    for _ in 0..rounds + skipped {
        round(&mut all);
    }
    memory::counted(|| round(&mut all));
    let tasks = job.dag.len() as f64;
    let measured = |mut runs: Vec<Run>| {
        let counted = runs.pop().expect("the last round");
        let [built, peak] = [counted.built, counted.peak].map(|bytes| bytes as f64 / tasks);
        Measured { runs: runs.split_off(skipped), built, peak, tasks }
    };
    all.into_iter().map(|runs| runs.map(measured)).collect()
}

/// What a graph gives.
fn expected(job: &Job<'_>) -> u64 {
    let mut results = Vec::with_capacity(job.dag.len());
    for task in 0..job.dag.len() {
        let result = job
            .dag
            .inputs(task)
            .iter()
            .fold(job.dag.own(task), |sum, &input| u64::wrapping_add(sum, results[input as usize]));
        results.push(result);
    }
    job.dag.total(|task| results[task])
}

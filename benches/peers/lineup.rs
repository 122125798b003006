//! Those that take part, by name.

use crate::peers::{async_dag, dagrs, dagx, daisy, dask, plain, rayon, taskflow, tokio};
use crate::run::Peer;

pub struct Lineup {
    pub peers: Vec<Box<dyn Peer>>,
    /// Who could not come, and why.
    pub absent: Vec<String>,
}

impl Lineup {
    pub fn new(workers: usize) -> Lineup {
        let peers: Vec<Box<dyn Peer>> = vec![
            Box::new(daisy::Workers::new(workers)),
            Box::new(daisy::Here),
            Box::new(daisy::Operators),
            Box::new(rayon::Spawned::new(workers)),
            Box::new(rayon::Joined::new(workers)),
            Box::new(tokio::Spawned::new(workers)),
            Box::new(dagx::Dagx::new(workers)),
            Box::new(dagrs::Dagrs::new(workers)),
            Box::new(async_dag::AsyncDag::new()),
            Box::new(plain::Plain),
        ];
        let mut lineup = Lineup { peers, absent: Vec::new() };
        lineup.invite(taskflow::start(workers).map(|peer| vec![peer]), "Taskflow");
        lineup.invite(dask::start(workers), "Dask");
        lineup
    }

    fn invite(&mut self, peers: Result<Vec<impl Peer + 'static>, String>, name: &str) {
        match peers {
            Ok(peers) => self.peers.extend(peers.into_iter().map(|peer| Box::new(peer) as Box<dyn Peer>)),
            Err(why) => self.absent.push(format!("No {name}: {why}.")),
        }
    }

    /// Those with these names.
    pub fn some(&mut self, names: &[&str]) -> Vec<&mut Box<dyn Peer>> {
        self.peers.iter_mut().filter(|peer| names.contains(&peer.name())).collect()
    }
}

//! Which executor a collection gets. What decides for a whole process is tried in processes of its own.

use crate::*;
use daisy::{ErrorKind, Executor, Graph, Inline, Plan, Results, Swap};
use std::process::Command;

/// Runs a plan on this thread, says who did, and is called what it is told.
#[derive(Clone)]
struct Named(&'static str, Arc<Mutex<Vec<&'static str>>>);

impl Executor for Named {
    fn execute(&self, plan: Plan) {
        self.1.lock().unwrap().push(self.0);
        while let Some(task) = plan.next() {
            task.run();
        }
    }

    fn name(&self) -> String {
        self.0.into()
    }
}

#[derive(Clone)]
struct Prefers(Delayed<i64>, Option<Named>);

impl Collection for Prefers {
    type Output = i64;

    fn roots(&self, roots: &mut Vec<Node>) {
        self.0.roots(roots);
    }

    fn postcompute(self, results: &mut Results) -> daisy::Result<i64> {
        self.0.postcompute(results)
    }

    fn postpersist(self, swap: &Swap) -> Self {
        Prefers(self.0.postpersist(swap), self.1)
    }

    fn optimize(&self, graph: Graph, _: &Keys) -> Graph {
        graph
    }

    fn executor(&self) -> Option<Arc<dyn Executor>> {
        self.1.clone().map(|executor| Arc::new(executor) as Arc<dyn Executor>)
    }
}

#[derive(Collection)]
struct Derived {
    plain: Delayed<i64>,
    members: Vec<Prefers>,
}

/// A collection that prefers the executor of this name, and what ran.
fn prefers(name: &'static str, ran: &Arc<Mutex<Vec<&'static str>>>) -> Prefers {
    Prefers(inc(1), Some(Named(name, ran.clone())))
}

#[test]
fn the_executor_a_collection_prefers_runs_it() {
    let ran = Arc::default();
    let one = prefers("one", &ran);
    assert_eq!(one.compute().wait().unwrap(), 2);
    assert_eq!(daisy::compute((inc(5), vec![Some(one.clone())], Box::new(one.clone()))).wait().unwrap().0, 6);
    let derived = Derived { plain: inc(5), members: vec![one.clone(), Prefers(inc(3), None)] };
    assert_eq!(derived.executor().expect("a member's").name(), "one");
    let values = daisy::compute(derived).wait().unwrap();
    assert_eq!((values.plain, values.members), (6, vec![2, 4]));
    daisy::compute(std::collections::BTreeMap::from([(1, one.clone())])).wait().unwrap();
    daisy::compute([one.clone()]).wait().unwrap();
    one.persist().wait().unwrap();
    assert_eq!(*ran.lock().unwrap(), ["one"; 6]);
    assert!(inc(1).executor().is_none());
    assert!(vec![inc(1)].executor().is_none());
}

#[test]
fn members_that_prefer_different_ones_are_an_error_that_names_both() {
    let ran = Arc::default();
    let (north, south) = (prefers("north", &ran), prefers("south", &ran));
    let check = |error: daisy::Error| {
        assert_eq!(error.kind(), ErrorKind::Executor);
        let text = error.to_string();
        assert!(text.contains("north") && text.contains("south"), "{text}");
    };
    check(daisy::compute((north.clone(), south.clone())).wait().unwrap_err());
    check(daisy::compute(vec![north.clone(), north.clone(), south.clone()]).wait().unwrap_err());
    check(daisy::compute((Some(north.clone()), Box::new([south.clone()]))).wait().unwrap_err());
    check(daisy::compute((vec![north.clone()], (inc(1), vec![south.clone()]))).wait().unwrap_err());
    let members = vec![north.clone(), south.clone()];
    check(daisy::persist(Derived { plain: inc(1), members }).wait().err().expect("an error"));
    assert!(ran.lock().unwrap().is_empty(), "nothing ran");
}

#[test]
fn two_executors_with_one_name_are_one() {
    let ran = Arc::default();
    let pair = (prefers("same", &ran), prefers("same", &ran));
    assert_eq!(daisy::compute(pair).wait().unwrap(), (2, 2));
    assert_eq!(*ran.lock().unwrap(), ["same"]);
}

#[test]
fn on_decides_before_all_preferences() {
    let (ran, mine) = (Arc::default(), Arc::default());
    let pair = (prefers("north", &ran), prefers("south", &ran));
    let computed = daisy::compute(pair.clone()).on(Named("mine", Arc::clone(&mine))).wait();
    assert_eq!(computed.unwrap(), (2, 2));
    assert_eq!(daisy::compute(pair).on(&Inline).wait().unwrap(), (2, 2));
    assert_eq!(*mine.lock().unwrap(), ["mine"]);
    assert!(ran.lock().unwrap().is_empty());
}

/// Runs the test `name` again in a process of its own, where `body` is run instead.
fn in_a_process_of_its_own(name: &str, environment: &[(&str, &str)], body: impl FnOnce()) {
    if std::env::var_os("GRAPHS_CONTRACT_CHILD").is_some() {
        return body();
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("executors::{name}"), "--nocapture"]).env("GRAPHS_CONTRACT_CHILD", "1");
    let output = command.envs(environment.iter().copied()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn set_executor_decides_before_the_collections_own() {
    in_a_process_of_its_own("set_executor_decides_before_the_collections_own", &[], || {
        let (ran, set) = (Arc::default(), Arc::default());
        daisy::set_executor(Named("set", Arc::clone(&set)));
        let pair = (prefers("north", &ran), prefers("south", &ran));
        assert_eq!(daisy::compute(pair.clone()).wait().unwrap(), (2, 2));
        assert_eq!(pair.0.compute().wait().unwrap(), 2);
        assert_eq!(inc(1).compute().wait().unwrap(), 2);
        assert_eq!(*set.lock().unwrap(), ["set"; 3]);
        assert_eq!(inc(1).compute().on(Named("on", Arc::clone(&ran))).wait().unwrap(), 2);
        assert_eq!(*ran.lock().unwrap(), ["on"], "`.on` comes before it");
    });
}

#[test]
fn the_environment_decides_before_the_collections_own() {
    let name = "the_environment_decides_before_the_collections_own";
    in_a_process_of_its_own(name, &[("DAISY_EXECUTOR", "inline")], || {
        let ran = Arc::default();
        let pair = (prefers("north", &ran), prefers("south", &ran));
        assert_eq!(daisy::compute(pair).wait().unwrap(), (2, 2));
        assert!(ran.lock().unwrap().is_empty());
        let here = std::thread::current().id();
        assert_eq!(inc(1).map(move |_| std::thread::current().id()).compute().wait().unwrap(), here);
        daisy::set_executor(Named("set", Arc::clone(&ran)));
        assert_eq!(inc(1).compute().wait().unwrap(), 2);
        assert_eq!(*ran.lock().unwrap(), ["set"], "`set_executor` comes before it");
    });
}

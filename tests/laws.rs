//! Random programs give on every executor what a naive evaluator gives: the same values, or a failure.
//!
//! The values are small vectors, because a vector that is changed in place under another reader shows.

use daisy::prelude::*;
use daisy::{Ended, Executor, Finished, Inline, Key, Observer, Plan, Runtime, Started};
use proptest::prelude::*;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, mpsc};
use std::thread;
use std::time::Duration;

type Bag = Vec<i64>;

/// Runs what might hang on a thread of its own, and gives up on it after half a minute.
fn within<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, finished) = mpsc::channel();
    let thread = thread::spawn(move || drop(done.send(work())));
    match finished.recv_timeout(Duration::from_secs(30)) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after 30 s"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            std::panic::resume_unwind(thread.join().expect_err("it sent nothing"))
        }
    }
}

/// What the tasks do, as plain functions.
mod plain {
    use super::Bag;

    /// Keeps bags small.
    fn trimmed(mut bag: Bag) -> Bag {
        while bag.len() > 6 {
            let last = bag.pop().expect("not empty");
            bag[0] = bag[0].wrapping_mul(31).wrapping_add(last);
        }
        bag
    }

    pub fn head(bag: &[i64]) -> i64 {
        bag.iter().fold(7, |sum, item| sum.wrapping_mul(3).wrapping_add(*item))
    }

    pub fn step(mut bag: Bag, by: i64) -> Bag {
        bag.iter_mut().for_each(|item| *item = item.wrapping_add(by));
        bag.push(by);
        trimmed(bag)
    }

    pub fn join(mut a: Bag, b: Bag) -> Bag {
        a.iter_mut().for_each(|item| *item = item.wrapping_sub(1));
        a.extend(b);
        trimmed(a)
    }

    pub fn push(mut a: Bag, b: &[i64]) -> Bag {
        a.push(head(b));
        trimmed(a)
    }

    pub fn peek(a: &[i64], b: &[i64]) -> Bag {
        vec![head(a), head(b), a.len() as i64]
    }

    pub fn concat(bags: Vec<Bag>) -> Bag {
        bags.into_iter().fold(Bag::new(), join)
    }

    pub fn measure(bags: &[Bag]) -> Bag {
        trimmed(bags.iter().map(|bag| head(bag)).collect())
    }

    pub fn risky(bag: &[i64]) -> Result<Bag, String> {
        if head(bag) % 3 == 0 { Err("divisible".into()) } else { Ok(bag.to_vec()) }
    }

    pub fn halves(bag: &[i64]) -> (Bag, Bag) {
        let (left, right) = bag.split_at(bag.len() / 2);
        (left.to_vec(), right.to_vec())
    }

    pub fn reversed(bag: &[i64]) -> Bag {
        bag.iter().rev().copied().collect()
    }

    pub fn mixed(a: i64, b: i64) -> i64 {
        (a ^ b) & !(b >> 3) | (a & 255)
    }

    pub fn grow(bag: Bag, depth: u32) -> Bag {
        if depth == 0 {
            return bag;
        }
        let next = step(bag.clone(), depth.into());
        if head(&bag) % 2 == 0 {
            grow(next, depth - 1)
        } else {
            join(grow(next.clone(), depth - 1), grow(next, depth - 1))
        }
    }
}

#[delayed]
fn start(n: i64) -> Bag {
    vec![n, n + 1]
}

#[delayed]
fn step(bag: Bag, by: i64) -> Bag {
    plain::step(bag, by)
}

#[delayed]
async fn step_async(bag: Bag, by: i64) -> Bag {
    tokio::task::yield_now().await;
    plain::step(bag, by)
}

#[delayed(blocking)]
fn step_blocking(bag: Bag, by: i64) -> Bag {
    plain::step(bag, by)
}

#[delayed]
fn join(a: Bag, b: Bag) -> Bag {
    plain::join(a, b)
}

#[delayed]
fn push(a: Bag, b: &[i64]) -> Bag {
    plain::push(a, b)
}

#[delayed]
fn peek(a: &[i64], b: &[i64]) -> Bag {
    plain::peek(a, b)
}

#[delayed]
fn concat(bags: Vec<Bag>) -> Bag {
    plain::concat(bags)
}

#[delayed]
fn measure(bags: &[Bag]) -> Bag {
    plain::measure(bags)
}

#[delayed]
fn risky(bag: &[i64]) -> Result<Bag, String> {
    plain::risky(bag)
}

/// Fails like `risky`, by a panic that says nothing on stderr.
#[delayed]
fn panicky(bag: &[i64]) -> Bag {
    plain::risky(bag).unwrap_or_else(|error| std::panic::resume_unwind(Box::new(error)))
}

#[delayed]
fn settled(tried: &Result<Bag, daisy::Error>) -> Bag {
    tried.clone().unwrap_or_else(|_| vec![-1])
}

#[delayed]
fn halves(bag: &[i64]) -> (Bag, Bag) {
    plain::halves(bag)
}

#[delayed]
fn head(bag: &[i64]) -> i64 {
    plain::head(bag)
}

#[delayed]
fn single(n: i64) -> Bag {
    vec![n]
}

#[delayed]
fn grow(bag: Bag, depth: u32) -> Delayed<Bag> {
    if depth == 0 {
        return daisy::value(bag);
    }
    let next = step(&bag, i64::from(depth));
    if plain::head(&bag) % 2 == 0 { grow(next, depth - 1) } else { join(grow(&next, depth - 1), grow(next, depth - 1)) }
}

/// One node of a program. The numbers pick earlier nodes.
#[derive(Clone, Debug)]
enum Op {
    Start(i8),
    Step(u16, i8),
    StepAsync(u16, i8),
    StepBlocking(u16, i8),
    Join(u16, u16),
    Twice(u16),
    Push(u16, u16),
    Peek(u16, u16),
    Concat(Vec<u16>),
    Measure(Vec<u16>),
    Halves(u16),
    Operators(u16, u16),
    Map(u16),
    MapCapturing(u16, i8),
    Held(u16),
    Risky(u16),
    Panicky(u16),
    Attempt(u16),
    Grow(u16, u8),
    Chosen(u16, u16, u16),
}

fn op() -> impl Strategy<Value = Op> {
    let at = any::<u16>;
    let several = || prop::collection::vec(any::<u16>(), 0..6);
    prop_oneof![
        // Few different ones, so that equal calls are common.
        (0..4i8).prop_map(Op::Start),
        (at(), 0..2i8).prop_map(|(a, by)| Op::Step(a, by)),
        (at(), 0..2i8).prop_map(|(a, by)| Op::StepAsync(a, by)),
        (at(), 0..2i8).prop_map(|(a, by)| Op::StepBlocking(a, by)),
        (at(), at()).prop_map(|(a, b)| Op::Join(a, b)),
        at().prop_map(Op::Twice),
        (at(), at()).prop_map(|(a, b)| Op::Push(a, b)),
        (at(), at()).prop_map(|(a, b)| Op::Peek(a, b)),
        several().prop_map(Op::Concat),
        several().prop_map(Op::Measure),
        at().prop_map(Op::Halves),
        (at(), at()).prop_map(|(a, b)| Op::Operators(a, b)),
        at().prop_map(Op::Map),
        (at(), 0..2i8).prop_map(|(a, by)| Op::MapCapturing(a, by)),
        at().prop_map(Op::Held),
    ]
}

fn failing() -> impl Strategy<Value = Op> {
    let at = any::<u16>;
    prop_oneof![at().prop_map(Op::Risky), at().prop_map(Op::Panicky), at().prop_map(Op::Attempt)]
}

fn growing() -> impl Strategy<Value = Op> {
    let at = any::<u16>;
    prop_oneof![
        (at(), 0..5u8).prop_map(|(a, depth)| Op::Grow(a, depth)),
        (at(), at(), at()).prop_map(|(a, b, c)| Op::Chosen(a, b, c)),
    ]
}

/// The nodes, and which of them are asked for.
#[derive(Clone, Debug)]
struct Program {
    ops: Vec<Op>,
    roots: Vec<u16>,
}

fn program(op: impl Strategy<Value = Op>) -> impl Strategy<Value = Program> {
    (prop::collection::vec(op, 1..30), prop::collection::vec(any::<u16>(), 1..5))
        .prop_map(|(ops, roots)| Program { ops, roots })
}

fn pure_programs() -> impl Strategy<Value = Program> {
    program(op())
}

fn failing_programs() -> impl Strategy<Value = Program> {
    program(prop_oneof![4 => op(), 1 => failing()])
}

fn all_programs() -> impl Strategy<Value = Program> {
    program(prop_oneof![8 => op(), 1 => failing(), 3 => growing()])
}

/// The node that `at` picks. Before the first there is always one to pick.
fn pick<T>(nodes: &[T], at: u16) -> &T {
    &nodes[usize::from(at) % nodes.len()]
}

impl Program {
    /// What it should give: the values of its roots, or nothing where one of them fails.
    fn naive(&self) -> Option<Vec<Bag>> {
        let mut nodes: Vec<Option<Bag>> = vec![Some(vec![0, 1])];
        for op in &self.ops {
            let get = |at: &u16| pick(&nodes, *at).clone();
            let all = |at: &[u16]| at.iter().map(get).collect::<Option<Vec<Bag>>>();
            let node = match op {
                Op::Start(n) => Some(vec![i64::from(*n), i64::from(*n) + 1]),
                Op::Step(a, by) | Op::StepAsync(a, by) | Op::StepBlocking(a, by) | Op::MapCapturing(a, by) => {
                    get(a).map(|a| plain::step(a, i64::from(*by)))
                }
                Op::Join(a, b) => get(a).zip(get(b)).map(|(a, b)| plain::join(a, b)),
                Op::Twice(a) => get(a).map(|a| plain::join(a.clone(), a)),
                Op::Push(a, b) => get(a).zip(get(b)).map(|(a, b)| plain::push(a, &b)),
                Op::Peek(a, b) => get(a).zip(get(b)).map(|(a, b)| plain::peek(&a, &b)),
                Op::Concat(at) => all(at).map(plain::concat),
                Op::Measure(at) => all(at).map(|bags| plain::measure(&bags)),
                Op::Halves(a) => get(a).map(|a| plain::halves(&a)).map(|(a, b)| plain::join(b, a)),
                Op::Operators(a, b) => {
                    get(a).zip(get(b)).map(|(a, b)| vec![plain::mixed(plain::head(&a), plain::head(&b))])
                }
                Op::Map(a) => get(a).map(|a| plain::reversed(&a)),
                Op::Held(a) => get(a),
                Op::Risky(a) | Op::Panicky(a) => get(a).and_then(|a| plain::risky(&a).ok()),
                Op::Attempt(a) => Some(get(a).unwrap_or(vec![-1])),
                Op::Grow(a, depth) => get(a).map(|a| plain::grow(a, u32::from(*depth))),
                Op::Chosen(a, b, c) => get(a).and_then(|a| if a.len() % 2 == 0 { get(b) } else { get(c) }),
            };
            nodes.push(node);
        }
        self.roots.iter().map(|at| pick(&nodes, *at).clone()).collect()
    }

    /// The same as handles.
    fn delayed(&self) -> Vec<Delayed<Bag>> {
        let mut nodes: Vec<Delayed<Bag>> = vec![start(0)];
        for op in &self.ops {
            let get = |at: &u16| pick(&nodes, *at).clone();
            let all = |at: &[u16]| at.iter().map(get).collect::<Vec<_>>();
            let node = match op {
                Op::Start(n) => start(i64::from(*n)),
                Op::Step(a, by) => step(get(a), i64::from(*by)),
                Op::StepAsync(a, by) => step_async(get(a), i64::from(*by)),
                Op::StepBlocking(a, by) => step_blocking(get(a), i64::from(*by)),
                Op::Join(a, b) => join(get(a), get(b)),
                Op::Twice(a) => join(get(a), get(a)),
                Op::Push(a, b) => push(get(a), get(b)),
                Op::Peek(a, b) => peek(get(a), get(b)),
                Op::Concat(at) => concat(all(at)),
                Op::Measure(at) => measure(all(at)),
                Op::Halves(a) => {
                    let (left, right) = halves(get(a)).split();
                    join(right, left)
                }
                Op::Operators(a, b) => {
                    let (a, b) = (head(get(a)), head(get(b)));
                    single((&a ^ &b) & !(b >> 3i64) | (a & 255i64))
                }
                Op::Map(a) => get(a).map(|bag| plain::reversed(bag)),
                Op::MapCapturing(a, by) => {
                    let by = i64::from(*by);
                    get(a).map(move |bag| plain::step(bag.clone(), by))
                }
                // What cannot be held, because it fails, stays as it is.
                Op::Held(a) => get(a).persist().on(Inline).wait().unwrap_or_else(|_| get(a)),
                Op::Risky(a) => risky(get(a)),
                Op::Panicky(a) => panicky(get(a)),
                Op::Attempt(a) => settled(get(a).attempt()),
                Op::Grow(a, depth) => grow(get(a), u32::from(*depth)),
                Op::Chosen(a, b, c) => {
                    let (b, c) = (get(b), get(c));
                    get(a).and_then(move |a| if a.len() % 2 == 0 { b.clone() } else { c.clone() })
                }
            };
            nodes.push(node);
        }
        self.roots.iter().map(|at| pick(&nodes, *at).clone()).collect()
    }
}

struct Threads(usize);

impl Executor for Threads {
    fn execute(&self, plan: Plan) {
        for _ in 0..self.0 {
            let plan = plan.clone();
            thread::spawn(move || {
                while let Some(task) = plan.next() {
                    task.run()
                }
            });
        }
    }
}

static EXECUTORS: LazyLock<Vec<(String, Arc<dyn Executor>)>> = LazyLock::new(|| {
    let mut all: Vec<(String, Arc<dyn Executor>)> = vec![
        ("inline".into(), Arc::new(Inline)),
        ("one thread".into(), Arc::new(Threads(1))),
        ("three threads".into(), Arc::new(Threads(3))),
    ];
    for workers in 1..=4 {
        let runtime = Runtime::builder().workers(workers).build().unwrap();
        all.push((format!("{workers} workers"), Arc::new(runtime)));
    }
    all
});

/// How often each key started, and whether the rules for the order of events held.
#[derive(Default)]
struct Starts(Mutex<HashMap<Key, usize>>, Mutex<Vec<String>>);

impl Starts {
    fn wrong(&self, what: String) {
        self.1.lock().unwrap().push(what);
    }
}

impl Observer for Starts {
    fn task_started(&self, task: &Started<'_>) {
        *self.0.lock().unwrap().entry(task.key.clone()).or_insert(0) += 1;
    }

    fn task_ended(&self, task: &Ended<'_>) {
        if !self.0.lock().unwrap().contains_key(task.key) {
            self.wrong(format!("{} ended before it started", task.key));
        }
    }

    fn finished(&self, run: &Finished<'_>) {
        let started: usize = self.0.lock().unwrap().values().sum();
        if run.tasks > started {
            self.wrong(format!("{} tasks of {started} ran", run.tasks));
        }
    }
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Checks what a computation gave against what it should have.
fn check(name: &str, got: Result<Vec<Bag>, daisy::Error>, wanted: &Option<Vec<Bag>>) {
    match (got, wanted) {
        (Ok(got), Some(wanted)) => assert_eq!(got, *wanted, "{name}"),
        (Err(_), None) => {}
        (Ok(got), None) => panic!("{name}: {got:?} where a failure was due"),
        (Err(error), Some(wanted)) => panic!("{name}: {error} where {wanted:?} was due"),
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn every_executor_gives_what_a_naive_evaluator_gives(program in all_programs()) {
        within(move || {
            let (roots, wanted) = (program.delayed(), program.naive());
            for (name, executor) in EXECUTORS.iter() {
                let got = daisy::compute(roots.clone()).on(executor.clone()).wait();
                check(name, got, &wanted);
            }
        });
    }

    #[test]
    fn with_or_without_the_passes(program in all_programs()) {
        within(move || {
            let (roots, wanted) = (program.delayed(), program.naive());
            for (name, executor) in EXECUTORS.iter() {
                let got = daisy::compute(roots.clone()).optimize(false).on(executor.clone()).wait();
                check(name, got, &wanted);
            }
            check("optimized before", daisy::optimize(roots).compute().wait(), &wanted);
        });
    }

    #[test]
    fn however_often_it_is_computed(program in all_programs()) {
        within(move || {
            let (roots, wanted) = (program.delayed(), program.naive());
            for (name, executor) in EXECUTORS.iter() {
                for _ in 0..3 {
                    check(name, daisy::compute(roots.clone()).workers(2).on(executor.clone()).wait(), &wanted);
                }
            }
        });
    }

    #[test]
    fn whether_it_stops_or_keeps_going(program in failing_programs()) {
        within(move || {
            let (roots, wanted) = (program.delayed(), program.naive());
            for (name, executor) in EXECUTORS.iter() {
                let got = daisy::compute(roots.clone()).keep_going().on(executor.clone()).wait();
                if let Err(error) = &got {
                    let mut keys: Vec<_> = error.failures().iter().map(|f| f.task().unwrap().key().clone()).collect();
                    let all = keys.len();
                    keys.sort();
                    keys.dedup();
                    assert!(all > 0 && keys.len() == all, "{name}: each failure once: {error}");
                }
                check(name, got, &wanted);
            }
        });
    }

    #[test]
    fn when_its_results_are_shared_or_held(program in all_programs()) {
        within(move || {
            let (roots, wanted) = (program.delayed(), program.naive());
            for (name, executor) in EXECUTORS.iter() {
                let shared: Vec<_> = roots.iter().map(Delayed::shared).collect();
                let got = daisy::compute(shared).on(executor.clone()).wait();
                check(name, got.map(|all| all.iter().map(|bag| bag.to_vec()).collect()), &wanted);

                let held = daisy::persist(roots.clone()).on(executor.clone()).wait();
                check(name, held.and_then(|held| held.compute().on(executor.clone()).wait()), &wanted);
            }
        });
    }

    #[test]
    fn each_key_runs_once(program in pure_programs()) {
        within(move || {
            let roots = program.delayed();
            for (name, executor) in EXECUTORS.iter() {
                let starts = Arc::new(Starts::default());
                daisy::compute(roots.clone()).observe(starts.clone()).on(executor.clone()).wait().unwrap();
                let (counts, wrong) = (starts.0.lock().unwrap(), starts.1.lock().unwrap());
                assert!(counts.values().all(|n| *n == 1), "{name}: {counts:?}");
                assert!(wrong.is_empty(), "{name}: {wrong:?}");
                assert!(counts.len() <= roots.graph().len());
            }
        });
    }

    #[test]
    fn equal_programs_have_equal_keys_graphs_and_listings(
        program in program(prop_oneof![op(), failing(), growing()]
            .prop_filter("captures have no key to compare", |op| !matches!(op, Op::MapCapturing(..) | Op::Chosen(..))))
    ) {
        within(move || {
            let (one, other) = (program.delayed(), program.delayed());
            assert_eq!(one.keys(), other.keys());
            assert_eq!(one.graph(), other.graph());
            assert_eq!(one.graph().to_string(), other.graph().to_string());
        });
    }

    #[test]
    fn graphs_count_and_list_each_node_once(program in all_programs()) {
        let graph = program.delayed().graph();
        let mut keys: Vec<_> = graph.keys().collect();
        prop_assert_eq!(keys.len(), graph.len());
        prop_assert_eq!(graph.tasks().count(), graph.len());
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), graph.len());
        let mut before = std::collections::HashSet::new();
        for task in graph.tasks() {
            for input in task.inputs() {
                prop_assert!(input.is_constant() || before.contains(&input.key()));
            }
            before.insert(task.key());
        }
    }
}

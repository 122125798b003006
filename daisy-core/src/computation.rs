//! Computations: how handles become results.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::thread;
use std::time::Duration;

use crate::collection::{Collection, roots_of};
use crate::context::{Ancestor, on_worker};
use crate::error::{Error, Result};
use crate::executor::{Executor, IntoExecutor, default_executor};
use crate::hook;
use crate::lent::Roots;
use crate::merged::Merged;
use crate::node::Node;
use crate::observer::Observer;
use crate::optimize::{ask, merged};
use crate::plan::{Options, Plan, Run, Waiter, Watch, contain};
use crate::results::{Results, Swap};

/// Computes everything a collection asks for in one run; gives the results in its shape.
///
/// ```
/// let (a, b) = (daisy::value(1i64), daisy::value(2i64));
/// let (sum, parts) = daisy::compute((&a + &b, vec![a, b])).wait()?;
/// assert_eq!((sum, parts), (3, vec![1, 2]));
/// # Ok::<(), daisy::Error>(())
/// ```
pub fn compute<C: Collection>(collection: C) -> Computation<C::Output> {
    Computation::new(collection, "postcompute", |collection, _, run| collection.postcompute(&mut Results::of(run)))
}

/// Computes everything a collection asks for, and gives the collection back around handles that hold the results
/// under the same keys.
///
/// ```
/// use daisy::prelude::*;
///
/// let kept = daisy::persist(daisy::value(3i64) + 1i64).wait()?;
/// assert!(kept.graph().is_empty()); // nothing to run any more
/// assert_eq!(kept.compute().wait()?, 4);
/// # Ok::<(), daisy::Error>(())
/// ```
pub fn persist<C: Collection>(collection: C) -> Computation<C> {
    Computation::new(collection, "postpersist", |collection, roots, run| {
        let held = Results::of(run).into_held(roots);
        Ok(collection.postpersist(&Swap::new(roots, held)))
    })
}

/// A computation about to start: `.await` it, or `.wait()` for it. It does nothing until then, and is
/// given up when dropped.
#[must_use = "a computation does nothing until it is awaited or waited for"]
pub struct Computation<T> {
    request: Option<Box<dyn Request<T>>>,
    settings: Settings,
    started: Option<Started>,
}

#[derive(Default)]
struct Settings {
    executor: Option<Arc<dyn Executor>>,
    workers: Option<usize>,
    unoptimized: bool,
    observers: Vec<Arc<dyn Observer>>,
    timeout: Option<Duration>,
    keep_going: bool,
}

/// What is asked for, and what becomes of the results. A collection's methods are user code: their panics are errors.
trait Request<T>: Send {
    fn roots(&self) -> Result<Arc<Roots>>;
    /// All that is to run.
    fn merged(&self, roots: &Arc<Roots>, optimize: bool) -> Result<Merged>;
    fn executor(&self) -> Result<Option<Arc<dyn Executor>>>;
    fn finish(self: Box<Self>, roots: &[Node], run: &Arc<Run>) -> Result<T>;
}

struct Asked<C, F> {
    collection: C,
    /// The method that `finish` ends with.
    last: &'static str,
    finish: F,
}

impl<C: Collection, T, F: FnOnce(C, &[Node], &Arc<Run>) -> Result<T> + Send> Request<T> for Asked<C, F> {
    fn roots(&self) -> Result<Arc<Roots>> {
        ask::<C, _>("roots", || Roots::new(roots_of(&self.collection)))
    }

    fn merged(&self, roots: &Arc<Roots>, optimize: bool) -> Result<Merged> {
        merged(&self.collection, roots, optimize)
    }

    fn executor(&self) -> Result<Option<Arc<dyn Executor>>> {
        ask::<C, _>("executor", || self.collection.executor())
    }

    fn finish(self: Box<Self>, roots: &[Node], run: &Arc<Run>) -> Result<T> {
        ask::<C, _>(self.last, || (self.finish)(self.collection, roots, run))?
    }
}

struct Mapped<S, F> {
    request: Box<dyn Request<S>>,
    f: F,
}

impl<S, T, F: FnOnce(S) -> T + Send> Request<T> for Mapped<S, F> {
    fn roots(&self) -> Result<Arc<Roots>> {
        self.request.roots()
    }

    fn merged(&self, roots: &Arc<Roots>, optimize: bool) -> Result<Merged> {
        self.request.merged(roots, optimize)
    }

    fn executor(&self) -> Result<Option<Arc<dyn Executor>>> {
        self.request.executor()
    }

    fn finish(self: Box<Self>, roots: &[Node], run: &Arc<Run>) -> Result<T> {
        self.request.finish(roots, run).map(self.f)
    }
}

/// A run under way. Dropped before the run is over, it gives the run up.
struct Started {
    run: Arc<Run>,
    roots: Arc<Roots>,
    /// Held for its drop, which calls the timer off.
    _timer: Option<Box<dyn Send + Sync>>,
}

impl Drop for Started {
    fn drop(&mut self) {
        if !self.run.is_over() {
            self.run.give_up(Error::cancelled());
        }
    }
}

impl<T> Computation<T> {
    fn new<C: Collection>(
        collection: C,
        last: &'static str,
        finish: impl FnOnce(C, &[Node], &Arc<Run>) -> Result<T> + Send + 'static,
    ) -> Computation<T>
    where
        T: 'static,
    {
        let request: Box<dyn Request<T>> = Box::new(Asked { collection, last, finish });
        Computation { request: Some(request), settings: Settings::default(), started: None }
    }

    /// The same computation with `f` applied to what it gives. It must not have been polled.
    pub(crate) fn map<U: 'static>(mut self, f: impl FnOnce(T) -> U + Send + 'static) -> Computation<U>
    where
        T: 'static,
    {
        let mapped = |request| Box::new(Mapped { request, f }) as Box<dyn Request<U>>;
        Computation {
            request: self.request.take().map(mapped),
            settings: std::mem::take(&mut self.settings),
            started: None,
        }
    }

    /// Runs on `executor`, whatever the default is.
    pub fn on<M>(mut self, executor: impl IntoExecutor<M>) -> Self {
        self.settings.executor = Some(executor.into_executor());
        self
    }

    /// Runs at most `n` CPU tasks at once. Of 0 the computation is an error of kind `Executor`.
    pub fn workers(mut self, n: usize) -> Self {
        self.settings.workers = Some(n);
        self
    }

    /// Whether collections and passes may change the graph before it runs. On by default.
    pub fn optimize(mut self, optimize: bool) -> Self {
        self.settings.unoptimized = !optimize;
        self
    }

    /// Tells `observer` what happens. Several add up.
    pub fn observe(mut self, observer: impl Observer) -> Self {
        self.settings.observers.push(Arc::new(observer));
        self
    }

    /// Gives up with an error of kind `TimedOut` once `limit` has passed.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.timeout = Some(limit);
        self
    }

    /// After a failure, still runs everything that can; [`Error::failures`] lists all that failed.
    pub fn keep_going(mut self) -> Self {
        self.settings.keep_going = true;
        self
    }

    /// Runs the computation and waits for it: in a plain `main`, in any tokio runtime, and inside a task,
    /// where the waiting thread runs this computation's tasks itself.
    ///
    /// # Errors
    ///
    /// That of the first task that failed; of kind `TimedOut` or `Executor` as they say.
    pub fn wait(mut self) -> Result<T> {
        let inside = Ancestor::current();
        let helps = inside.is_some() || on_worker();
        let mut outcome = Ok(());
        hook::get().block(&mut || outcome = self.run_to_end(inside.clone(), helps));
        outcome.and_then(|()| self.finish(Ok(())))
    }

    fn run_to_end(&mut self, inside: Option<Arc<Ancestor>>, helps: bool) -> Result<()> {
        let run = self.start(inside, if helps { Waiter::Helper } else { Waiter::Idle(thread::current().id()) })?;
        if helps {
            Plan::for_helper(&run).drive();
            run.queue().linger(&run);
        } else {
            run.wait_idly();
        }
        run.signal.wait()
    }

    /// Makes the run and hands it to its executor.
    fn start(&mut self, ancestor: Option<Arc<Ancestor>>, waiter: Waiter) -> Result<Arc<Run>> {
        let request = self.request.as_ref().expect("a computation starts once");
        let settings = std::mem::take(&mut self.settings);
        if settings.workers == Some(0) {
            return Err(Error::executor("workers(0): a computation needs at least 1 worker"));
        }
        let executor = match settings.executor {
            Some(executor) => executor,
            None => default_executor(request.executor()?)?,
        };
        let roots = request.roots()?;
        let merged = request.merged(&roots, !settings.unoptimized)?;
        let options = Options {
            keep_going: settings.keep_going,
            workers: settings.workers,
            fuse: !settings.unoptimized,
            watch: Watch::new(settings.observers),
            ancestor,
            waiter,
        };
        let run = Arc::new(Run::new(merged, options));
        if let Some(watch) = &run.options.watch {
            watch.plan(&Plan::view(&run));
        }
        let timer = settings.timeout.map(|limit| set_timer(&run, limit)).transpose()?;
        self.started = Some(Started { run: run.clone(), roots, _timer: timer });
        run.begin();
        if !run.is_over() {
            let plan = Plan::for_executor(&run);
            if contain(|| executor.execute(plan)).is_none() {
                run.give_up(Error::executor(format!("the executor `{}` panicked", executor.name())));
            }
        }
        Ok(run)
    }

    /// From the end of the run to what was asked for.
    fn finish(&mut self, ended: Result<()>) -> Result<T> {
        let request = self.request.take().expect("a computation ends once");
        let started = self.started.take().expect("it was started");
        ended.and_then(|()| request.finish(&started.roots, &started.run))
    }
}

fn set_timer(run: &Arc<Run>, limit: Duration) -> Result<Box<dyn Send + Sync>> {
    let run = Arc::downgrade(run);
    let give_up = move || {
        if let Some(run) = run.upgrade() {
            run.give_up(Error::timed_out(limit, &run.unfinished()));
        }
    };
    hook::get().after(limit, Box::new(give_up))
}

impl<T> Future for Computation<T> {
    type Output = Result<T>;

    /// # Panics
    ///
    /// If polled again after it was ready.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T>> {
        if self.started.is_none() {
            self.start(Ancestor::current(), Waiter::Nobody)?;
        }
        let started = self.started.as_ref().expect("it was started");
        let ended = ready!(started.run.signal.poll(cx));
        Poll::Ready(self.finish(ended))
    }
}

impl<T> std::fmt::Debug for Computation<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.started.is_some() { "Computation(running)" } else { "Computation(not started)" })
    }
}

//! Errors: what failed, why, and whom it kept waiting.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt::{self, Write};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use crate::key::{Key, Name};
use crate::node::Node;

/// Any error, sent between threads.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The result of a computation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of thing went wrong.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A task returned an error.
    Failed,
    /// A task panicked.
    Panicked,
    /// The computation was given up.
    Cancelled,
    /// The computation took longer than its [`timeout`](crate::Computation::timeout).
    TimedOut,
    /// No executor, a bad one, or one that did not do its work.
    Executor,
}

/// Which task an error speaks of.
#[derive(Clone)]
pub struct TaskInfo {
    key: Key,
    name: Name,
    file: &'static str,
    line: u32,
}

impl TaskInfo {
    pub(crate) fn of(node: &Node) -> TaskInfo {
        let (file, line) = node.call().map_or(("", 0), |call| (call.operation.spec.file, call.operation.spec.line));
        TaskInfo { key: node.key(), name: node.raw_name(), file, line }
    }

    /// The function's name.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The task's key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The file the function is in; empty for daisy's own, such as `map` and operators.
    pub fn file(&self) -> &str {
        self.file
    }

    /// The line the function is at; 0 for daisy's own.
    pub fn line(&self) -> u32 {
        self.line
    }
}

impl PartialEq for TaskInfo {
    fn eq(&self, other: &TaskInfo) -> bool {
        (&self.key, self.file, self.line) == (&other.key, other.file, other.line)
    }
}

impl Eq for TaskInfo {}

impl fmt::Display for TaskInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.file {
            "" => self.key.fmt(f),
            file => write!(f, "{} at {file}:{}", self.key, self.line),
        }
    }
}

impl fmt::Debug for TaskInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskInfo({self})")
    }
}

/// Why a computation gave no result: the task that failed, its own error, and the path from it to
/// the result that was asked for. All of it is in the `Display`; the user's own error is the
/// [`source`](StdError::source) and within reach of [`downcast_ref`](Error::downcast_ref).
///
/// ```
/// # use daisy_core as daisy;
/// # fn show(error: daisy::Error) {
/// if let Some(task) = error.task() {
///     eprintln!("{} at {}:{} failed", task.name(), task.file(), task.line());
/// }
/// for task in error.path() {
///     eprintln!("  which {} needed", task.name());
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Error {
    report: Arc<Report>,
    path: Arc<[TaskInfo]>,
    failures: Arc<[Error]>,
}

// It does not change, and gives out the user's own error by reference only.
impl UnwindSafe for Error {}
impl RefUnwindSafe for Error {}

struct Report {
    kind: ErrorKind,
    task: Option<TaskInfo>,
    cause: Cause,
}

/// What a panic said.
pub(crate) fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic without a message").to_owned()
}

/// Why a task or a run failed.
pub(crate) enum Cause {
    Text(String),
    Error(BoxError),
    /// An error of another computation, passed on as it is.
    Through(Error),
    #[cfg(feature = "anyhow")]
    Anyhow(anyhow::Error),
    #[cfg(feature = "eyre")]
    Eyre(eyre::Report),
}

impl Cause {
    /// `anyhow` and `eyre` hide what they hold once they are boxed, so they are kept as they are.
    pub(crate) fn of<E: Into<BoxError> + 'static>(error: E) -> Cause {
        let mut error = Some(error);
        let any: &mut dyn Any = &mut error;
        if let Some(error) = any.downcast_mut().and_then(Option::take) {
            return Cause::Through(error);
        }
        #[cfg(feature = "anyhow")]
        if let Some(error) = any.downcast_mut().and_then(Option::take) {
            return Cause::Anyhow(error);
        }
        #[cfg(feature = "eyre")]
        if let Some(error) = any.downcast_mut().and_then(Option::take) {
            return Cause::Eyre(error);
        }
        let Some(error) = error else { unreachable!("only a downcast that returned takes it") };
        match error.into().downcast::<Error>() {
            Ok(error) => Cause::Through(*error),
            Err(error) => Cause::Error(error),
        }
    }

    fn error(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Cause::Text(_) => None,
            Cause::Error(error) => Some(error.as_ref()),
            Cause::Through(error) => Some(error),
            #[cfg(feature = "anyhow")]
            Cause::Anyhow(error) => Some(error.as_ref()),
            #[cfg(feature = "eyre")]
            Cause::Eyre(error) => Some(error.as_ref()),
        }
    }
}

/// Without line ends behind it, as what a command printed has: more lines follow.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        match (self, self.error()) {
            (Cause::Text(text), _) => return f.write_str(text.trim_end()),
            (_, Some(error)) => write!(text, "{error}")?,
            (_, None) => {}
        }
        f.write_str(text.trim_end())
    }
}

impl Error {
    fn new(kind: ErrorKind, task: Option<TaskInfo>, cause: Cause) -> Error {
        Error { report: Arc::new(Report { kind, task, cause }), path: Arc::new([]), failures: Arc::new([]) }
    }

    /// A task's own failure; another computation's error passes through.
    pub(crate) fn task_failed(node: &Node, cause: Cause) -> Error {
        match cause {
            Cause::Through(error) => error,
            cause => Error::new(ErrorKind::Failed, Some(TaskInfo::of(node)), cause),
        }
    }

    pub(crate) fn task_panicked(node: &Node, payload: &(dyn Any + Send)) -> Error {
        Error::new(ErrorKind::Panicked, Some(TaskInfo::of(node)), Cause::Text(panic_text(payload)))
    }

    /// The same failure of a part of the task with this key.
    pub(crate) fn under(self, key: Key) -> Error {
        match Arc::try_unwrap(self.report) {
            Ok(Report { kind, task, cause }) => {
                let task = task.map(|task| TaskInfo { key, ..task });
                Error { report: Arc::new(Report { kind, task, cause }), ..self }
            }
            // It passed through from another computation.
            Err(report) => Error { report, ..self },
        }
    }

    /// `method(index)` of the layer of the block with this key panicked.
    pub(crate) fn layer_panicked(key: Key, method: &str, index: usize, why: &str) -> Error {
        let cause = Cause::Text(format!("in `Layer::{method}({index})`: {why}"));
        let name = key.raw_name().clone();
        Error::new(ErrorKind::Panicked, Some(TaskInfo { key, name, file: "", line: 0 }), cause)
    }

    pub(crate) fn cancelled() -> Error {
        Error::new(ErrorKind::Cancelled, None, Cause::Text("nobody waits for its result any more".into()))
    }

    /// `unfinished` says which tasks had not ended.
    pub(crate) fn timed_out(after: Duration, unfinished: &str) -> Error {
        Error::new(ErrorKind::TimedOut, None, Cause::Text(format!("not done after {after:?}{unfinished}")))
    }

    #[doc(hidden)]
    pub fn executor(text: impl Into<String>) -> Error {
        Error::new(ErrorKind::Executor, None, Cause::Text(text.into()))
    }

    /// What can't be done with a node.
    #[cfg(feature = "serde")]
    pub(crate) fn of_node(node: &Node, text: String) -> Error {
        Error::new(ErrorKind::Executor, Some(TaskInfo::of(node)), Cause::Text(text))
    }

    /// The same failure on its way to another result. An error that passed through keeps its own.
    pub(crate) fn with_path(&self, path: impl IntoIterator<Item = TaskInfo>) -> Error {
        if self.path.is_empty() { Error { path: path.into_iter().collect(), ..self.clone() } } else { self.clone() }
    }

    /// The first of several failures, which leads to the others.
    pub(crate) fn first_of(failures: Vec<Error>) -> Option<Error> {
        let first = failures.first()?.clone();
        if failures.len() == 1 { Some(first) } else { Some(Error { failures: failures.into(), ..first }) }
    }

    /// The same for all that tell of one failure, whatever the paths.
    pub(crate) fn identity(&self) -> usize {
        Arc::as_ptr(&self.report).addr()
    }

    /// What sort of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.report.kind
    }

    /// The task that failed, if it was one.
    pub fn task(&self) -> Option<&TaskInfo> {
        self.report.task.as_ref()
    }

    /// From the failed task to the result that was asked for, both included.
    pub fn path(&self) -> &[TaskInfo] {
        &self.path
    }

    /// All that failed: more than this one only after [`keep_going`](crate::Computation::keep_going),
    /// or when several tasks failed before the first could stop them.
    pub fn failures(&self) -> &[Error] {
        if self.failures.is_empty() { std::slice::from_ref(self) } else { &self.failures }
    }

    /// The user's own error, if it is an `E`, holds one in a box, or has one among its sources.
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        let mut next = self.report.cause.error();
        while let Some(error) = next {
            let boxed = || error.downcast_ref::<Box<E>>().map(Box::as_ref);
            let shared = || error.downcast_ref::<Arc<E>>().map(Arc::as_ref);
            if let Some(found) = error.downcast_ref().or_else(boxed).or_else(shared) {
                return Some(found);
            }
            next = error.source();
        }
        None
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.report.cause.error()
    }
}

/// How many tasks of a path are printed at either end, and how many other failures.
const SHOWN: usize = 8;

/// Kind, task and cause, without place and path.
struct Headline<'a>(&'a Report);

impl fmt::Display for Headline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { kind, task, cause } = self.0;
        match (kind, task) {
            (ErrorKind::Failed, Some(task)) => write!(f, "{} failed{}: {cause}", task.key, Function(task)),
            (ErrorKind::Panicked, Some(task)) => write!(f, "{} panicked{}: {cause}", task.key, Function(task)),
            (ErrorKind::Cancelled, _) => write!(f, "cancelled: {cause}"),
            (ErrorKind::TimedOut, _) => write!(f, "timed out: {cause}"),
            (_, _) => write!(f, "{cause}"),
        }
    }
}

/// The function, where the key does not tell it: in a block of a layer.
struct Function<'a>(&'a TaskInfo);

impl fmt::Display for Function<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.name();
        if self.0.key.name() == name { Ok(()) } else { write!(f, " in `{name}`") }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Headline(&self.report).fmt(f)?;
        match self.task() {
            Some(TaskInfo { file, line, .. }) if !file.is_empty() => write!(f, "\n  at {file}:{line}")?,
            _ => {}
        }
        let wanted = self.path.get(1..).unwrap_or_default();
        for (position, task) in wanted.iter().enumerate() {
            if position < SHOWN || position + SHOWN >= wanted.len() {
                write!(f, "\n  needed by {task}")?;
            } else if position == SHOWN {
                write!(f, "\n  .. {} more ..", wanted.len() - 2 * SHOWN)?;
            }
        }
        let others = self.failures.get(1..).unwrap_or_default();
        for other in others.iter().take(SHOWN) {
            write!(f, "\n  and {}", Headline(&other.report))?;
        }
        match others.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more failures"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.report.kind)
    }
}

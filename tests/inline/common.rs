//! What the tests of inline functions share: bodies written once for two functions, and what their runs give.

#![allow(dead_code, reason = "shared")]

use daisy::prelude::*;
use daisy::{Inline, Node};
use proptest::prelude::ProptestConfig;
use std::collections::HashSet;
use std::error::Error as _;
use std::fmt::{Debug, Display};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// What a test returns whose computations succeed.
pub type Checked = Result<(), daisy::Error>;

/// Each function twice: as it stands in `mod plain`, and under `#[daisy::inline]` in `mod inline`. `with (a, b)` in front
/// names the modules where the two find their callees.
macro_rules! both {
    (with ($($now:tt)+) ($($later:tt)+) $($functions:tt)*) => {
        pub mod plain {
            #[allow(unused_imports)]
            use super::{$($now)+, *};
            $($functions)*
        }
        pub mod inline {
            #[allow(unused_imports)]
            use super::{$($later)+, *};
            $crate::common::attributed! { (#[daisy::inline]) [] $($functions)* }
        }
    };
    ($($functions:tt)*) => {
        pub mod plain {
            #[allow(unused_imports)]
            use super::*;
            $($functions)*
        }
        pub mod inline {
            #[allow(unused_imports)]
            use super::*;
            $crate::common::attributed! { (#[daisy::inline]) [] $($functions)* }
        }
    };
}
pub(crate) use both;

/// Callees twice: plain in `mod now`, delayed in `mod later`.
macro_rules! twins {
    ($($functions:tt)*) => {
        pub mod now {
            #[allow(unused_imports)]
            use super::*;
            $($functions)*
        }
        pub mod later {
            #[allow(unused_imports)]
            use super::*;
            $crate::common::attributed! { (#[daisy::delayed]) [] $($functions)* }
        }
    };
}
pub(crate) use twins;

/// Puts an attribute on every function of a list.
macro_rules! attributed {
    (($($attribute:tt)*) []) => {};
    (($($attribute:tt)*) [$($signature:tt)*] { $($body:tt)* } $($rest:tt)*) => {
        $($attribute)* $($signature)* { $($body)* }
        $crate::common::attributed! { ($($attribute)*) [] $($rest)* }
    };
    (($($attribute:tt)*) [$($signature:tt)*] $next:tt $($rest:tt)*) => {
        $crate::common::attributed! { ($($attribute)*) [$($signature)* $next] $($rest)* }
    };
}
pub(crate) use attributed;

/// Fails unless the plain and the inline function of one name give the same value for the same arguments.
macro_rules! agree {
    ($name:ident($($argument:expr),* $(,)?)) => {
        $crate::common::same(|| Ok(plain::$name($($argument),*)), || inline::$name($($argument),*))
    };
}
pub(crate) use agree;

/// The same for functions that return a `Result`: the same value, or an error with the same text.
macro_rules! agree_or_fail {
    ($name:ident($($argument:expr),* $(,)?)) => {
        $crate::common::same(
            || plain::$name($($argument),*).map_err(|error| error.to_string()),
            || inline::$name($($argument),*),
        )
    };
}
pub(crate) use agree_or_fail;

/// Two graphs of one function with the same arguments have one key, and compute to what the plain function gives.
#[track_caller]
pub fn same<T: Data + Clone + Debug>(plain: impl Fn() -> Result<T, String>, inline: impl Fn() -> Delayed<T>) {
    let handle = inline();
    assert_eq!(handle.key(), inline().key(), "the same call twice");
    assert_eq!(format!("{:?}", run(&handle)), format!("{:?}", plain()), "{}", handle.graph());
}

/// The value, or the text of the user's own error: the same on every road.
#[track_caller]
pub fn run<T: Data + Clone + Debug>(handle: &Delayed<T>) -> Result<T, String> {
    let here = handle.compute().on(Inline).wait().map_err(|error| own_text(&error));
    let threads = handle.compute().wait().map_err(|error| own_text(&error));
    let unfused = handle.compute().optimize(false).on(Inline).wait().map_err(|error| own_text(&error));
    assert_eq!(format!("{here:?}"), format!("{threads:?}"), "inline and on threads");
    assert_eq!(format!("{here:?}"), format!("{unfused:?}"), "with and without the passes");
    here
}

fn own_text(error: &daisy::Error) -> String {
    match error.source() {
        Some(own) => own.to_string(),
        None => format!("{error}"),
    }
}

/// The value of a computation that has to succeed, run once, on this thread.
#[track_caller]
pub fn once<T: Data + Clone>(handle: Delayed<T>) -> T {
    handle.compute().on(Inline).wait().unwrap()
}

/// The number of tasks.
pub fn tasks<T: Data>(handle: &Delayed<T>) -> usize {
    handle.graph().len()
}

/// Fails unless the handle needs so many tasks and computes to this.
#[track_caller]
pub fn needs<T: Data + Clone + Debug + PartialEq>(handle: Delayed<T>, count: usize, value: T) {
    assert_eq!(run(&handle), Ok(value), "{}", handle.graph());
    assert_eq!(tasks(&handle), count, "{}", handle.graph());
}

/// Fails unless both have one key, and so are one task.
#[track_caller]
pub fn folds<T: Data>(one: &Delayed<T>, other: &Delayed<T>) {
    assert_eq!(one.key(), other.key(), "\n{}\n{}", one.graph(), other.graph());
}

/// Fails if the two have one key, or do not compute to these values together and alone.
#[track_caller]
pub fn differ<T: Data + Clone + Debug + PartialEq>(one: Delayed<T>, other: Delayed<T>, values: [T; 2]) {
    let [first, second] = &values;
    assert_eq!(run(&one).as_ref(), Ok(first));
    assert_eq!(run(&other).as_ref(), Ok(second));
    let together = daisy::compute([one.clone(), other.clone()]).on(Inline).wait().unwrap();
    assert_eq!(together, values, "{}\n{}", one.graph(), other.graph());
    assert_ne!(one.key(), other.key(), "{}\n{}", one.graph(), other.graph());
}

/// Fails unless the graph prints as these lines.
#[track_caller]
pub fn prints<T: Data>(handle: &Delayed<T>, lines: &[&str]) {
    let listing = handle.graph().to_string();
    assert_eq!(listing.trim_end().lines().collect::<Vec<_>>(), lines);
}

/// The names of the tasks, each as often as there are tasks of it.
pub fn names<T: Data>(handle: &Delayed<T>) -> Vec<String> {
    let mut names: Vec<_> = handle.graph().tasks().map(|node: Node| node.name()).collect();
    names.sort();
    names
}

/// How many keys there are among these.
pub fn distinct<T: Data>(handles: &[Delayed<T>]) -> usize {
    handles.iter().map(Delayed::key).collect::<HashSet<_>>().len()
}

pub fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A count of what ran.
pub struct Count(AtomicUsize);

impl Count {
    pub const fn new() -> Count {
        Count(AtomicUsize::new(0))
    }

    pub fn add(&self) {
        self.0.fetch_add(1, SeqCst);
    }

    /// The count up to now; it starts again.
    pub fn take(&self) -> usize {
        self.0.swap(0, SeqCst)
    }
}

/// A user's error.
#[derive(Clone, Debug, PartialEq)]
pub struct Bad(pub i64);

impl Display for Bad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "bad number {}", self.0)
    }
}

impl std::error::Error for Bad {}

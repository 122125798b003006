//! Operations: what a task does, apart from its inputs.

use std::any::{TypeId, type_name};
use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::hash::{BuildHasherDefault, Hasher};
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

use crate::args::Args;
use crate::choice::BRANCHES;
use crate::error::Cause;
use crate::identity::type_id_bits;
use crate::key::Digest;
use crate::node::{Node, Sort};
use crate::sync::lock;
use crate::token::Tokenizer;
use crate::value::{Type, Value};

/// Where a task wants to run.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// On a worker: it computes.
    Cpu,
    /// Wherever futures are polled: it awaits.
    Async,
    /// On a thread that may block: it waits for files, locks, other programs.
    Blocking,
}

/// What the macro knows of a function: one constant each.
#[derive(Debug)]
pub struct Spec {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
    pub(crate) package: &'static str,
    pub(crate) file: &'static str,
    pub(crate) line: u32,
    pub(crate) source: u128,
    pub(crate) version: u64,
    pub(crate) retries: u32,
    /// How many bytes its result takes, as far as its author knows.
    pub(crate) size_hint: Option<u64>,
    pub(crate) kind: Kind,
    pub(crate) pure: bool,
    /// Returns a handle that runs on in its place.
    pub(crate) grows: bool,
    /// Takes a failed input as it is.
    pub(crate) catches: bool,
    /// Costs less than handing it to a worker, if what it reads and gives is small.
    pub(crate) cheap: bool,
    /// Printed between its two operands, or before its one.
    pub(crate) symbol: Option<&'static str>,
}

impl Spec {
    /// A pure CPU task of version 0.
    pub const fn new(
        name: &'static str,
        path: &'static str,
        package: &'static str,
        file: &'static str,
        line: u32,
        source: u128,
    ) -> Spec {
        Spec {
            name,
            path,
            package,
            file,
            line,
            source,
            version: 0,
            retries: 0,
            size_hint: None,
            kind: Kind::Cpu,
            pure: true,
            grows: false,
            catches: false,
            cheap: false,
            symbol: None,
        }
    }

    /// `version = N`.
    pub const fn version(mut self, version: u64) -> Spec {
        self.version = version;
        self
    }

    /// `retries = N`.
    pub const fn retries(mut self, retries: u32) -> Spec {
        self.retries = retries;
        self
    }

    /// `size_hint = BYTES`.
    pub const fn size_hint(mut self, bytes: usize) -> Spec {
        self.size_hint = Some(bytes as u64);
        self
    }

    /// `impure`.
    pub const fn impure(mut self) -> Spec {
        self.pure = false;
        self
    }

    /// `blocking`.
    pub const fn blocking(mut self) -> Spec {
        self.kind = Kind::Blocking;
        self
    }

    /// `async fn`.
    pub const fn asynchronous(mut self) -> Spec {
        self.kind = Kind::Async;
        self
    }

    /// Returns a `Delayed`.
    pub const fn grows(mut self) -> Spec {
        self.grows = true;
        self
    }

    pub(crate) const fn catches(mut self) -> Spec {
        self.catches = true;
        self
    }

    /// Does next to nothing: an operator, a projection, a short chain.
    pub const fn cheap(mut self) -> Spec {
        self.cheap = true;
        self
    }

    /// An operator.
    pub const fn symbol(mut self, symbol: &'static str) -> Spec {
        self.symbol = Some(symbol);
        self
    }

    /// Whether a call that reads and gives little is cheap.
    fn may_be_cheap(&self) -> bool {
        self.cheap && self.kind == Kind::Cpu && self.retries == 0 && !self.grows && !self.catches
    }

    /// Feeds what tells the function item of this type from all others to an identity.
    pub(crate) fn identify(&self, function: TypeId, to: &mut Tokenizer) {
        to.add(self.path);
        to.add(self.name);
        to.add(self.package);
        to.add(&self.source);
        to.add(&self.version);
        to.write(&type_id_bits(function));
    }
}

/// What running a task came to.
pub(crate) enum Outcome {
    Value(Value),
    /// The value is in its slot already.
    Filled,
    /// Runs on as this node.
    Graph(Node),
    Failed(Cause),
}

pub(crate) type OutcomeFuture = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// The code of a task, erased.
pub(crate) enum Code {
    Sync(Box<dyn Fn(&Args<'_>) -> Outcome + Send + Sync>),
    Async(Box<dyn Fn(Args<'static>) -> OutcomeFuture + Send + Sync>),
    /// None of its own: it goes on as one of its inputs.
    Choice,
    /// None of its own: its result is that of its first input.
    Pass,
    /// Each call keeps its own: its closure captures.
    Own,
}

/// A function with its type arguments chosen. One each, made at its first call and kept.
pub(crate) struct Operation {
    pub(crate) spec: &'static Spec,
    /// Covers everything of a task's key but its inputs.
    pub(crate) digest: Digest,
    pub(crate) result: &'static Type,
    /// What the compiler calls the type of its code: for messages.
    #[cfg_attr(not(feature = "serde"), allow(dead_code))]
    pub(crate) code_name: &'static str,
    pub(crate) sort: Sort,
    pub(crate) code: Code,
    /// How many bytes its last result took, in a run that counted; `u64::MAX` before.
    pub(crate) last_bytes: AtomicU64,
}

const OPERATION: &[u8; 32] = b"daisy operation of a task's key ";

/// A `TypeId` is a hash already.
#[derive(Default)]
struct TypeIdHasher(u64);

impl Hasher for TypeIdHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            self.0 ^= chunk.iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
        }
    }
    fn write_u64(&mut self, word: u64) {
        self.0 = word;
    }
}

type Table = HashMap<TypeId, &'static Operation, BuildHasherDefault<TypeIdHasher>>;

static ALL: Mutex<Table> = Mutex::new(Table::with_hasher(BuildHasherDefault::new()));

thread_local! {
    /// A copy of what this thread has seen of `ALL`, so that a call takes no lock.
    static SEEN: RefCell<Table> = const { RefCell::new(Table::with_hasher(BuildHasherDefault::new())) };
}

/// A type that stands for an operation, that of its code: what is asked of it. Where this is passed on, and not the type itself, the
/// compiler makes one copy of what uses it, and not one for each instance of a delayed function.
#[derive(Clone, Copy)]
pub(crate) struct CodeType {
    pub(crate) id: TypeId,
    name: fn() -> &'static str,
    /// A function of no size is all in its type. Any other carries captures that nothing can compare.
    pub(crate) captures: bool,
}

impl CodeType {
    pub(crate) const fn of<F: 'static>() -> CodeType {
        CodeType { id: TypeId::of::<F>(), name: type_name::<F>, captures: size_of::<F>() != 0 }
    }
}

/// What an operation is made of, but for its code.
pub(crate) struct Making<'a> {
    pub(crate) spec: &'static Spec,
    pub(crate) result: &'static Type,
    /// What it reads and gives is small, so that it is cheap if its spec says so.
    pub(crate) small: bool,
    pub(crate) code: CodeType,
    /// Feeds what tells it from others to an identity.
    pub(crate) identify: &'a dyn Fn(&mut Tokenizer),
}

impl Operation {
    /// The operation that a type of code stands for, made the first time it is met.
    ///
    /// Two types may stand for one operation: what `identify` feeds decides which are equal.
    ///
    /// There are as many as a program has instances of delayed functions, so they are kept for good.
    #[inline(always)]
    pub(crate) fn of(making: &Making<'_>, code: Code) -> &'static Operation {
        match Operation::seen(making.code.id) {
            Some(operation) => operation,
            None => making.made(code),
        }
    }

    fn seen(id: TypeId) -> Option<&'static Operation> {
        SEEN.with_borrow(|seen| seen.get(&id).copied())
    }

    pub(crate) fn is_choice(&self) -> bool {
        self.sort.is(Sort::CHOICE)
    }

    /// How many of `inputs`, from the first, a call waits for.
    pub(crate) fn strict(&self, inputs: usize) -> usize {
        if self.is_choice() { inputs - BRANCHES } else { inputs }
    }
}

impl Making<'_> {
    /// The operation, which this thread has not seen.
    #[cold]
    fn made(&self, code: Code) -> &'static Operation {
        let id = self.code.id;
        let operation = *lock(&ALL).entry(id).or_insert_with(|| Box::leak(Box::new(self.operation(code))));
        SEEN.with_borrow_mut(|seen| seen.insert(id, operation));
        operation
    }

    fn operation(&self, code: Code) -> Operation {
        let mut tokens = Tokenizer::keyed(OPERATION);
        (self.identify)(&mut tokens);
        Operation {
            spec: self.spec,
            digest: Digest(tokens.finish()),
            result: self.result,
            code_name: (self.code.name)(),
            sort: Sort::of(self.spec, self.small && self.spec.may_be_cheap(), &code),
            code,
            last_bytes: AtomicU64::new(u64::MAX),
        }
    }
}

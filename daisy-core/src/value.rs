//! Type-erased values: what a task gives and its readers read.
//!
//! A value of at most three words lies in place; a larger one behind an `Arc`, so that handing it
//! out shared needs no second allocation. The word count is that of `String` and `Vec`.

use std::any::{Any, TypeId};
use std::cell::UnsafeCell;
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, MaybeUninit, align_of, needs_drop, size_of};
use std::sync::Arc;

use crate::identity::short_type_name;
use crate::operation::Operation;

/// What can be a task's result: anything that may be sent to and read from any thread.
///
/// Implemented for every type that qualifies.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the result or an input of a task",
    note = "tasks run on other threads and keep their results: what they exchange must be `Send + Sync + 'static`"
)]
pub trait Data: Send + Sync + 'static {}
impl<T: Send + Sync + 'static> Data for T {}

/// What can be taken by value: the last to read it gets it as it is, all others a clone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is taken by value here, and can't be cloned for who else reads it",
    label = "`{Self}` is not `Clone`",
    note = "derive `Clone`, or borrow it where it is: a parameter `x: &T` of a delayed function, `&x` in an inline body"
)]
pub trait Owned: Clone {}
#[diagnostic::do_not_recommend]
impl<T: Clone> Owned for T {}

/// A shared value of any type.
pub(crate) type Shared = Arc<dyn Any + Send + Sync>;

/// What is known of a type once it is erased.
pub struct Type {
    pub(crate) id: TypeId,
    full_name: fn() -> &'static str,
    /// Bytes of a value, where that is all it owns.
    pub(crate) bytes: Option<u64>,
    /// What passes a value of it on.
    pub(crate) pass: fn() -> &'static Operation,
}

impl Type {
    pub(crate) const fn of<T: Data>() -> &'static Type {
        struct Of<T>(PhantomData<T>);
        impl<T: Data> Of<T> {
            const TYPE: &'static Type = &Type {
                id: TypeId::of::<T>(),
                full_name: std::any::type_name::<T>,
                pass: crate::rewire::pass::<T>,
                bytes: if needs_drop::<T>() { None } else { Some(size_of::<T>() as u64) },
            };
        }
        Of::<T>::TYPE
    }

    #[cfg(feature = "serde")]
    pub(crate) fn is<T: Data>(&self) -> bool {
        self.id == TypeId::of::<T>()
    }

    pub(crate) fn full_name(&self) -> &'static str {
        (self.full_name)()
    }

    /// The digest that identifies it.
    #[cfg(feature = "serde")]
    pub(crate) fn identity(&self) -> [u8; 32] {
        crate::identity::identity(self.full_name(), self.id)
    }

    /// Whether keeping a value longer than needed costs nothing.
    pub(crate) const fn is_small(&self) -> bool {
        matches!(self.bytes, Some(bytes) if bytes <= size_of::<Words>() as u64)
    }

    /// The name without paths.
    pub(crate) fn name(&self) -> String {
        short_type_name(self.full_name())
    }
}

/// Whether a `T` is at most three words that own nothing.
pub(crate) const fn small<T: Data>() -> bool {
    Type::of::<T>().is_small()
}

type Words = MaybeUninit<[usize; 3]>;

/// How to handle the words of a value: they hold a `T` (`in_place`) or an `Arc<T>`.
struct Layout {
    /// That of `ty`, one step nearer.
    id: TypeId,
    ty: &'static Type,
    in_place: bool,
    drop: unsafe fn(*mut Words),
    /// Takes the value out of the words, which must not be used again.
    share: unsafe fn(*mut Words) -> Shared,
    /// Likewise.
    split: unsafe fn(*mut Words) -> (Value, Value),
}

struct Layouts<T>(PhantomData<T>);

impl<T: Data> Layouts<T> {
    const FITS: bool = size_of::<T>() <= size_of::<Words>() && align_of::<T>() <= align_of::<Words>();

    const IN_PLACE: &'static Layout = &Layout {
        id: TypeId::of::<T>(),
        ty: Type::of::<T>(),
        in_place: true,
        // SAFETY: the caller's words hold a `T`.
        drop: |words| unsafe { words.cast::<T>().drop_in_place() },
        // SAFETY: the caller's words hold a `T` and are not used again.
        share: |words| unsafe { Arc::new(words.cast::<T>().read()) },
        // SAFETY: likewise.
        split: |words| unsafe { twice(Arc::new(words.cast::<T>().read())) },
    };

    const SHARED: &'static Layout = &Layout {
        id: TypeId::of::<T>(),
        ty: Type::of::<T>(),
        in_place: false,
        // SAFETY: the caller's words hold an `Arc<T>`.
        drop: |words| unsafe { words.cast::<Arc<T>>().drop_in_place() },
        // SAFETY: the caller's words hold an `Arc<T>` and are not used again.
        share: |words| unsafe { words.cast::<Arc<T>>().read() },
        // SAFETY: likewise.
        split: |words| unsafe { twice(words.cast::<Arc<T>>().read()) },
    };
}

fn twice<T: Data>(value: Arc<T>) -> (Value, Value) {
    (Value::shared(value.clone()), Value::shared(value))
}

/// One value of a type that only its `Layout` knows.
///
/// Invariant: `words` hold a `T` if `layout.in_place`, else an `Arc<T>`, where `T` is the type
/// `layout.ty` names; `T` is `Data`.
pub(crate) struct Value {
    layout: &'static Layout,
    /// A `T` in place may have interior mutability.
    words: UnsafeCell<Words>,
}

// SAFETY: a `Value` owns a `T` or an `Arc<T>` with `T: Data`, which is `Send + Sync`.
unsafe impl Send for Value {}
// SAFETY: as above; `&Value` gives out `&T` only.
unsafe impl Sync for Value {}

/// A value on its way out of its words.
pub(crate) enum Moved<T> {
    Own(T),
    Shared(Arc<T>),
}

impl<T: Clone> Moved<T> {
    /// The value itself; a clone if others share it.
    #[inline]
    pub(crate) fn owned(self) -> T {
        match self {
            Moved::Own(value) => value,
            Moved::Shared(shared) => Arc::unwrap_or_clone(shared),
        }
    }
}

impl Value {
    pub(crate) fn new<T: Data>(value: T) -> Value {
        if Layouts::<T>::FITS { Value::pack(Layouts::<T>::IN_PLACE, value) } else { Value::shared(Arc::new(value)) }
    }

    pub(crate) fn shared<T: Data>(value: Arc<T>) -> Value {
        Value::pack(Layouts::<T>::SHARED, value)
    }

    /// `layout` must be the one for words that hold a `P`.
    fn pack<P>(layout: &'static Layout, payload: P) -> Value {
        let mut words = Words::uninit();
        const { assert!(size_of::<Arc<u8>>() <= size_of::<Words>()) };
        debug_assert!(size_of::<P>() <= size_of::<Words>() && align_of::<P>() <= align_of::<Words>());
        // SAFETY: both callers pass a payload that fits: `FITS` holds, or it is a thin `Arc`.
        unsafe { words.as_mut_ptr().cast::<P>().write(payload) };
        Value { layout, words: UnsafeCell::new(words) }
    }

    pub(crate) fn ty(&self) -> &'static Type {
        self.layout.ty
    }

    pub(crate) fn get<T: Data>(&self) -> Option<&T> {
        if self.layout.id != TypeId::of::<T>() {
            return None;
        }
        // SAFETY: the words hold a `T` or an `Arc<T>`: the type was just compared.
        Some(unsafe {
            if self.layout.in_place { &*self.words.get().cast::<T>() } else { &*self.words.get().cast::<Arc<T>>() }
        })
    }

    /// What the words hold; `None` if that is no `T`. Runs no code of the user's, so that nothing comes between this and
    /// the end of `self`.
    ///
    /// # Safety
    ///
    /// The caller may change `self`; if it gets something, `self` must not be used or dropped any more.
    #[inline]
    pub(crate) unsafe fn read<T: Data>(&self) -> Option<Moved<T>> {
        if self.layout.id != TypeId::of::<T>() {
            return None;
        }
        // SAFETY: the words hold a `T` or an `Arc<T>`, and are not read or dropped again.
        Some(unsafe {
            if self.layout.in_place {
                Moved::Own(self.words.get().cast::<T>().read())
            } else {
                Moved::Shared(self.words.get().cast::<Arc<T>>().read())
            }
        })
    }

    /// The value itself: moved out if nobody shares it, else cloned. Gives itself back if it is no `T`.
    pub(crate) fn take<T: Data + Clone>(self) -> Result<T, Value> {
        let this = ManuallyDrop::new(self);
        // SAFETY: `this` is not used again if it gives a value.
        match unsafe { this.read() } {
            Some(moved) => Ok(moved.owned()),
            None => Err(ManuallyDrop::into_inner(this)),
        }
    }

    /// The value itself, where no `split` shares it.
    pub(crate) fn unshared<T: Data>(self) -> Option<T> {
        if self.layout.id != TypeId::of::<T>() {
            return None;
        }
        let this = ManuallyDrop::new(self);
        // SAFETY: the words hold a `T` or an `Arc<T>`, and `this` is neither read nor dropped again.
        unsafe {
            if this.layout.in_place {
                Some(this.words.get().cast::<T>().read())
            } else {
                Arc::into_inner(this.words.get().cast::<Arc<T>>().read())
            }
        }
    }

    /// The same value twice, behind one `Arc`.
    pub(crate) fn split(self) -> (Value, Value) {
        let this = ManuallyDrop::new(self);
        let words = this.words.get();
        // SAFETY: the words are as `layout` says, and `this` is neither read nor dropped again.
        unsafe { (this.layout.split)(words) }
    }

    /// The value behind an `Arc`, without a copy of what is behind one already.
    pub(crate) fn into_shared(self) -> Shared {
        let this = ManuallyDrop::new(self);
        let words = this.words.get();
        // SAFETY: the words are as `layout` says, and `this` is neither read nor dropped again.
        unsafe { (this.layout.share)(words) }
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        // SAFETY: the words are as `layout` says and are dropped once, here.
        unsafe { (self.layout.drop)(self.words.get()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_large_values_come_back() {
        assert_eq!(Value::new(7u8).take::<u8>().ok(), Some(7));
        assert_eq!(Value::new(String::from("abc")).get::<String>().map(String::as_str), Some("abc"));
        assert_eq!(Value::new([1u64; 9]).take::<[u64; 9]>().ok(), Some([1; 9]));
        assert_eq!(Value::new(()).take::<()>().ok(), Some(()));
    }

    #[test]
    fn three_words_lie_in_place_and_four_do_not() {
        assert!(Value::new(vec![1u8]).layout.in_place);
        assert!(!Value::new([0usize; 4]).layout.in_place);
        assert!(!Value::new(0u128).layout.in_place || align_of::<u128>() <= align_of::<usize>());
    }

    #[test]
    fn a_value_in_place_may_change_behind_a_reference() {
        use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
        let value = Value::new(AtomicU64::new(1));
        assert!(value.layout.in_place);
        let _ = value.get::<AtomicU64>().map(|count| count.fetch_add(1, Relaxed));
        assert_eq!(value.unshared::<AtomicU64>().map(AtomicU64::into_inner), Some(2));
    }

    #[test]
    fn another_type_gets_nothing_and_loses_nothing() {
        let value = Value::new(7i64);
        assert!(value.get::<u64>().is_none());
        let back = value.take::<u64>().expect_err("an i64 is no u64");
        assert_eq!(back.take::<i64>().ok(), Some(7));
    }

    #[test]
    fn every_value_is_dropped_once() {
        let witness = Arc::new(());
        drop(Value::new(witness.clone()));
        drop(Value::new([witness.clone(), witness.clone(), witness.clone(), witness.clone()]));
        drop(Value::new(witness.clone()).take::<Arc<()>>());
        drop(Value::new(witness.clone()).into_shared());
        drop(Value::shared(Arc::new(witness.clone())).into_shared());
        assert_eq!(Arc::strong_count(&witness), 1);
    }

    #[test]
    fn sharing_keeps_the_arc_there_is() {
        let value = Arc::new([1u64; 9]);
        let shared = Value::shared(value.clone()).into_shared().downcast::<[u64; 9]>().expect("the same type");
        assert!(Arc::ptr_eq(&value, &shared));
    }
}

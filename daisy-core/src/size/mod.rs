//! Sizes: how many bytes a value takes, once its type is erased.
//!
//! A type that owns nothing tells by itself. Others are looked up in a registry by type, which has those of std that
//! results often are from the start (`owned`), and takes those that users register.

mod owned;

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, RwLock};

use crate::plan::contain;
use crate::value::{Data, Type, Value};

/// How the values of one type are measured.
trait Measure: Any + Send + Sync {
    /// `None` if it is of another type.
    fn measure(&self, value: &Value) -> Option<usize>;
}

struct Of<T>(fn(&T) -> usize);

impl<T: Data> Measure for Of<T> {
    fn measure(&self, value: &Value) -> Option<usize> {
        value.get().map(self.0)
    }
}

#[derive(Default)]
struct Sizes(HashMap<TypeId, Arc<dyn Measure>>);

impl Sizes {
    fn register<T: Data>(&mut self, size: fn(&T) -> usize) {
        self.0.insert(TypeId::of::<T>(), Arc::new(Of(size)));
    }
}

static SIZES: LazyLock<RwLock<Sizes>> = LazyLock::new(|| {
    let mut sizes = Sizes::default();
    owned::register(&mut sizes);
    RwLock::new(sizes)
});

/// A copy, so that the registry is free while it is used.
fn find(id: TypeId) -> Option<Arc<dyn Measure>> {
    SIZES.read().unwrap_or_else(|poisoned| poisoned.into_inner()).0.get(&id).cloned()
}

/// Tells how many bytes a value of type `T` takes, itself and all that it owns: to observers, as the size of results, and to
/// a runtime with a limit of memory. The last one registered for a type counts. Register before anything runs: a runtime
/// remembers what it last saw of a function.
///
/// A type that owns nothing needs none. Known from the start: strings and paths; vectors, boxed slices, `Arc`s, options
/// and maps (from `String` or `u64`) of these and of primitives, one deep, vectors of vectors two; `ndarray`'s arrays of
/// primitives and `bytes::Bytes` with the features of those names. Not known, even where their items own nothing:
/// vectors of structs and of tuples. [`size_of_value`] tells.
///
/// `size` is called on a worker whenever someone wants to know, and should be quick. If it panics, the size is not known.
///
/// ```
/// struct Table {
///     columns: Vec<Vec<f64>>,
/// }
///
/// daisy::register_size(|table: &Table| {
///     let owned = table.columns.iter().map(|column| 8 * column.capacity());
///     size_of::<Table>() + owned.sum::<usize>()
/// });
/// let table = Table { columns: vec![vec![1.0; 10], vec![2.0; 10]] };
/// assert_eq!(daisy::size_of_value(&table), Some(size_of::<Table>() + 160));
/// ```
pub fn register_size<T: Data>(size: fn(&T) -> usize) {
    SIZES.write().unwrap_or_else(|poisoned| poisoned.into_inner()).register(size);
}

/// How many bytes `value` takes, itself and all that it owns, if that is known of its type: see [`register_size`].
///
/// ```
/// assert_eq!(daisy::size_of_value(&7u32), Some(4));
/// assert_eq!(daisy::size_of_value(&vec![1u32, 2, 3]), Some(size_of::<Vec<u32>>() + 12));
/// assert_eq!(daisy::size_of_value(&vec![("a pair", 1)]), None);
/// ```
pub fn size_of_value<T: Data>(value: &T) -> Option<usize> {
    let measure = find(TypeId::of::<T>());
    let registered = measure.as_deref().and_then(|measure| (measure as &dyn Any).downcast_ref::<Of<T>>());
    registered.map(|size| size.0(value)).or(Type::of::<T>().bytes.map(|bytes| bytes as usize))
}

/// The same of an erased value. A registered function that panics tells nothing.
pub(crate) fn bytes(value: &Value) -> Option<u64> {
    let registered = find(value.ty().id).and_then(|measure| contain(|| measure.measure(value)).flatten());
    registered.map(|bytes| bytes as u64).or(value.ty().bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn what_a_value_owns_counts() {
        let word = size_of::<usize>();
        assert_eq!(size_of_value(&[1u64; 9]), Some(72));
        assert_eq!(size_of_value(&String::from("abc")), Some(3 * word + 3));
        assert_eq!(size_of_value(&vec![vec![1u16; 4], vec![2; 8]]), Some(3 * word + 2 * 3 * word + 24));
        assert_eq!(size_of_value(&vec![String::from("ab"); 3]), Some(3 * word + 3 * 3 * word + 6));
        assert_eq!(size_of_value(&Some(vec![1.5f64; 10])), Some(3 * word + 80));
        assert_eq!(size_of_value(&Arc::<[u32]>::from(vec![1, 2, 3])), Some(2 * word + 12));
        assert_eq!(size_of_value(&vec![0u8; 5].into_boxed_slice()), Some(2 * word + 5));
        let map = BTreeMap::from([(String::from("ab"), 1u64)]);
        assert_eq!(size_of_value(&map), Some(3 * word + (3 * word + 8) + 2));
    }

    #[test]
    fn erased_values_are_measured_alike() {
        assert_eq!(bytes(&Value::new(7u8)), Some(1));
        assert_eq!(bytes(&Value::new(vec![1u64; 100])), Some(824));
        assert_eq!(bytes(&Value::new(Box::new(7u8))), None);
    }

    #[test]
    fn the_last_registered_counts_and_a_panic_tells_nothing() {
        struct Own;
        impl Drop for Own {
            fn drop(&mut self) {}
        }
        assert_eq!(bytes(&Value::new(Own)), None);
        register_size(|_: &Own| 1);
        register_size(|_: &Own| 2);
        assert_eq!((bytes(&Value::new(Own)), size_of_value(&Own)), (Some(2), Some(2)));
        register_size(|_: &Own| panic!("no size"));
        assert_eq!(bytes(&Value::new(Own)), None);
    }
}

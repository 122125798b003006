//! What values of std's types own.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::ffi::OsString;
use std::hash::Hash;
use std::path::PathBuf;
use std::sync::Arc;

use crate::value::Data;

use super::Sizes;

/// A value that tells how many bytes it owns beside itself.
trait Owned: Data + Sized {
    /// Whether it ever owns any.
    const OWNS: bool;

    fn owned(&self) -> usize;
}

/// What items of a container own, apart from their places in it.
fn all<'a, T: Owned>(items: impl IntoIterator<Item = &'a T>) -> usize {
    if T::OWNS { items.into_iter().map(T::owned).sum() } else { 0 }
}

macro_rules! primitives {
    ($($T:ty)*) => {$(
        impl Owned for $T {
            const OWNS: bool = false;
            fn owned(&self) -> usize {
                0
            }
        }
    )*};
}

primitives!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char);

macro_rules! owned {
    ($([$($bounds:tt)*] $T:ty: |$this:ident| $owned:expr;)*) => {$(
        impl<$($bounds)*> Owned for $T {
            const OWNS: bool = true;
            fn owned(&self) -> usize {
                let $this = self;
                $owned
            }
        }
    )*};
}

owned! {
    [] String: |text| text.capacity();
    [] OsString: |text| text.capacity();
    [] PathBuf: |path| path.capacity();
    [] Box<str>: |text| text.len();
    [] Arc<str>: |text| text.len();
    [T: Owned] Vec<T>: |items| items.capacity() * size_of::<T>() + all(items);
    [T: Owned] VecDeque<T>: |items| items.capacity() * size_of::<T>() + all(items);
    [T: Owned] Box<[T]>: |items| size_of_val(&**items) + all(items);
    [T: Owned] Arc<[T]>: |items| size_of_val(&**items) + all(&**items);
    [T: Owned] Arc<T>: |value| size_of::<T>() + (**value).owned();
    [T: Owned] Option<T>: |value| all(value);
    [K: Owned + Hash + Eq, V: Owned] HashMap<K, V>:
        |map| map.capacity() * size_of::<(K, V)>() + all(map.keys()) + all(map.values());
    [K: Owned + Ord, V: Owned] BTreeMap<K, V>:
        |map| map.len() * size_of::<(K, V)>() + all(map.keys()) + all(map.values());
    [T: Owned + Hash + Eq] HashSet<T>: |set| set.capacity() * size_of::<T>() + all(set);
    [T: Owned + Ord] BTreeSet<T>: |set| set.len() * size_of::<T>() + all(set);
}

impl Sizes {
    fn owned<T: Owned>(&mut self) {
        self.register(|value: &T| size_of::<T>() + value.owned());
    }

    /// `T` and what is made of it.
    fn and_containers<T: Owned>(&mut self) {
        self.owned::<T>();
        self.owned::<Vec<T>>();
        self.owned::<Box<[T]>>();
        self.owned::<Arc<[T]>>();
        self.owned::<Arc<T>>();
        self.owned::<Option<T>>();
        self.owned::<VecDeque<T>>();
        self.owned::<BTreeMap<String, T>>();
        self.owned::<HashMap<String, T>>();
        self.owned::<BTreeMap<u64, T>>();
        self.owned::<HashMap<u64, T>>();
    }
}

pub(super) fn register(sizes: &mut Sizes) {
    macro_rules! primitives {
        ($($T:ty)*) => {$(
            sizes.and_containers::<$T>();
            sizes.owned::<Vec<Vec<$T>>>();
            sizes.owned::<Option<Vec<$T>>>();
            sizes.owned::<Arc<Vec<$T>>>();
            #[cfg(feature = "ndarray")]
            arrays::<$T>(sizes);
        )*};
    }
    primitives!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char);
    sizes.and_containers::<String>();
    sizes.owned::<Vec<Vec<String>>>();
    sizes.and_containers::<PathBuf>();
    sizes.owned::<OsString>();
    sizes.owned::<Box<str>>();
    sizes.owned::<Arc<str>>();
    sizes.owned::<HashSet<String>>();
    sizes.owned::<BTreeSet<String>>();
    sizes.owned::<HashSet<u64>>();
    sizes.owned::<BTreeSet<u64>>();
    #[cfg(feature = "bytes")]
    sizes.register(|bytes: &bytes::Bytes| size_of::<bytes::Bytes>() + bytes.len());
}

/// Arrays of any number of dimensions.
#[cfg(feature = "ndarray")]
fn arrays<T: Owned + Clone>(sizes: &mut Sizes) {
    fn array<T: Owned + Clone, D: ndarray::Dimension + Data>(sizes: &mut Sizes) {
        use ndarray::{ArcArray, Array};
        sizes.register(|array: &Array<T, D>| size_of::<Array<T, D>>() + array.len() * size_of::<T>());
        sizes.register(|array: &ArcArray<T, D>| size_of::<ArcArray<T, D>>() + array.len() * size_of::<T>());
    }
    array::<T, ndarray::Ix1>(sizes);
    array::<T, ndarray::Ix2>(sizes);
    array::<T, ndarray::Ix3>(sizes);
    array::<T, ndarray::Ix4>(sizes);
    array::<T, ndarray::IxDyn>(sizes);
}

//! The rest of std that has content: pointers, options and results, ranges, times, addresses.

use std::any::type_name;
use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::convert::Infallible;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::ops::{Bound, Range, RangeBounds, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Tokenize, Tokenizer, tag};

/// A pointer has the content of what it holds.
macro_rules! pointers {
    ($($pointer:ty),+) => {$(
        impl<T: Tokenize + ?Sized> Tokenize for $pointer {
            #[inline]
            fn tokenize(&self, to: &mut Tokenizer) {
                (**self).tokenize(to);
            }

            fn describe(&self) -> Option<String> {
                (**self).describe()
            }
        }
    )+};
}

pointers!(&T, &mut T, Box<T>, Rc<T>, Arc<T>);

impl<T: ToOwned + Tokenize + ?Sized> Tokenize for Cow<'_, T> {
    #[inline]
    fn tokenize(&self, to: &mut Tokenizer) {
        (**self).tokenize(to);
    }

    fn describe(&self) -> Option<String> {
        (**self).describe()
    }
}

impl<T: Tokenize> Tokenize for Option<T> {
    #[inline]
    fn tokenize(&self, to: &mut Tokenizer) {
        to.tagged(tag::OPTION, &[u8::from(self.is_some())]);
        if let Some(value) = self {
            to.add(value);
        }
    }
}

impl<T: Tokenize, E: Tokenize> Tokenize for Result<T, E> {
    fn tokenize(&self, to: &mut Tokenizer) {
        match self {
            Ok(value) => {
                to.tagged(tag::RESULT, &[0]);
                to.add(value);
            }
            Err(error) => {
                to.tagged(tag::RESULT, &[1]);
                to.add(error);
            }
        }
    }
}

impl Tokenize for Infallible {
    fn tokenize(&self, _: &mut Tokenizer) {
        match *self {}
    }
}

/// The name of `T` is all there is to tell.
impl<T: ?Sized> Tokenize for PhantomData<T> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("PhantomData", 1);
        to.add(type_name::<T>());
    }
}

impl Tokenize for Ordering {
    fn tokenize(&self, to: &mut Tokenizer) {
        let ordinal = match self {
            Ordering::Less => 0,
            Ordering::Equal => 1,
            Ordering::Greater => 2,
        };
        to.variant("Ordering", ordinal, 0);
    }
}

/// `Type<Generics>(fields) = parts`: a struct of the parts, in order.
macro_rules! structures {
    ($($type:ident $(<$generic:ident>)? |$value:ident| $($part:expr),*;)+) => {$(
        impl $(<$generic: Tokenize>)? Tokenize for $type $(<$generic>)? {
            fn tokenize(&self, to: &mut Tokenizer) {
                let $value = self;
                to.structure(stringify!($type), structures!(@count $($part),*));
                $(to.add(&$part);)*
            }
        }
    )+};
    (@count $($part:expr),*) => { [$(stringify!($part)),*].len() as u32 };
}

structures! {
    Reverse<T> |reverse| reverse.0;
    Range<T> |range| range.start, range.end;
    RangeFrom<T> |range| range.start;
    RangeTo<T> |range| range.end;
    RangeToInclusive<T> |range| range.end;
    Duration |time| time.as_secs(), time.subsec_nanos();
    Ipv4Addr |address| address.to_bits();
    Ipv6Addr |address| address.to_bits();
    SocketAddrV4 |address| address.ip(), address.port();
    SocketAddrV6 |address| address.ip(), address.port(), address.flowinfo(), address.scope_id();
}

impl Tokenize for RangeFull {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("RangeFull", 0);
    }
}

/// A range that was iterated to its end has the bounds it began with, and is empty; only its end
/// bound shows it.
impl<T: Tokenize> Tokenize for RangeInclusive<T> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("RangeInclusive", 3);
        to.add(self.start());
        to.add(self.end());
        to.add(&matches!(self.end_bound(), Bound::Excluded(_)));
    }
}

impl<T: Tokenize> Tokenize for Bound<T> {
    fn tokenize(&self, to: &mut Tokenizer) {
        match self {
            Bound::Included(bound) => {
                to.variant("Bound", 0, 1);
                to.add(bound);
            }
            Bound::Excluded(bound) => {
                to.variant("Bound", 1, 1);
                to.add(bound);
            }
            Bound::Unbounded => to.variant("Bound", 2, 0),
        }
    }
}

impl Tokenize for SystemTime {
    fn tokenize(&self, to: &mut Tokenizer) {
        match self.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => {
                to.variant("SystemTime", 0, 1);
                to.add(&since);
            }
            Err(before) => {
                to.variant("SystemTime", 1, 1);
                to.add(&before.duration());
            }
        }
    }
}

impl Tokenize for IpAddr {
    fn tokenize(&self, to: &mut Tokenizer) {
        match self {
            IpAddr::V4(address) => {
                to.variant("IpAddr", 0, 1);
                to.add(address);
            }
            IpAddr::V6(address) => {
                to.variant("IpAddr", 1, 1);
                to.add(address);
            }
        }
    }
}

impl Tokenize for SocketAddr {
    fn tokenize(&self, to: &mut Tokenizer) {
        match self {
            SocketAddr::V4(address) => {
                to.variant("SocketAddr", 0, 1);
                to.add(address);
            }
            SocketAddr::V6(address) => {
                to.variant("SocketAddr", 1, 1);
                to.add(address);
            }
        }
    }
}

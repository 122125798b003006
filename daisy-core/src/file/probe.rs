//! Probes: what a type in a signature has, asked by method resolution.
//!
//! `Codec::<T>::OF.register(to)` is the method of the first type in a row, each of which derefs to the next, whose bounds
//! `T` meets. Inherent methods need no trait in scope, and the compiler finds them sooner. It works where `T` is a type
//! that the compiler knows, and so not in generic functions, which are not registered.

use std::marker::PhantomData;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::codec::Of;
use super::registry::Registry;
use crate::argument::Gathers;
use crate::token::Tokenize;
use crate::value::Data;

/// A row of types from the best to the last, which takes any `T`.
macro_rules! row {
    ($first:ident $(-> $next:ident)+) => {
        row!(@all $first $($next)+);
        impl<T: ?Sized> $first<T> {
            /// Where the search begins.
            pub const OF: $first<T> = $first(PhantomData);
        }
    };
    (@all $this:ident $next:ident $($rest:ident)*) => {
        row!(@one $this);
        impl<T: ?Sized> Deref for $this<T> {
            type Target = $next<T>;
            fn deref(&self) -> &$next<T> {
                &$next(PhantomData)
            }
        }
        row!(@all $next $($rest)*);
    };
    (@all $last:ident) => {
        row!(@one $last);
        impl<T: ?Sized> $last<T> {
            /// Nothing to register.
            pub fn register(&self, _: &mut Registry) {}
        }
    };
    (@one $this:ident) => {
        #[doc = "A type in a row."]
        pub struct $this<T: ?Sized>(PhantomData<T>);
    };
}

row!(Codec -> UniqueCodec -> SerdeCodec -> NoCodec);

impl<T: Data + Clone + Serialize + Deserialize<'static> + Tokenize> Codec<T> {
    /// Registers a type keyed by content, and daisy's own tasks on it.
    pub fn register(&self, to: &mut Registry) {
        to.codec(Of::<T>::CODEC_OF_CONTENT);
        to.cloned::<T>();
    }
}

impl<T: Data + Serialize + Deserialize<'static> + Tokenize> UniqueCodec<T> {
    /// Registers a type keyed by content.
    pub fn register(&self, to: &mut Registry) {
        to.codec(Of::<T>::CODEC_OF_CONTENT);
    }
}

impl<T: Data + Serialize + Deserialize<'static>> SerdeCodec<T> {
    /// Registers a type without content of its own.
    pub fn register(&self, to: &mut Registry) {
        to.codec(Of::<T>::CODEC);
    }
}

row!(Container -> NoContainer);

impl<T: Gathers> Container<T> {
    /// Registers daisy's own tasks on a container that arguments are gathered to.
    pub fn register(&self, to: &mut Registry) {
        to.container::<T>();
        to.cloned::<T>();
    }
}

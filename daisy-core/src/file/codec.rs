//! Codecs: values of one type as bytes and back.

use std::any::Any;
use std::collections::HashSet;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};

use postcard::Error::DeserializeUnexpectedEnd;
use postcard::de_flavors::Flavor;
use serde::{Deserialize, Serialize};

use crate::delayed::content_digest;
use crate::key::Digest;
use crate::node::{Describe, describe};
use crate::plan::caught;
use crate::sync::lock;
use crate::token::Tokenize;
use crate::value::{Data, Shared, Type};

/// How to write and read values of one type.
pub(super) struct Codec {
    pub(super) ty: &'static Type,
    encode: fn(&Shared) -> postcard::Result<Vec<u8>>,
    decode: fn(Source) -> postcard::Result<Shared>,
    /// Of types that are keyed by content.
    pub(super) content: Option<Content>,
}

/// What `daisy::value` makes of a value.
pub(super) struct Content {
    pub(super) digest: fn(&Shared) -> Digest,
    pub(super) describe: Describe,
}

impl Codec {
    pub(super) fn encode(&self, value: &Shared) -> Result<Vec<u8>, String> {
        guarded(|| (self.encode)(value))
    }

    pub(super) fn decode(&self, bytes: Source) -> Result<Shared, String> {
        guarded(|| (self.decode)(bytes))
    }

    pub(super) fn digest(&self, value: &Shared) -> Result<Option<Digest>, String> {
        guarded(|| Ok(self.content.as_ref().map(|content| (content.digest)(value))))
    }
}

/// The user's code may panic.
fn guarded<R>(run: impl FnOnce() -> postcard::Result<R>) -> Result<R, String> {
    match caught(run) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(why) => Err(format!("it panicked: {why}")),
    }
}

/// `Of::<T>::CODEC`.
pub(super) struct Of<T>(PhantomData<T>);

impl<T: Data + Serialize + Deserialize<'static>> Of<T> {
    pub(super) const CODEC: &'static Codec =
        &Codec { ty: Type::of::<T>(), encode: encode::<T>, decode: decode::<T>, content: None };
}

impl<T: Data + Serialize + Deserialize<'static> + Tokenize> Of<T> {
    pub(super) const CODEC_OF_CONTENT: &'static Codec = &Codec {
        content: Some(Content { digest: |value| content_digest(get::<T>(value)), describe: describe::<T> }),
        ..*Of::<T>::CODEC
    };
}

fn get<T: Data>(value: &Shared) -> &T {
    let value: &(dyn Any + Send + Sync) = value.as_ref();
    value.downcast_ref().expect("a codec gets values of its type")
}

fn encode<T: Data + Serialize>(value: &Shared) -> postcard::Result<Vec<u8>> {
    postcard::to_allocvec(get::<T>(value))
}

fn decode<T: Data + Deserialize<'static>>(bytes: Source) -> postcard::Result<Shared> {
    let mut deserializer = postcard::Deserializer::from_flavor(bytes);
    let value = T::deserialize(&mut deserializer)?;
    match deserializer.finalize()? {
        0 => Ok(Arc::new(value)),
        _ => Err(postcard::Error::DeserializeBadEncoding),
    }
}

/// Bytes to decode, which outlive all that is made of them.
///
/// So codecs need `Deserialize<'static>` only: whether a type is `DeserializeOwned` can't be asked by method resolution,
/// which does not look at lifetimes, and `&'static str` is no less a constant than `String`.
pub(super) struct Source {
    bytes: Arc<[u8]>,
    at: usize,
    end: usize,
}

impl Source {
    /// The bytes from `at` to `end`, which must be there.
    pub(super) fn new(bytes: Arc<[u8]>, at: usize, end: usize) -> Source {
        debug_assert!(at <= end && end <= bytes.len());
        Source { bytes, at, end }
    }

    fn take(&mut self, count: usize) -> postcard::Result<std::ops::Range<usize>> {
        let start = self.at;
        self.at = start.checked_add(count).filter(|&at| at <= self.end).ok_or(DeserializeUnexpectedEnd)?;
        Ok(start..self.at)
    }
}

impl Flavor<'static> for Source {
    type Remainder = usize;
    type Source = Arc<[u8]>;

    fn pop(&mut self) -> postcard::Result<u8> {
        let range = self.take(1)?;
        Ok(self.bytes[range.start])
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.end - self.at)
    }

    fn try_take_n(&mut self, count: usize) -> postcard::Result<&'static [u8]> {
        let range = self.take(count)?;
        Ok(interned(&self.bytes[range]))
    }

    fn try_take_n_temp<'a>(&'a mut self, count: usize) -> postcard::Result<&'a [u8]>
    where
        'static: 'a,
    {
        let range = self.take(count)?;
        Ok(&self.bytes[range])
    }

    fn finalize(self) -> postcard::Result<usize> {
        Ok(self.end - self.at)
    }
}

/// The one copy of these bytes, kept for good: for what borrows, and for types that ask serde for what they could borrow.
fn interned(bytes: &[u8]) -> &'static [u8] {
    static ALL: Mutex<Option<HashSet<&'static [u8]>>> = Mutex::new(None);
    let mut all = lock(&ALL);
    let all = all.get_or_insert_default();
    match all.get(bytes) {
        Some(known) => known,
        None => {
            let kept: &'static [u8] = Box::leak(bytes.into());
            all.insert(kept);
            kept
        }
    }
}

/// The same of text: names of functions that the program may not have.
pub(super) fn interned_text(text: &str) -> &'static str {
    str::from_utf8(interned(text.as_bytes())).expect("it was text before")
}

//! What tells types apart, and what people call them.

use std::any::{TypeId, type_name};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The digest that identifies a type.
///
/// A name is not an identity: two local types of one name in sibling blocks share it, and so do
/// two versions of a crate. So the digest of a type covers its `TypeId`, which is the same for the
/// same build only, and its name alone where that is an identity: where it names nothing but std's
/// types and primitives. Those digests stay as they are from build to build.
pub(crate) fn type_identity<T: ?Sized + 'static>() -> [u8; 32] {
    known_identity(TypeId::of::<T>(), type_name::<T>)
}

fn known_identity(id: TypeId, name: fn() -> &'static str) -> [u8; 32] {
    thread_local! {
        static SEEN: RefCell<HashMap<TypeId, [u8; 32], BuildHasherDefault<Prehashed>>> =
            const { RefCell::new(HashMap::with_hasher(BuildHasherDefault::new())) };
    }
    let seen = SEEN.try_with(|seen| *seen.borrow_mut().entry(id).or_insert_with(|| identity(name(), id)));
    // A thread that is ending has no map any more.
    seen.unwrap_or_else(|_| identity(name(), id))
}

/// Sixteen bytes that stand for all 128 bits of a `TypeId`.
///
/// `Hash` gives only half of them; `Debug` gives all, in a form that may change. Its digest does
/// not mind the form.
pub(crate) fn type_id_bits(id: TypeId) -> [u8; 16] {
    let digest = blake3::hash(format!("{id:?}").as_bytes());
    *digest.as_bytes().first_chunk().expect("a digest has 32 bytes")
}

/// The digest that identifies the type of this name and id.
pub(crate) fn identity(name: &str, id: TypeId) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("daisy type identity");
    if is_std(name) {
        // Some compilers print lifetimes that are not told apart, and some do not.
        let name = name.replace("'_, ", "").replace("<'_>", "").replace("'_ ", "");
        hasher.update(name.as_bytes());
    } else {
        hasher.update(name.as_bytes()).update(&[0]);
        hasher.update(&type_id_bits(id));
    }
    hasher.finalize().into()
}

/// Whether a type's name is made of std's types and primitives alone, each by its path.
///
/// Careful where it is in doubt. Functions and closures of std are none, their paths end in a
/// small letter or a brace. Neither are `dyn` and `fn` types, whose names leave out lifetimes.
fn is_std(name: &str) -> bool {
    const PRIMITIVES: [&str; 22] = [
        "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
        "f32", "f64", "mut", "const", "true", "false", "'_",
    ];
    let glue = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':' || c == '\'');
    let known = |word: &str| {
        let crate_name = word.split("::").next().unwrap_or_default();
        let last = word.rsplit("::").next().unwrap_or_default();
        word.is_empty()
            || PRIMITIVES.contains(&word)
            || word.bytes().all(|b| b.is_ascii_digit())
            || matches!(crate_name, "core" | "alloc" | "std") && last.starts_with(|c: char| c.is_ascii_uppercase())
    };
    name.chars().all(|c| !glue(c) || "<>()[]&*,; ".contains(c)) && name.split(glue).all(known)
}

/// A `TypeId` is a hash already.
#[derive(Default)]
struct Prehashed(u64);

impl Hasher for Prehashed {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 ^= u64::from_le_bytes(word);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 ^= word;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A type's name without paths: `Vec<Foo>` for `alloc::vec::Vec<my::Foo>`.
///
/// A closure keeps the name of the function it stands in, as it has none: `load::{closure}`.
pub(crate) fn short_type_name(full: &str) -> String {
    let full = full.replace("'_, ", "").replace("<'_>", "").replace("'_ ", "");
    let mut short = String::with_capacity(full.len());
    // Where the path that is being read starts in `short`; below it, those of the open brackets.
    let mut start = 0;
    let mut open = Vec::new();
    let mut rest = full.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some(closure) = rest.strip_prefix("::{{") {
            let (name, after) = closure.split_once("}}").unwrap_or((closure, ""));
            short.extend(["::{", name, "}"]);
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("::") {
            short.truncate(start);
            rest = after;
            continue;
        }
        let arrow = c == '>' && short.ends_with('-');
        if c == '<' {
            open.push(start);
        }
        short.push(c);
        if c == '>' && !arrow {
            start = open.pop().unwrap_or(short.len());
        } else if !(c.is_alphanumeric() || c == '_') {
            start = short.len();
        }
        rest = &rest[c.len_utf8()..];
    }
    short
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn types_of_one_name_differ() {
        let first = {
            struct Local;
            (type_identity::<Local>(), type_name::<Local>())
        };
        let second = {
            struct Local;
            (type_identity::<Local>(), type_name::<Local>())
        };
        assert_eq!(first.1, second.1);
        assert_ne!(first.0, second.0);
    }

    #[test]
    fn types_that_names_cannot_tell_apart_differ() {
        type Any = dyn for<'a> Fn(&'a u8);
        type Static = dyn Fn(&'static u8);
        assert_ne!(type_identity::<Any>(), type_identity::<Static>());
        assert_ne!(type_identity::<for<'a> fn(&'a u8)>(), type_identity::<fn(&'static u8)>());
    }

    #[test]
    fn an_identity_is_the_same_each_time_and_on_each_thread() {
        struct Mine;
        let here = (type_identity::<Mine>(), type_identity::<Vec<u8>>());
        assert_eq!(here, (type_identity::<Mine>(), type_identity::<Vec<u8>>()));
        let there = std::thread::spawn(|| (type_identity::<Mine>(), type_identity::<Vec<u8>>()));
        assert_eq!(here, there.join().expect("no panic"));
    }

    #[test]
    fn debug_shows_all_bits_of_a_type_id() {
        let text = format!("{:?}", TypeId::of::<u8>());
        assert_eq!(
            text.bytes().filter(u8::is_ascii_hexdigit).count(),
            // `TypeId(0x` has a `d`, an `e` and a `0` of its own.
            32 + 3,
            "{text}"
        );
        assert_ne!(type_id_bits(TypeId::of::<u8>()), type_id_bits(TypeId::of::<i8>()));
    }

    #[test]
    fn std_names_are_known() {
        struct Mine;
        fn std<T: ?Sized>() -> bool {
            is_std(type_name::<T>())
        }
        fn std_of<T>(_: &T) -> bool {
            is_std(type_name::<T>())
        }
        assert!(std::<u8>());
        assert!(std::<()>());
        assert!(std::<(u8, &'static str, [i64; 3], &[f32], Box<[char]>)>());
        assert!(std::<HashMap<String, Option<Cow<'static, str>>>>());
        assert!(std::<*const u8>() && std::<&mut u8>());

        assert!(!std::<Mine>());
        assert!(!std::<Vec<Mine>>());
        assert!(!std::<[Mine; 2]>());
        assert!(!std::<dyn std::any::Any>());
        assert!(!std::<fn(u8) -> u8>());
        assert!(!std_of(&|| ()));
        assert!(!std_of(&Some::<u8>));
        assert!(!std_of(&drop::<u8>));
        assert!(!std_of(&Vec::<u8>::new));
        assert!(!std_of(&u8::pow));
        assert!(!is_std("my_crate::u8"));
        assert!(!is_std("my_core::option::Option<u8>"));
    }

    /// These never change, as long as std's types stay where they are.
    #[test]
    fn digests_of_std_types_are_pinned() {
        for (identity, pinned) in [
            (type_identity::<u8>(), "9746c046e0cbff99a31ecba6ad8a7872976e090178790155890a218655f2f78e"),
            (type_identity::<(String, Vec<f64>)>(), "eb6d8b682fc713e5c171bb24a98ea167f0634b68ae152ca31e37fc638c4a02d5"),
            (type_identity::<Cow<'static, str>>(), "10112f46380a5782d823c893c88b89a2aef5481f750770f84ff5b52d9afadcfd"),
        ] {
            assert_eq!(blake3::Hash::from_bytes(identity).to_string(), pinned);
        }
    }

    #[test]
    fn short_names() {
        for (full, short) in [
            ("u8", "u8"),
            ("alloc::vec::Vec<my::Foo>", "Vec<Foo>"),
            ("&mut [my::deep::Foo]", "&mut [Foo]"),
            ("[my::Foo; 3]", "[Foo; 3]"),
            ("(u8, my::Foo, ())", "(u8, Foo, ())"),
            (
                "std::collections::hash::map::HashMap<alloc::string::String, my::Map<my::K, my::V>>",
                "HashMap<String, Map<K, V>>",
            ),
            ("alloc::borrow::Cow<'_, str>", "Cow<str>"),
            ("my::Guard<'_>", "Guard"),
            ("dyn core::ops::function::Fn(&'_ my::A) -> my::B + core::marker::Send", "dyn Fn(&A) -> B + Send"),
            ("alloc::vec::Vec<fn(my::A) -> my::B>", "Vec<fn(A) -> B>"),
            ("dyn core::iter::Iterator<Item = my::A>", "dyn Iterator<Item = A>"),
            ("unsafe extern \"C\" fn(my::A)", "unsafe extern \"C\" fn(A)"),
            ("my::load::{{closure}}", "load::{closure}"),
            ("my::load<my::A>::{{closure}}::{{closure}}", "load<A>::{closure}::{closure}"),
            ("my::load::{{closure}}::Local", "Local"),
            ("<u8 as my::T>::run::{{closure}}", "run::{closure}"),
            ("<u8 as my::T>::Out", "Out"),
            ("core::num::<impl u8>::pow", "pow"),
            ("my::Outer<my::A>::Inner<my::B>", "Inner<B>"),
        ] {
            assert_eq!(short_type_name(full), short, "{full}");
        }
        // Names that no compiler gives today, or that hold a character of ours: anything but a panic.
        for odd in ["", "::", ">>", "<", "a::{{b", "my::S<'>', '<'>::T", "-> ->", "é::ü"] {
            short_type_name(odd);
        }
    }
}

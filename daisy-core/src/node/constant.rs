//! Constants: values that are there before anything runs.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::token::Tokenize;
use crate::value::{Data, Shared, Type};

use super::Node;

/// What is known of a constant: a value given by the user, or a result held under the key of its task.
#[derive(Clone, Copy)]
pub(crate) struct Constant<'a> {
    pub(super) value: Content<'a>,
    pub(crate) ty: &'static Type,
    pub(crate) name: &'static str,
    /// The block whose result it holds, if it is one: its key has the layer's name and the index.
    pub(crate) block: Option<&'a Node>,
    /// Part of the expression that reads it: listings print it there, and it is not counted.
    pub(crate) captured: bool,
    pub(super) describe: Option<Describe>,
}

/// What a listing shows where a value says more than its type's name.
pub(crate) type Describe = fn(&Shared) -> Option<String>;

#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    Number(&'a Number),
    Shared(&'a Shared),
}

impl<'a> Constant<'a> {
    /// The value, if `T` is its type.
    #[inline]
    pub(crate) fn get<T: Data>(&self) -> Option<&'a T> {
        match self.value {
            Content::Number(number) => number.get(),
            Content::Shared(value) => {
                let value: &(dyn Any + Send + Sync) = value.as_ref();
                value.downcast_ref()
            }
        }
    }

    /// The value behind an `Arc`.
    pub(crate) fn shared(&self) -> Shared {
        match self.value {
            Content::Number(number) => number.shared(),
            Content::Shared(value) => value.clone(),
        }
    }

    /// What a listing shows of it: its type, or more.
    pub(crate) fn describe(&self) -> String {
        let described = match (self.value, self.describe) {
            (Content::Shared(value), Some(describe)) => describe(value),
            _ => None,
        };
        described.unwrap_or_else(|| self.ty.name())
    }
}

/// A constant that is not a number and was not held, with its type, made once for each.
pub(crate) struct Form {
    pub(super) ty: &'static Type,
    pub(super) captured: bool,
    pub(super) describe: Option<Describe>,
}

/// `Forms::<T>::OPAQUE` and so on.
pub(crate) struct Forms<T>(PhantomData<T>);

impl<T: Data> Forms<T> {
    pub(crate) const OPAQUE: &'static Form = &Form { ty: Type::of::<T>(), captured: false, describe: None };
}

impl<T: Data + Tokenize> Forms<T> {
    pub(crate) const VALUE: &'static Form = &Form { describe: Some(describe::<T>), ..*Forms::<T>::OPAQUE };
    pub(crate) const CAPTURED: &'static Form = &Form { captured: true, ..*Forms::<T>::VALUE };
}

/// What a listing shows of a constant's value beside its type's name.
pub(crate) fn describe<T: Tokenize + Data>(value: &Shared) -> Option<String> {
    value.downcast_ref::<T>().and_then(T::describe)
}

/// A constant for which more is known than a `Form` tells.
pub(crate) struct Held {
    pub(crate) value: Shared,
    pub(crate) ty: &'static Type,
    pub(crate) name: &'static str,
    pub(crate) block: Option<Node>,
    pub(crate) captured: bool,
    pub(crate) describe: Option<Describe>,
}

/// Plain numbers and what is like them lie in their node: half the nodes of many a graph are such arguments.
macro_rules! numbers {
    ($($Variant:ident $T:ty),*) => {
        #[derive(Clone, Copy)]
        pub(crate) enum Number {
            $($Variant($T)),*
        }

        impl Number {
            /// The value as one, if it is one.
            #[inline]
            pub(super) fn of<T: Data>(value: &T) -> Option<Number> {
                let value: &dyn Any = value;
                $(
                    if let Some(&number) = value.downcast_ref::<$T>() {
                        return Some(Number::$Variant(number));
                    }
                )*
                None
            }

            #[inline]
            fn get<T: Data>(&self) -> Option<&T> {
                match self {
                    $(Number::$Variant(number) => (number as &dyn Any).downcast_ref()),*
                }
            }

            #[inline]
            pub(super) fn ty(&self) -> &'static Type {
                match self {
                    $(Number::$Variant(_) => Type::of::<$T>()),*
                }
            }

            fn shared(&self) -> Shared {
                match self {
                    $(Number::$Variant(number) => Arc::new(*number)),*
                }
            }
        }
    };
}

numbers!(
    Bool bool, Char char, U8 u8, U16 u16, U32 u32, U64 u64, Usize usize, I8 i8, I16 i16, I32 i32, I64 i64, Isize isize,
    F32 f32, F64 f64
);

#[cfg(test)]
mod tests {
    use crate::delayed::{captured, opaque, value};
    use crate::node::Body;

    #[test]
    fn numbers_lie_in_their_node() {
        macro_rules! each {
            ($($number:expr),*) => {$({
                for node in [value($number).into_node(), captured($number).into_node(), opaque($number).into_node()] {
                    assert!(matches!(node.0.body, Body::Number { .. }));
                    let constant = node.constant().expect("a constant");
                    assert_eq!(constant.get(), Some(&$number));
                    assert!(constant.get::<String>().is_none());
                    assert_eq!(constant.shared().downcast_ref(), Some(&$number));
                    assert_eq!(constant.describe(), std::any::type_name_of_val(&$number));
                    assert!(!node.uncaptured().is_captured());
                }
                assert!(captured($number).into_node().is_captured());
            })*};
        }
        each!(true, 'x', 1u8, 2u16, 3u32, 4u64, 5usize, -1i8, -2i16, -3i32, -4i64, -5isize, 1.5f32, -0.0f64);
    }

    #[test]
    fn other_values_are_shared() {
        let node = value(String::from("abc")).into_node();
        let constant = node.constant().expect("a constant");
        assert_eq!(constant.get::<String>().map(String::as_str), Some("abc"));
        let shared = constant.shared().downcast::<String>().expect("its type");
        assert!(std::ptr::eq(&*shared, constant.get::<String>().expect("its type")));
        assert_eq!(
            captured(vec![1u8]).into_node().uncaptured().constant().map(|c| c.describe()).as_deref(),
            Some("[u8; 1]")
        );
    }
}

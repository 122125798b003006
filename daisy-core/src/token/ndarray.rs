//! `ndarray`: shape, then elements in logical order. Layout is no content: an array and its twice
//! transposed copy are one.

use std::any::type_name;
use std::slice;

use ndarray::{ArrayBase, ArrayRef, Axis, Data, Dimension};

use super::{Tokenize, Tokenizer, tag};
use crate::identity::short_type_name;

impl<A: Tokenize, D: Dimension> Tokenize for ArrayRef<A, D> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.tagged(tag::NDARRAY, &(self.ndim() as u64).to_le_bytes());
        usize::tokenize_slice(self.shape(), to);
        A::tokenize_form(to);
        to.items::<A>(self.len(), |to| {
            if let Some(items) = self.as_slice() {
                return A::tokenize_slice(items, to);
            }
            for row in self.rows() {
                match row.as_slice() {
                    Some(items) => A::tokenize_slice(items, to),
                    None => row.iter().for_each(|item| A::tokenize_slice(slice::from_ref(item), to)),
                }
            }
        });
    }

    /// `[f64; 3x4]`; an array of no dimensions is `[f64]`.
    fn describe(&self) -> Option<String> {
        let item = short_type_name(type_name::<A>());
        let shape: Vec<_> = self.shape().iter().map(ToString::to_string).collect();
        Some(match shape.is_empty() {
            true => format!("[{item}]"),
            false => format!("[{item}; {}]", shape.join("x")),
        })
    }
}

impl<A: Tokenize, S: Data<Elem = A>, D: Dimension> Tokenize for ArrayBase<S, D> {
    fn tokenize(&self, to: &mut Tokenizer) {
        (**self).tokenize(to);
    }

    fn describe(&self) -> Option<String> {
        (**self).describe()
    }
}

/// So that `a.sum_axis(Axis(0))` is a call of content, as `x.pow(2)` is.
impl Tokenize for Axis {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("ndarray::Axis", 1);
        to.add(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array, Array0, Array1, Array2, ArrayD, IxDyn, ShapeBuilder, array, s};

    use super::*;
    use crate::token::tests::{all_differ, digest};

    #[test]
    fn layout_is_no_content() {
        let rows = Array2::from_shape_fn((3, 4), |(i, j)| (i * 10 + j) as f64);
        let columns = Array2::from_shape_fn((3, 4).f(), |(i, j)| (i * 10 + j) as f64);
        assert!(columns.as_slice().is_none());
        assert_eq!(digest(&rows), digest(&columns));
        assert_eq!(digest(&rows), digest(&rows.view()));
        assert_eq!(digest(&rows), digest(&rows.to_shared()));
        assert_eq!(digest(&rows), digest(&rows.clone().into_dyn()));

        let wide = Array2::from_shape_fn((6, 8), |(i, j)| (i / 2 * 10 + j / 2) as f64);
        assert_eq!(digest(&rows), digest(&wide.slice(s![..;2, ..;2])));
        let tall = Array2::from_shape_fn((6, 4), |(i, j)| (i / 2 * 10 + j) as f64);
        assert_eq!(digest(&rows), digest(&tall.slice(s![..;2, ..])));
        let mut backwards = Array2::from_shape_fn((3, 4), |(i, j)| ((2 - i) * 10 + j) as f64);
        backwards.invert_axis(Axis(0));
        assert_eq!(digest(&rows), digest(&backwards));
    }

    #[test]
    fn shape_and_items_are_content() {
        all_differ([
            digest(&array![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
            digest(&array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
            digest(&array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]),
            digest(&array![[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]),
            digest(&array![1i64, 2, 3, 4, 5, 6]),
            digest(&vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
            digest(&Array2::<f64>::zeros((0, 3))),
            digest(&Array2::<f64>::zeros((3, 0))),
            digest(&Array0::from_elem((), 1.0)),
            digest(&array![1.0]),
        ]);
    }

    #[test]
    fn an_axis_is_its_number() {
        assert_eq!(digest(&Axis(1)), digest(&Axis(1)));
        all_differ([digest(&Axis(0)), digest(&Axis(1)), digest(&0usize), digest(&1usize)]);
    }

    #[test]
    fn items_may_be_anything() {
        let names = Array::from_shape_fn((2, 2), |(i, j)| format!("{i}{j}"));
        let turned = names.t().as_standard_layout().into_owned();
        assert_eq!(digest(&names.t()), digest(&turned));
        assert_ne!(digest(&names), digest(&turned));
    }

    #[test]
    fn listings_show_the_shape() {
        assert_eq!(Array2::<f64>::zeros((3, 4)).describe().as_deref(), Some("[f64; 3x4]"));
        assert_eq!(Array1::<i64>::zeros(1000).describe().as_deref(), Some("[i64; 1000]"));
        assert_eq!(ArrayD::<u8>::zeros(IxDyn(&[])).describe().as_deref(), Some("[u8]"));
    }
}

//! Literals: captured constants as a listing prints them in place.

use crate::node::Constant;
use crate::value::Data;

/// The characters of a text that are printed.
const SHOWN: usize = 32;

/// The value where it is short by nature: std's numbers, `bool`, `char` and text. Of any other, its type.
pub(crate) fn text(constant: Constant<'_>) -> String {
    fn number<T: Data + std::fmt::Debug>(constant: Constant<'_>) -> Option<String> {
        constant.get::<T>().map(|value| format!("{value:?}"))
    }
    macro_rules! first_of {
        ($($T:ty)*) => { None$(.or_else(|| number::<$T>(constant)))* };
    }
    let number = first_of!(f64 i64 u64 usize i32 u32 f32 bool char u8 i8 u16 i16 isize u128 i128);
    let text = || constant.get::<String>().map(|text| quoted(text));
    let fixed = || constant.get::<&'static str>().map(|text| quoted(text));
    number.or_else(text).or_else(fixed).unwrap_or_else(|| constant.describe())
}

fn quoted(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}..", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delayed::captured;
    use crate::token::Tokenize;

    fn shown<T: Tokenize + Data>(value: T) -> String {
        captured(value).node().constant().map(text).expect("a constant")
    }

    #[test]
    fn short_values_are_printed_and_long_ones_cut() {
        assert_eq!([shown(2.0), shown(-3i64), shown(255u8), shown(1e300f64)], ["2.0", "-3", "255", "1e300"]);
        assert_eq!(
            [shown(true), shown('\n'), shown("a \"b\""), shown(String::new())],
            ["true", "'\\n'", r#""a \"b\"""#, "\"\""]
        );
        assert_eq!(shown("é".repeat(33)), format!("\"{}\"..", "é".repeat(32)));
        assert_eq!(shown("x".repeat(32)), format!("\"{}\"", "x".repeat(32)));
    }

    #[test]
    fn of_others_the_type_is() {
        assert_eq!([shown(vec![1.5; 4]), shown(Some(1u8)), shown(())], ["[f64; 4]", "Option<u8>", "()"]);
    }
}

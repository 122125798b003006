//! Text inside the formats' quotes.

use std::fmt::{self, Write};

/// Text of an XML document. What XML can't say at all is the replacement character.
pub(super) struct Xml<'a>(pub(super) &'a str);

impl fmt::Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\n' | '\t' => f.write_char(c),
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => f.write_char(char::REPLACEMENT_CHARACTER),
            _ => f.write_char(c),
        })
    }
}

/// A JSON string with its quotes, which may stand in a `<script>` too.
pub(super) struct Json<'a>(pub(super) &'a str);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        self.0.chars().try_for_each(|c| match c {
            '"' | '\\' => write!(f, "\\{c}"),
            '\n' => f.write_str("\\n"),
            '\0'..'\u{20}' | '<' => write!(f, "\\u{:04x}", u32::from(c)),
            _ => f.write_char(c),
        })?;
        f.write_char('"')
    }
}

/// A string of DOT with its quotes; a line break is the escape that DOT centres lines by.
pub(super) struct Dot<'a>(pub(super) &'a str);

impl fmt::Display for Dot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        self.0.chars().try_for_each(|c| match c {
            '"' | '\\' => write!(f, "\\{c}"),
            '\n' => f.write_str("\\n"),
            '\0' => f.write_char(char::REPLACEMENT_CHARACTER),
            _ => f.write_char(c),
        })?;
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &str = "a<b>&\"c\\'\n\u{1}é\u{ffff}";

    #[test]
    fn each_format_escapes_what_it_must() {
        assert_eq!(Xml(ALL).to_string(), "a&lt;b&gt;&amp;&quot;c\\'\n\u{fffd}é\u{fffd}");
        assert_eq!(Json(ALL).to_string(), "\"a\\u003cb>&\\\"c\\\\'\\n\\u0001é\u{ffff}\"");
        assert_eq!(Dot(ALL).to_string(), "\"a<b>&\\\"c\\\\'\\n\u{1}é\u{ffff}\"");
    }
}

//! Borrows of text that end with the building.

use crate::common::{agree, both};

fn tag(x: i64, name: &str) -> String {
    format!("{name}{x}")
}

fn bytes(x: i64, bytes: &[u8]) -> i64 {
    x + bytes.len() as i64
}

both! {
    pub fn borrowed_text(x: i64, all: Vec<String>) -> String {
        let name = String::from(" ab ");
        let part = &name[2..];
        let all_of_it: &str = &name;
        let trimmed = name.trim();
        let again = trimmed;
        let mut n = bytes(x, name.as_bytes());
        for other in all {
            if other == again {
                n += 1;
            }
        }
        tag(n, part) + &tag(x, all_of_it) + &tag(x, again) + &tag(x, name.as_str()) + &tag(x, &name[1..]) + trimmed
    }

    pub fn text_that_lives_on(x: i64) -> Vec<String> {
        let mut tags = Vec::new();
        for name in ["a", "b"] {
            tags.push(tag(x, name));
        }
        let name = "c";
        tags.push(tag(x, name));
        tags
    }
}

#[test]
fn text() {
    agree!(borrowed_text(2, vec!["ab".to_owned()]));
    agree!(text_that_lives_on(2));
}

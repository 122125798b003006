//! Text: counting, parsing, formatting.

use crate::common::{agree, both, cases, needs, run};
use proptest::prelude::*;
use std::collections::BTreeMap;

both! {
    pub fn word_counts(text: &str) -> BTreeMap<String, usize> {
        text.split_whitespace().fold(BTreeMap::new(), |mut counts, word| {
            *counts.entry(word.to_lowercase()).or_insert(0) += 1;
            counts
        })
    }

    pub fn commonest(text: &str) -> Option<(String, usize)> {
        let counts = word_counts(text);
        let most = counts.values().copied().max().unwrap_or(0);
        counts.into_iter().find(|(_, count)| *count == most)
    }

    pub fn slug(title: &str) -> String {
        let lower = title.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    }

    pub fn initials(name: String) -> String {
        name.split(' ').filter_map(|word| word.chars().next()).map(|c| c.to_ascii_uppercase()).collect()
    }

    pub fn longest(text: &str) -> Option<String> {
        text.lines().max_by_key(|line| line.len()).map(str::to_string)
    }

    pub fn summary(text: &str, limit: usize) -> String {
        let words = text.split_whitespace().count();
        let chars = text.chars().count();
        let head: String = text.chars().take(limit).collect();
        if chars > limit { format!("{head}... ({words} words)") } else { format!("{head} ({words} words)") }
    }

    pub fn caesar(text: &str, by: u8) -> String {
        text.chars()
            .map(|c| if c.is_ascii_lowercase() { ((c as u8 - b'a' + by % 26) % 26 + b'a') as char } else { c })
            .collect()
    }

    pub fn setting(line: &str) -> Option<(String, String)> {
        line.split_once('=').map(|(key, value)| (key.trim().to_string(), value.trim().to_string()))
    }

    pub fn settings(text: &str) -> BTreeMap<String, String> {
        text.lines()
            .filter(|line| !line.trim_start().starts_with('#'))
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| (key.trim().to_string(), value.trim().to_string()))
            .collect()
    }

    pub fn deepest(text: &str) -> usize {
        let mut depth = 0usize;
        let mut deepest = 0;
        for c in text.chars() {
            if c == '(' {
                depth += 1;
                deepest = deepest.max(depth);
            } else if c == ')' {
                depth = depth.saturating_sub(1);
            }
        }
        deepest
    }

    pub fn squeezed(text: &str) -> String {
        let mut out = String::new();
        let mut last: Option<char> = None;
        for c in text.chars() {
            if last != Some(c) {
                out = format!("{out}{c}");
                last = Some(c);
            }
        }
        out
    }

    pub fn thousands(n: i64) -> String {
        let digits = n.unsigned_abs().to_string();
        let grouped = digits
            .as_bytes()
            .rchunks(3)
            .rev()
            .map(|part| String::from_utf8_lossy(part).into_owned())
            .collect::<Vec<_>>()
            .join(",");
        if n < 0 { format!("-{grouped}") } else { grouped }
    }

    pub fn roman(n: u32) -> String {
        let mut n = n;
        let mut out = String::new();
        for (value, letters) in [(50u32, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")] {
            while n >= value {
                out += letters;
                n -= value;
            }
        }
        out
    }

    pub fn palindrome(text: &str) -> bool {
        let letters: Vec<char> =
            text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
        letters.iter().rev().copied().collect::<Vec<_>>() == letters
    }

    pub fn answer(text: &str) -> bool {
        match text.trim() {
            "yes" | "y" | "true" => true,
            "no" | "n" => false,
            other => other.parse::<i64>().is_ok_and(|n| n != 0),
        }
    }

    pub fn table(rows: &[(String, i64)]) -> String {
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let total: i64 = rows.iter().map(|(_, n)| n).sum();
        let lines: Vec<String> = rows.iter().map(|(name, n)| format!("{name:<width$} {n:>6}")).collect();
        format!("{}\n{:<width$} {total:>6}", lines.join("\n"), "total")
    }

    pub fn padded(text: &str, width: usize) -> String {
        let missing = width.saturating_sub(text.len());
        let left = missing / 2;
        " ".repeat(left) + text + &" ".repeat(missing - left)
    }

    pub fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().to_uppercase()
    }
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn words(text in "[abAB \n]{0,30}") {
        agree!(word_counts(&text));
        agree!(commonest(&text));
        agree!(initials(text.clone()));
        agree!(longest(&text));
    }

    #[test]
    fn slugs(title in "[a-cA-C0-2 ,.!äß-]{0,20}") {
        agree!(slug(&title));
        agree!(palindrome(&title));
        agree!(squeezed(&title));
    }

    #[test]
    fn summaries(text in "[a-d ]{0,20}", limit in 0..25usize) {
        agree!(summary(&text, limit));
        agree!(padded(&text, limit));
    }

    #[test]
    fn ciphers(text in "[a-zA-Z ]{0,20}", by in any::<u8>()) {
        agree!(caesar(&text, by));
        agree!(hex(&text.clone().into_bytes()));
    }

    #[test]
    fn settings(text in "([a-c#= ]{0,6}\n){0,5}") {
        agree!(setting(&text));
        agree!(settings(&text));
    }

    #[test]
    fn parentheses(text in "[()x]{0,20}") {
        agree!(deepest(&text));
    }

    #[test]
    fn numerals(n in any::<i64>(), small in 0..80u32) {
        agree!(thousands(n));
        agree!(roman(small));
    }

    #[test]
    fn answers(text in " ?(yes|no|y|n|true|0|1|7|maybe) ?") {
        agree!(answer(&text));
    }

    #[test]
    fn tables(rows in proptest::collection::vec(("[a-z]{0,8}", -999..999i64), 0..5)) {
        agree!(table(&rows));
    }
}

#[test]
fn is_written_in_loops() {
    use std::fmt::Write;

    #[daisy::inline]
    fn listed(items: Vec<i64>) -> String {
        let mut text = String::new();
        for item in &items {
            if *item > 1 {
                write!(text, "{item},").unwrap();
            } else {
                let _ = writeln!(&mut text, "low {}", *item + 1);
            }
        }
        text
    }
    #[daisy::inline]
    fn onto(mut text: String, n: usize) -> Result<String, std::fmt::Error> {
        while text.len() < n {
            write!(text, "{n}-")?;
        }
        text += &format!("{}", text.len());
        Ok(text)
    }
    #[daisy::inline]
    fn within(items: Vec<i64>) -> Vec<String> {
        let shown = |item: &i64| {
            let mut text = String::from("<");
            write!(text, "{item}>").unwrap();
            text
        };
        items.iter().map(shown).collect()
    }
    needs(listed(vec![1, 2, 3]), 1, "low 2\n2,3,".to_string());
    assert_eq!(run(&onto("ab", 5)), Ok("ab5-5-6".to_string()));
    assert_eq!(run(&within(vec![1, 2])), Ok(vec!["<1>".to_string(), "<2>".to_string()]));
}

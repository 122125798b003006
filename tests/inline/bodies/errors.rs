//! Errors: `?`, conversions by `From`, validation. Where two parts can fail, at most one does, or both say the same.

use crate::common::{Bad, agree, agree_or_fail, both, cases};
use daisy::prelude::*;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::num::{ParseFloatError, ParseIntError};

#[derive(Clone, Debug, PartialEq)]
pub enum ConfigError {
    Missing(String),
    Integer(ParseIntError),
    Float(ParseFloatError),
    Range { value: i64, low: i64, high: i64 },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigError::Missing(key) => write!(f, "{key} is missing"),
            ConfigError::Integer(error) => write!(f, "not an integer: {error}"),
            ConfigError::Float(error) => write!(f, "not a number: {error}"),
            ConfigError::Range { value, low, high } => write!(f, "{value} is not in {low}..{high}"),
        }
    }
}

impl Error for ConfigError {}

impl From<ParseIntError> for ConfigError {
    fn from(error: ParseIntError) -> ConfigError {
        ConfigError::Integer(error)
    }
}

impl From<ParseFloatError> for ConfigError {
    fn from(error: ParseFloatError) -> ConfigError {
        ConfigError::Float(error)
    }
}

impl From<Bad> for ConfigError {
    fn from(Bad(value): Bad) -> ConfigError {
        ConfigError::Range { value, low: 0, high: 0 }
    }
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
pub struct Account {
    name: String,
    cents: i64,
}

fn positive(n: i64) -> Result<i64, Bad> {
    if n > 0 { Ok(n) } else { Err(Bad(n)) }
}

fn named(account: Account) -> Result<Account, ConfigError> {
    if account.name.is_empty() { Err(ConfigError::Missing("name".into())) } else { Ok(account) }
}

fn split(text: &str) -> Result<(String, String), ConfigError> {
    let (a, b) = text.split_once('/').ok_or_else(|| ConfigError::Missing("/".to_string()))?;
    Ok((a.to_string(), b.to_string()))
}

both! {
    pub fn port(text: &str) -> Result<u16, ConfigError> {
        let n = text.trim().parse::<i64>()?;
        if n < 1 || n > 65535 {
            Err(ConfigError::Range { value: n, low: 1, high: 65536 })
        } else {
            Ok(n as u16)
        }
    }

    pub fn sum_of(text: &str) -> Result<i64, ParseIntError> {
        let numbers = text.split(',').map(|part| part.trim().parse::<i64>()).collect::<Result<Vec<_>, _>>()?;
        Ok(numbers.iter().sum::<i64>())
    }

    pub fn setting(settings: &BTreeMap<String, String>, key: &str) -> Result<i64, ConfigError> {
        let text = settings.get(key).cloned().ok_or_else(|| ConfigError::Missing(key.to_string()))?;
        Ok(text.parse::<i64>()?)
    }

    pub fn divided(a: i64, b: i64) -> Result<i64, String> {
        a.checked_div(b).ok_or_else(|| format!("{a} / {b}"))
    }

    pub fn root(n: i64) -> Result<f64, Bad> {
        let n = positive(n)?;
        Ok((n as f64).sqrt())
    }

    pub fn fraction(text: &str) -> Result<f64, Box<dyn Error + Send + Sync>> {
        let (above, below) = split(text)?;
        let above = above.trim().parse::<i64>()?;
        let below = positive(below.trim().len() as i64)?;
        Ok(above as f64 / below as f64)
    }

    pub fn opened(account: Account) -> Result<Account, ConfigError> {
        let account = named(account)?;
        let cents = positive(account.cents)?;
        Ok(Account { cents: cents - 1, ..account })
    }

    pub fn total(text: &str) -> Result<i64, ConfigError> {
        let mut total = 0;
        for line in text.lines() {
            total += line.trim().parse::<i64>()?;
        }
        Ok(total)
    }

    pub fn doubled(text: String) -> std::io::Result<i64> {
        let n = text.parse::<i32>().map_err(std::io::Error::other)?;
        Ok(i64::from(n) * 2)
    }

    pub fn ratio(above: &str, below: &str) -> Result<f64, ConfigError> {
        let below = below.parse::<f64>()?;
        if below == 0.0 { Ok(0.0) } else { Ok(above.parse::<f64>()? / below) }
    }

    pub fn recovered(text: &str) -> i64 {
        text.trim().parse::<i64>().unwrap_or(-1)
    }

    pub fn classified(text: &str) -> String {
        match text.parse::<i64>() {
            Ok(n) if n < 0 => "negative".to_string(),
            Ok(n) => format!("{n}"),
            Err(error) => error.to_string(),
        }
    }

    pub fn checked(amounts: Vec<i64>) -> Result<i64, String> {
        let total = amounts.iter().try_fold(0i64, |sum, n| sum.checked_add(*n)).ok_or("too much")?;
        if total > 1000 { Err(format!("{total} is above 1000")) } else { Ok(total) }
    }

    pub fn transferred(from: &Account, to: &Account, cents: i64) -> Result<(Account, Account), Bad> {
        let left = positive(from.cents - cents)?;
        let name = to.name.clone();
        Ok((Account { name: from.name.clone(), cents: left }, Account { name, cents: to.cents + cents }))
    }

    pub fn through_another(text: &str) -> Result<u32, ConfigError> {
        let port = port(text)?;
        Ok(u32::from(port) + 1)
    }

    pub fn as_it_comes(text: &str) -> Result<u16, ConfigError> {
        port(text)
    }

    pub fn kept_as_a_value(text: &str) -> Option<i64> {
        let tried = text.parse::<i64>();
        tried.clone().ok()
    }
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn ports(text in " ?(-?[0-9]{1,6}|[a-z]{0,2})") {
        agree_or_fail!(port(&text));
        agree_or_fail!(through_another(&text));
        agree_or_fail!(as_it_comes(&text));
        agree!(recovered(&text));
        agree!(classified(&text));
    }

    #[test]
    fn lists(text in "([0-9]{1,3}|x)(, ?([0-9]{1,3}|y)){0,3}", lines in "(-?[0-9]{1,3}\n|z\n){0,4}") {
        agree_or_fail!(sum_of(&text));
        agree_or_fail!(total(&lines));
    }

    #[test]
    fn settings(settings in btree_map("[ab]", "[0-9]{1,3}|x", 0..3), key in "[abc]") {
        agree_or_fail!(setting(&settings, &key));
    }

    #[test]
    fn arithmetic(a in -99..99i64, b in -3..3i64, amounts in vec(prop_oneof![3 => 0..600i64, 1 => Just(i64::MAX)], 0..4)) {
        agree_or_fail!(divided(a, b));
        agree_or_fail!(root(b));
        agree_or_fail!(checked(amounts.clone()));
    }

    #[test]
    fn fractions(text in "([0-9]{1,3}|x)/?[0-9]{0,3}", above in "[0-9]{1,3}|x", below in "[0-9]|y|0") {
        // Where both could fail, the text has one failure.
        if text.split_once('/').is_none_or(|(above, below)| above.parse::<i64>().is_ok() || !below.is_empty()) {
            agree_or_fail!(fraction(&text));
        }
        if above.parse::<f64>().is_ok() || below.parse::<f64>().is_ok() {
            agree_or_fail!(ratio(&above, &below));
        }
    }

    #[test]
    fn accounts(name in "[ab]?", cents in -5..50i64, amount in 0..50i64) {
        let account = Account { name, cents };
        let other = Account { name: "other".into(), cents: 7 };
        agree_or_fail!(transferred(&account, &other, amount));
        agree_or_fail!(opened(account.clone()));
    }

    #[test]
    fn files(text in "[0-9]{1,3}|x{1,2}") {
        agree_or_fail!(doubled(text.clone()));
    }
}

#[test]
fn the_users_own_error_can_be_had_back() {
    let error = inline::root(-4).compute().wait().unwrap_err();
    assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(-4)));
    let error = inline::port("x").compute().wait().unwrap_err();
    assert_eq!(error.downcast_ref::<ConfigError>(), plain::port("x").as_ref().err());
    let error = inline::opened(Account { name: "a".into(), cents: 0 }).compute().wait().unwrap_err();
    assert_eq!(error.downcast_ref::<ConfigError>(), Some(&ConfigError::Range { value: 0, low: 0, high: 0 }));
    let error = inline::sum_of("1,x").compute().wait().unwrap_err();
    assert!(error.downcast_ref::<ParseIntError>().is_some());
}

#[test]
fn the_users_own_error_behind_a_box() {
    let error = inline::fraction("x/2").compute().wait().unwrap_err();
    assert!(error.downcast_ref::<ParseIntError>().is_some());
    let error = inline::fraction("2").compute().wait().unwrap_err();
    assert_eq!(error.downcast_ref::<ConfigError>(), Some(&ConfigError::Missing("/".into())));
}

#[test]
fn of_two_failures_one_is_told() {
    both! {
        pub fn added(a: &str, b: &str) -> Result<i64, ConfigError> {
            let a = a.parse::<i64>()?;
            let b = b.parse::<i64>()?;
            Ok(a + b)
        }
    }
    agree_or_fail!(added("1", "2"));
    agree_or_fail!(added("1", ""));
    agree_or_fail!(added("x", "2"));
    for said in (0..4).map(|_| inline::added("x", "").compute().wait().unwrap_err().to_string()) {
        assert!(said.contains("invalid digit") || said.contains("from empty string"), "{said}");
    }
}

//! `chrono`: dates, times, and instants with their offset.
//!
//! A `DateTime` has content where its offset has. `Utc` and fixed offsets do; the offset of a zone
//! from elsewhere stands for a zone that cannot be read from it, so those have none.

use chrono::{
    DateTime, Datelike, FixedOffset, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc,
    Weekday,
};

use super::{Tokenize, Tokenizer};

impl Tokenize for NaiveDate {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("chrono::NaiveDate", 1);
        to.add(&self.num_days_from_ce());
    }
}

/// A leap second shows in the nanoseconds, which then are more than a second's.
impl Tokenize for NaiveTime {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("chrono::NaiveTime", 2);
        to.add(&self.num_seconds_from_midnight());
        to.add(&self.nanosecond());
    }
}

impl Tokenize for NaiveDateTime {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("chrono::NaiveDateTime", 2);
        to.add(&self.date());
        to.add(&self.time());
    }
}

impl Tokenize for TimeDelta {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("chrono::TimeDelta", 2);
        to.add(&self.num_seconds());
        to.add(&self.subsec_nanos());
    }
}

impl Tokenize for Utc {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("chrono::Utc", 0);
    }
}

impl Tokenize for FixedOffset {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("chrono::FixedOffset", 1);
        to.add(&self.local_minus_utc());
    }
}

impl<Tz: TimeZone<Offset: Tokenize>> Tokenize for DateTime<Tz> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("chrono::DateTime", 2);
        to.add(&self.naive_utc());
        to.add(self.offset());
    }
}

impl Tokenize for Weekday {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.variant("chrono::Weekday", self.num_days_from_monday(), 0);
    }
}

impl Tokenize for Month {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.variant("chrono::Month", self.number_from_month() - 1, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tests::{all_differ, digest};

    #[test]
    fn an_instant_is_its_time_and_its_offset() {
        let at = |nanos| DateTime::from_timestamp(1_700_000_000, nanos).expect("in range");
        let east = FixedOffset::east_opt(3600).expect("in range");
        assert_eq!(digest(&at(5)), digest(&at(5)));
        all_differ([
            digest(&at(5)),
            digest(&at(6)),
            digest(&at(5).with_timezone(&east)),
            digest(&at(5).naive_utc()),
            digest(&at(5).date_naive()),
            digest(&at(5).time()),
        ]);
    }

    #[test]
    fn signs_and_leap_seconds_are_content() {
        let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).expect("a leap second");
        let plain = NaiveTime::from_hms_nano_opt(23, 59, 59, 500_000_000).expect("a time");
        all_differ([
            digest(&leap),
            digest(&plain),
            digest(&TimeDelta::milliseconds(1500)),
            digest(&TimeDelta::milliseconds(-1500)),
            digest(&Weekday::Mon),
            digest(&Weekday::Tue),
            digest(&Month::January),
            digest(&Month::February),
        ]);
    }
}

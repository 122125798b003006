//! A delayed `if` has both branches as graph and runs one; a `match` or a loop over delayed values is one task.

use crate::page::show;

// Both branches are graph, so what they share with the rest folds.
#[daisy::inline]
fn mean(total: i64, count: i64) -> i64 {
    if count > 0 { total / count } else { -1 }
}

#[daisy::inline]
fn feels(degrees: i64) -> String {
    match degrees {
        ..0 => "freezing".to_owned(),
        cool @ 0..15 => format!("{cool} above freezing"),
        _ => "warm".to_owned(),
    }
}

// What the loop assigns is what its task gives.
#[daisy::inline]
fn days_above(limit: f64, readings: Vec<f64>) -> u32 {
    let mut days = 0;
    for reading in readings {
        if reading < 0.0 {
            break;
        }
        if reading > limit {
            days += 1;
        }
    }
    days
}

pub fn show() {
    show!(mean(12, 4));
    show!(feels(7));
    show!(days_above(15.0, vec![14.0, 16.0, 17.0, -1.0, 20.0]));
}

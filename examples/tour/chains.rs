//! A chain of methods is one task, closures and all; places belong to the task that reads them.

use daisy::prelude::*;

use crate::page::show;

#[derive(Clone, Debug, Tokenize)]
struct Station {
    name: String,
    readings: Vec<f64>,
    offset: f64,
}

fn station() -> Station {
    Station { name: "Faro".into(), readings: vec![14.0, 19.0, 16.0], offset: 0.5 }
}

#[daisy::inline]
fn corrected(station: Station) -> Vec<f64> {
    station.readings.iter().map(|reading| reading + station.offset).collect::<Vec<_>>()
}

#[daisy::inline]
fn initials(names: &[String]) -> String {
    names.iter().filter_map(|name| name.chars().next()).collect::<String>()
}

// The parts of a tuple are projections of it.
#[daisy::inline]
fn direction(degrees: f64) -> (f64, f64) {
    let (sin, cos) = degrees.to_radians().sin_cos();
    (cos.round(), sin.round())
}

pub fn show() {
    show!(corrected(station()));
    show!(initials(vec!["Faro".to_owned(), "Porto".to_owned()]));
    show!(direction(90.0));
}

//! Paints: which colour each item has, and what the colours mean.

use std::collections::HashMap;
use std::time::Duration;

use super::describe::bytes;
use super::scene::Scene;
use crate::merged::Merged;
use crate::node::Node;
use crate::order::order;
use crate::record::{End, Ran, Record};

/// What the colours of a picture say. Of a group: of all its tasks together.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Which function it is a call of.
    #[default]
    Function,
    /// When its turn is if tasks run one at a time.
    Order,
    /// How long it took. Needs a [`Record`].
    Time,
    /// How large its result was, where its type tells. Needs a [`Record`].
    Size,
    /// Whether it was done, failed, was cancelled or did not run. Needs a [`Record`].
    Outcome,
}

impl Colour {
    pub(super) const ALL: [Colour; 5] = [Colour::Function, Colour::Order, Colour::Time, Colour::Size, Colour::Outcome];

    pub(super) fn name(self) -> &'static str {
        match self {
            Colour::Function => "function",
            Colour::Order => "order",
            Colour::Time => "time",
            Colour::Size => "result size",
            Colour::Outcome => "outcome",
        }
    }

    /// Whether only a run tells.
    pub(super) fn needs_record(self) -> bool {
        matches!(self, Colour::Time | Colour::Size | Colour::Outcome)
    }
}

pub(super) type Rgb = [u8; 3];

pub(super) struct Paint {
    /// One an item.
    pub(super) fills: Vec<Rgb>,
    /// What the colours mean.
    pub(super) legend: Vec<(Rgb, String)>,
}

/// Of constants, and of tasks that nothing is known of. Dark text is legible on every fill.
const NEUTRAL: Rgb = [0xe9, 0xea, 0xec];

pub(super) fn paint(merged: &Merged, scene: &Scene, colour: Colour, record: Option<&Record>) -> Paint {
    match colour {
        Colour::Function => by_function(merged, scene),
        Colour::Order => {
            let mut first = vec![None; scene.items.len()];
            for (position, &place) in order(merged).iter().enumerate() {
                // A task is never captured.
                first[scene.place_to_item[place as usize] as usize].get_or_insert(position as f64);
            }
            by_scale(&first, |position| position, |position| format!("task {}", position + 1.0))
        }
        Colour::Time => {
            let took = |ran: &Ran| ran.within.is_none().then_some(ran.took.as_secs_f64());
            let text = |seconds| format!("{:.1?}", Duration::from_secs_f64(seconds));
            by_scale(&totals(merged, scene, record, took), |seconds| seconds.max(1e-9).ln(), text)
        }
        Colour::Size => {
            let size = |ran: &Ran| ran.bytes.map(|bytes| bytes as f64);
            by_scale(&totals(merged, scene, record, size), |size| size.max(1.0).ln(), |size| bytes(size as u64))
        }
        Colour::Outcome => by_outcome(merged, scene, record),
    }
}

fn by_function(merged: &Merged, scene: &Scene) -> Paint {
    let has_tasks = has_tasks(merged, scene);
    let mut known: HashMap<&str, Rgb> = HashMap::new();
    let mut legend = Vec::new();
    let mut fills = Vec::with_capacity(scene.items.len());
    for (item, has_tasks) in scene.items.iter().zip(has_tasks) {
        let new = || {
            let fill = hue(legend.len());
            legend.push((fill, item.name.clone()));
            fill
        };
        fills.push(if has_tasks { *known.entry(&item.name).or_insert_with(new) } else { NEUTRAL });
    }
    Paint { fills, legend }
}

/// Which items show tasks, not constants.
fn has_tasks(merged: &Merged, scene: &Scene) -> Vec<bool> {
    let mut has_tasks = vec![false; scene.items.len()];
    tasks(merged, scene).for_each(|(item, _)| has_tasks[item] = true);
    has_tasks
}

/// The tasks, and the item of each.
fn tasks<'a>(merged: &'a Merged, scene: &'a Scene) -> impl Iterator<Item = (usize, &'a Node)> {
    let nodes = merged.nodes().zip(&scene.place_to_item).filter(|(node, _)| !node.is_constant());
    nodes.map(|(node, &item)| (item as usize, node))
}

/// The golden angle apart, so that the first few are far from each other and none comes twice.
fn hue(number: usize) -> Rgb {
    let degrees = 205.0 + 137.508 * number as f64;
    let lightness = 0.80 - 0.07 * (number / 5 % 2) as f64;
    let saturation = 0.62;
    // From hue, saturation and lightness to RGB, as CSS Color 4 does it.
    let reach = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|offset| {
        let k = (offset + degrees / 30.0) % 12.0;
        (255.0 * (lightness - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0))).round() as u8
    })
}

/// What `measure` gives of the tasks of each item, added up; none where it gives none of any.
fn totals(
    merged: &Merged,
    scene: &Scene,
    record: Option<&Record>,
    measure: impl Fn(&Ran) -> Option<f64>,
) -> Vec<Option<f64>> {
    let mut totals = vec![None; scene.items.len()];
    for (item, node) in tasks(merged, scene) {
        if let Some(measured) = found(node, record).as_ref().and_then(&measure) {
            *totals[item].get_or_insert(0.0) += measured;
        }
    }
    totals
}

fn found(node: &Node, record: Option<&Record>) -> Option<Ran> {
    record.and_then(|record| record.find(&node.0.digest))
}

/// From the lowest to the highest value, even in what `scale` makes of it.
fn by_scale(values: &[Option<f64>], scale: impl Fn(f64) -> f64, text: impl Fn(f64) -> String) -> Paint {
    const STEPS: u8 = 5;
    let known = || values.iter().flatten().copied();
    let (low, high) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    let range = scale(high) - scale(low);
    let share = |value: f64| if range > 0.0 { (scale(value) - scale(low)) / range } else { 0.0 };
    let fill = |value: &Option<f64>| value.map_or(NEUTRAL, |value| heat(share(value)));
    let label = |step| match step {
        0 => text(low),
        step if step == STEPS - 1 => text(high),
        _ => String::new(),
    };
    let steps = if range > 0.0 { STEPS } else { u8::from(low.is_finite()) };
    let legend = (0..steps).map(|step| (heat(f64::from(step) / f64::from(STEPS - 1)), label(step)));
    Paint { fills: values.iter().map(fill).collect(), legend: legend.collect() }
}

/// From pale yellow by orange to red, in `share` from 0 to 1.
fn heat(share: f64) -> Rgb {
    const STOPS: [[f64; 3]; 3] = [[255.0, 246.0, 201.0], [253.0, 190.0, 98.0], [240.0, 105.0, 84.0]];
    let (from, share) = if share < 0.5 { (0, 2.0 * share) } else { (1, 2.0 * share - 1.0) };
    std::array::from_fn(|i| (STOPS[from][i] + share * (STOPS[from + 1][i] - STOPS[from][i])).round() as u8)
}

/// The worst of each item.
fn by_outcome(merged: &Merged, scene: &Scene, record: Option<&Record>) -> Paint {
    const OUTCOMES: [(Rgb, &str); 4] = [
        ([0xa8, 0xdd, 0xb0], "done"),
        (NEUTRAL, "did not run"),
        ([0xf8, 0xcf, 0x7c], "cancelled"),
        ([0xf4, 0x8f, 0x8a], "failed"),
    ];
    let mut worst: Vec<usize> = vec![0; scene.items.len()];
    for (item, node) in tasks(merged, scene) {
        let outcome = match found(node, record).map(|ran| ran.end) {
            Some(End::Done) => 0,
            None => 1,
            Some(End::Cancelled) => 2,
            Some(End::Failed(_)) => 3,
        };
        worst[item] = worst[item].max(outcome);
    }
    let fill = |(has_tasks, worst): (bool, usize)| if has_tasks { OUTCOMES[worst].0 } else { NEUTRAL };
    Paint {
        fills: has_tasks(merged, scene).into_iter().zip(worst).map(fill).collect(),
        legend: OUTCOMES.map(|(fill, text)| (fill, text.to_owned())).into(),
    }
}

//! Scenes: what is drawn. A box a node; once there are many, a box a group of them.

use super::describe::{clipped, drawn, fate, key_texts, nature};
use super::groups;
use crate::listing::Listing;
use crate::merged::Merged;
use crate::record::Record;

/// Nodes that are drawn one by one: as many as a person can still tell apart.
const MOST_NODES: usize = 500;

/// Characters in a box.
const MOST_CHARACTERS: usize = 32;

/// In `Scene::place_to_item`: not drawn.
pub(super) const NOT_DRAWN: u32 = u32::MAX;

pub(super) struct Scene {
    /// Such that arrows go forward, except for those between groups whose depths overlap.
    pub(super) items: Vec<Item>,
    /// From what is read to what reads it. Each pair once, none from an item to itself.
    pub(super) arrows: Vec<(u32, u32)>,
    /// The item that shows each entry of the graph.
    pub(super) place_to_item: Vec<u32>,
}

pub(super) struct Item {
    pub(super) sort: Sort,
    /// Of the function; `value` for constants.
    pub(super) name: String,
    /// What its box says.
    pub(super) label: String,
    /// All there is to say, in lines.
    pub(super) title: String,
    pub(super) asked_for: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Sort {
    Task,
    Constant,
    Group,
}

impl Scene {
    pub(super) fn new(merged: &Merged, record: Option<&Record>) -> Scene {
        match drawn(merged).nth(MOST_NODES) {
            None => Scene::of_nodes(merged, record),
            Some(_) => groups::scene(merged),
        }
    }

    fn of_nodes(merged: &Merged, record: Option<&Record>) -> Scene {
        let listing = Listing::new(merged);
        let keys = key_texts(merged);
        let mut scene = Scene { items: Vec::new(), arrows: Vec::new(), place_to_item: vec![NOT_DRAWN; merged.len()] };
        for (place, node) in drawn(merged) {
            scene.place_to_item[place as usize] = scene.items.len() as u32;
            let line = listing.line(place);
            let mut title = format!("{}\n{}\n{}", keys[place as usize], clipped(&line, 200), nature(node));
            if let Some(record) = record.filter(|_| !node.is_constant()) {
                title += &format!("\n{}", fate(record.find(&node.0.digest).as_ref()));
            }
            scene.items.push(Item {
                sort: if node.is_constant() { Sort::Constant } else { Sort::Task },
                name: node.name(),
                label: clipped(&line, MOST_CHARACTERS),
                title,
                asked_for: false,
            });
        }
        scene.finish(merged)
    }

    /// Once the items are there: what was asked for, and the arrows.
    pub(super) fn finish(mut self, merged: &Merged) -> Scene {
        for &root in &merged.roots {
            // A root is never captured.
            let item = &mut self.items[self.place_to_item[root as usize] as usize];
            if !item.asked_for {
                item.asked_for = true;
                item.title += "\nasked for";
            }
        }
        let mut last = (0, 0);
        for (place, &to) in self.place_to_item.iter().enumerate() {
            for &input in merged.inputs(place) {
                let arrow = (self.place_to_item[input as usize], to);
                // Neighbours of one group mostly read neighbours of another.
                if arrow.0 != to && arrow.0 != NOT_DRAWN && arrow != last {
                    self.arrows.push(arrow);
                    last = arrow;
                }
            }
        }
        self.arrows.sort_unstable();
        self.arrows.dedup();
        self
    }
}

//! Groups: the nodes of one function at one depth as one item.
//!
//! The depth of a node is the number of nodes on the longest way to it. Where that gives more groups than a person can
//! read, as in a chain of a million tasks, a group takes a band of depths: then two groups of one band may read each
//! other.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::describe::drawn;
use super::scene::{Item, NOT_DRAWN, Scene, Sort};
use crate::merged::Merged;
use crate::node::Node;

/// Groups of one depth each.
const MOST_GROUPS: usize = 500;

/// Groups, where they are of bands, if functions are not more.
const MOST_IN_BANDS: usize = 100;

pub(super) fn scene(merged: &Merged) -> Scene {
    let (functions, function_of) = functions(merged);
    let depths = depths(merged);
    let deepest = depths.iter().copied().max().unwrap_or(0);
    let mut band = 1;
    let grouping = loop {
        let most = match band {
            1 => MOST_GROUPS,
            _ if band > deepest => usize::MAX,
            _ => MOST_IN_BANDS,
        };
        let of = |place: usize| (depths[place] / band, function_of[place]);
        if let Some(grouping) = Grouping::new(merged, most, of) {
            break grouping;
        }
        band = (2 * band).max(deepest / MOST_IN_BANDS as u32 + 1);
    };
    grouping.scene(merged, |(level, function), count| {
        let name = &functions[function as usize].name;
        let (first, last) = (level * band, deepest.min((level + 1) * band - 1));
        let depths = if first == last { format!("depth {first}") } else { format!("depths {first} to {last}") };
        let place = &functions[function as usize].place;
        Item {
            sort: Sort::Group,
            name: name.clone(),
            label: format!("{name} × {count}"),
            title: format!("{name} × {count}\n{depths}{place}"),
            asked_for: false,
        }
    })
}

/// The longest way to each node from one without inputs.
fn depths(merged: &Merged) -> Vec<u32> {
    let mut depths: Vec<u32> = Vec::with_capacity(merged.len());
    for place in 0..merged.len() {
        let inputs = merged.inputs(place).iter().filter(|&&input| !merged.node(input as usize).is_captured());
        depths.push(inputs.map(|&input| depths[input as usize] + 1).max().unwrap_or(0));
    }
    depths
}

/// What nodes have in common that share a group.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Function {
    name: String,
    /// A line that says where it is written, or of what type the constants are.
    place: String,
}

impl Function {
    fn of(node: &Node) -> Function {
        let place = match node.call().map(|call| call.operation.spec) {
            Some(spec) if !spec.file.is_empty() => format!("\n{}:{}", spec.file, spec.line),
            Some(_) => String::new(),
            None => format!("\ngives {}", node.ty().name()),
        };
        Function { name: node.name(), place }
    }
}

/// The functions, and that of each node.
fn functions(merged: &Merged) -> (Vec<Function>, Vec<u32>) {
    let mut all: Vec<Function> = Vec::new();
    let mut known: HashMap<Function, u32> = HashMap::new();
    // Instances of a generic function are one function, but each is looked up by name only once.
    let mut by_address: HashMap<usize, u32> = HashMap::new();
    let mut number = |node: &Node| {
        let mut by_name = || {
            let function = Function::of(node);
            *known.entry(function.clone()).or_insert_with(|| {
                all.push(function);
                all.len() as u32 - 1
            })
        };
        match (node.call(), node.constant()) {
            (Some(call), _) => *by_address.entry(std::ptr::from_ref(call.operation).addr()).or_insert_with(by_name),
            (_, Some(constant)) if constant.name == "value" => {
                *by_address.entry(std::ptr::from_ref(constant.ty).addr()).or_insert_with(by_name)
            }
            _ => by_name(),
        }
    };
    let of_nodes = merged.nodes().map(&mut number).collect();
    (all, of_nodes)
}

/// Level and function.
type Id = (u32, u32);

/// The groups there are, by the first node of each.
struct Grouping {
    ids: Vec<Id>,
    counts: Vec<usize>,
    place_to_group: Vec<u32>,
}

impl Grouping {
    /// None if there are more than `most`.
    fn new(merged: &Merged, most: usize, id_of: impl Fn(usize) -> Id) -> Option<Grouping> {
        let mut grouping =
            Grouping { ids: Vec::new(), counts: Vec::new(), place_to_group: vec![NOT_DRAWN; merged.len()] };
        let mut known: HashMap<Id, u32> = HashMap::new();
        for (place, _) in drawn(merged) {
            let id = id_of(place as usize);
            let group = match known.entry(id) {
                Entry::Occupied(group) => *group.get(),
                Entry::Vacant(_) if grouping.ids.len() == most => return None,
                Entry::Vacant(new) => {
                    grouping.ids.push(id);
                    grouping.counts.push(0);
                    *new.insert(grouping.ids.len() as u32 - 1)
                }
            };
            grouping.counts[group as usize] += 1;
            grouping.place_to_group[place as usize] = group;
        }
        Some(grouping)
    }

    /// By level, so that arrows go forward but within a level.
    fn scene(self, merged: &Merged, item: impl Fn(Id, usize) -> Item) -> Scene {
        let mut by_level: Vec<u32> = (0..self.ids.len() as u32).collect();
        by_level.sort_by_key(|&group| self.ids[group as usize].0);
        let mut item_of = vec![NOT_DRAWN; self.ids.len()];
        (0..).zip(&by_level).for_each(|(position, &group)| item_of[group as usize] = position);
        let items = by_level.iter().map(|&group| item(self.ids[group as usize], self.counts[group as usize])).collect();
        let place_to_item = self.place_to_group.iter().map(|&group| match group {
            NOT_DRAWN => NOT_DRAWN,
            group => item_of[group as usize],
        });
        Scene { items, arrows: Vec::new(), place_to_item: place_to_item.collect() }.finish(merged)
    }
}

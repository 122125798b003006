//! What the key of a layer over blocks covers.

use daisy::prelude::*;
use daisy::{Blocks, Key, Layer, Node};

use crate::{add, squares};

/// Each block and one more.
struct Next(Blocks<u64>);

impl Layer for Next {
    type Output = u64;
    fn key(&self) -> Key {
        Key::new("next", &self.0)
    }
    fn len(&self) -> usize {
        self.0.len()
    }
    fn inputs(&self, index: usize) -> Vec<Node> {
        vec![self.0.block(index).into()]
    }
    fn task(&self, index: usize) -> Delayed<u64> {
        add(self.0.block(index), 1)
    }
}

fn next(of: &Blocks<u64>) -> Delayed<u64> {
    daisy::layer(Next(of.clone())).block(0)
}

#[test]
fn blocks_have_the_content_of_which_blocks_they_are() {
    let all = squares(10).0;
    let some = all.cull(&[all.key().at(3), all.key().at(4)]);
    let waiting = daisy::wait_on((some.clone(), add(1, 2))).0;
    assert_eq!(next(&all).key(), next(&squares(10).0).key());
    let keys = [next(&all).key(), next(&some).key(), next(&waiting).key()];
    assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
    let three = daisy::compute([next(&all), next(&some), next(&waiting)]);
    assert_eq!(three.wait().unwrap(), [1, 10, 10]);
}

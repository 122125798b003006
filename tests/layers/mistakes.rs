//! Layers that break the rules: clear errors that name layer, index and key.

use daisy::prelude::*;
use daisy::{Error, ErrorKind, Key, Layer, Node};

use crate::{add, square, squares};

type Task = fn(usize) -> Delayed<u64>;
type Inputs = fn(usize) -> Vec<Node>;

/// Ten blocks by two functions.
#[derive(Clone)]
struct By(&'static str, Task, Inputs);

impl Layer for By {
    type Output = u64;
    fn key(&self) -> Key {
        Key::new(self.0, &10u8)
    }
    fn len(&self) -> usize {
        10
    }
    fn inputs(&self, index: usize) -> Vec<Node> {
        (self.2)(index)
    }
    fn task(&self, index: usize) -> Delayed<u64> {
        (self.1)(index)
    }
}

fn error_of(layer: By) -> Error {
    let error = daisy::layer(layer).block(7).compute().wait().unwrap_err();
    assert!(error.to_string().contains("[7]"), "{error}");
    error
}

#[test]
fn a_task_that_panics() {
    let error = error_of(By("torn", |index| panic!("no file {index}"), |_| vec![]));
    assert_eq!(error.kind(), ErrorKind::Panicked);
    assert_eq!(error.task().unwrap().name(), "torn");
    let text = error.to_string();
    assert!(text.starts_with("torn-") && text.ends_with("panicked: in `Layer::task(7)`: no file 7"), "{text}");
}

#[test]
fn inputs_that_panic_or_are_out_of_range() {
    let error = error_of(By("far", |_| square(1), |index| vec![squares(3).0.block(index).into()]));
    assert_eq!(error.kind(), ErrorKind::Panicked);
    let text = error.to_string();
    assert!(text.contains("in `Layer::inputs(7)`: block 7 of `squares`: there are 3 of squares-"), "{text}");
}

#[test]
fn a_task_that_reads_more_than_its_inputs_say() {
    let error = error_of(By("sly", |index| add(squares(9).0.block(index), 1), |_| vec![]));
    assert_eq!(error.kind(), ErrorKind::Executor);
    let text = error.to_string();
    assert!(text.contains("task 7 of layer `sly` (sly-") && text.contains("reads squares-"), "{text}");
    assert!(text.contains("which `inputs(7)` does not name"), "{text}");
}

#[test]
fn a_task_of_several_calls() {
    let error = error_of(By("two", |index| square(square(index as u64)), |_| vec![]));
    assert_eq!(error.kind(), ErrorKind::Executor);
    assert!(error.to_string().contains("one call"), "{error}");
}

#[test]
fn layers_that_wait_for_each_other() {
    fn one() -> By {
        By(
            "one",
            |index| square(daisy::layer(two()).block(index)),
            |index| vec![daisy::layer(two()).block(index).into()],
        )
    }
    fn two() -> By {
        By(
            "two",
            |index| square(daisy::layer(one()).block(index)),
            |index| vec![daisy::layer(one()).block(index).into()],
        )
    }
    assert_eq!(daisy::layer(one()).block(7).graph().len(), 2);
    let error = error_of(one());
    assert_eq!(error.kind(), ErrorKind::Executor);
    let text = error.to_string();
    assert!(text.contains("wait for each other: one-") && text.matches("[7]").count() == 3, "{text}");
}

#[test]
#[should_panic(expected = "block 10 of `squares`: there are 10 of squares-")]
fn a_block_past_the_end() {
    let _ = squares(10).0.block(10);
}

#[test]
#[should_panic(expected = "is not in this graph")]
fn a_cull_of_an_unknown_key() {
    let (squares, _) = squares(10);
    let _ = squares.block(3).graph().cull(&[squares.key().at(4)]);
}

#[test]
fn the_other_tasks_are_not_lost() {
    let broken = daisy::layer(By("torn", |_| panic!("torn"), |_| vec![]));
    let (whole, built) = squares(3);
    assert!(daisy::compute((broken.block(0), whole.clone())).wait().is_err());
    assert_eq!(whole.compute().wait().unwrap(), [0, 1, 4]);
    assert!(built.count() >= 3);
}

#[test]
fn two_layers_of_one_key_and_two_types() {
    struct Text;
    impl Layer for Text {
        type Output = String;
        fn key(&self) -> Key {
            squares(3).0.key()
        }
        fn len(&self) -> usize {
            3
        }
        fn task(&self, _: usize) -> Delayed<String> {
            square(1).map(|n| n.to_string())
        }
    }
    #[delayed]
    fn joined(a: u64, b: String) -> String {
        format!("{a}{b}")
    }
    let error = joined(squares(3).0.block(0), daisy::layer(Text).block(0)).compute().wait().unwrap_err();
    assert!(error.to_string().contains("two layers that give different types have one key"), "{error}");
}

#[test]
fn results_that_panic_as_a_failed_task_drops_them() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("boom");
        }
    }
    #[delayed]
    fn bomb(_index: usize, _which: u8) -> Bomb {
        Bomb
    }
    #[delayed]
    fn refuse(index: usize) -> Result<u64, String> {
        Err(format!("refused {index}"))
    }
    #[delayed]
    fn last(_: &Bomb, _: &Bomb, n: u64) -> u64 {
        n
    }
    let blocks = daisy::blockwise("bombs", 7..8, |index| last(bomb(&index, 0), bomb(&index, 1), refuse(&index)));
    let error = blocks.compute().wait().unwrap_err();
    assert!(error.kind() == ErrorKind::Failed && error.to_string().contains("refused 7"), "{error}");
}

//! Blocks in graphs that grow while they run.

use daisy::prelude::*;
use daisy::{ErrorKind, Inline, Key, Layer};

use crate::{pairs, squares};

#[test]
fn a_task_may_return_blocks() {
    #[delayed]
    fn pick(n: usize) -> Delayed<u64> {
        let (squares, _) = squares(1_000);
        let (pairs, _) = pairs(&squares);
        pairs.block(n) + squares.block(n)
    }
    let both = (pick(3), pick(4), squares(1_000).0.block(4));
    assert_eq!(daisy::compute(both.clone()).wait().unwrap(), (25 + 9, 41 + 16, 16));
    assert_eq!(daisy::compute(both).on(Inline).wait().unwrap(), (25 + 9, 41 + 16, 16));
}

#[test]
fn a_layer_that_breaks_its_rules_fails_the_task_that_returned_it() {
    struct Broken;
    impl Layer for Broken {
        type Output = u64;
        fn key(&self) -> Key {
            Key::new("broken", &0u8)
        }
        fn len(&self) -> usize {
            3
        }
        fn task(&self, _: usize) -> Delayed<u64> {
            panic!("no such file")
        }
    }
    #[delayed]
    fn grow() -> Delayed<u64> {
        daisy::layer(Broken).block(1) + squares(4).0.block(3)
    }
    for _ in 0..2 {
        let error = grow().compute().wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Panicked);
        assert!(error.to_string().contains("no such file"), "{error}");
        let (caught, other) = daisy::compute((grow().attempt(), squares(4).0.block(2))).wait().unwrap();
        assert_eq!((caught.unwrap_err().kind(), other), (ErrorKind::Panicked, 4));
    }
}

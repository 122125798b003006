//! What a rule may and may not say.

use super::*;

#[delayed]
fn seven(counter: &Counter) -> usize {
    counter.bump();
    7
}

#[test]
fn a_task_takes_the_key_of_its_block() {
    struct Sevens(Delayed<Counter>);
    impl Layer for Sevens {
        type Output = usize;
        fn key(&self) -> Key {
            Key::new("sevens", &self.0.key())
        }
        fn len(&self) -> usize {
            3
        }
        fn task(&self, _: usize) -> Delayed<usize> {
            seven(&self.0)
        }
    }
    let counter = Counter::default();
    let sevens = daisy::layer(Sevens(counter.handle()));
    let graph = sevens.graph();
    let keys: Vec<_> = graph.tasks().map(|task| task.key()).collect();
    assert_eq!(sorted(keys), sorted((0..3).map(|index| sevens.key().at(index)).collect()));
    assert_eq!(sevens.compute().wait().unwrap(), [7, 7, 7]);
    assert_eq!(counter.count(), 3, "three keys, three tasks");
}

/// A layer whose task is what it is told.
struct Told(&'static str, fn(usize) -> Delayed<usize>);

impl Layer for Told {
    type Output = usize;

    fn key(&self) -> Key {
        Key::new(self.0, &3u8)
    }

    fn len(&self) -> usize {
        5
    }

    fn task(&self, index: usize) -> Delayed<usize> {
        self.1(index)
    }
}

#[test]
fn a_task_that_reads_what_inputs_lacks_is_an_error_that_names_layer_index_and_key() {
    let unlisted = |index: usize| inc_usize(squares(5).0.block(index));
    let two_calls = |index: usize| inc_usize(square(index));
    for (name, task) in [("unlisted", unlisted as fn(usize) -> _), ("two-calls", two_calls)] {
        let block = daisy::layer(Told(name, task)).block(3);
        for optimize in [true, false] {
            let error = inc_usize(&block).compute().optimize(optimize).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Executor, "{error}");
            let text = error.to_string();
            assert!(text.contains(name) && text.contains('3') && text.contains(&block.key().to_string()), "{text}");
        }
    }
    let fine = daisy::layer(Told("fine", |index| plus(index, 1)));
    assert_eq!(fine.block(2).compute().wait().unwrap(), 3, "constants need no listing");
}

#[test]
fn a_panic_of_a_rule_is_an_error_of_the_run() {
    let block = daisy::layer(Told("panics", |_| panic!("no such file"))).block(1);
    let error = daisy::compute((block, inc(1))).wait().unwrap_err();
    assert!(error.to_string().contains("no such file"), "{error}");
    assert_eq!(inc(1).compute().wait().unwrap(), 2, "and the runtime lives on");
}

#[delayed]
fn count_down(n: usize) -> Delayed<usize> {
    if n == 0 { square(12) } else { count_down(n - 1) }
}

#[delayed]
async fn later(n: usize) -> Result<usize, std::num::TryFromIntError> {
    u8::try_from(n).map(usize::from)
}

#[test]
fn any_delayed_function_can_be_the_call() {
    let growing = daisy::layer(Told("growing", count_down));
    assert_eq!(growing.compute().wait().unwrap(), [144; 5]);
    let failing = daisy::layer(Told("failing", |index| later(index * 100)));
    assert_eq!(failing.block(2).compute().wait().unwrap(), 200);
    let error = failing.block(3).compute().wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert_eq!(error.task().expect("a task failed").key(), &failing.key().at(3));
}

#[test]
fn what_is_no_call_is_an_error_that_names_layer_index_and_key() {
    let constant = |_| daisy::value(3usize);
    let other = |index: usize| squares(5).0.block(index);
    for (name, task) in [("constant", constant as fn(usize) -> _), ("other", other)] {
        let block = daisy::layer(Told(name, task)).block(3);
        let error = block.compute().wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor, "{error}");
        let text = error.to_string();
        assert!(text.contains(name) && text.contains('3') && text.contains(&block.key().to_string()), "{text}");
    }
}

#[test]
fn inputs_may_list_what_the_task_does_not_read() {
    struct Generous(Blocks<usize>);
    impl Layer for Generous {
        type Output = usize;
        fn key(&self) -> Key {
            Key::new("generous", &self.0.key())
        }
        fn len(&self) -> usize {
            self.0.len()
        }
        fn inputs(&self, _: usize) -> Vec<Node> {
            self.0.iter().map(Node::from).collect()
        }
        fn task(&self, index: usize) -> Delayed<usize> {
            inc_usize(self.0.block(index))
        }
    }
    let generous = daisy::layer(Generous(squares(4).0));
    assert_eq!(generous.compute().wait().unwrap(), [1, 2, 5, 10]);
}

#[test]
fn one_layer_under_two_names_is_two() {
    let told = |name| daisy::layer(Told(name, square));
    assert_ne!(told("one").block(0).key(), told("two").block(0).key());
    assert_eq!(
        daisy::compute((told("one"), told("two"))).wait().unwrap(),
        (vec![0, 1, 4, 9, 16], vec![0, 1, 4, 9, 16])
    );
}

/// A layer that reads itself as it is told, in what it says and in what it does.
#[derive(Clone, Copy)]
struct Itself(&'static str, fn(usize) -> usize);

impl Layer for Itself {
    type Output = usize;

    fn key(&self) -> Key {
        Key::new(self.0, &())
    }

    fn len(&self) -> usize {
        4
    }

    fn task(&self, index: usize) -> Delayed<usize> {
        inc_usize(daisy::layer(*self).block(self.1(index)))
    }

    fn inputs(&self, index: usize) -> Vec<Node> {
        vec![daisy::layer(*self).block(self.1(index)).into()]
    }
}

#[test]
fn blocks_that_wait_for_each_other_are_an_error_and_no_hang() {
    for (name, reads) in [("narcissus", (|index| index) as fn(usize) -> usize), ("circle", |index| (index + 1) % 4)] {
        let block = daisy::layer(Itself(name, reads)).block(2);
        let error = inc_usize(&block).compute().wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor);
        assert!(error.to_string().contains(&block.key().to_string()), "{error}");
    }
}

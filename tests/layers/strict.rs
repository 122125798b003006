//! `DAISY_DEBUG=layers`: building a task before a plan needs it is a panic with a backtrace.

use std::process::{Command, Output};

use daisy::prelude::*;

use crate::squares;

const ENV: &str = "DAISY_TEST_CHILD";

fn child(test: &str, what: &str) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([&format!("strict::{test}"), "--exact", "--nocapture"]).env("DAISY_DEBUG", "layers").env(ENV, what);
    command.output().unwrap()
}

#[test]
fn building_early_is_a_panic() {
    let (squares, _) = squares(10);
    match std::env::var(ENV).as_deref() {
        Ok("print") => drop(squares.graph().to_string()),
        Ok("inputs") => drop(daisy::Node::from(squares.block(1)).inputs()),
        Ok("compute") => {
            let graph = squares.graph();
            assert_eq!((graph.len(), graph.keys().count(), graph.roots().count()), (10, 10, 10));
            assert_eq!(squares.compute().wait().unwrap()[3], 9);
        }
        _ => {
            for what in ["print", "inputs"] {
                let output = child("building_early_is_a_panic", what);
                let text = String::from_utf8_lossy(&output.stderr).into_owned();
                assert!(!output.status.success(), "{what}: {text}");
                assert!(text.contains("DAISY_DEBUG=layers: the task of squares-"), "{what}: {text}");
                assert!(text.contains("building_early_is_a_panic"), "no backtrace in {what}: {text}");
            }
            let output = child("building_early_is_a_panic", "compute");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

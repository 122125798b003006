//! What is set for a whole process is tested in one of its own: the test starts itself again.

use super::watch::within;
use std::process::Command;

const CHILD: &str = "DAISY_TEST_CHILD";

/// Runs the test that calls it, once more, in a new process with these variables, and `body` there. Gives what the
/// other process said, and nothing in the other process itself. `body` stands in the test itself, which is how the test is found.
#[track_caller]
pub fn in_a_process_of_its_own<F: FnOnce() + Send + 'static>(variables: &[(&str, &str)], body: F) -> Option<String> {
    // "running::settings::a_test::{{closure}}"
    let (_, test) = std::any::type_name::<F>().split_once("::").expect("a path");
    let test = test.trim_end_matches("::{{closure}}");
    if std::env::var(CHILD).as_deref() == Ok(test) {
        within(body);
        return None;
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env_remove("DAISY_EXECUTOR")
        .env_remove("DAISY_WORKERS")
        .env(CHILD, test)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout) + String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
    Some(said.into_owned())
}

//! A task has copies of what it reads: nobody would see them change.
#[daisy::inline]
fn f(xs: Vec<i64>) -> usize {
    let mut seen = std::collections::BTreeSet::new();
    xs.iter().filter(|x| !seen.insert(**x)).count()
}

fn main() {}

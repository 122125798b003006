//! A labelled block can't be left when tasks run.

#[daisy::inline]
fn root(x: f64, exact: bool) -> f64 {
    let y = 'done: {
        if exact {
            break 'done x;
        }
        x.sqrt()
    };
    y
}

fn main() {
    let _ = root(1.0, true).compute();
}

//! A labelled block is left while the graph is built.

#[daisy::inline]
fn root(x: f64) -> f64 {
    'done: {
        if x < 0.0 {
            break 'done 0.0;
        }
        x.sqrt()
    }
}

fn main() {
    let _ = root(1.0).compute();
}

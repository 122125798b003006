fn fill(items: &mut Vec<f64>) {
    items.push(1.0);
}

#[daisy::inline]
fn filled(items: Vec<f64>) -> Vec<f64> {
    let mut items = items;
    fill(&mut items);
    items
}

fn main() {}

use daisy::prelude::*;

struct Table;

#[delayed]
fn load() -> Table {
    Table
}

fn main() {
    let _ = load().compute().wait();
}

use daisy::prelude::*;

struct Connection;

#[delayed]
fn ping(connection: &Connection) -> bool {
    let Connection = connection;
    true
}

fn main() {
    let _ = ping(Connection);
}

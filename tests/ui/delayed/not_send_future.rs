//! An async task moves between threads.

use daisy::prelude::*;

use std::rc::Rc;

#[delayed]
async fn wait(x: u64) -> u64 {
    let shared = Rc::new(x);
    std::future::ready(()).await;
    *shared
}

fn main() {
    let _ = wait(1u64).compute();
}

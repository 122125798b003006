//! `Inline`.

use crate::common::functions::total;
use crate::common::watch::within;
use daisy::Inline;
use daisy::prelude::*;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

#[delayed(impure)]
fn here() -> String {
    format!("{:?}", thread::current().id())
}

#[delayed(impure)]
async fn here_later() -> String {
    tokio::time::sleep(Duration::from_millis(1)).await;
    format!("{:?}", thread::current().id())
}

#[test]
fn runs_everything_on_the_calling_thread() {
    within(|| {
        let me = format!("{:?}", thread::current().id());
        let ran = daisy::compute((here(), here_later(), here().map(|_| format!("{:?}", thread::current().id()))));
        assert_eq!(ran.on(Inline).wait().unwrap(), (me.clone(), me.clone(), me));
    });
}

#[test]
fn runs_in_the_same_order_every_time() {
    static ORDER: Mutex<Vec<i64>> = Mutex::new(Vec::new());
    #[delayed]
    fn noted(n: i64, _after: i64) -> i64 {
        ORDER.lock().unwrap().push(n);
        n
    }
    let leaves: Vec<_> = (0..20).map(|n| noted(n + 100, noted(n, 0))).collect();
    let all = total(leaves);
    let mut orders = Vec::new();
    for _ in 0..3 {
        all.compute().on(Inline).wait().unwrap();
        orders.push(std::mem::take(&mut *ORDER.lock().unwrap()));
    }
    assert_eq!(orders[0].len(), 40);
    assert_eq!(orders[0], orders[1]);
    assert_eq!(orders[0], orders[2]);
}

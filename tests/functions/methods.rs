//! `#[delayed] impl`.

use crate::common::Checked;
use crate::common::functions::number;
use daisy::prelude::*;

mod shapes {
    use daisy::prelude::*;

    #[derive(Clone, Debug, PartialEq, Tokenize)]
    pub struct Table {
        pub rows: Vec<i64>,
    }

    #[delayed]
    impl Table {
        /// Without `self`: stays as it is.
        pub fn new(rows: Vec<i64>) -> Table {
            Table { rows }
        }

        pub fn total(&self) -> i64 {
            self.rows.iter().sum()
        }

        pub fn row(&self, index: usize) -> Result<i64, String> {
            self.rows.get(index).copied().ok_or_else(|| format!("no row {index}"))
        }

        pub fn scaled(mut self, by: i64) -> Table {
            self.rows.iter_mut().for_each(|row| *row *= by);
            self
        }

        pub fn joined(self, other: &Table) -> Table {
            Table { rows: [self.rows, other.rows.clone()].concat() }
        }
    }

    #[delayed(trait = TableText)]
    impl Table {
        pub fn label(&self, title: &str) -> String {
            format!("{title}: {} rows", self.rows.len())
        }
    }
}

use shapes::{DelayedTable, Table, TableText};

#[test]
fn stay_what_they_are_on_the_type() {
    let table = Table::new(vec![1, 2]);
    assert_eq!(table.total(), 3);
    assert_eq!(table.row(1), Ok(2));
    assert_eq!(table.label("t"), "t: 2 rows");
    assert_eq!(table.clone().scaled(2).joined(&table).rows, [2, 4, 1, 2]);
}

#[test]
fn become_callable_on_a_handle() -> Checked {
    let table = daisy::value(Table::new(vec![1, 2]));
    let total: Delayed<i64> = table.total();
    assert_eq!(total.compute().wait()?, 3);
    let scaled: Delayed<Table> = table.clone().scaled(10);
    assert_eq!(scaled.compute().wait()?.rows, [10, 20]);
    Ok(())
}

#[test]
fn take_handles_as_arguments() -> Checked {
    let table = daisy::value(Table::new(vec![1, 2]));
    let joined = table.clone().scaled(number(3)).joined(&table);
    assert_eq!(joined.compute().wait()?.rows, [3, 6, 1, 2]);
    Ok(())
}

#[test]
fn that_return_a_result_fail() -> Checked {
    let table = daisy::value(Table::new(vec![1, 2]));
    let row: Delayed<i64> = table.row(1usize);
    assert_eq!(row.compute().wait()?, 2);
    assert!(table.row(9usize).compute().wait().is_err());
    Ok(())
}

#[test]
fn of_a_second_block_live_in_the_trait_it_names() -> Checked {
    let table = daisy::value(Table::new(vec![1, 2]));
    assert_eq!(table.label("t").compute().wait()?, "t: 2 rows");
    Ok(())
}

#[test]
fn fold_like_functions() {
    let table = daisy::value(Table::new(vec![1]));
    let again = daisy::value(Table::new(vec![1]));
    assert_eq!(table.total().key(), again.total().key());
    assert_ne!(table.row(1usize).key(), table.row(2usize).key());
}

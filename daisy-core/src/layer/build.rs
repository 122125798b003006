//! Building: from a block to its task.

use std::backtrace::Backtrace;
use std::cell::Cell;
use std::sync::LazyLock;

use crate::error::Result;
use crate::node::{Block, Node};

thread_local! {
    static PLANNING: Cell<bool> = const { Cell::new(false) };
}

/// While it lives, this thread makes or grows a plan, and may build tasks.
pub(crate) struct Planning {
    before: bool,
}

impl Planning {
    pub(crate) fn new() -> Planning {
        Planning { before: PLANNING.replace(true) }
    }
}

impl Drop for Planning {
    fn drop(&mut self) {
        PLANNING.set(self.before);
    }
}

/// Whether building a task before a plan needs it is a panic: Dask's advice to who writes layers, made a tool.
static STRICT: LazyLock<bool> = LazyLock::new(|| {
    let debug = std::env::var("DAISY_DEBUG").unwrap_or_default();
    debug.split(',').any(|word| word.trim() == "layers")
});

impl Block {
    /// The task of `this`, which is the block's node.
    pub(crate) fn build(&self, this: &Node) -> Result<Node> {
        if *STRICT && !PLANNING.get() && !self.rule.is_materialized() {
            let (key, backtrace) = (this.key(), Backtrace::force_capture());
            panic!("DAISY_DEBUG=layers: the task of {key} is built before a plan needs it\n{backtrace}");
        }
        self.rule.task(self.index, this)
    }
}

//! Named layers: of a layer of which results are held, and no task is to be built, what tells it from others.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::key::Key;
use crate::node::Node;
use crate::value::Type;

use super::rule::Rule;

pub(crate) struct Named {
    key: Key,
    ty: &'static Type,
}

impl Named {
    pub(crate) fn rule(key: Key, ty: &'static Type) -> Arc<dyn Rule> {
        Arc::new(Named { key, ty })
    }
}

impl Rule for Named {
    fn key(&self) -> &Key {
        &self.key
    }

    fn len(&self) -> usize {
        usize::MAX
    }

    fn ty(&self) -> &'static Type {
        self.ty
    }

    fn is_materialized(&self) -> bool {
        true
    }

    fn inputs(&self, _: usize) -> Result<Vec<Node>> {
        Ok(Vec::new())
    }

    fn task(&self, _: usize, block: &Node) -> Result<Node> {
        let key = block.key();
        Err(Error::executor(format!("the task of {key} can't be built: of its layer only held results were written")))
    }
}

//! What the body of a `#[daisy::inline]` function means: the values of the plain function, as the graph of its operations.

#![recursion_limit = "1024"]
#![allow(
    dead_code,
    non_snake_case,
    unused_qualifications,
    clippy::multiple_bound_locations,
    clippy::manual_range_contains,
    clippy::manual_is_multiple_of,
    clippy::needless_range_loop,
    clippy::identity_op,
    clippy::new_ret_no_self,
    clippy::needless_borrows_for_generic_args,
    clippy::ptr_arg,
    clippy::assign_op_pattern,
    clippy::let_and_return,
    clippy::too_many_arguments,
    clippy::manual_clamp,
    clippy::vec_init_then_push,
    clippy::while_let_loop,
    reason = "what may be written is what is tested"
)]

mod bodies;
mod common;
mod graph;
mod identity;
mod pending;
mod spellings;

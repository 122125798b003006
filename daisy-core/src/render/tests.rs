//! Pictures of random graphs, made of nodes without code.

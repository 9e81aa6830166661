//! Documented examples as Rust code that a caller would write.

mod expression;
mod value;

pub(crate) use expression::{Expression, imports};
pub(crate) use value::Values;

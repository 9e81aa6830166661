//! Damages API descriptions in every way it can think of, and looks whether the generator holds.
//!
//! A case is made from a seed and a number alone: a small part of a description is cut out, some of
//! its nodes are deleted, copied, renamed or replaced by what a careless or hostile author might
//! write, and the text goes through the whole generator. What must hold is in [`check`].

pub mod case;
pub mod check;
pub mod doc;
pub mod minimise;
pub mod mutate;
pub mod random;
pub mod slice;
mod words;

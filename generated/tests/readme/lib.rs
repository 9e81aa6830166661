//! The examples in the READMEs, as documentation tests: what they show compiles, and what needs no
//! network runs.

/// The README of the repository.
#[doc = include_str!("../../../README.md")]
#[derive(Debug)]
pub struct Repository;

/// The README of the package.
#[doc = include_str!("../../README.md")]
#[derive(Debug)]
pub struct Package;

//! The examples in the READMEs, as documentation tests: what they show compiles, and what needs no
//! network runs.
#![allow(
    rustdoc::broken_intra_doc_links,
    reason = "the README of the package links to its modules"
)]

/// The README of the repository.
#[doc = include_str!("../../../README.md")]
#[derive(Debug)]
pub struct Repository;

/// The README of the package.
#[doc = include_str!("../../README.md")]
#[derive(Debug)]
pub struct Package;

//! The examples in the README of the repository, as documentation tests: what they show compiles. Those in the README
//! of the package are documentation tests of the package.

/// The README of the repository.
#[doc = include_str!("../../../README.md")]
#[derive(Debug)]
pub struct Repository;

/// The README of the package, in Chinese.
#[doc = include_str!("../../README.zh-CN.md")]
#[derive(Debug)]
pub struct Chinese;

//! The support code that every generated client carries.

pub mod huawei;

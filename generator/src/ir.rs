//! The neutral model of an API: resolved, checked, free of any Rust identifier.

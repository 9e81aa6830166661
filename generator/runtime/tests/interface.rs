//! The version of the runtime that generated code states.

use std::panic;

use apiruntime::codegen::{INTERFACE, OLDEST_INTERFACE, made_for};

const _: () = made_for(INTERFACE);
const _: () = made_for(OLDEST_INTERFACE);

/// Returns the message that stops the build; at compile time the same panic stops it.
fn refusal(interface: u32) -> String {
    let refused = panic::catch_unwind(|| made_for(interface)).unwrap_err();
    (*refused.downcast_ref::<&str>().unwrap()).to_owned()
}

#[test]
fn a_client_made_for_a_newer_runtime_says_to_update_it() {
    let text = refusal(INTERFACE + 1);
    assert!(text.contains("cargo update apiruntime"), "{text}");
}

#[test]
fn a_client_made_for_a_runtime_of_long_ago_says_to_generate_it_again() {
    let text = refusal(OLDEST_INTERFACE - 1);
    assert!(text.contains("generate it again"), "{text}");
}

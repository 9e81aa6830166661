//! What turns a line of a table into a parameter.

/// Writes a parameter of an operation as a static: where it goes, its name on the wire, how it is written,
/// and the [`node!`] of its rules.
#[doc(hidden)]
#[macro_export]
macro_rules! parameter {
    ($visibility:vis $name:ident = $location:ident($wire:literal) $(.$method:ident($($argument:expr)?))*, $node:tt) => {
        $visibility static $name: $crate::codegen::Parameter = {
            #[allow(unused_imports, reason = "not every parameter has rules")]
            use $crate::codegen::{Node, Rule, Style};
            $crate::codegen::Parameter::$location($wire)
                $(.$method($($argument)?))*
                .all_of($crate::nodes!($node))
        };
    };
}

//! All limits of depth, size and count. Beyond a limit the generator reports an error, uses JSON instead of a type, or
//! stops the search. No description makes it run without end.

/// Bytes of a file.
pub(crate) const FILE_BYTES: usize = 128 << 20;

/// Values in a file.
pub(crate) const FILE_VALUES: usize = 3_000_000;

/// Values to which all aliases of a YAML file expand.
pub(crate) const ALIASED_VALUES: usize = 1_000_000;

/// Nesting of objects and arrays in a file, which bounds the recursion of all later stages; the limit of `serde_json`
/// is the same.
pub(crate) const NESTING: usize = 127;

/// Code layouts that a run keeps for the next one; if there are more, it keeps none.
pub(crate) const LAYOUTS: usize = 200_000;

/// Files of a description.
pub(crate) const FILES: usize = 20_000;

/// Bytes of files from which on another thread is worth its cost.
pub(crate) const BYTES_OF_THREAD: usize = 64 << 10;

/// Objects of a document from which on another thread is worth its cost.
pub(crate) const OBJECTS_OF_THREAD: usize = 1_000;

/// Types of a document from which on another thread is worth its cost.
pub(crate) const TYPES_OF_THREAD: usize = 100;

/// References in a chain.
pub(crate) const REFERENCE_CHAIN: usize = 100;

/// Pairs of characters that are compared to find what misspelt names of a description mean: for unresolved references
/// in a whole run, and again for all other findings.
pub(crate) const COMPARED_CHARACTERS: usize = 100_000_000;

/// Paths with as many segments with which a path is compared, to find paths that match the same URL.
pub(crate) const COMPARED_PATHS: usize = 500;

/// Characters of a word for which a similar one is suggested: the cost of the comparison is the product of both
/// lengths.
pub(crate) const SUGGESTION_CHARACTERS: usize = 120;

/// Characters of the description's text in a message.
pub(crate) const MESSAGE_CHARACTERS: usize = 80;

/// Entries of an object in which the entry above an unknown key is looked for.
pub(crate) const NEIGHBOURS: usize = 500;

/// Syntax errors of a JSON file that are reported.
pub(crate) const JSON_SLIPS: usize = 100;

/// Lines, bytes, and bytes of a line of an excerpt that shows several places.
pub(crate) const EXCERPT_LINES: usize = 200;
pub(crate) const EXCERPT_BYTES: usize = 20_000;
pub(crate) const EXCERPT_LINE_BYTES: usize = 1000;

/// Characters of a long line that are shown before and after a place in it.
pub(crate) const LONG_LINE_BEFORE: usize = 60;
pub(crate) const LONG_LINE_AFTER: usize = 100;

/// Places that are listed for a repeated finding.
pub(crate) const REPEATED_PLACES: usize = 4;

/// Nesting of inline schemas: rustc does not finish with maps that are nested twice as deep.
pub(crate) const INLINE_SCHEMAS: usize = 32;

/// References and `allOf` in a chain of schemas.
pub(crate) const SCHEMA_CHAIN: usize = 64;

/// Schemas reached from a union through unions alone that are searched for references back to the union.
pub(crate) const UNIONS_IN_UNIONS: usize = 1_000;

/// Subschemas that are merged into variants of unions, in a whole run.
pub(crate) const MERGED_SUBSCHEMAS: usize = 20_000;

/// Subschemas that are used to check values by one schema; further ones are not checked.
pub(crate) const CHECKED_SCHEMAS: usize = 100;

/// Schemas with the same fingerprint with which an inline schema is compared.
pub(crate) const DUPLICATE_CANDIDATES: usize = 32;

/// Keywords of schemas in several files that are compared to find those that are equal.
pub(crate) const COMPARED_COPIES: usize = 300_000;

/// Nesting and number of the schemas that are combined into a union of strings or of integers.
pub(crate) const SCALAR_UNION_NESTING: usize = 8;
pub(crate) const SCALAR_UNION_PARTS: usize = 256;

/// Bytes of a name that is used as the name of a file; file systems permit 255, with the extension.
pub(crate) const FILE_NAME: usize = 200;

/// Items of a tuple: Rust implements `PartialEq` and `Debug` for tuples only up to this length.
pub(crate) const TUPLE_ITEMS: usize = 12;

/// Nesting of discriminators in the variants of discriminators.
pub(crate) const DISCRIMINATOR_NESTING: usize = 8;

/// Schemas that are searched for the data of a server-sent event.
pub(crate) const EVENT_SCHEMAS: usize = 256;

/// Nesting of aliases and unions that are followed to find the shape of a value.
pub(crate) const SHAPE_NESTING: usize = 12;

/// Variants of a union that are compared by shape: the cost of the comparison is quadratic.
pub(crate) const SHAPE_VARIANTS: usize = 64;

/// Steps and nesting of the validation of an example; what is undecided at the limit is accepted.
pub(crate) const VALIDATION_STEPS: usize = 20_000;
pub(crate) const VALIDATION_NESTING: usize = 48;

/// Nesting of lists and quotes in documentation; deeper ones are written at this depth.
pub(crate) const MARKDOWN_NESTING: usize = 8;

/// Nesting up to which types of two versions are compared by structure; deeper ones count as different.
pub(crate) const COMPARED_NESTING: usize = 8;

/// Aliases in a chain in the items of a client.
pub(crate) const ALIAS_CHAIN: usize = 16;

/// How often a description is lowered again without the parts found to be broken, if broken parts are left out.
pub(crate) const ROUNDS: usize = 12;

/// How long a string may be to be matched with an engine that may take quadratic time; as in clients.
pub(crate) const ECMA_PATTERN_BYTES: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_match_strings_of_the_same_length() {
        let runtime = include_str!("../runtime/src/rules/ecma.rs").replace('_', "");
        let limit = format!("const LONGEST: usize = {ECMA_PATTERN_BYTES};");
        assert!(runtime.contains(&limit));
    }
}

//! Every limit of depth, size and count. Beyond a limit the generator reports, keeps JSON instead of a type, or
//! stops looking further; it never runs away, whatever the description.

/// Bytes of one file.
pub(crate) const FILE_BYTES: usize = 128 << 20;

/// Values in one file.
pub(crate) const FILE_VALUES: usize = 3_000_000;

/// Values that all aliases of a YAML file expand to.
pub(crate) const ALIASED_VALUES: usize = 1_000_000;

/// Nesting of objects and arrays in a file, which bounds the recursion of every later stage; `serde_json` stops
/// there by itself.
pub(crate) const NESTING: usize = 127;

/// Layouts that a run leaves for the next one; with more, it leaves none.
pub(crate) const LAYOUTS: usize = 200_000;

/// Files of one description.
pub(crate) const FILES: usize = 20_000;

/// Bytes of files for which a thread is worth its start.
pub(crate) const BYTES_OF_THREAD: usize = 64 << 10;

/// Objects of a document for which a thread is worth its start.
pub(crate) const OBJECTS_OF_THREAD: usize = 1_000;

/// Types of a document for which it is.
pub(crate) const TYPES_OF_THREAD: usize = 100;

/// References that lead from one to the next.
pub(crate) const REFERENCE_CHAIN: usize = 100;

/// Keys that are compared to suggest targets for unresolved references, over the whole run.
pub(crate) const COMPARED_KEYS: usize = 2_000_000;

/// Paths of one length that a path is compared with, to find those that the same URL can match.
pub(crate) const COMPARED_PATHS: usize = 500;

/// Characters of a word for which a close candidate is suggested: the distance costs the product of two lengths.
pub(crate) const SUGGESTION_CHARACTERS: usize = 120;

/// Characters of the description's text in a message.
pub(crate) const MESSAGE_CHARACTERS: usize = 80;

/// Entries of an object in which the one above an unknown key is looked for.
pub(crate) const NEIGHBOURS: usize = 500;

/// Slips of a JSON file that are reported.
pub(crate) const JSON_SLIPS: usize = 100;

/// Lines, bytes and bytes in a line of an excerpt that shows several places.
pub(crate) const EXCERPT_LINES: usize = 200;
pub(crate) const EXCERPT_BYTES: usize = 20_000;
pub(crate) const EXCERPT_LINE_BYTES: usize = 1000;

/// Characters that are shown before and after a place in a line that is too long.
pub(crate) const LONG_LINE_BEFORE: usize = 60;
pub(crate) const LONG_LINE_AFTER: usize = 100;

/// Places that are listed for a finding that is the same at many.
pub(crate) const REPEATED_PLACES: usize = 4;

/// Nesting of schemas without names: of twice as many maps in maps rustc finds no end.
pub(crate) const INLINE_SCHEMAS: usize = 32;

/// References and `allOf` that lead from one schema to the next.
pub(crate) const SCHEMA_CHAIN: usize = 64;

/// Schemas that are reached from one union by unions alone, among which those are looked for that list it again.
pub(crate) const UNIONS_IN_UNIONS: usize = 1_000;

/// Subschemas that are merged into variants of unions, over the whole run.
pub(crate) const MERGED_SUBSCHEMAS: usize = 20_000;

/// Schemas that are looked into to check values by one schema; what is beyond is not checked.
pub(crate) const CHECKED_SCHEMAS: usize = 100;

/// Schemas of one fingerprint that an inline schema is compared with.
pub(crate) const DUPLICATE_CANDIDATES: usize = 32;

/// Nesting and number of the schemas that a union of strings or of integers is made of.
pub(crate) const SCALAR_UNION_NESTING: usize = 8;
pub(crate) const SCALAR_UNION_PARTS: usize = 256;

/// Bytes of a name after which a file is named; file systems take 255, endings included.
pub(crate) const FILE_NAME: usize = 200;

/// Items of a tuple: Rust compares and shows no longer ones.
pub(crate) const TUPLE_ITEMS: usize = 12;

/// Discriminators inside variants of a discriminator.
pub(crate) const DISCRIMINATOR_NESTING: usize = 8;

/// Schemas that are looked through to find what a server-sent event holds.
pub(crate) const EVENT_SCHEMAS: usize = 256;

/// Aliases and unions that are looked through to find the shape of a value.
pub(crate) const SHAPE_NESTING: usize = 12;

/// Variants of a union that are compared by shape: the comparison is quadratic.
pub(crate) const SHAPE_VARIANTS: usize = 64;

/// Steps, and nesting, of the validation of one example; what is undecided by then is accepted.
pub(crate) const VALIDATION_STEPS: usize = 20_000;
pub(crate) const VALIDATION_NESTING: usize = 48;

/// Lists and quotes inside each other in documentation; what is nested deeper is written at this depth.
pub(crate) const MARKDOWN_NESTING: usize = 8;

/// Nesting to which types of two versions are compared that are not compared by their names; what is deeper differs.
pub(crate) const COMPARED_NESTING: usize = 8;

/// Names that stand for other names in the items of a client.
pub(crate) const ALIAS_CHAIN: usize = 16;

/// How often a description is lowered again without what turned out to be broken, where that is left out.
pub(crate) const ROUNDS: usize = 12;

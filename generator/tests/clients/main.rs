//! The generated code for each feature: compared with snapshots, and compiled with warnings denied.

mod cases;
mod compiled;
mod crates;
mod determinism;
mod examples;
mod front_page;
mod layout;
mod older;
mod request_page;
mod second_names;
mod snapshots;

use std::fs;
use std::path::Path;

use generator::report::{Color, human};
use generator::source::NoFiles;
use generator::{FileSet, Generated, Input, Layout, ManifestNeeds, Options, generate};

/// Defines a snapshot test for each fixture, and the list of fixtures with the files that are compared.
macro_rules! fixtures {
    ($($files:literal: $($name:ident)+;)+) => {
        /// The descriptions in `tests/fixtures`, one feature each, and prefixes of the paths of the files that are
        /// compared: the other files are the same as elsewhere. After `names`, only the declarations are compared;
        /// after `paging` and `waiting`, only the code that pages and waits.
        const FIXTURES: &[(&str, &str)] = &[$($((stringify!($name), $files)),+),+];

        mod fixture {
            $($(
                #[test]
                fn $name() {
                    super::snapshots::assert(stringify!($name), $files);
                }
            )+)+
        }
    };
}

fixtures! {
    "": minimal;
    "lib operations": hostile_text;
    "models": additional_properties ambiguous_union discriminated_union formats integer_enums
        object_union one_way_rules openapi30 presence recursion rules scalar_union;
    "models operations": text_newtypes;
    "models operations tables": sensitive;
    "names models": collisions hostile_names inheritance tags prelude_traits prelude_types scripts string_enums;
    "operations": additional_methods alike_contents default_response error_responses errors_of_one_type events
        form_body header_parameters idempotency_key json_body json_or_events lines_body lines_response media_range
        multipart named_events optional_body paging_by_offset parts_response path_parameters plain_json_types
        query_parameters query_styles raw_body response_bodies response_choice response_headers
        response_statuses response_text response_without_body scalar_body several_media_types several_responses
        shared_errors two_forms two_json_bodies waiters;
    "paging operations": paging_by_body paging_by_cursor paging_by_flag paging_by_header paging_by_integer
        paging_by_marker paging_by_newtype paging_by_number paging_by_url paging_through_null;
    "waiting operations": waiters_by_marker waiters_of_lists waiters_of_pages;
    "names operations": framework_names keywords odd_parameters request_names reserved_operations reserved_parameters
        unnamed_operations;
    "client": no_operations;
    "client operations": busy client_parameters oauth2 other_security security server_variables servers signing;

    "names client": reserved_servers;
    "tables": additional_rules beside_union bounded_files charsets deep_rules long_names nested_tags number_union
        optional_tag tags_of_numbers;
    // Tested in `examples.rs`.
    "examples": examples;
    // The tests of these fixtures check the requests that they send.
    "operations": free_forms parts_in_order whole_query;
}

/// Returns the names of the fixtures.
fn fixtures() -> impl Iterator<Item = &'static str> {
    FIXTURES.iter().map(|(name, _)| *name)
}

#[test]
fn every_fixture_is_tested() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("the folder of fixtures")
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some(name.strip_suffix(".yaml")?.to_owned())
        })
        .collect();
    found.sort();
    let mut tested: Vec<_> = fixtures().collect();
    tested.sort_unstable();
    assert_eq!(found, tested);
}

fn read(fixture: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{fixture}.yaml"));
    fs::read_to_string(path).expect("a readable fixture")
}

fn run(inputs: &[(&str, &str)], layout: Layout) -> Generated {
    run_by(inputs, &Options::new("fixtures", layout))
}

fn run_by(inputs: &[(&str, &str)], options: &Options) -> Generated {
    let paths: Vec<_> = inputs
        .iter()
        .map(|(name, _)| format!("{name}.yaml"))
        .collect();
    let inputs: Vec<_> = inputs
        .iter()
        .zip(&paths)
        .map(|((module, text), path)| Input::new(path, text.as_bytes(), module, &NoFiles))
        .collect();
    generate(&inputs, options, &mut |_| ())
}

/// Returns the diagnostics of all inputs in the form for humans.
fn findings(result: &Generated) -> String {
    let mut out = String::new();
    for report in &result.reports {
        for placed in report.diagnostics.placed(&report.sources) {
            out.push_str(&human(&placed, Color::Plain));
            out.push_str("\n\n");
        }
    }
    out
}

fn files(inputs: &[(&str, &str)], layout: Layout) -> (FileSet, ManifestNeeds) {
    files_of(run(inputs, layout))
}

fn files_of(result: Generated) -> (FileSet, ManifestNeeds) {
    let findings = findings(&result);
    (
        result
            .files
            .unwrap_or_else(|| panic!("no files:\n{findings}")),
        result.manifest,
    )
}

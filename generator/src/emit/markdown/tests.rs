//! Tests of Markdown in doc comments.

use super::*;

fn joined(text: &str) -> String {
    lines(text).join("\n")
}

#[test]
fn code_blocks_are_text_and_always_end() {
    assert_eq!(
        joined("a\n```rust\nfn main() {}\n```\nb"),
        "a\n\n```text\nfn main() {}\n```\n\nb"
    );
    assert_eq!(joined("~~~\nx\n```\ny"), "````text\nx\n```\ny\n````");
    assert_eq!(joined("> ```\n> x\n> ```"), "> ```text\n> x\n> ```");
    assert_eq!(joined("- ```sh\n  ls\n  ```"), "- ```text\n  ls\n  ```");
    assert_eq!(
        joined("x\n\n        panic!()"),
        "x\n\n```text\n    panic!()\n```"
    );
}

#[test]
fn brackets_and_angles_are_escaped_outside_of_code() {
    assert_eq!(joined("a [b] <T> `c[d]<e>`"), "a \\[b\\] \\<T> `c[d]<e>`");
    assert_eq!(joined("one ` [tick]"), "one \\` \\[tick\\]");
    assert_eq!(
        joined("<script>\nx\n</script>"),
        "\\<script>\nx\n\\</script>"
    );
    assert_eq!(joined("a_b _c_ __d"), "a_b *c* \\_\\_d");
}

#[test]
fn links_to_the_web_are_kept_and_others_lose_their_target() {
    assert_eq!(
        joined("see [the docs](https://a.example/x)."),
        "see [the docs](<https://a.example/x>)."
    );
    assert_eq!(joined("see [Pet](#/components/Pet)."), "see Pet.");
    assert_eq!(
        joined("see [it][x].\n\n[x]: javascript:alert(1)"),
        "see it."
    );
    assert_eq!(
        joined("see https://a.example/x_y?y=1&z=2."),
        "see <https://a.example/x_y?y=1&z=2>."
    );
    assert_eq!(joined("<https://a.example>"), "<https://a.example>");
    assert_eq!(joined("(http://a.example/b)"), "(<http://a.example/b>)");
    assert_eq!(
        joined("[https://a.example](https://b.example)"),
        "<https://b.example>"
    );
}

#[test]
fn names_with_a_target_become_links() {
    let links = |name: &str| (name == "ListPets").then(|| "Client::list_pets".to_owned());
    assert_eq!(
        linked_line(
            "Like `ListPets`, after ListPets; ListPetsById, Pets, my_ListPets, X-ListPets.",
            &links
        ),
        "Like [`ListPets`](Client::list_pets), after [`ListPets`](Client::list_pets); ListPetsById, Pets, my_ListPets, X-ListPets."
    );
    assert_eq!(
        linked_line("[ListPets](https://a.example)", &links),
        "[ListPets](<https://a.example>)"
    );
}

#[test]
fn a_backslash_cannot_undo_an_escape() {
    assert_eq!(joined("\\[x\\]"), "\\[x\\]");
    assert_eq!(joined("x\\\\[y]"), "x\\\\\\[y\\]");
    assert_eq!(joined("end\\"), "end\\\\");
    assert_eq!(
        joined("\\- no list\n\n\\# no heading"),
        "\\- no list\n\n\\# no heading"
    );
    assert_eq!(joined("&lt;b&gt; &amp;amp;"), "\\<b> \\&amp;");
}

#[test]
fn lists_quotes_headings_and_tables_keep_their_shape() {
    let text = "# Title\n\n- one\n  lazily\n- two\n  1. deep\n\n> a\n>\n> b\n\n| a | b |\n|---|---|\n| `x\\|y` | [z] |";
    let expected = "# Title\n\n- one\n  lazily\n- two\n  1. deep\n\n> a\n>\n> b\n\n| a | b |\n|---|---|\n| `x\\|y` | \\[z\\] |";
    assert_eq!(joined(text), expected);
    assert_eq!(joined("* a\n\n* b\n\n  c"), "- a\n\n- b\n\n  c");
    assert_eq!(line("# Title\n- one\n\n```\nx y\n```"), "Title - one `x y`");
}

#[test]
fn control_and_reordering_characters_are_left_out() {
    assert_eq!(joined("a\u{202e}b\u{0}c\u{1b}[0m"), "abc\\[0m");
}

#[test]
fn long_lines_are_folded_without_making_a_new_block() {
    let text = format!(
        "{} - not a list # not a heading",
        "word ".repeat(30).trim_end()
    );
    let folded = lines(&text);
    assert_eq!(folded.len(), 2);
    let all = format!("{} - x", "w".repeat(99));
    assert_eq!(lines(&format!("{all} {all}"))[1], "\\- x");
    let word = "w".repeat(130);
    assert_eq!(lines(&format!("{word} x")), [&*word, "x"]);
    assert_eq!(lines("word ".repeat(22).trim_end()).len(), 1);
}

#[test]
fn nesting_without_end_stays_small() {
    for mark in ["> ", "- ", "1. ", "*", "[", "**_", "<", "`"] {
        let text = format!("{}x", mark.repeat(20_000));
        let size: usize = lines(&text).iter().map(String::len).sum();
        assert!(size < 4 * text.len(), "{mark} {size}");
        assert!(line(&text).len() < 4 * text.len(), "{mark}");
    }
}

/// Returns short strings of characters that are common in plain text, and of some others.
fn short_strings() -> impl Iterator<Item = String> {
    let characters = || "aB1_ .,:;'\"()/?%$=+-*<&[`~\\\n".chars();
    let triples = characters()
        .flat_map(move |a| characters().flat_map(move |b| characters().map(move |c| [a, b, c])));
    triples.map(|[a, b, c]| format!("{a}{b}{c}y"))
}

#[test]
fn what_is_plain_is_all_text_to_a_parser() {
    let plain = || short_strings().filter(|text| is_plain(text));
    assert!(plain().count() > 500);
    for text in plain() {
        let events: Vec<Event<'_>> = TextMergeStream::new(Parser::new(&text)).collect();
        let expected = [
            Event::Start(Tag::Paragraph),
            Event::Text(text.as_str().into()),
            Event::End(TagEnd::Paragraph),
        ];
        assert_eq!(events, expected, "{text}");
    }
}

#[test]
fn plain_words_have_no_name_no_address_and_nothing_to_escape() {
    for text in short_strings().chain(["see http://a.example".to_owned()]) {
        let (plain, rest) = text.split_at(plain_words(&text));
        let mut before = ' ';
        for (at, character) in plain.char_indices() {
            let from = text.get(at..).unwrap_or_default();
            if !before.is_alphanumeric() && character.is_alphanumeric() {
                assert_eq!((name(from), address_length(from)), (None, 0), "{text}");
            }
            assert!(
                !needs_escape(before, character, from.chars().nth(1)),
                "{text}"
            );
            before = character;
        }
        assert!(
            plain.ends_with(' ') || plain.is_empty() || rest.is_empty(),
            "{text}"
        );
    }
}

#[test]
fn any_end_of_a_line_is_one() {
    assert_eq!(joined("- a\r- b\r\n- c\n\r\nd"), "- a\n- b\n- c\n\nd");
    assert_eq!(joined("a\u{2028}b\u{85}c*"), "a b c\\*");
}

#[test]
fn tabs_nest_lists_and_begin_code() {
    assert_eq!(joined("-\ta\n\t- b\n\t\t- c"), "- a\n  - b\n    - c");
    assert_eq!(joined("a\n\n\tb\tc"), "a\n\n```text\nb   c\n```");
}

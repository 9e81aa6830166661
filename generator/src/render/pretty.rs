//! Items as prettyplease lays them out, with blank lines between functions, which it does not write.

use syn::{File, Item, ItemMod};

use super::code::Code;

/// Items as text. What is not Rust, a mistake of the generator, is written as it is, for the compiler to report.
pub(super) fn items(code: &Code) -> String {
    laid_out(code.source())
}

fn laid_out(source: String) -> String {
    let Ok(file) = syn::parse_file(&source) else {
        return source + "\n";
    };
    let mut text = String::new();
    let mut after_block = false;
    for item in file.items {
        let is_block = matches!(
            item,
            Item::Impl(_)
                | Item::Fn(_)
                | Item::Mod(ItemMod {
                    content: Some(_),
                    ..
                })
        );
        if after_block || is_block && !text.is_empty() {
            text.push('\n');
        }
        after_block = is_block;
        let is_impl = matches!(item, Item::Impl(_));
        let one = prettyplease::unparse(&alone(Vec::new(), vec![item]));
        text.push_str(&if is_impl { apart(&one) } else { one });
    }
    text
}

/// The attributes of a file or an item as text, a line each.
pub(super) fn attributes(code: &Code) -> String {
    let source = code.source();
    if !code.is(1, "!") {
        let item = laid_out(format!("{source} struct S;"));
        return item.trim_end().trim_end_matches("struct S;").to_owned();
    }
    let Ok(file) = syn::parse_file(&source) else {
        return source + "\n";
    };
    let one = |attribute| {
        let text = prettyplease::unparse(&alone(vec![attribute], Vec::new()));
        text.trim_end().to_owned() + "\n"
    };
    file.attrs.into_iter().map(one).collect()
}

/// A module in a file, of items that are laid out.
pub(super) fn module(head: &Code, inner: &str) -> String {
    let head = laid_out(format!("{} {{}}", head.source()));
    let head = head.trim_end().trim_end_matches("{}");
    if inner.is_empty() {
        return format!("{head}{{}}\n");
    }
    let mut text = format!("{head}{{\n");
    for line in inner.lines() {
        let margin = if line.is_empty() { "" } else { "    " };
        text.extend([margin, line, "\n"]);
    }
    text + "}\n"
}

fn alone(attrs: Vec<syn::Attribute>, items: Vec<Item>) -> File {
    File {
        shebang: None,
        frontmatter: None,
        attrs,
        items,
    }
}

/// An `impl` with blank lines around its functions.
fn apart(block: &str) -> String {
    const MARGIN: &str = "    ";
    let mut text = String::with_capacity(block.len() + block.len() / 16);
    let mut lines = block.lines();
    for line in lines.by_ref() {
        text.extend([line, "\n"]);
        if line.ends_with('{') && !line.starts_with([' ', '/']) {
            break;
        }
    }
    let (mut member, mut is_function) = (String::new(), false);
    let mut before: Option<bool> = None;
    for line in lines {
        member.extend([line, "\n"]);
        let own = line
            .strip_prefix(MARGIN)
            .filter(|own| !own.starts_with(' '));
        let Some(own) = own.filter(|own| !own.starts_with("//") && !own.starts_with('#')) else {
            continue;
        };
        is_function |= own.split(['(', '<']).next().is_some_and(|head| {
            let mut words = head.split(' ');
            words.any(|word| word == "fn")
        });
        if own.ends_with(['}', ';']) {
            if before.is_some_and(|before| before || is_function) {
                text.push('\n');
            }
            text.push_str(&member);
            member.clear();
            before = Some(std::mem::take(&mut is_function));
        }
    }
    text + &member
}

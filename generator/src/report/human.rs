//! Diagnostics for people, in the look of rustc.

use super::{Excerpt, Placed};
use crate::diagnostic::Severity;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// Whether the text is coloured for a terminal.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Color {
    /// ANSI escape sequences.
    Ansi,
    /// Plain text.
    Plain,
}

/// One diagnostic as text, without a line break at the end.
pub fn human(placed: &Placed, color: Color) -> String {
    let level = match placed.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(
        level
            .primary_title(&placed.message)
            .id(placed.code.as_str()),
    );
    for excerpt in &placed.excerpts {
        group = add(group, excerpt);
    }
    if let Some(help) = &placed.help {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = match color {
        Color::Ansi => Renderer::styled(),
        Color::Plain => Renderer::plain(),
    };
    let text = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    match placed.excerpts.iter().any(|excerpt| excerpt.cut.is_some()) {
        true => without_empty_origins(&text),
        false => text,
    }
}

fn add<'a>(group: Group<'a>, excerpt: &'a Excerpt) -> Group<'a> {
    let annotations = excerpt.marks.iter().map(|mark| {
        let kind = if mark.primary {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let annotation = kind.span(mark.span.clone());
        if mark.label.is_empty() {
            annotation
        } else {
            annotation.label(&mark.label)
        }
    });
    let snippet = Snippet::source(&excerpt.text)
        .line_start(excerpt.first_line)
        .annotations(annotations);
    match excerpt.cut {
        Some((line, column)) => {
            let origin = Origin::path(&excerpt.file).line(line).char_column(column);
            group.element(origin).element(snippet)
        }
        None => group.element(snippet.path(&excerpt.file)),
    }
}

/// Removes the empty paths of snippets that follow an origin, which the renderer shows as `:::` and nothing.
fn without_empty_origins(text: &str) -> String {
    let bare = |line: &str| {
        let mut escape = false;
        line.chars().all(|c| {
            escape |= c == '\u{1b}';
            let plain = !escape;
            escape &= c != 'm';
            !plain || c == ':' || c == ' '
        })
    };
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !(line.contains(":::") && bare(line)))
        .collect();
    lines.join("\n")
}

//! Diagnostics for people, in the look of rustc.

use super::{Excerpt, Placed, Severity};
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
    for (position, excerpt) in placed.excerpts.iter().enumerate() {
        let kind = if position == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        group = add(group, excerpt, kind);
    }
    if let Some(help) = &placed.help {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = match color {
        Color::Ansi => Renderer::styled(),
        Color::Plain => Renderer::plain(),
    };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

fn add<'a>(group: Group<'a>, excerpt: &'a Excerpt, kind: AnnotationKind) -> Group<'a> {
    let mut annotation = kind.span(excerpt.mark.clone());
    if !excerpt.label.is_empty() {
        annotation = annotation.label(&excerpt.label);
    }
    let snippet = Snippet::source(&excerpt.text)
        .line_start(excerpt.line)
        .annotation(annotation);
    if excerpt.cut {
        // The column of a cut line cannot be told from what is shown of it.
        let origin = Origin::path(&excerpt.file)
            .line(excerpt.line)
            .char_column(excerpt.column);
        return group.element(origin).element(snippet);
    }
    group.element(snippet.path(&excerpt.file))
}

//! Diagnostics for people, in the style of rustc.

use super::{Excerpt, Placed, Repeated};
use crate::diagnostic::Severity;
use crate::limits::REPEATED_PLACES;
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

/// Returns a diagnostic as text, without a line break at the end.
pub fn human(placed: &Placed, color: Color) -> String {
    rendered(placed, None, color)
}

/// Returns a diagnostic that is the same at several places as text: the first place with its excerpt, and a list of the
/// others.
pub fn human_repeated(repeated: &Repeated<'_>, color: Color) -> String {
    rendered(repeated.first, elsewhere(&repeated.others), color)
}

/// Returns a note that lists the other places of a diagnostic.
fn elsewhere(others: &[&Placed]) -> Option<String> {
    let place = |placed: &&Placed| {
        let Placed {
            file, line, column, ..
        } = placed;
        let cut = placed
            .excerpts
            .first()
            .and_then(|excerpt| excerpt.cut.as_ref());
        match cut.filter(|cut| !cut.pointer.is_empty()) {
            Some(cut) => format!("{file}#{}", cut.pointer),
            None => format!("{file}:{line}:{column}"),
        }
    };
    let places: Vec<String> = others.iter().take(REPEATED_PLACES).map(place).collect();
    let places = places.join(", ");
    match others.len().checked_sub(REPEATED_PLACES) {
        _ if others.is_empty() => None,
        None | Some(0) => Some(format!("the same at {places}")),
        Some(1) => Some(format!("the same at {places} and 1 other place")),
        Some(more) => Some(format!("the same at {places} and {more} other places")),
    }
}

fn rendered(placed: &Placed, elsewhere: Option<String>, color: Color) -> String {
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
    if let Some(elsewhere) = &elsewhere {
        group = group.element(Level::NOTE.message(elsewhere));
    }
    let renderer = match color {
        Color::Ansi => Renderer::styled(),
        Color::Plain => Renderer::plain(),
    };
    let text = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    // The renderer makes the control characters of ASCII visible, but not these, on which a terminal acts, too.
    let text = text.replace(|c| matches!(c, '\u{80}'..='\u{9f}'), "\u{fffd}");
    without_empty_origins(&text)
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
    match &excerpt.cut {
        // In a very long line a pointer is more useful than the number of a column.
        Some(cut) if !cut.pointer.is_empty() => {
            let origin = Origin::path(format!("{}#{}", excerpt.file, cut.pointer));
            group.element(origin).element(snippet)
        }
        Some(cut) => {
            let origin = Origin::path(&excerpt.file);
            let origin = origin.line(cut.line).char_column(cut.column);
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

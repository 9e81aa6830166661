//! Breaks the calls in statics that are too long for a line, as prettyplease does: one line for each method, or for
//! each argument.

use std::ops::Range;

use super::code::{Code, Kind};
use super::line::{Text, is_open, line, rows};

impl Text {
    /// Writes a static whose value is a call, with a line for each method that is called on the result.
    pub(super) fn constant(&mut self, code: &Code, range: Range<usize>) -> Option<()> {
        let flat = line(code, range.clone())?;
        if self.fits(flat.len()) {
            return self.line(&[&flat]);
        }
        let mut inner = range.clone();
        inner.find(|at| code.is(*at, "="))?;
        let open = inner.find(|at| is_open(code, *at))?;
        let name = line(code, range.start..open)?;
        let end = code.after(open);
        let method = open.saturating_sub(2);
        if code.is(method, ".") && code.text(method.saturating_sub(1)).len() > 4 {
            self.line(&[&line(code, range.start..method)?])?;
            self.margin += 4;
            return self.methods(code, method..range.end.saturating_sub(1), ";");
        }
        if code.is(end, ";") {
            return self.call(code, &name, open, ";");
        }
        let flat = rows(code, open)?.join(", ");
        if self.fits(name.len() + flat.len() + "()".len()) {
            self.line(&[&name, "(", &flat, ")"])?;
            self.margin += 4;
        } else {
            self.margin += 4;
            let margin = self.margin;
            // The arguments are on lines at the margin of the methods.
            self.call_at(code, (margin.saturating_sub(4), &name), open, "")?;
        }
        self.methods(code, end..range.end.saturating_sub(1), ";")
    }

    /// Writes calls of methods, one on each line.
    fn methods(&mut self, code: &Code, range: Range<usize>, after: &str) -> Option<()> {
        let mut at = range.start;
        while at < range.end {
            let open = at.saturating_add(2);
            if !code.is(at, ".") || !is_open(code, open) {
                return None;
            }
            let next = code.after(open);
            let after = if next < range.end { "" } else { after };
            let flat = line(code, at..next)?;
            if self.fits(flat.len() + after.len()) {
                self.line(&[&flat, after])?;
            } else {
                self.call(code, &line(code, at..open)?, open, after)?;
            }
            at = next;
        }
        Some(())
    }

    /// Writes a call that is too long for a line, with a line for each argument.
    fn call(&mut self, code: &Code, name: &str, open: usize, after: &str) -> Option<()> {
        self.call_at(code, (self.margin, name), open, after)
    }

    /// Writes such a call, where the name begins in another column than the end.
    fn call_at(
        &mut self,
        code: &Code,
        (margin, name): (usize, &str),
        open: usize,
        after: &str,
    ) -> Option<()> {
        let rows = rows(code, open)?;
        // prettyplease may break inside an only argument instead.
        let first = open.saturating_add(1);
        let is_simple = matches!(code.kind(first), Some(Kind::Literal | Kind::Word));
        if rows.is_empty() || rows.len() == 1 && !is_simple {
            return None;
        }
        let inner = std::mem::replace(&mut self.margin, margin);
        self.unbroken(&[name, "("]);
        self.margin = inner;
        self.rows(&rows)?;
        self.line(&[")", after])
    }
}

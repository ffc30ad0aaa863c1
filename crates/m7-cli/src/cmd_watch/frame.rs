//! What is on the screen: as many rows and columns as fit on it.

use std::cmp::Reverse;

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::print::{self, Size};

/// All that there is to show.
pub(super) struct View {
    /// What stands above the table, side by side if there is room; the third part may be left out.
    pub(super) headline: Vec<String>,
    pub(super) columns: Vec<Shown>,
    /// In the order of their numbers.
    pub(super) rows: Vec<Line>,
    /// What went wrong with the last look.
    pub(super) trouble: Option<String>,
}

/// A column, and when it is left out for want of room: those of a higher rank first, that of rank 0
/// never.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) title: &'static str,
    pub(super) rank: usize,
}

pub(super) struct Line {
    pub(super) cells: Vec<String>,
    /// Whether it lacks something: a phone.
    pub(super) is_wanting: bool,
    pub(super) mark: Option<Mark>,
}

/// That something has just happened to a number.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub(super) change: &'static str,
    /// Which of the looks showed it.
    pub(super) look: u64,
}

/// A screen of fewer rows has one line above the table at most.
const LOW: usize = 6;

/// Between two columns, and before the first, where the marks are.
const GAP: usize = 2;

impl View {
    /// The lines of a screen of this size.
    pub(super) fn lines(mut self, size: Size, with_colours: bool) -> Vec<String> {
        let mut lines = self.headline(size);
        let below = usize::from(self.trouble.is_some());
        let room = size.rows.saturating_sub(lines.len() + 1 + below);
        let more = self.keep(room);
        let widths = self.widths();
        let shown = self.fitting(&widths, size.columns);
        let bold = Style::new().bold();
        if !self.rows.is_empty() {
            let titles = self.columns.iter().map(|column| column.title);
            let titles = aligned("", titles, &widths, &shown);
            lines.push(styled(&cut(&titles, size.columns), bold, with_colours));
        }
        for row in &self.rows {
            let sign = row.mark.map_or("", Mark::sign);
            let style = row.mark.map_or(Style::new(), Mark::style);
            let line = aligned(sign, row.cells.iter().map(String::as_str), &widths, &shown);
            lines.push(styled(&cut(&line, size.columns), style, with_colours));
        }
        if more > 0 {
            lines.push(cut(&format!("  and {more} more"), size.columns));
        }
        if let Some(trouble) = &self.trouble {
            let style = AnsiColor::Yellow.on_default();
            let line = cut(&print::visible(trouble), size.columns);
            lines.push(styled(&line, style, with_colours));
        }
        lines.truncate(size.rows);
        lines
    }

    fn headline(&self, Size { columns, rows }: Size) -> Vec<String> {
        let necessary = &self.headline[..self.headline.len().min(2)];
        for parts in [&self.headline, necessary] {
            let line = parts.join("; ");
            if line.width() <= columns {
                return vec![line];
            }
        }
        if rows < LOW {
            return vec![cut(&necessary.join("; "), columns)];
        }
        necessary.iter().map(|part| cut(part, columns)).collect()
    }

    /// Leaves as many rows as there is room for, and says how many more there are. To whom something
    /// happened last goes first then, so that it is seen, and after those whoever has no phone.
    fn keep(&mut self, room: usize) -> usize {
        if self.rows.len() <= room {
            return 0;
        }
        let kept = room.saturating_sub(1);
        self.rows
            .sort_by_key(|row| Reverse((row.mark.map(|mark| mark.look), row.is_wanting)));
        let more = self.rows.len() - kept;
        self.rows.truncate(kept);
        more
    }

    fn widths(&self) -> Vec<usize> {
        let width = |(at, column): (usize, &Shown)| {
            let cells = self.rows.iter().map(|row| row.cells[at].width());
            cells.max().unwrap_or(0).max(column.title.width())
        };
        self.columns.iter().enumerate().map(width).collect()
    }

    /// Which columns there is room for.
    fn fitting(&self, widths: &[usize], columns: usize) -> Vec<bool> {
        let highest = self.columns.iter().map(|column| column.rank).max();
        for rank in (0..=highest.unwrap_or(0)).rev() {
            let shown: Vec<bool> = self.columns.iter().map(|it| it.rank <= rank).collect();
            let taken = widths.iter().zip(&shown).filter(|(_, is_shown)| **is_shown);
            let taken: usize = taken.map(|(width, _)| width + GAP).sum();
            if taken <= columns || rank == 0 {
                return shown;
            }
        }
        vec![true; widths.len()]
    }
}

impl Mark {
    /// For whoever sees no colours.
    fn sign(self) -> &'static str {
        match self.change {
            "created" | "registered" | "bound" => "+",
            "removed" | "unregistered" | "unbound" => "-",
            _ => "*",
        }
    }

    fn style(self) -> Style {
        match self.sign() {
            "+" => AnsiColor::Green,
            "-" => AnsiColor::Red,
            _ => AnsiColor::Yellow,
        }
        .on_default()
    }
}

fn aligned<'a>(
    sign: &str,
    cells: impl Iterator<Item = &'a str>,
    widths: &[usize],
    shown: &[bool],
) -> String {
    let mut line = format!("{sign:GAP$}");
    for ((cell, width), _) in cells.zip(widths).zip(shown).filter(|(_, shown)| **shown) {
        line.push_str(cell);
        let blanks = width.saturating_sub(cell.width()) + GAP;
        line.extend(std::iter::repeat_n(' ', blanks));
    }
    line.truncate(line.trim_end().len());
    line
}

/// A line that fits, with `…` for what doesn't.
fn cut(line: &str, columns: usize) -> String {
    if line.width() <= columns {
        return line.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = |c: &char| {
        let width = c.width().unwrap_or(0);
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    let mut line: String = line.chars().take_while(fits).collect();
    line.push('…');
    line
}

fn styled(line: &str, style: Style, with_colours: bool) -> String {
    if with_colours {
        format!("{style}{line}{style:#}")
    } else {
        line.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(rows: usize) -> View {
        let line = |at: usize| Line {
            cells: [&format!("{}", 2001 + at), "unregistered", "凯哥测试 (8734)"]
                .map(str::to_owned)
                .to_vec(),
            is_wanting: at == 5,
            mark: (at == 7).then_some(Mark {
                change: "unbound",
                look: 3,
            }),
        };
        let column = |title, rank| Shown { title, rank };
        View {
            headline: vec!["8 numbers".to_owned(), "seen 18:22:29".to_owned()],
            columns: vec![column("NUMBER", 0), column("STATUS", 0), column("AGENT", 1)],
            rows: (0..rows).map(line).collect(),
            trouble: None,
        }
    }

    fn lines(view: View, columns: usize, rows: usize) -> Vec<String> {
        view.lines(Size { columns, rows }, false)
    }

    #[test]
    fn all_is_shown_where_it_fits() {
        let expected = [
            "8 numbers; seen 18:22:29",
            "  NUMBER  STATUS        AGENT",
            "  2001    unregistered  凯哥测试 (8734)",
            "  2002    unregistered  凯哥测试 (8734)",
        ];
        assert_eq!(lines(view(2), 80, 24), expected);
    }

    #[test]
    fn a_low_screen_has_the_last_changes_and_says_how_many_more_there_are() {
        let lines = lines(view(8), 80, 5);
        assert_eq!(lines[2], "- 2008    unregistered  凯哥测试 (8734)");
        assert_eq!(lines[3], "  2006    unregistered  凯哥测试 (8734)");
        assert_eq!(lines[4..], ["  and 6 more"]);
    }

    #[test]
    fn what_is_wanting_comes_before_the_rest() {
        let lines = lines(view(9), 80, 7);
        let first: Vec<&str> = lines[2..6].iter().map(|line| &line[..6]).collect();
        assert_eq!(first, ["- 2008", "  2006", "  2001", "  2002"]);
    }

    #[test]
    fn a_low_screen_has_one_line_above_the_table() {
        let lines = lines(view(8), 20, 5);
        assert_eq!(lines[0], "8 numbers; seen 18:…");
        assert!(lines[1].starts_with("  NUMBER"), "{lines:?}");
    }

    #[test]
    fn no_line_is_wider_or_lower_than_the_screen() {
        for columns in 1..60 {
            for rows in 1..12 {
                let mut view = view(9);
                view.trouble = Some("the last look failed: no connection".to_owned());
                let lines = lines(view, columns, rows);
                assert!(lines.len() <= rows, "{columns}x{rows}");
                for line in lines {
                    assert!(line.width() <= columns, "{columns}x{rows}: {line}");
                }
            }
        }
    }

    #[test]
    fn colours_say_what_the_signs_do() {
        let size = Size {
            columns: 80,
            rows: 24,
        };
        let lines = view(8).lines(size, true);
        assert!(lines[9].starts_with("\u{1b}[31m- 2008"), "{lines:?}");
        assert!(lines[8].starts_with("  2007"), "{lines:?}");
    }
}

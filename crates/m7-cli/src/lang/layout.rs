//! Lays help out by how wide it is shown: a Chinese character is two columns wide.

use std::env;

use anstream::adapter::strip_str;
use unicode_width::UnicodeWidthStr as _;

use super::breaks::words;
use super::clap_words::{SECTIONS, of_values};

/// What help is never wider than, in any language.
const WIDEST: usize = 100;
/// What a line of the manual is never wider than: that of a terminal of 80 columns, indented twice.
const OF_A_PAGE: usize = 64;
/// What is left of a line for its last cell at least; otherwise that begins on a line of its own …
const ROOM: usize = 24;
/// … this far to the right, as long help has it.
const INDENTED: usize = 10;

/// How wide help may be here.
pub(super) fn width() -> usize {
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let told = || env::var("COLUMNS").ok()?.parse().ok();
    terminal
        .or_else(told)
        .unwrap_or(WIDEST)
        .clamp(2 * ROOM, WIDEST)
}

/// The text with lines so wide at most, where they can be broken. What goes on of a line's last cell
/// stands below it.
pub(super) fn within(text: &str, width: usize) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| broken(line.trim_end(), width))
        .collect();
    lines.join("\n")
}

fn broken(line: &str, width: usize) -> String {
    if columns(line) <= width {
        return line.to_owned();
    }
    let (cells, last) = line.split_at(last_cell(line));
    if columns(cells) + ROOM <= width {
        return filled(cells, last, columns(cells), width);
    }
    let indented = " ".repeat(INDENTED);
    let cells = filled("", cells.trim_end(), indentation(cells), width);
    format!("{cells}\n{}", filled(&indented, last, INDENTED, width))
}

/// `begun`, and behind it the words of `rest`; those of further lines so far to the right.
fn filled(begun: &str, rest: &str, hanging: usize, width: usize) -> String {
    let mut text = begun.to_owned();
    let mut column = columns(begun);
    for word in words(rest) {
        if column + columns(word.trim_end()) > width && column > hanging {
            text.truncate(text.trim_end().len());
            text.push('\n');
            text.push_str(&" ".repeat(hanging));
            column = hanging;
        }
        text.push_str(word);
        column += columns(word);
    }
    text
}

/// Where the last cell of a line begins: behind two blanks, or where its text does.
fn last_cell(line: &str) -> usize {
    line.trim_end().rfind("  ").map_or(0, |at| at + 2)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn columns(text: &str) -> usize {
    strip_str(text).to_string().width()
}

/// A page of the manual in Chinese. roff takes all characters for equally wide, so where lines of Chinese
/// end is said in it.
pub(super) fn manual_page(page: &str) -> String {
    let lines: Vec<String> = page.lines().map(roff_line).collect();
    lines.join("\n") + "\n"
}

fn roff_line(line: &str) -> String {
    if let Some(section) = line.strip_prefix(".SH ") {
        let known = SECTIONS.iter().find(|(english, _)| *english == section);
        return format!(".SH {}", known.map_or(section, |(_, chinese)| chinese));
    }
    if line.starts_with('.') || line.is_ascii() {
        return of_values(line);
    }
    // A dot that begins a line would be a request.
    within(&of_values(line), OF_A_PAGE).replace('\n', "\n.br\n\\&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_stands_below_its_cell() {
        for (line, width, expected) in [
            ("短", 48, "短"),
            (
                "  --yes    一二三四五六七八九十，一二三四五六",
                35,
                "  --yes    一二三四五六七八九十，一\n           二三四五六",
            ),
            (
                "  m7 sip export --out fleet.yaml    一二三四五六七八九十",
                48,
                "  m7 sip export --out fleet.yaml\n          一二三四五六七八九十",
            ),
            (
                "          一二 abc 三四五六七八九十，一二三四",
                40,
                "          一二 abc 三四五六七八九十，一\n          二三四",
            ),
        ] {
            assert_eq!(within(line, width), expected);
        }
    }

    #[test]
    fn a_word_of_the_command_line_is_never_broken() {
        let long = format!("  {}", "x".repeat(200));
        assert_eq!(within(&long, 80), long);
    }

    #[test]
    fn a_style_has_no_width() {
        let line = "\u{1b}[1m一二三四五\u{1b}[0m";
        assert_eq!(within(line, 10), line);
    }

    #[test]
    fn a_page_of_the_manual_says_where_lines_end() {
        let long = "号".repeat(30);
        assert_eq!(
            manual_page(&format!(
                ".SH NAME\nm7 \\- 号码\n{long} 或 .json\n.SH 全局选项\n"
            )),
            format!(".SH 名称\nm7 \\- 号码\n{long} 或\n.br\n\\&.json\n.SH 全局选项\n")
        );
    }
}

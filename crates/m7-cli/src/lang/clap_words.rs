//! The words that clap itself puts into help, and that no text of ours can replace.

use anstream::adapter::strip_str;

/// What stands before how a command is used.
pub(super) const USAGE: &str = "用法：";

const HEADINGS: [(&str, &str); 3] = [
    ("Commands:", "命令："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
];

const OF_VALUES: [(&str, &str); 5] = [
    ("[default: ", "[默认："),
    ("[possible values: ", "[可选值："),
    ("Possible values:", "可选值："),
    ("[alias: ", "[别名："),
    ("[aliases: ", "[别名："),
];

/// The sections of a page of the manual.
pub(super) const SECTIONS: [(&str, &str); 7] = [
    ("NAME", "名称"),
    ("SYNOPSIS", "用法"),
    ("DESCRIPTION", "说明"),
    ("OPTIONS", "选项"),
    ("SUBCOMMANDS", "命令"),
    ("EXTRA", "补充说明"),
    ("VERSION", "版本"),
];

/// Help that clap made of Chinese texts, with styles, and its own words in Chinese too.
pub(super) fn in_chinese(help: &str) -> String {
    let lines: Vec<String> = help.lines().map(line).collect();
    lines.join("\n")
}

fn line(line: &str) -> String {
    let plain = strip_str(line).to_string();
    if plain.starts_with("Usage: ") {
        return line.replacen("Usage:", USAGE, 1).replacen(' ', "", 1);
    }
    if let Some((english, chinese)) = HEADINGS.iter().find(|(english, _)| *english == plain) {
        return line.replacen(english, chinese, 1);
    }
    if !plain.starts_with(' ') && plain.ends_with(':') {
        return line.replacen(':', "：", 1);
    }
    of_values(line)
}

/// What clap says of values, in help and in the manual.
pub(super) fn of_values(line: &str) -> String {
    OF_VALUES
        .iter()
        .fold(line.to_owned(), |line, (english, chinese)| {
            line.replace(english, chinese)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_stay_around_the_words() {
        for (english, chinese) in [
            ("\u{1b}[1mUsage:\u{1b}[0m m7", "\u{1b}[1m用法：\u{1b}[0mm7"),
            ("\u{1b}[4mOptions:\u{1b}[0m", "\u{1b}[4m选项：\u{1b}[0m"),
            (
                "\u{1b}[4m全局选项:\u{1b}[0m",
                "\u{1b}[4m全局选项：\u{1b}[0m",
            ),
            ("  -x  几个 [default: 8]", "  -x  几个 [默认：8]"),
            ("  m7 demo: Options:", "  m7 demo: Options:"),
        ] {
            assert_eq!(in_chinese(english), chinese);
        }
    }
}

//! What can be typed to learn about `m7` itself. The doc comments are the help texts.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write a page for each command into this folder, which is made if need be; without it, the page of
    /// `m7` is printed
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DocsArgs {
    /// The whole tree as JSON; the same as -o json
    #[arg(long)]
    pub(crate) json: bool,
}

/// What the help of `m7 completions` shows.
pub(crate) const COMPLETIONS: &str = "\
Examples:
  m7 completions bash > ~/.local/share/bash-completion/completions/m7
  m7 completions zsh > \"${fpath[1]}/_m7\"
  m7 completions fish > ~/.config/fish/completions/m7.fish
  m7 completions powershell >> $PROFILE";

/// What the help of `m7 man` shows.
pub(crate) const MAN: &str = "\
Examples:
  m7 man | man -l -
  m7 man --out ~/.local/share/man/man1 && man m7-sip-create";

/// What the help of `m7 docs` shows.
pub(crate) const DOCS: &str = "\
Examples:
  m7 docs                                            a line for each command
  m7 docs --json | jq '.. | .path? // empty'         for programs that generate something from it";

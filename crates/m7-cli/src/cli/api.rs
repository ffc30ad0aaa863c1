//! What can be typed of any call. The doc comments are the help texts.

use clap::Args;

/// What the help of `m7 api` teaches.
pub(crate) const HELP: &str = "\
An operation is named by its id, sip_list, or by its path. Any other path below the base URL is signed
and sent as well; nothing is known of it, so it counts as a write that must not be repeated.

What holds: a read, and what sets or removes, is attempted again where that can do no harm; a create
whose outcome is open is looked for. A write says where it goes and asks first; off a terminal it needs
--yes. Passwords are no arguments: put the body into a file, or pipe it in.

Examples:
  m7 api --list
  m7 api sip_list -F 'registerStatuses=[1]'
  m7 api sip_create --body @number.json --yes -o json
  m7 api /openapi/v1/call/query/agent -f agentNumber=8734 --dry-run
  m7 api sip_list -o json --include-info | jq .requestInfo.span";

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option that is there or not"
)]
#[derive(Debug, Args)]
pub(crate) struct ApiArgs {
    /// The operation's id, e.g. `sip_list`, or a path, e.g. /openapi/v1/call/query/agent
    #[arg(value_name = "OPERATION|PATH", required_unless_present = "list")]
    pub(crate) operation: Option<String>,
    /// List the operations of the contract, and send nothing
    #[arg(long, conflicts_with_all = ["operation", "body", "text_fields", "json_fields", "dry_run", "yes", "include_info"])]
    pub(crate) list: bool,
    /// The body, in JSON: the text itself, @FILE, or - for stdin; {} without it
    #[arg(
        long,
        value_name = "JSON",
        allow_hyphen_values = true,
        help_heading = "What is sent"
    )]
    pub(crate) body: Option<String>,
    /// A field of the body with a text; repeat it for several
    #[arg(
        short = 'f',
        long = "field",
        value_name = "KEY=VALUE",
        conflicts_with = "body",
        help_heading = "What is sent"
    )]
    pub(crate) text_fields: Vec<String>,
    /// A field of the body in JSON: a number, true, a list …
    #[arg(
        short = 'F',
        long = "json-field",
        value_name = "KEY=JSON",
        conflicts_with = "body",
        help_heading = "What is sent"
    )]
    pub(crate) json_fields: Vec<String>,
    /// Send nothing, and print the request as a command for a shell, with curl; secrets of the body
    /// come from the environment then, and the sign is made when it is run
    #[arg(long, conflicts_with = "include_info")]
    pub(crate) dry_run: bool,
    /// Don't ask whether to send a write
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Also print the reply's requestInfo: the request as the gateway saw it, without its secrets
    #[arg(long)]
    pub(crate) include_info: bool,
}

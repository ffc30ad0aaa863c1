//! `m7 roster init`: an example that explains itself.

use std::path::Path;

use crate::{
    cli::roster::RosterFormat,
    cmd_export::{create, unknown_format},
    failure::Failure,
    print,
};

const YAML: &str = r#"# What the SIP numbers of an account are to be. `m7 roster validate` checks this file, `m7 roster plan`
# shows what it would change, `m7 roster apply` changes it. What isn't said here stays as it is.
version: 1

# The numbers that this file is responsible for: no other is ever touched. Only with a scope, and only
# with --prune, numbers are deleted that are no longer in this file.
scope: [2000-2999, "8001"]

# What every number has, unless it says otherwise. Each line may be left out.
defaults:
  codecs: [G711A, G729]     # of G711A, G711U, GSM, G729, VP8, ILBC
  nat: false                # whether the phone is behind NAT
  password: generate        # made up when it is needed; `m7 roster passwords` gives them out

numbers:
  # A number is what is written, so 0042 isn't 42.
  - number: "2001"
    note: front desk        # for whoever reads this

  - number: "2002"
    nat: true
    # The agent (座席) that it is bound to, by the agent's id, as soon as a phone is registered;
    # none takes off whoever is bound. Left out, whoever is bound stays.
    # agent: 5feb148e19a5207b5020e728

  # Many at once.
  - range: 2010-2019
    codecs: [G711A]
    # A password never stands in this file. It may come from elsewhere:
    # password: env:SIP_PASSWORD_{number}
    # password: file:secrets/{number}      from this file's folder on; one line
    # Raise the version to have a new password set:
    # password_version: 2

  - number: "8001"
    note: hotline
"#;

/// CSV has no comments, but notes.
const CSV: &str = "\
number,codecs,nat,agent_id,password,password_version,note
2001,G711A|G729,false,,generate,,\"An empty cell leaves things as they are; only the column number has to be there\"
2002,G711A,true,none,generate,,\"agent_id: the id of the agent (座席) to bind, or none to take off whoever is bound\"
2003,G711A,false,,generate,1,\"password: generate, env:NAME or file:PATH, where {number} stands for the number; never a password itself\"
2004,G711A,false,,generate,1,\"password_version: raise it to have a new password set\"
";

pub(super) fn run(file: &Path) -> Result<(), Failure> {
    let text = match RosterFormat::of(file) {
        Some(RosterFormat::Csv) => CSV,
        Some(RosterFormat::Yaml) => YAML,
        None => return Err(unknown_format(file)),
    };
    create(file, text)?;
    print::note(&format!(
        "wrote {0}: change it as you like, then see `m7 roster validate {0}` and `m7 roster plan {0}`",
        file.display()
    ));
    Ok(())
}

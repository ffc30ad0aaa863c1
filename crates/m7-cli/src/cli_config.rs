//! What can be typed of profiles. The doc comments are the help texts.

use clap::Subcommand;

/// What the overview of `m7 config` teaches.
pub(crate) const OVERVIEW: &str = "\
A profile is an account with its settings, kept in ~/.config/m7 (or under XDG_CONFIG_HOME):
config.toml may be shared, credentials.toml has the secret keys, mode 0600. An option goes before
the environment, that before the profile, that before the default.

  m7 login                              asks for an account, checks it, and keeps it
  m7 config list                        every setting, and who said so
  m7 config set timeout 30              in the profile in use, or that of --profile
  m7 config use test                    which profile is meant where nobody says
  m7 --profile prod sip list            once; or M7_PROFILE=prod for a whole shell

Settings of a profile:
  appkey       the account number
  base_url     where the API is
  timeout      how many seconds a call may take (--timeout)
  output       table, json or csv (--output)
  nonce_share  which share of the nonces is this machine's: index=2,count=8";

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show every setting, its value and who said so; of the secret key, only where it is
    #[command(
        after_help = "Example:\n  m7 config list -o json | jq -r '.[] | select(.setting == \"base_url\").from'"
    )]
    List,
    /// Show where config.toml is, or would be
    #[command(after_help = "Example:\n  $EDITOR \"$(m7 config path)\"")]
    Path,
    /// Show the value of one setting
    #[command(after_help = "Example:\n  m7 config get base_url")]
    Get {
        /// A setting of a profile (see `m7 config --help`), or profile: the one in use
        #[arg(value_name = "KEY")]
        key: String,
    },
    /// Set something in the profile in use, or that of --profile
    #[command(after_help = "Examples:\n  m7 config set timeout 30\n  \
                            m7 config set --profile ci --create base_url https://m7.example.com\n  \
                            m7 config set nonce_share index=2,count=8")]
    Set {
        /// A setting of a profile (see `m7 config --help`)
        #[arg(value_name = "KEY")]
        key: String,
        /// What it is to be
        #[arg(value_name = "VALUE", allow_negative_numbers = true)]
        value: String,
        /// Make the profile, if there is none of this name
        #[arg(long)]
        create: bool,
    },
    /// Take something out of the profile in use, or that of --profile
    #[command(after_help = "Example:\n  m7 config unset timeout")]
    Unset {
        /// A setting of a profile (see `m7 config --help`)
        #[arg(value_name = "KEY")]
        key: String,
    },
    /// Say which profile is meant where nobody says
    #[command(after_help = "Example:\n  m7 config use prod")]
    Use {
        /// The profile's name
        #[arg(value_name = "PROFILE")]
        profile: String,
    },
}

//! What can be typed of profiles, secret keys and checks. The doc comments are the help texts.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::text;

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

/// What `m7 login --help` teaches below its options.
pub(crate) const LOGIN: &str = "\
The credentials are checked by one signed request that reads (a list of one number), and kept only
if the server accepts them. The secret key is never an argument.

Examples:
  m7 login                                                    asks for all of it
  m7 login --profile test --base-url http://127.0.0.1:8071
  pass show 7moor | m7 login --appkey 2000113 --secret-key-stdin";

/// What `m7 doctor --help` teaches below its options.
pub(crate) const DOCTOR: &str = "\
In order: version, configuration, who may look into it, base URL, proxy, name, connection, TLS, the
server's clock, a signed request that reads, the account. It changes nothing, and shows no secret.

Exit codes: 0 all is well, or there are only warnings; 4 the server doesn't accept the account, the
sign or the time; 2 the configuration can't be right; 1 the service can't be reached or doesn't work.

Examples:
  m7 doctor
  m7 doctor -o json | jq '.checks[] | select(.finding != \"ok\")'
  m7 --sandbox doctor";

#[derive(Debug, Args)]
pub(crate) struct LoginArgs {
    /// The account number; asked for, if not given
    #[arg(long, value_name = "K", value_parser = text)]
    pub(crate) appkey: Option<String>,
    #[command(flatten)]
    pub(crate) secret: SecretSource,
    /// Where the secret key is kept
    #[arg(long, value_enum, default_value_t = Store::File)]
    pub(crate) store: Store,
    /// Keep the credentials without asking the server whether it accepts them
    #[arg(long)]
    pub(crate) no_verify: bool,
    /// Don't ask whether to replace a secret key
    #[arg(short, long)]
    pub(crate) yes: bool,
}

/// Where the account's secret key comes from; otherwise from a hidden prompt.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct SecretSource {
    /// Read the account's secret key from stdin (one line)
    #[arg(long)]
    pub(crate) secret_key_stdin: bool,
    /// Read the account's secret key from a file (one line)
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_key_file: Option<PathBuf>,
}

/// Where a secret key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Store {
    /// `credentials.toml`, mode 0600
    File,
    /// The system's keyring, in builds with the feature `keyring`
    Keyring,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show every setting, its value and who said so; of the secret key, only where it is
    #[command(
        after_help = "Example:\n  m7 config list -o json | jq -r '.[] | select(.setting == \"base_url\").from'"
    )]
    List,
    /// Show where config.toml is, or would be
    #[command(after_help = "Examples:\n  m7 config path\n  $EDITOR \"$(m7 config path)\"")]
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

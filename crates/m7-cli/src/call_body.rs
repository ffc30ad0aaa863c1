//! The body of a call, from the command line, a file or a pipe.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, IsTerminal, Read},
};

use m7::RawJson;
use m7_envelope::redact::names_a_secret;
use zeroize::Zeroizing;

use crate::{cli::api::ApiArgs, failure::Failure, input, json::Json, print};

/// More than any operation takes.
const MOST: usize = 4 * 1024 * 1024;

/// What is sent, as it was written and taken apart.
pub(crate) struct CallBody {
    pub(crate) raw: RawJson,
    pub(crate) json: Json,
}

/// The body that the command line asks for. No error quotes anything of it.
pub(crate) async fn read(args: &ApiArgs) -> Result<CallBody, Failure> {
    match args.body.as_deref() {
        Some("-") => {
            let text = input::blocking(|| {
                if io::stdin().is_terminal() {
                    print::note("type the body, and end with Ctrl-D on a line of its own");
                }
                whole("stdin", io::stdin().lock())
            });
            parsed(&text.await?, "stdin")
        }
        Some(body) => match body.strip_prefix('@') {
            Some(path) => {
                let path = path.to_owned();
                let name = path.clone();
                let text = input::blocking(move || {
                    let file = File::open(&path)
                        .map_err(|error| Failure::usage(format!("can't open {path}: {error}")))?;
                    whole(&path, file)
                });
                parsed(&text.await?, &name)
            }
            None => without_secrets(parsed(body, "--body")?, "--body"),
        },
        None => without_secrets(of_fields(args)?, "a field"),
    }
}

fn whole(name: &str, input: impl Read) -> Result<Zeroizing<String>, Failure> {
    let mut text = Zeroizing::new(String::new());
    input
        .take(MOST as u64 + 1)
        .read_to_string(&mut text)
        .map_err(|error| input::failed(&format!("the body from {name}"), &error))?;
    if text.len() > MOST {
        return Err(Failure::usage(format!(
            "the body from {name} is longer than {} MiB",
            MOST / 1024 / 1024
        )));
    }
    Ok(text)
}

fn parsed(text: &str, name: &str) -> Result<CallBody, Failure> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
    if text.is_empty() {
        return Err(Failure::usage(format!("the body from {name} is empty"))
            .hint("give {} if there is nothing to say"));
    }
    let json = Json::read(text)
        .map_err(|error| Failure::usage(format!("the body from {name} isn't JSON: {error}")))?;
    let raw = RawJson::from_text(text.to_owned())
        .map_err(|error| Failure::usage(format!("the body from {name} isn't JSON: {error}")))?;
    Ok(CallBody { raw, json })
}

/// Refuses what `ps` and the shell's history have shown by then.
fn without_secrets(body: CallBody, name: &str) -> Result<CallBody, Failure> {
    if body.json.holds_a_secret() {
        return Err(Failure::usage(format!(
            "{name} holds a password or another secret, and arguments are seen by others (ps, the \
             shell's history)"
        ))
        .hint("put the body into a file, --body @FILE, or pipe it in, --body -"));
    }
    Ok(body)
}

fn of_fields(args: &ApiArgs) -> Result<CallBody, Failure> {
    let texts = args.text_fields.iter().map(|field| {
        let (name, text) = split("-f", field)?;
        Ok((name.to_owned(), Json::Text(text.to_owned())))
    });
    let values = args.json_fields.iter().map(|field| {
        let (name, text) = split("-F", field)?;
        let value = Json::read(text.trim()).map_err(|error| {
            // What it says of a text that nobody quoted helps nobody.
            let wrong = if names_a_secret(name) {
                String::new()
            } else {
                format!(": {error}")
            };
            Failure::usage(format!("-F {name} isn't JSON{wrong}"))
                .hint(format!("a text needs its quotes, or -f: -f {name}=…"))
        })?;
        Ok((name.to_owned(), value))
    });
    let fields = texts.chain(values).collect::<Result<Vec<_>, Failure>>()?;
    let mut names = BTreeSet::new();
    if let Some((name, _)) = fields.iter().find(|(name, _)| !names.insert(name)) {
        return Err(Failure::usage(format!("the field {name} is given twice")));
    }
    let json = Json::Object(fields);
    let raw = RawJson::from_value(&json)
        .map_err(|error| Failure::new(format!("can't write the body as JSON: {error}")))?;
    Ok(CallBody { raw, json })
}

fn split<'a>(option: &str, field: &'a str) -> Result<(&'a str, &'a str), Failure> {
    field
        .split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .ok_or_else(|| {
            Failure::usage(format!(
                "{option} takes the name of a field, =, and its value"
            ))
            .hint(format!("e.g. {option} number=2004"))
        })
}

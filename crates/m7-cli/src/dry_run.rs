//! A request that is shown instead of sent.

use m7::Request;

use crate::{
    cli::Global,
    connection::Connection,
    curl_command::{self, CurlCommand},
    failure::Failure,
    json::Json,
    output::Printer,
    print,
};

/// Refuses to show a command that nobody could run.
pub(crate) fn check(global: &Global) -> Result<(), Failure> {
    if global.sandbox {
        return Err(Failure::usage(
            "the embedded sandbox ends with this command, so curl would find nobody there",
        )
        .hint("serve one with `m7 sandbox serve`, and name it with --base-url"));
    }
    Ok(())
}

/// Prints a request as a command for a shell.
pub(crate) fn show(
    request: &Request,
    connection: &Connection,
    global: &Global,
    printer: &Printer<CurlCommand>,
) -> Result<(), Failure> {
    let body = Json::of(request.body())
        .map_err(|error| Failure::new(format!("the request can't be shown: {error}")))?;
    let base_url = connection.m7.base_url().trim_end_matches('/');
    let url = format!("{base_url}{}", request.path());
    let command = curl_command::of(&url, &body, global.profile.as_deref());
    if printer.is_for_people() {
        print::lines(&command.text)?;
    } else {
        printer.object(&command)?;
    }
    print::note(&format!(
        "it was not sent; when it is run, `m7 sign headers` signs it, as now for {}",
        connection.whose()
    ));
    if !command.variables.is_empty() {
        print::note(&format!(
            "it takes the secrets of the body from {}; the reply that it prints echoes them",
            command.variables.join(", ")
        ));
    }
    Ok(())
}

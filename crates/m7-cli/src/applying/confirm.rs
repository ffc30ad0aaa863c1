//! The question before anything is written.

use m7::roster::Action;

use crate::{failure::Failure, input, print, roster_view::View};

/// Asks whether to do it. Whoever would delete numbers has to type how many.
pub(crate) async fn confirm(view: &View<'_>) -> Result<(), Failure> {
    let question = format!("On {}: {}", view.account, view.counts());
    let answer = match view.plan.count(Action::Delete) {
        0 => {
            print::ask(&format!("{question}? [y/N] "));
            input::answer().await?.trim().to_ascii_lowercase()
        }
        deletes => {
            print::ask(&format!(
                "{question}. A number that is deleted is gone: type how many are to be deleted to go \
                 on: "
            ));
            let answer = input::answer().await?;
            if answer.trim() == deletes.to_string() {
                return Ok(());
            }
            String::new()
        }
    };
    match answer.as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::new("not done: it was not confirmed")),
    }
}

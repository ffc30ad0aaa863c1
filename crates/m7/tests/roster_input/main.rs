//! Rosters from files, and into files.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_quote_that_is_never_closed_is_named;
mod csv_is_read_as_it_is_saved;
mod csv_problems_say_what_to_write;
mod every_encoding_gives_the_same_roster;
mod no_password_is_shown;
mod reading_never_panics;
mod the_examples_are_rosters;
mod the_kind_of_a_file_is_known_by_its_name;
mod what_is_written_is_read_back;
mod yaml_keeps_what_is_written;
mod yaml_problems_say_what_to_write;

use m7::roster::{Problems, Roster};

/// Each problem that there is with this.
fn problems(read: Result<Roster, Problems>) -> Vec<String> {
    let problems = read.expect_err("a problem is missed");
    problems.iter().map(ToString::to_string).collect()
}

/// What of CSV is to be read as.
fn numbers(csv: &str) -> Vec<String> {
    let roster = Roster::from_csv(csv).unwrap_or_else(|error| panic!("{csv:?}: {error}"));
    let rows = roster.rows().iter();
    rows.map(|row| row.number().to_owned()).collect()
}

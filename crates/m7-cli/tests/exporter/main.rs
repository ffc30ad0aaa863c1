//! `m7 exporter` tells Prometheus what is so, and nothing that isn't.
//!
//! The program itself looks at a sandbox that is served, and is scraped with curl.

#![cfg(unix)]

#[path = "../m7/mod.rs"]
mod m7;

mod exposition;
mod scrape;

mod a_scrape_asks_the_account_nothing;
mod a_stop_finishes_the_scrapes_under_way;
mod it_listens_where_it_is_told_to;
mod numbers_are_told_as_they_are;
mod only_what_there_is_is_answered;
mod requests_are_counted_with_their_parts;
mod the_readme_names_what_there_is;
mod what_is_old_is_not_told;

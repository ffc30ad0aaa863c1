//! Many calls at a time, of which none is lost.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_call_that_is_cut_off_has_an_outcome;
mod calls_are_taken_one_by_one;
mod every_write_can_be_one_of_many;
mod it_stops_where_all_would_fail;
mod what_was_started_is_finished_and_known;
mod whose_copying_goes_wrong_harms_nobody;

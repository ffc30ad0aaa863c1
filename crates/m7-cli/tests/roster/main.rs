//! `m7 roster`, and commands about several numbers, as a person or a script uses them.

#![cfg(unix)]

#[path = "../m7/mod.rs"]
mod m7;

mod fleet;
mod phones;
mod terminal;

mod a_dry_run_writes_nothing;
mod a_journal_that_ends_is_told;
mod a_killed_run_is_resumed;
mod a_password_is_rotated;
mod a_plan_is_applied_as_it_was_seen;
mod a_plan_tells_by_its_exit_code;
mod a_question_comes_first;
mod a_range_is_created_once;
mod a_row_that_fails_holds_up_no_other;
mod applying_twice_changes_nothing;
mod binds_wait_for_phones;
mod ctrl_c_finishes_what_is_under_way;
mod deletes_are_guarded;
mod every_problem_is_told_at_once;
mod one_run_at_a_time;
mod passwords_are_their_owner_s;
mod progress_suits_where_it_is_shown;
mod what_init_writes_is_valid;
mod what_is_exported_is_so;
mod what_takes_away_asks_first;

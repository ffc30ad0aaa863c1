//! A fleet is as its roster says, whatever goes wrong on the way.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_direct_write_is_taken_in;
mod a_kill_at_any_point_loses_nothing;
mod a_password_is_rotated;
mod a_plan_converges;
mod a_plan_is_total;
mod a_saved_plan_is_applied_as_it_was_seen;
mod all_lanes_are_kept_busy;
mod binds_wait_for_phones;
mod deletes_are_guarded;
mod it_stops_where_all_would_fail;
mod nothing_is_guessed;
mod one_run_at_a_time;
mod passwords_are_kept_before_they_are_sent;
mod process;
mod random_faults_lose_nothing;
mod wanted;
mod world;

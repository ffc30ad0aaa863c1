//! A clock that is off is put right by what the server's replies tell, and by nothing else.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests may fail where it stands"
)]

mod a_refusal_that_tells_no_time_counts_too;
mod a_step_is_followed;
mod a_wrong_sample_is_put_right;
mod only_two_that_agree_confirm_it;
mod small_differences_move_no_timestamp;
mod the_estimate_holds_the_truth;
mod what_tells_nothing_is_set_aside;
mod world;

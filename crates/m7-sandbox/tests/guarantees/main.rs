//! What the sandbox guarantees, one behaviour a file. All over real sockets, with clients that
//! aren't this project's.

#![expect(
    clippy::unwrap_used,
    reason = "what fails in a test's own tools fails the test"
)]

mod a_created_number_is_listed;
mod a_dropped_sandbox_is_gone;
mod a_fault_comes_before_or_after_what_is_asked_is_done;
mod a_file_of_version_1_is_brought_up_to_date;
mod a_file_that_is_no_sandbox_s_is_left_as_it_is;
mod a_folder_is_no_data_file;
mod a_list_is_filtered;
mod a_number_is_checked;
mod a_page_is_served_beside_the_control_api;
mod a_phone_registers_over_sip;
mod a_refused_write_changes_nothing;
mod a_registration_ends;
mod a_replayed_request_is_refused;
mod a_reply_is_spoiled_as_ordered;
mod a_request_that_is_not_signed_right_is_refused;
mod a_reset_starts_over;
mod a_schedule_replays_exactly;
mod a_seed_is_added_whole_or_not_at_all;
mod a_snapshot_puts_all_back_at_once;
mod a_stand_in_is_no_phone_s_business;
mod a_write_to_an_unknown_number_is_refused;
mod accounts_never_see_each_other;
mod an_agent_goes_only_onto_a_registered_unbound_number;
mod an_update_changes_what_it_is_given;
mod bad_input_harms_nobody_else;
mod data_survives_a_restart;
mod each_behaviour_has_its_basis;
mod ids_and_spans_carry_the_server_s_time;
mod operations_take_the_time_that_is_ordered;
mod phones_come_and_go;
mod phones_decide_whether_an_agent_is_bound;
mod racing_binds_have_one_winner;
mod signs_computed_elsewhere_are_accepted;
mod the_clock_is_set_by_the_control_api;
mod the_control_api_is_what_its_document_says;
mod the_control_api_keeps_web_pages_out;
mod the_control_api_signs;
mod the_documented_replies_are_reproduced;
mod the_door_is_shut_as_ordered;
mod the_journal_tells_what_was_asked;
mod the_page_is_complete_in_itself;
mod the_request_is_echoed;
mod the_state_shows_all_but_secrets;
mod what_is_no_request_of_the_api_is_refused;

// What the tests use.
mod caller;
mod clockwork;
mod control;
/// A SIP phone that shares no code with the registrar.
#[path = "../../../m7-registrar/tests/phone/mod.rs"]
mod phone;
mod stored;
mod switchboard;
mod wire;

//! What the sandbox guarantees, one behaviour a file.

mod a_created_number_is_listed;
mod caller;

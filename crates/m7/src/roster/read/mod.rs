//! Rosters from files.

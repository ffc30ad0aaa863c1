//! The benches' own output, and its only place.

/// Prints a line on stdout.
#[expect(clippy::print_stdout, reason = "this is the place")]
pub fn print_line(line: &str) {
    println!("{line}");
}

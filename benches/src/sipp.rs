//! Registrations by sipp, which keeps so many of them under way at once.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// The scenario and the numbers that sipp goes through.
pub struct Sipp {
    folder: TempDir,
}

/// What sipp says that came of it.
#[derive(Clone, Copy, Debug)]
pub struct Registrations {
    /// How many there were in a second.
    pub per_second: f64,
    /// Requests that were sent again, since no answer came in half a second.
    pub retransmissions: u64,
    /// How much of one processor sipp took for itself: from 1 on it is the limit, not the server.
    pub sipp_load: f64,
}

impl Sipp {
    /// Registers these numbers in turn; the password of each is `password-` and itself.
    ///
    /// # Errors
    ///
    /// A sentence, if the list of numbers can't be written.
    pub fn new(first: u64, numbers: u64) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let lines = (first..first + numbers).map(|number| {
            format!("{number};[authentication username={number} password=password-{number}]\n")
        });
        let list: String = std::iter::once("SEQUENTIAL\n".to_owned())
            .chain(lines)
            .collect();
        fs::write(folder.path().join("numbers.csv"), list).map_err(|error| error.to_string())?;
        Ok(Self { folder })
    }

    /// Has it register so many times, with so many registrations under way at once.
    ///
    /// # Errors
    ///
    /// A sentence that says what to install, or what sipp complained of: it must register each.
    pub fn register(
        &self,
        registrar: SocketAddr,
        times: u64,
        at_once: u64,
        patience: Duration,
    ) -> Result<Registrations, String> {
        let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/kamailio/register.xml");
        let _ = fs::remove_file(self.folder.path().join("statistics.csv"));
        let output = Command::new("sh")
            .arg("-c")
            // The shell knows how much processor time its child took; it says so last.
            .arg("\"$@\"; code=$?; times; exit $code")
            .args([
                "sh",
                "sipp",
                &registrar.to_string(),
                "-t",
                "u1",
                "-i",
                "127.0.0.1",
            ])
            .arg("-sf")
            .arg(scenario)
            .args(["-inf", "numbers.csv", "-m", &times.to_string()])
            .args(["-users", &at_once.to_string(), "-nostdin"])
            .args([
                "-timeout",
                &patience.as_secs().to_string(),
                "-timeout_error",
            ])
            .args(["-trace_stat", "-stf", "statistics.csv", "-fd", "600"])
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("sh: {error}"))?;
        let printed = String::from_utf8_lossy(&output.stdout);
        match output.status.code() {
            Some(0) => {}
            Some(127) => return Err("install sipp: `apt-get install sip-tester`".to_owned()),
            _ => {
                let end = printed.lines().rev().take(40).collect::<Vec<_>>();
                let end: Vec<_> = end.into_iter().rev().collect();
                return Err(format!(
                    "sipp: {}\n{}",
                    String::from_utf8_lossy(&output.stderr),
                    end.join("\n")
                ));
            }
        }
        let statistics = fs::read_to_string(self.folder.path().join("statistics.csv"))
            .map_err(|error| format!("sipp wrote no statistics: {error}"))?;
        let per_second: f64 = column(&statistics, "CallRate(C)")
            .and_then(|rate| rate.parse().ok())
            .ok_or("sipp doesn't say how fast it was")?;
        let processor = printed
            .lines()
            .next_back()
            .and_then(child_time)
            .ok_or("the shell doesn't say how much sipp took")?;
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let taken = times as f64 / per_second;
        Ok(Registrations {
            per_second,
            retransmissions: column(&statistics, "Retransmissions(C)")
                .and_then(|count| count.parse().ok())
                .ok_or("sipp doesn't count its retransmissions")?,
            sipp_load: processor / taken,
        })
    }
}

/// The last line's value of a column.
fn column(statistics: &str, name: &str) -> Option<String> {
    let mut lines = statistics.lines();
    let place = lines.next()?.split(';').position(|column| column == name)?;
    Some(lines.next_back()?.split(';').nth(place)?.to_owned())
}

/// The seconds in `0m0.37s 0m0.18s`, which is what a shell says of its children.
fn child_time(line: &str) -> Option<f64> {
    line.split_whitespace()
        .map(|time| {
            let (minutes, seconds) = time.strip_suffix('s')?.split_once('m')?;
            Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sipp_and_the_shell_say_is_read() {
        let statistics = "Start;CallRate(C);Retransmissions(C);\nx;1.5;0;\ny;2;7;\n";
        assert_eq!(
            column(statistics, "Retransmissions(C)").as_deref(),
            Some("7")
        );
        assert_eq!(column(statistics, "Calls"), None);
        assert!((child_time("0m0.37s 1m0.18s").unwrap() - 60.55).abs() < 1e-9);
        assert_eq!(child_time("no time"), None);
    }
}

//! Phones that register with the passwords that were made up.

use std::collections::HashMap;
use std::time::Duration;

use m7_sandbox::Phone;

use crate::m7::{Result, Served};

/// The passwords of a file, by number: one each, and certain.
pub(crate) fn made_up(csv: &str) -> HashMap<String, String> {
    let mut passwords = HashMap::new();
    for line in csv.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.get(3), Some(&"true"), "{}", cells[0]);
        let before = passwords.insert(cells[0].to_owned(), cells[1].to_owned());
        assert_eq!(before, None, "{} has two", cells[0]);
    }
    passwords
}

/// Fails for the first that isn't let in.
pub(crate) fn all_register(served: &Served, passwords: &HashMap<String, String>) -> Result {
    let registrar = served.field("sipUdp").parse()?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        for (number, password) in passwords {
            let mut phone = Phone::udp(registrar, number, password).await?;
            phone
                .register(Duration::from_secs(300))
                .await
                .map_err(|error| format!("{number}: {error}"))?;
        }
        Ok(())
    })
}

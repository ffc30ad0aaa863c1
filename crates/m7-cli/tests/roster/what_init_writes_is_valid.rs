//! The example that `m7 roster init` writes passes its own checks, and never takes another file's place.

use crate::fleet::Fleet;
use crate::m7::Result;

#[test]
fn what_init_writes_is_valid() -> Result {
    let fleet = Fleet::new()?;
    for (arguments, file, rows) in [("", "roster.yaml", 13), (" fleet.csv", "fleet.csv", 4)] {
        let init = fleet.run(&format!("roster init{arguments}"))?;
        assert_eq!(init.exit, 0, "{init:?}");
        let said = fleet.run(&format!("roster validate {file} -o json"))?;
        assert_eq!(said.exit, 0, "{said:?}");
        assert_eq!(said.json()?["rows"], rows, "{said:?}");

        let before = fleet.read(file)?;
        let again = fleet.run(&format!("roster init{arguments}"))?;
        assert_eq!(again.exit, 2, "{again:?}");
        assert_eq!(fleet.read(file)?, before);
    }
    // What is commented out in it can be used too.
    let uncommented: Vec<String> = fleet
        .read("roster.yaml")?
        .lines()
        .map(|line| {
            let example = ["agent: ", "password_version: "];
            let is_example = example.iter().any(|key| line.contains(&format!("# {key}")));
            if is_example {
                line.replacen("# ", "", 1)
            } else {
                line.to_owned()
            }
        })
        .collect();
    fleet.write("used.yaml", &uncommented.join("\n"))?;
    let said = fleet.run("roster validate used.yaml -o json")?;
    assert_eq!(said.json()?["agents"], 1, "{said:?}");
    assert_eq!(fleet.run("roster init fleet.txt")?.exit, 2);
    Ok(())
}

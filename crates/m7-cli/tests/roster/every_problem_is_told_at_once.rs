//! All that is wrong with a roster is told at once, by its line, and nothing is written.

use crate::fleet::Fleet;
use crate::m7::Result;

#[test]
fn of_very_many_the_first_are_shown() -> Result {
    let rows: Vec<String> = (2000..2080)
        .map(|number: u32| format!("{number},MP3\n"))
        .collect();
    let text = format!("number,codecs\n{}", rows.concat());
    let ran = Fleet::with("fleet.csv", &text)?.run("roster validate fleet.csv")?;
    assert_eq!(ran.stderr.matches("fleet.csv:").count(), 50, "{ran:?}");
    assert!(ran.stderr.contains("and 30 more"), "{ran:?}");
    assert!(ran.stderr.contains("80 problems"), "{ran:?}");
    Ok(())
}

#[test]
fn what_does_not_fit_what_there_is_is_a_problem_of_its_line() -> Result {
    let fleet = Fleet::with("fleet.csv", "number,codecs\n2001,G711A\n2002,G711A\n")?;
    let ran = fleet.sandbox("roster apply fleet.csv --yes")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(
        ran.stderr.contains("fleet.csv:2: password of 2001"),
        "{ran:?}"
    );
    assert!(
        ran.stderr.contains("fleet.csv:3: password of 2002"),
        "{ran:?}"
    );

    fleet.write(
        "fleet.csv",
        "number,password\n2001,generate\n2002,file:missing\n",
    )?;
    let ran = fleet.sandbox("roster apply fleet.csv --yes")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(ran.stderr.contains("missing can't be read"), "{ran:?}");
    assert_eq!(fleet.numbers()?, Vec::<String>::new());
    Ok(())
}

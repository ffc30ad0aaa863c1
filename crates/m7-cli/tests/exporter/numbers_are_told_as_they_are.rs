use std::{process::Stdio, thread, time::Duration};

use serde_json::{Value, json};

use crate::{
    exposition::Exposition,
    m7::{Ran, Result},
    scrape::{Scene, ended, signal},
};

const AGENT: &str = "5feb148e19a5207b5020e728";

fn of(sip_id: &str) -> [(&str, &str); 1] {
    [("sip_id", sip_id)]
}

fn totals(exposition: &Exposition) -> [Option<f64>; 3] {
    [
        "m7_sip_numbers",
        "m7_sip_registered_numbers",
        "m7_sip_bound_numbers",
    ]
    .map(|name| exposition.value(name, &[]))
}

#[test]
fn from_their_creation_to_their_end() -> Result {
    let scene = Scene::of("--every 1s")?;
    let id = scene.create("2004")?;
    let other = scene.create("2005")?;
    let created = scene.scrape_until(|it| it.value("m7_sip_registered", &of(&other)).is_some())?;
    assert_eq!(totals(&created), [Some(2.0), Some(0.0), Some(0.0)]);
    assert_eq!(created.value("m7_sip_registered", &of(&id)), Some(0.0));
    assert_eq!(
        created.value("m7_sip_bound", &[("number", "2004")]),
        Some(0.0)
    );

    // What a phone calls itself is its own affair.
    let device = r#"凯哥 "Tele\phone" {x="1"} # 1.0"#;
    let phone = json!({"number": "2004", "clientUrl": "192.0.2.10:5060", "registerDevice": device});
    scene.control("POST", "registrations", &phone)?;
    let registered =
        scene.scrape_until(|it| it.value("m7_sip_registered", &of(&id)) == Some(1.0))?;
    assert_eq!(totals(&registered), [Some(2.0), Some(1.0), Some(0.0)]);
    assert_eq!(
        registered.value("m7_sip_registered", &of(&other)),
        Some(0.0)
    );
    let info = registered
        .labels("m7_sip_info", &of(&id))
        .ok_or("no info")?;
    assert_eq!(info["device"], device);
    assert_eq!(info["agent_id"], "");

    scene.m7(&format!("sip bind 2004 --agent {AGENT}"))?;
    let bound = scene.scrape_until(|it| it.value("m7_sip_bound", &of(&id)) == Some(1.0))?;
    assert_eq!(totals(&bound), [Some(2.0), Some(1.0), Some(1.0)]);
    let info = bound.labels("m7_sip_info", &of(&id)).ok_or("no info")?;
    let listed = scene.m7("sip get 2004 -o json")?.json()?;
    assert_eq!(info["agent_id"], AGENT);
    assert_eq!(info["agent_number"], listed["agent"]["agentNumber"]);
    assert_eq!(info["number"], "2004");

    scene.m7("sip unbind 2004 --yes")?;
    scene.m7("sip delete 2004 --yes")?;
    let deleted = scene.scrape_until(|it| it.value("m7_sip_registered", &of(&id)).is_none())?;
    assert_eq!(totals(&deleted), [Some(1.0), Some(0.0), Some(0.0)]);
    assert_eq!(deleted.matching("m7_sip_info", &of(&id)), []);
    assert_eq!(deleted.value("m7_sip_bound", &of(&other)), Some(0.0));
    Ok(())
}

#[test]
fn or_as_totals_alone() -> Result {
    let scene = Scene::of("--every 1s --no-per-number")?;
    scene.create("2004")?;
    let told = scene.scrape_until(|it| it.value("m7_sip_numbers", &[]) == Some(1.0))?;
    let per_number = ["m7_sip_registered", "m7_sip_bound", "m7_sip_info"];
    assert!(per_number.iter().all(|name| !told.names().contains(name)));
    assert!(!scene.get("/metrics")?.body.contains("2004"));
    Ok(())
}

#[test]
fn what_cannot_be_read_is_told_of() -> Result {
    let scene = Scene::of("--every 1s")?;
    scene.create("2004")?;
    let faults = json!({"rules": [{"operation": "sip_list", "fault": "wrongTypes"}]});
    scene.control("PUT", "faults", &faults)?;
    let told = scene.scrape_until(|it| it.value("m7_sip_unreadable_numbers", &[]) == Some(1.0))?;
    assert_eq!(told.value("m7_sip_numbers", &[]), Some(0.0));
    Ok(())
}

/// Not at each look, and also when it is over.
#[test]
fn what_cannot_be_read_is_warned_of_once() -> Result {
    let scene = Scene::of("--every 1h")?;
    scene.create("2004")?;
    let faults = |rules: Value| scene.control("PUT", "faults", &json!({"rules": rules}));
    faults(json!([{"operation": "sip_list", "fault": "wrongTypes"}]))?;
    let mut another = scene
        .sandbox
        .command(
            &scene.machine,
            "exporter --listen 127.0.0.1:0 --every 1s -o json",
        )
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let asked = scene.asked()?;
    let looks = |more: usize| -> Result {
        while scene.asked()? < asked + more {
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    };
    looks(3)?;
    faults(json!([]))?;
    looks(5)?;
    signal(&another, "TERM")?;
    ended(&mut another)?;
    let told = Ran::of(another.wait_with_output()?)?.stderr;
    let warning = "warning: 1 item of the list can't be read since 20";
    assert_eq!(told.matches(warning).count(), 1, "{told}");
    let over = "all of the list can be read again since 20";
    assert_eq!(told.matches(over).count(), 1, "{told}");
    Ok(())
}

#[test]
fn without_any_secret() -> Result {
    let scene = Scene::of("--every 1s")?;
    scene.create("2004")?;
    scene.scrape_until(|it| it.value("m7_sip_numbers", &[]) == Some(1.0))?;
    for path in ["/", "/metrics", "/healthz"] {
        let got = scene.get(path)?;
        for secret in [scene.sandbox.secret(), "not-a-real-password"] {
            assert!(!got.body.contains(secret), "{got:?}");
        }
    }
    Ok(())
}

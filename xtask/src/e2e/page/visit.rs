//! A visit to the page, from an empty sandbox to one that has stopped.

use serde_json::json;

use super::super::{E2eError, Stage};
use super::chromium::Chromium;
use super::desk_phone::DeskPhone;
use super::tab::Tab;
use super::{quiet, shell};
use crate::served_sandbox::ServedSandbox;

const NUMBER: &str = "2004";
const PASSWORD: &str = "not-a-real-password";

/// Any value that a page which is loaded anew doesn't have.
const MARK: &str = "window.visited = true";

/// Does all of it, in the order in which a person would.
pub(super) fn run(stage: &Stage) -> Result<(), E2eError> {
    let sandbox = stage.sandbox(&["--sip-listen", "127.0.0.1:0"])?;
    let registrar = sandbox
        .sip_udp()
        .ok_or_else(|| E2eError::Failed("the sandbox speaks no SIP".to_owned()))?
        .to_owned();
    let chromium = Chromium::start()?;
    let tab = chromium.tab(1440, 900)?;

    tab.open(sandbox.base_url())?;
    tab.script(MARK, &[])?;
    tab.sees("#view-numbers", &["No numbers yet"])?;
    tab.sees("#link-text", &["Live"])?;
    stage.say("page: it is loaded, and says that there are no numbers yet");

    create(&tab)?;
    stage.say("page: a number is created by a signed try-it, and listed at once");
    DeskPhone {
        registrar: &registrar,
        transport: "u1",
        number: NUMBER,
        password: PASSWORD,
        device: "Telephone",
    }
    .register()?;
    let row = tab.sees(
        "#numbers-rows tr",
        &[NUMBER, "Registered", "127.0.0.1:", "UDP", "Telephone"],
    )?;
    stage.say(&format!(
        "page: sipp registers, and is seen: {}",
        row.replace('\n', " ")
    ));

    bind(&tab)?;
    stage.say("page: an agent is bound by a try-it whose number and agent are chosen from lists");
    look_for_numbers(&tab)?;
    stage.say("page: numbers are found by a part of them and by their status");
    see_refusals(&tab)?;
    stage.say("page: what is signed wrong is refused, and the journal says why");
    run_shell_command(&tab, &sandbox)?;
    stage.say("page: the curl command that it shows works");
    let_time_pass(&tab)?;
    stage.say("page: five minutes pass at a click, and the registration has ended");
    order_fault(&tab)?;
    stage.say("page: a fault is set, met, seen in the journal, and cleared");
    everything_has_a_name(&tab)?;

    let still = tab.script("return window.visited === true", &[])?;
    if still != json!(true) {
        return Err(E2eError::Failed("the page was loaded anew".to_owned()));
    }
    let asked = quiet::check(&tab, sandbox.base_url())?;
    stage.say(&format!(
        "page: {asked} requests, all to the sandbox; no error, no violation of its policy"
    ));

    drop(sandbox);
    tab.sees(
        "#banner",
        &["The sandbox doesn't answer.", "m7 sandbox serve"],
    )?;
    stage.say("page: the sandbox is stopped, and it says so");
    Ok(())
}

/// Sends what an operation's try-it holds, and sees all of these in the answer to it, not in that to the
/// request before.
fn answers(tab: &Tab, operation: &str, texts: &[&str]) -> Result<(), E2eError> {
    tab.click(&format!("#try-{operation}-send"))?;
    tab.sees(&format!("#try-{operation}-result:not([aria-busy])"), texts)
        .map(drop)
}

fn create(tab: &Tab) -> Result<(), E2eError> {
    tab.click("#view-numbers a.primary")?;
    tab.until(
        "the form of sip_create",
        "return document.getElementById('try-sip_create-body')",
        &[],
    )?;
    let body = json!({"number": NUMBER, "password": PASSWORD, "codingFormat": ["G711A"]});
    tab.type_into("#try-sip_create-body", &body.to_string())?;
    answers(tab, "sip_create", &["200", "requestSuccess", "sipId"])?;
    tab.click("a[data-view=numbers]")?;
    tab.sees("#numbers-rows tr", &[NUMBER, "Not registered", "G711A"])?;
    Ok(())
}

fn bind(tab: &Tab) -> Result<(), E2eError> {
    tab.click("a[href='#/reference/sip_update']")?;
    tab.type_into("#try-sip_update-body", "{}")?;
    tab.choose("#try-sip_update-number", NUMBER)?;
    tab.choose("#try-sip_update-agent", "凯哥测试")?;
    answers(tab, "sip_update", &["200", "requestSuccess"])?;
    tab.click("a[data-view=numbers]")?;
    tab.sees("#numbers-rows tr", &[NUMBER, "Registered", "凯哥测试"])?;
    tab.sees("#total-bound", &["1"])?;
    Ok(())
}

fn look_for_numbers(tab: &Tab) -> Result<(), E2eError> {
    tab.type_into("#numbers-search", "77")?;
    tab.sees("#numbers-empty", &["No number fits"])?;
    tab.click("#numbers-empty button")?;
    tab.sees("#numbers-rows tr", &[NUMBER])?;
    tab.type_into("#numbers-search", "04")?;
    tab.click("#numbers-status label:nth-of-type(4)")?;
    tab.sees("#numbers-shown", &["1–1 of 1"])?;
    tab.click("#numbers-status label:nth-of-type(3)")?;
    tab.sees("#numbers-empty", &["No number fits"])?;
    tab.click("#numbers-empty button")?;
    tab.sees("#numbers-rows tr", &[NUMBER])?;
    Ok(())
}

/// For each way of signing wrong: that it is refused, and the reason that the journal unfolds.
fn see_refusals(tab: &Tab) -> Result<(), E2eError> {
    tab.click("a[href='#/reference/sip_list']")?;
    tab.type_into("#try-sip_list-body", "{}")?;
    answers(tab, "sip_list", &["200", NUMBER])?;
    for (signature, reasons) in [
        (
            "Wrong: signed an hour ago",
            &["outside-window", "3600 s behind", "300 s"],
        ),
        (
            "Wrong: no m7-nonce",
            &["missing-header", "m7-nonce", "is missing"],
        ),
        (
            "Wrong: another sign",
            &["wrong-sign", "m7-sign", "Canonical string"],
        ),
        (
            "Wrong: the last valid request again",
            &["replayed", "accepted before", "sign every"],
        ),
    ] {
        tab.click("a[href='#/reference/sip_list']")?;
        tab.choose("#try-sip_list-signature", signature)?;
        answers(tab, "sip_list", &["401", reasons[1]])?;
        tab.click("#try-sip_list-result .try-status a")?;
        tab.sees(".entry-detail .reason", reasons)?;
    }
    tab.click("a[href='#/reference/sip_list']")?;
    tab.choose("#try-sip_list-signature", "Valid")
}

fn run_shell_command(tab: &Tab, sandbox: &ServedSandbox) -> Result<(), E2eError> {
    tab.click("a[href='#/reference/sip_list']")?;
    tab.type_into("#try-sip_list-body", r#"{"number":"2004"}"#)?;
    tab.click("#chapter-sip_list .try-curl summary")?;
    let script = tab.sees("#chapter-sip_list .try-curl pre", &["curl", "m7-sign"])?;
    let reply = shell::run(&script, sandbox.credentials())?;
    if reply["data"][0]["number"] != NUMBER {
        return Err(E2eError::Failed(format!("the curl command got {reply}")));
    }
    Ok(())
}

fn let_time_pass(tab: &Tab) -> Result<(), E2eError> {
    tab.click("a[data-view=time]")?;
    tab.click("#clock-advance [data-seconds='301']")?;
    tab.sees("#clock-date", &["5 min", "ahead of this machine's"])?;
    tab.click("a[data-view=numbers]")?;
    tab.sees("#numbers-rows tr", &[NUMBER, "Not registered"])?;
    Ok(())
}

fn order_fault(tab: &Tab) -> Result<(), E2eError> {
    tab.click("a[data-view=time]")?;
    tab.choose("#faults-example", "A proxy's page instead of JSON (502)")?;
    tab.click("#faults-form .primary")?;
    tab.sees("#faults-body", &["bad-gateway", "code 502"])?;
    tab.click("a[href='#/reference/sip_list']")?;
    answers(tab, "sip_list", &["502"])?;
    tab.click("a[data-view=journal]")?;
    tab.sees("#journal-entries .entry", &["502", "Fault: status"])?;
    tab.click("a[data-view=time]")?;
    tab.click("#faults-clear")?;
    tab.sees("#faults-body", &["None"])?;
    Ok(())
}

/// That a screen reader has something to say of all that can be used, and that no section is wider
/// than a phone.
fn everything_has_a_name(tab: &Tab) -> Result<(), E2eError> {
    tab.resize(390, 844)?;
    for view in ["numbers", "journal", "reference", "connect", "time"] {
        tab.click(&format!("a[data-view={view}]"))?;
        let title = format!("#title-{view}");
        tab.until(
            &format!("{title} in focus"),
            "return document.activeElement === document.querySelector(arguments[0])",
            &[json!(title)],
        )?;
        let nameless = tab.script(
            "const named = (element) => element.ariaLabel || element.labels?.length
               || element.textContent.trim() || element.getAttribute('aria-labelledby');
             return [...document.querySelectorAll('a, button, input, select, textarea')]
               .filter((element) => element.checkVisibility() && !named(element)).map((element) => element.outerHTML);",
            &[],
        )?;
        let width = tab.script("return document.documentElement.scrollWidth", &[])?;
        if nameless != json!([]) {
            return Err(E2eError::Failed(format!("{view}: no name for {nameless}")));
        }
        if width != json!(390) {
            return Err(E2eError::Failed(format!(
                "{view}: {width} pixels wide on a phone of 390"
            )));
        }
    }
    tab.resize(1440, 900)
}

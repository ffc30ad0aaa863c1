//! `m7 demo`: one number's life on a fresh sandbox in memory.

use std::{net::SocketAddr, time::SystemTime};

use anstyle::{AnsiColor, Style};
use m7::{CallReport, CodingFormat, SipPassword};
use m7_auth::{Credentials, NonceAllocator, NonceShare, SignedHeaders, Signer, Timestamp};
use m7_sandbox::Sandbox;
use serde_json::Value;

use crate::{failure::Failure, number_view, print, raw_call};

const NUMBER: &str = "2004";
const AGENT_ID: &str = "5feb148e19a5207b5020e728";
const PHONE_ADDRESS: &str = "192.0.2.10:54869";

const LIST: &str = "/openapi/v1/call/sip/list";

pub(crate) async fn run() -> Result<(), Failure> {
    let sandbox = Sandbox::builder().start().await?;
    let m7 = m7::Client::builder()
        .credentials(sandbox.credentials())
        .base_url(sandbox.base_url())
        .build()?;
    let sip = m7.sip();

    print::line(&format!(
        "The documented API, on a sandbox in memory at {}, account {}.\nEvery request is signed; \
         network, gateway and business are where its time went.\n",
        m7.base_url(),
        m7.appkey()
    ))?;

    title(1, &format!("create {NUMBER}"))?;
    let password = SipPassword::new("correct-horse-battery");
    let new = sip
        .create(NUMBER, password)
        .codec(CodingFormat::G711a)
        .send()
        .await?;
    let sip_id = new.data.sip_id;
    told(&format!("created, sipId {sip_id}"), &new.call)?;

    title(2, "list")?;
    told_number(&sip.get(NUMBER).send().await?)?;

    title(3, "bind an agent, too early")?;
    match sip.bind(&sip_id, AGENT_ID).send().await {
        Ok(_) => {
            return Err(Failure::new(
                "the sandbox bound an agent to an unregistered number",
            ));
        }
        Err(error) => refused(&error.to_string())?,
    }

    title(4, "its phone registers")?;
    sandbox.register(NUMBER, PHONE_ADDRESS, "Telephone").await?;
    told_number(&sip.get(NUMBER).send().await?)?;

    title(5, "bind the agent")?;
    let bound = sip.bind(&sip_id, AGENT_ID).send().await?;
    told("bound", &bound.call)?;
    told_number(&sip.get(NUMBER).send().await?)?;

    title(6, "update its codecs")?;
    let updated = sip
        .update(&sip_id)
        .codecs([CodingFormat::G711a, CodingFormat::G729])
        .behind_nat(true)
        .send()
        .await?;
    told("updated", &updated.call)?;

    title(7, "a forged request")?;
    let forged = with_a_guessed_secret(sandbox.credentials())?;
    let signer = Signer::new(&forged);
    refused_by(&sandbox, &sign(&signer)?).await?;

    title(8, "a replayed request")?;
    let signer = Signer::new(sandbox.credentials());
    let signed = sign(&signer)?;
    accepted_by(&sandbox, &signed).await?;
    refused_by(&sandbox, &signed).await?;

    title(9, &format!("delete {NUMBER}"))?;
    let deleted = sip.delete(&sip_id).send().await?;
    told("deleted", &deleted.call)?;
    let left = sip.list().send().await?;
    told(&format!("{} numbers left", left.data.len()), &left.call)?;

    print::line(
        "\nNext: `m7 sandbox serve` for programs in any language, `m7 --sandbox sip --help` to try \
         it by hand.",
    )
}

fn with_a_guessed_secret(credentials: &Credentials) -> Result<Credentials, Failure> {
    Credentials::new(credentials.appkey(), "guessed")
        .map_err(|error| Failure::new(error.to_string()))
}

fn sign(signer: &Signer) -> Result<SignedHeaders<'_>, Failure> {
    let now = Timestamp::from_system_time(SystemTime::now())
        .map_err(|error| Failure::new(format!("this machine's clock can't be used: {error}")))?;
    let (timestamp, nonce) = NonceAllocator::new(NonceShare::WHOLE)
        .allocate(now)
        .map_err(|error| Failure::new(error.to_string()))?;
    Ok(signer.sign(timestamp, nonce))
}

async fn accepted_by(sandbox: &Sandbox, signed: &SignedHeaders<'_>) -> Result<(), Failure> {
    let reply = send(sandbox.address(), signed).await?;
    if reply["success"] != true {
        return Err(Failure::new(format!(
            "refused at first: {}",
            reply["message"]
        )));
    }
    detail(&format!(
        "accepted at first   request {}",
        text(&reply["requestInfo"]["requestId"])
    ))
}

async fn refused_by(sandbox: &Sandbox, signed: &SignedHeaders<'_>) -> Result<(), Failure> {
    let reply = send(sandbox.address(), signed).await?;
    if reply["success"] != false {
        return Err(Failure::new("the sandbox accepted what it must refuse"));
    }
    refused(&format!(
        "code {}: {}\nrequest {}",
        text(&reply["code"]),
        text(&reply["message"]),
        text(&reply["requestInfo"]["requestId"])
    ))
}

async fn send(server: SocketAddr, signed: &SignedHeaders<'_>) -> Result<Value, Failure> {
    raw_call::post_empty(server, LIST, &signed.pairs()).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("none")
}

fn title(step: u8, what: &str) -> Result<(), Failure> {
    let bold = Style::new().bold();
    print::line(&format!("{bold}{step}  {what}{bold:#}"))
}

fn told_number(reply: &m7::Reply<m7::SipNumber>) -> Result<(), Failure> {
    told(&number_view::line(&reply.data), &reply.call)
}

fn told(what: &str, call: &CallReport) -> Result<(), Failure> {
    detail(what)?;
    let dim = Style::new().dimmed();
    detail(&format!("{dim}{call}{dim:#}"))
}

fn refused(why: &str) -> Result<(), Failure> {
    let red = AnsiColor::Red.on_default();
    detail(&format!("{red}refused{red:#} {why}"))
}

fn detail(text: &str) -> Result<(), Failure> {
    text.lines()
        .try_for_each(|line| print::line(&format!("   {line}")))
}

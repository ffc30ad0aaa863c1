//! `m7 demo`: one number's life on a fresh sandbox in memory.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime};

use anstyle::{AnsiColor, Style};
use m7::{CallReport, CodingFormat, Credentials, Reply, Sip, SipId, SipPassword};
use m7_auth::{NonceAllocator, NonceShare, SignedHeaders, Signer, Timestamp};
use m7_sandbox::{Phone, PhoneError, Sandbox};
use serde_json::Value;

use crate::{cli::Output, failure::Failure, number_view, print, raw_call};

const NUMBER: &str = "2004";
const AGENT_ID: &str = "5feb148e19a5207b5020e728";
const PASSWORD: &str = "correct-horse-battery";
/// How long the phone asks to be registered, in seconds.
const EXPIRES: u64 = 300;
const LIST: &str = "/openapi/v1/call/sip/list";

pub(crate) async fn run(output: Option<Output>) -> Result<(), Failure> {
    if let Some(output) = output.filter(|output| *output != Output::Table) {
        return Err(Failure::usage(format!(
            "the demo is a story for people, and can't be told as {}",
            output.as_str()
        )));
    }
    let sandbox = Sandbox::builder()
        .sip_listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .start()
        .await?;
    let registrar = sandbox
        .sip_udp()
        .ok_or_else(|| Failure::new("the sandbox speaks no SIP"))?;
    let m7 = m7::Client::builder()
        .credentials(sandbox.credentials())
        .base_url(sandbox.base_url())
        .build()?;
    print::line(&format!(
        "The documented API, on a sandbox in memory at {}, account {}.\nEvery request is signed; \
         behind each reply stands where its time went.\nPhones register at {registrar} over SIP, UDP \
         and TCP.\n",
        m7.base_url(),
        m7.appkey()
    ))?;

    let (sip, mut step) = (m7.sip(), Steps::default());
    step.title(&format!("create {NUMBER}"))?;
    let sip_id = create(&sip).await?;
    step.title("list")?;
    list(&sip).await?;
    step.title("bind an agent, too early")?;
    bind_too_early(&sip, &sip_id).await?;
    step.title("a phone with a guessed password")?;
    phone_turned_away(&mut phone(registrar, "guessed").await?).await?;
    step.title("its phone registers")?;
    let mut telephone = phone(registrar, PASSWORD).await?;
    register(&mut telephone, registrar).await?;
    list(&sip).await?;
    step.title("bind the agent")?;
    done("bound", &sip.bind(&sip_id, AGENT_ID).send().await?)?;
    list(&sip).await?;
    step.title("update codecs and NAT")?;
    update(&sip, &sip_id).await?;
    step.title("a forged request")?;
    forge(&sandbox).await?;
    step.title("a replayed request")?;
    replay(&sandbox).await?;
    step.title(&format!("delete {NUMBER}"))?;
    done("deleted", &sip.delete(&sip_id).send().await?)?;
    list(&sip).await?;
    step.title("its phone registers again")?;
    phone_turned_away(&mut telephone).await?;

    print::line(
        "\nNext: `m7 --sandbox sip --help` to try it by hand, `m7 sandbox serve --sip-listen \
         127.0.0.1:5060` for programs and phones of any make.",
    )
}

async fn create(sip: &Sip) -> Result<SipId, Failure> {
    let new = sip
        .create(NUMBER, SipPassword::new(PASSWORD))
        .codec(CodingFormat::G711a)
        .send()
        .await?;
    done(&format!("created, sipId {}", new.data.sip_id), &new)?;
    Ok(new.data.sip_id)
}

async fn list(sip: &Sip) -> Result<(), Failure> {
    let reply = sip.list().send().await?;
    for number in &reply.data {
        detail(&print::visible(&number_view::line(number)))?;
    }
    match reply.data.len() {
        0 => done("no numbers left", &reply),
        _ => spent(&reply.call),
    }
}

/// A SIP phone of its own, with a socket of its own.
async fn phone(registrar: SocketAddr, password: &str) -> Result<Phone, Failure> {
    let phone = Phone::udp(registrar, NUMBER, password).await?;
    Ok(phone.named("Telephone"))
}

async fn register(phone: &mut Phone, registrar: SocketAddr) -> Result<(), Failure> {
    let granted = phone.register(Duration::from_secs(EXPIRES)).await?;
    detail(&format!(
        "REGISTER from {} to {registrar}, the password proven by digest: 200, for {} s",
        phone.address(),
        granted.as_secs()
    ))
}

async fn phone_turned_away(phone: &mut Phone) -> Result<(), Failure> {
    match phone.register(Duration::from_secs(EXPIRES)).await {
        Ok(_) => Err(Failure::new(
            "the sandbox registered a phone that it must refuse",
        )),
        Err(PhoneError::Refused { status, reason, .. }) => {
            let red = AnsiColor::Red.on_default();
            detail(&format!("{red}refused{red:#} over SIP: {status} {reason}"))
        }
        Err(error) => Err(error.into()),
    }
}

async fn bind_too_early(sip: &Sip, sip_id: &SipId) -> Result<(), Failure> {
    match sip.bind(sip_id, AGENT_ID).send().await {
        Ok(_) => Err(Failure::new(
            "the sandbox bound an agent to a number that isn't registered",
        )),
        Err(error) => {
            let (Some(code), Some(message)) = (error.code(), error.message()) else {
                return Err(error.into());
            };
            refused(code, message)?;
            error.call().map_or(Ok(()), spent)
        }
    }
}

async fn update(sip: &Sip, sip_id: &SipId) -> Result<(), Failure> {
    let updated = sip
        .update(sip_id)
        .codecs([CodingFormat::G711a, CodingFormat::G729])
        .behind_nat(true)
        .send()
        .await?;
    done("updated", &updated)
}

/// Signs with a secret that isn't the account's.
async fn forge(sandbox: &Sandbox) -> Result<(), Failure> {
    let guessed = Credentials::new(sandbox.credentials().appkey(), "guessed")
        .map_err(|error| Failure::new(error.to_string()))?;
    let signer = Signer::new(&guessed);
    must_be_refused(&send(sandbox, &sign(&signer)?).await?)
}

/// Sends the very same headers twice.
async fn replay(sandbox: &Sandbox) -> Result<(), Failure> {
    let signer = Signer::new(sandbox.credentials());
    let signed = sign(&signer)?;
    let first = send(sandbox, &signed).await?;
    if first["success"] != true {
        return Err(Failure::new(format!(
            "refused at first: {}",
            first["message"]
        )));
    }
    detail("accepted at first")?;
    spent_by(&first)?;
    must_be_refused(&send(sandbox, &signed).await?)
}

fn sign(signer: &Signer) -> Result<SignedHeaders<'_>, Failure> {
    let now = Timestamp::from_system_time(SystemTime::now())
        .map_err(|error| Failure::new(format!("this machine's clock can't be used: {error}")))?;
    let (timestamp, nonce) = NonceAllocator::new(NonceShare::WHOLE)
        .allocate(now)
        .map_err(|error| Failure::new(error.to_string()))?;
    Ok(signer.sign(timestamp, nonce))
}

async fn send(sandbox: &Sandbox, signed: &SignedHeaders<'_>) -> Result<Value, Failure> {
    raw_call::post_empty(sandbox.address(), LIST, &signed.pairs()).await
}

fn must_be_refused(reply: &Value) -> Result<(), Failure> {
    if reply["success"] != false {
        return Err(Failure::new("the sandbox accepted what it must refuse"));
    }
    refused(text(&reply["code"]), text(&reply["message"]))?;
    spent_by(reply)
}

/// The numbered titles of the story.
#[derive(Default)]
struct Steps(u8);

impl Steps {
    fn title(&mut self, what: &str) -> Result<(), Failure> {
        self.0 += 1;
        let bold = Style::new().bold();
        print::line(&format!("{bold}{}  {what}{bold:#}", self.0))
    }
}

fn done<T>(what: &str, reply: &Reply<T>) -> Result<(), Failure> {
    detail(what)?;
    spent(&reply.call)
}

fn refused(code: &str, message: &str) -> Result<(), Failure> {
    let red = AnsiColor::Red.on_default();
    detail(&format!("{red}refused{red:#}, code {code}: {message}"))
}

/// Where a call's time went, and its request id.
fn spent(call: &CallReport) -> Result<(), Failure> {
    dimmed(&call.to_string())
}

/// The same of a call that the SDK didn't make.
fn spent_by(reply: &Value) -> Result<(), Failure> {
    let info = &reply["requestInfo"];
    dimmed(&format!(
        "gateway {}, business {}, request {}",
        text(&info["span"]["latency"]),
        text(&info["span"]["bizSpan"]),
        text(&info["requestId"])
    ))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("none")
}

fn dimmed(text: &str) -> Result<(), Failure> {
    let dim = Style::new().dimmed();
    detail(&format!("{dim}{text}{dim:#}"))
}

fn detail(text: &str) -> Result<(), Failure> {
    print::line(&format!("   {text}"))
}

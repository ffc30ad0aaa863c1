//! `GET /_sandbox/state`: all that the sandbox knows, without passwords.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use m7_envelope::RawJson;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::agents::Agent;
use crate::ids::unix_millis;
use crate::service::Service;
use crate::store::{Account, Fitting, StandsAs, StoredNumber, account_names, stored_time};
use crate::times;

use super::phone::Phone;
use super::problem::Problem;

/// How many numbers of an account a reply has at most.
const LIMIT: i64 = 10_000;

/// What is to be shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    appkey: Option<String>,
    #[serde(default = "usual_limit")]
    limit: i64,
    #[serde(default)]
    after: i64,
    search: Option<String>,
    status: Option<StandsAs>,
}

fn usual_limit() -> i64 {
    100
}

/// All there is.
#[derive(Serialize)]
pub(super) struct Everything {
    clock: Clock,
    sip: Option<Sip>,
    accounts: Vec<AccountState>,
}

#[derive(Serialize)]
struct Clock {
    now: String,
    scale: f64,
}

#[derive(Serialize)]
struct Sip {
    udp: String,
    tcp: String,
    public: String,
    realm: String,
}

#[derive(Serialize)]
struct AccountState {
    appkey: String,
    agents: Vec<Agent>,
    total: u32,
    registered: u32,
    bound: u32,
    /// How many of them are those that are asked for.
    matching: u32,
    numbers: Vec<NumberState>,
    /// What to ask for with `after` to see more.
    next: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NumberState {
    sip_id: String,
    number: String,
    #[serde(rename = "isNAT")]
    is_nat: bool,
    coding_format: RawJson,
    agent_id: Option<String>,
    registrations: Vec<Phone>,
}

/// `GET /_sandbox/state?appkey=…&limit=…&after=…&search=…&status=…`
pub(super) async fn state(
    State(service): State<Arc<Service>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Everything>, Problem> {
    let Query(Wanted {
        appkey,
        limit,
        after,
        search,
        status,
    }) = wanted?;
    let fitting = Fitting { search, status };
    if !(0..=LIMIT).contains(&limit) || after < 0 {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            format!("limit must be from 0 to {LIMIT}, and after must not be negative"),
        ));
    }
    if let Some(appkey) = &appkey
        && !service.doors.has(appkey)
    {
        let appkey = appkey.clone();
        return Err(Error::UnknownAccount { appkey }.into());
    }
    let now = service.now();
    // One transaction, so that all of it is of one moment.
    let accounts = service
        .store
        .read(move |transaction| {
            let names = match appkey {
                Some(appkey) => vec![appkey],
                None => account_names(transaction)?,
            };
            names
                .iter()
                .map(|appkey| {
                    let account = Account::new(transaction, appkey);
                    account_state(&account, &fitting, after, limit, stored_time(now))
                })
                .collect::<Result<_, Error>>()
        })
        .await?;
    Ok(Json(Everything {
        clock: Clock {
            now: times::rfc3339(i64::try_from(unix_millis(now)).unwrap_or(i64::MAX)),
            scale: service.clock.current_scale(),
        },
        sip: service.sip.as_ref().map(|sip| Sip {
            udp: sip.udp.to_string(),
            tcp: sip.tcp.to_string(),
            public: service.server_url.to_string(),
            realm: sip.realm.to_string(),
        }),
        accounts,
    }))
}

fn account_state(
    account: &Account<'_>,
    fitting: &Fitting,
    after: i64,
    limit: i64,
    now: i64,
) -> Result<AccountState, Error> {
    let totals = account.totals(now)?;
    // One more than is wanted tells whether there are more.
    let mut numbers = account.numbers_after(fitting, after, limit + 1, now)?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = numbers.len() > wanted;
    numbers.truncate(wanted);
    let last = numbers.last().map_or(after, |number| number.row);
    Ok(AccountState {
        appkey: account.appkey().to_owned(),
        agents: account.agents()?,
        total: totals.total,
        registered: totals.registered,
        bound: totals.bound,
        matching: match fitting {
            Fitting {
                search: None,
                status: None,
            } => totals.total,
            _ => account.count_fitting(fitting, now)?,
        },
        numbers: numbers
            .into_iter()
            .map(NumberState::try_from)
            .collect::<Result<_, _>>()?,
        next: more.then_some(last),
    })
}

impl TryFrom<StoredNumber> for NumberState {
    type Error = Error;

    fn try_from(stored: StoredNumber) -> Result<Self, Error> {
        let coding_format =
            RawJson::from_text(stored.coding_format).map_err(|error| Error::Data(error.into()))?;
        Ok(Self {
            sip_id: stored.sip_id,
            number: stored.number,
            is_nat: stored.is_nat,
            coding_format,
            agent_id: stored.agent_id,
            registrations: stored.bindings.into_iter().map(Phone::from).collect(),
        })
    }
}

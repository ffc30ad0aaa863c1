//! What `m7 sandbox serve --help` says below its options.

/// Also below `-h`.
pub(crate) const SHORT: &str = r#"When it is ready, one line of JSON on stdout says where and with which credentials:
  {"baseUrl": …, "appkey": …, "secretKey": …, "sipUdp": …, "sipTcp": …}
Logs go to stderr.

Phones register at --sip-listen with their numbers and passwords; `m7 sandbox phone` is one. Where
there is none, the control API has a stand-in register:
  curl -d '{"number": "2004", "clientUrl": "192.0.2.10:5060", "registerDevice": "Telephone"}' \
    -H 'content-type: application/json' $M7_BASE_URL/_sandbox/registrations

Example:
  M7_SANDBOX_SECRET=not-a-secret m7 sandbox serve --listen 127.0.0.1:8071 \
    --sip-listen 127.0.0.1:5060 --data sip.sqlite"#;

/// `SHORT`, and the calls of the control API.
pub(crate) fn long() -> String {
    format!("{SHORT}\n\n{CONTROL_CALLS}")
}

/// A test holds it against the API's own document.
const CONTROL_CALLS: &str = r#"Control API, unsigned JSON at the same address (a page for people is at /):
  GET               /_sandbox/health                  that it runs, for which accounts
  GET               /_sandbox/openapi.json            this API, described whole
  GET               /_sandbox/contract.json           the documented API
  GET               /_sandbox/state                   clock, SIP, agents, numbers, phones
  POST              /_sandbox/seed                    add agents and numbers, all or none
  POST              /_sandbox/reset                   back to the start
  GET, POST         /_sandbox/snapshots               keep a copy of the data
  DELETE            /_sandbox/snapshots/{id}          forget it
  POST              /_sandbox/snapshots/{id}/restore  put it back
  GET, PUT          /_sandbox/clock                   {"now", "scale"}; 0 stops it
  POST              /_sandbox/clock/advance           {"seconds"}
  GET, PUT, DELETE  /_sandbox/faults                  what is to go wrong (see --faults)
  GET               /_sandbox/faults/counts           how often each rule was met
  GET, POST         /_sandbox/registrations           numbers with a phone; a stand-in registers
  DELETE            /_sandbox/registrations/{number}  its phones leave
  GET, DELETE       /_sandbox/journal                 what was asked, and why it was refused
  POST              /_sandbox/sign                    the four signing headers of one request

  curl $M7_BASE_URL/_sandbox/journal"#;

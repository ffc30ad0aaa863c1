//! What the sandbox does where no page of the vendor says what happens.
//!
//! The real service may do otherwise. A client that is right with both doesn't depend on any of
//! these; a client that does should be tried against the real service. In the code, each choice
//! stands beside a comment that names its id.

use std::fmt;

/// A choice that no page of the vendor documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assumption {
    /// Its name in this table and in the code.
    pub id: &'static str,
    /// What the sandbox does.
    pub what: &'static str,
    /// Why this was chosen.
    pub basis: &'static str,
}

impl fmt::Display for Assumption {
    /// A row of the Markdown table.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| `{}` | {} | {} |", self.id, self.what, self.basis)
    }
}

/// All of them as a Markdown table, as it stands in the README.
pub fn markdown_table() -> String {
    let mut table = String::from("| id | what the sandbox does | why |\n|---|---|---|\n");
    for assumption in ASSUMPTIONS {
        table.push_str(&assumption.to_string());
        table.push('\n');
    }
    table
}

/// Every choice that no page documents.
pub const ASSUMPTIONS: &[Assumption] = &[
    // The gateway.
    Assumption {
        id: "refusal-form",
        what: "A refusal is the documented envelope with `success: false`, a `code`, a `message` \
               that says why, `requestInfo`, and no `data`.",
        basis: "No page shows a refusal; the envelope is the only form of a reply that is shown.",
    },
    Assumption {
        id: "not-http",
        what: "What is no HTTP/1 request, or has a head that is too large, is refused with a bare HTTP \
               status: 400, 414 or 431, without an envelope. A request without `Host` is accepted.",
        basis: "There is nothing yet that an envelope could echo.",
    },
    Assumption {
        id: "query-ignored",
        what: "A query string is passed over, and isn't echoed in `url`.",
        basis: "No request on the pages has one.",
    },
    Assumption {
        id: "refusal-code",
        what: "`code` is the HTTP status as a string: 400 what was sent can't be used, 401 the \
               signing headers, 404 an unknown path, sipId or agent, 405 another method than POST, \
               408 a body that doesn't arrive, 409 a state that forbids it, 413 a body over 1 MiB, \
               415 the content type, 429 more requests than can be remembered, 500 the sandbox's \
               own failure, 501 an operation that it doesn't do.",
        basis: "`\"200\"` on success is documented and reads as a status.",
    },
    Assumption {
        id: "refusal-order",
        what: "Checked in this order: path, method, size of the body, signing headers, window, \
               sign, replay, content type, JSON, fields, sipId, number, agent.",
        basis: "Documented: the window is checked before replays. The rest goes from cheap to dear.",
    },
    Assumption {
        id: "refusal-echo",
        what: "The `requestInfo` of a refusal has `body` only if that was a JSON object, \
               `headers.accountId` only if the sign was right, and a `bizSpan` of 0 ms if the \
               request wasn't passed on.",
        basis: "What isn't known can't be echoed.",
    },
    Assumption {
        id: "window-edge",
        what: "The five minutes count in whole seconds, and exactly 300 s are accepted.",
        basis: "The page refuses what is more than five minutes off, and says nothing of fractions.",
    },
    Assumption {
        id: "replay-memory",
        what: "A request that passed the signature checks is remembered, whatever became of it, \
               until its timestamp leaves the window, up to ten minutes. A restart forgets, and two \
               processes on one data file don't share what they remember.",
        basis: "Five minutes are documented; alone they would let a request from a fast clock in \
                twice.",
    },
    Assumption {
        id: "repeated-header",
        what: "A signing header that stands in a request twice is refused. Another one is echoed \
               with its values joined by a comma.",
        basis: "Which of two would count is nowhere said; HTTP joins them (RFC 9110 §5.3).",
    },
    Assumption {
        id: "content-type",
        what: "The content type must be `application/json`; its parameters don't matter.",
        basis: "The header is documented as required.",
    },
    Assumption {
        id: "body-form",
        what: "The body must be a JSON object; an empty one is refused.",
        basis: "All examples are objects. A client that sends `{}` is right with either choice.",
    },
    Assumption {
        id: "body-fields",
        what: "Fields that the contract doesn't know are passed over; a field of another type or \
               given twice is refused; `null` is as if the field weren't there, and refused where one \
               is required.",
        basis: "A new field of a newer client shouldn't fail; a wrong type is a mistake to show.",
    },
    Assumption {
        id: "reply-headers",
        what: "A reply's content type is `application/json; charset=utf-8`, and `Date` is the \
               sandbox's clock.",
        basis: "The pages show no header of a reply.",
    },
    Assumption {
        id: "reply-blanks",
        what: "Replies, and the body that they echo, have no blanks between tokens.",
        basis: "The pages print replies indented, with lengths for the requests only.",
    },
    Assumption {
        id: "latency",
        what: "Requests are done at once; `span` shows the time that was really spent.",
        basis: "The documented 0.2 s to 25 s would only slow tests down.",
    },
    // Numbers.
    Assumption {
        id: "number-form",
        what: "A number has 1 to 32 digits and nothing else.",
        basis: "All examples are digits.",
    },
    Assumption {
        id: "number-unique",
        what: "A number is unique in its account: creating it again, or renaming another to it, is \
               refused. Two accounts may have the same one, and a deleted one may be made again.",
        basis: "A phone registers by number, so two of one account couldn't be told apart.",
    },
    Assumption {
        id: "required-fields",
        what: "`create` needs number and password, `update` and `delete` need sipId.",
        basis: "The page's column for it has lost its values; without these there is nothing to do.",
    },
    Assumption {
        id: "password-form",
        what: "A password may be anything but empty.",
        basis: "A phone needs one to register.",
    },
    Assumption {
        id: "codec-known",
        what: "Only the six listed codecs are accepted, in any number, also none or one twice.",
        basis: "The page says that these are supported for now.",
    },
    Assumption {
        id: "create-defaults",
        what: "A number that is created without them has no codec, isn't behind NAT and has no \
               agent.",
        basis: "The example says the latter two explicitly.",
    },
    Assumption {
        id: "update-keeps",
        what: "`update` keeps the fields that it isn't given.",
        basis: "Else no field could be changed without knowing the password.",
    },
    Assumption {
        id: "update-nothing",
        what: "`update` with nothing but a sipId succeeds and changes nothing.",
        basis: "It asks for nothing that could fail.",
    },
    Assumption {
        id: "registration-ends",
        what: "`update` with another number or another password ends the registration, and the \
               agent stays. An agent in the same `update` is judged by how the number stood before.",
        basis: "The phone registered with what isn't right any more. The example gives number, \
                password and agent in one `update`.",
    },
    Assumption {
        id: "write-unknown",
        what: "`update` and `delete` of a sipId that the account doesn't have are refused, also if \
               another account has it.",
        basis: "Accounts are separate, and a success would hide a mistake.",
    },
    Assumption {
        id: "write-whole",
        what: "A refused write changes nothing.",
        basis: "Else its caller couldn't know what is there.",
    },
    Assumption {
        id: "delete-bound",
        what: "A number can be deleted while it is bound or registered; binding and registration \
               go with it.",
        basis: "Nothing on the page forbids it.",
    },
    Assumption {
        id: "id-case",
        what: "An id is found only as it is written: `5FC9D541…` isn't `5fc9d541…`.",
        basis: "All examples are lower case.",
    },
    // Agents.
    Assumption {
        id: "agent-directory",
        what: "Each account has the two agents whose ids stand on the page, and those that the \
               builder adds. Name and number of `5fe47b9df94f8c728ac1bbde` are invented.",
        basis: "The page names `5feb148e19a5207b5020e728` only.",
    },
    Assumption {
        id: "agent-unknown",
        what: "An agent that isn't in the directory is refused.",
        basis: "Its name and number couldn't be listed.",
    },
    Assumption {
        id: "agent-on-create",
        what: "`create` with an agent is refused, `agentId: \"\"` is no agent.",
        basis: "Follows from the documented rule: no phone can have registered to a new number. \
                The example sends `\"\"`.",
    },
    Assumption {
        id: "agent-unbind",
        what: "`update` with `agentId: \"\"` unbinds, whether the number is registered, bound or \
               not.",
        basis: "`\"\"` is no agent in the create example.",
    },
    Assumption {
        id: "agent-again",
        what: "`update` with the agent that the number is bound to already is accepted and changes \
               no binding, even if the number isn't registered any more.",
        basis: "Else no other field of a bound number could be sent along with its agent, and a \
                repeated update would fail.",
    },
    Assumption {
        id: "agent-other",
        what: "`update` of a bound number with another agent is refused: it must be unbound first.",
        basis: "The documented rule, taken by its word.",
    },
    Assumption {
        id: "agent-one-number",
        what: "An agent is bound to one number at a time: a second one is refused.",
        basis: "The agent page shows one `sipNumber` an agent.",
    },
    Assumption {
        id: "agent-stays",
        what: "A number whose phone leaves keeps its agent.",
        basis: "The rule is about applying an agent, not about keeping it.",
    },
    // Lists.
    Assumption {
        id: "list-order",
        what: "Numbers are listed in the order of their creation.",
        basis: "The page shows a list of one.",
    },
    Assumption {
        id: "list-number",
        what: "`number` looks for exactly this number; `\"\"` looks for all.",
        basis: "The page says \"the SIP number\", not a part of it.",
    },
    Assumption {
        id: "list-statuses",
        what: "`registerStatuses` looks for any of its statuses; an empty list looks for all; \
               another status than 0 and 1 is refused.",
        basis: "The example `[0, 1]` gets a registered number. Strings (`[\"1\"]`) are accepted too, \
                since the example's echo shows one.",
    },
    Assumption {
        id: "list-absent",
        what: "A number without a phone has no `clientUrl`, `serverUrl`, `registerDevice` and \
               `registerTime`; one without an agent has no `agent`.",
        basis: "The page shows a number that has both.",
    },
    Assumption {
        id: "phone-form",
        what: "A phone registers from a `host:port`; control characters in its device are left out, \
               and the rest is cut after 255 characters.",
        basis: "The page shows an address and a name; a SIP header has no control characters.",
    },
    Assumption {
        id: "register-time",
        what: "`registerTime` is when the phone registered last.",
        basis: "The page says \"time of registration\".",
    },
    Assumption {
        id: "server-url",
        what: "`serverUrl` is the same for all numbers: what the builder was told, else the \
               sandbox's own HTTP address, where no SIP is spoken.",
        basis: "The page shows the SIP server's host and port.",
    },
];

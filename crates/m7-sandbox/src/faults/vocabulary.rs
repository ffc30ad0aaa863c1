//! Faults by what happens, for tests that want to be read.

use super::{Fault, FaultBody, FaultRule, Moment};

impl Fault {
    /// What is asked is done, and the connection breaks before the reply is there.
    pub fn lost_reply() -> Self {
        Self::Reset(Moment::AfterCommit)
    }

    /// The connection breaks before anything is done. A client can't tell this from a
    /// [lost reply](Self::lost_reply).
    pub fn lost_request() -> Self {
        Self::Reset(Moment::BeforeCommit)
    }

    /// What is asked is done, and no reply ever comes: the client's time is up.
    pub fn silent_success() -> Self {
        Self::NoAnswer {
            when: Moment::AfterCommit,
            seconds: None,
        }
    }

    /// Nothing is done, and no reply ever comes. A client can't tell this from a
    /// [silent success](Self::silent_success).
    pub fn silence() -> Self {
        Self::NoAnswer {
            when: Moment::BeforeCommit,
            seconds: None,
        }
    }

    /// 429: nothing is done, and no word of when to come again.
    pub fn busy() -> Self {
        Self::refusal(429, None)
    }

    /// 429 with `Retry-After`: nothing is done, and it is to be asked again in so many seconds.
    pub fn busy_for(seconds: u32) -> Self {
        Self::refusal(429, Some(seconds))
    }

    /// 503 with a proxy's page: nothing is done, but a client can't know.
    pub fn unavailable() -> Self {
        Self::Status {
            code: 503,
            when: Moment::BeforeCommit,
            body: FaultBody::Html,
            retry_after_seconds: None,
        }
    }

    /// 502 with a proxy's page, in place of the reply: what is asked is done, but a client can't
    /// know.
    pub fn bad_gateway() -> Self {
        Self::Status {
            code: 502,
            when: Moment::AfterCommit,
            body: FaultBody::Html,
            retry_after_seconds: None,
        }
    }

    fn refusal(code: u16, retry_after_seconds: Option<u32>) -> Self {
        Self::Status {
            code,
            when: Moment::BeforeCommit,
            body: FaultBody::Envelope,
            retry_after_seconds,
        }
    }
}

impl FaultRule {
    /// This fault, for the next request for this operation of the contract (`sip_create`) and no
    /// other.
    ///
    /// ```
    /// use m7_sandbox::{Fault, FaultRule};
    ///
    /// let lost = FaultRule::next("sip_create", Fault::lost_reply());
    /// assert_eq!(lost, FaultRule::new(Fault::lost_reply()).operation("sip_create").times(1));
    /// ```
    #[must_use]
    pub fn next(operation: impl Into<String>, fault: Fault) -> Self {
        Self::new(fault).operation(operation).times(1)
    }
}

impl From<Fault> for FaultRule {
    /// This fault, for every request.
    fn from(fault: Fault) -> Self {
        Self::new(fault)
    }
}

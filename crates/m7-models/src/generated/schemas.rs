// @generated from spec/openapi.yaml by `cargo xtask regen`. Not to be edited: change the document.

/// Which SIP numbers to list. Empty lists all of the account.
///
/// *Documented.*
#[derive(Clone, Debug, Default, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
#[non_exhaustive]
pub struct SipListRequest {
    /// The SIP number (sip号码) to look for.
    ///
    /// *Documented.*
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Only numbers with one of these registration statuses (注册状态).
    ///
    /// *Documented.* The table says number[] and the request shows [0, 1]; the reply's echo shows ["1"] and a content-length of 56, which is consistent with strings and, written with other blanks, with numbers. That the server takes both is assumed. Numbers are written here.
    #[serde(
        rename = "registerStatuses",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub register_statuses: Option<Vec<crate::RegisterStatus>>,
}

impl SipListRequest {
    /// A SipListRequest with everything left out.
    pub fn new() -> Self {
        Self {
            number: None,
            register_statuses: None,
        }
    }
    /// The SipListRequest with [`number`](Self::number) set.
    #[must_use]
    pub fn with_number(mut self, number: impl Into<String>) -> Self {
        self.number = Some(number.into());
        self
    }
    /// The SipListRequest with [`register_statuses`](Self::register_statuses) set.
    #[must_use]
    pub fn with_register_statuses(
        mut self,
        register_statuses: impl Into<Vec<crate::RegisterStatus>>,
    ) -> Self {
        self.register_statuses = Some(register_statuses.into());
        self
    }
}

/// A SIP number to create.
///
/// *Documented.* The page's column 是否必传 (required) has lost its values; number and password are assumed to be required, the others optional.
#[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
#[non_exhaustive]
pub struct SipCreateRequest {
    /// The SIP number (sip号码).
    ///
    /// *Documented.*
    pub number: String,
    /// The password (sip号密码) with which a phone registers. The reply's requestInfo.body echoes it.
    ///
    /// *Documented.*
    pub password: crate::SipPassword,
    /// Whether the phone is behind NAT (是否NAT).
    ///
    /// *Documented.* Boolean here; the number-management page shows it as a string.
    #[serde(rename = "isNAT", default, skip_serializing_if = "Option::is_none")]
    pub is_nat: Option<bool>,
    /// The voice codecs (语音编码格式) of the number.
    ///
    /// *Documented.*
    #[serde(rename = "codingFormat", default, skip_serializing_if = "Option::is_none")]
    pub coding_format: Option<Vec<crate::CodingFormat>>,
    /// The agent (座席) to apply to the number; `""` is no agent. An agent can be applied only to a number that is registered and not bound (已注册且未绑定).
    ///
    /// *Documented.* That `""` is no agent is derived from the page's example.
    #[serde(rename = "agentId", default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
}

impl SipCreateRequest {
    /// A SipCreateRequest with what is required; all else is left out.
    pub fn new(
        number: impl Into<String>,
        password: impl Into<crate::SipPassword>,
    ) -> Self {
        Self {
            number: number.into(),
            password: password.into(),
            is_nat: None,
            coding_format: None,
            agent_id: None,
        }
    }
    /// The SipCreateRequest with [`is_nat`](Self::is_nat) set.
    #[must_use]
    pub fn with_is_nat(mut self, is_nat: bool) -> Self {
        self.is_nat = Some(is_nat);
        self
    }
    /// The SipCreateRequest with [`coding_format`](Self::coding_format) set.
    #[must_use]
    pub fn with_coding_format(
        mut self,
        coding_format: impl Into<Vec<crate::CodingFormat>>,
    ) -> Self {
        self.coding_format = Some(coding_format.into());
        self
    }
    /// The SipCreateRequest with [`agent_id`](Self::agent_id) set.
    #[must_use]
    pub fn with_agent_id(mut self, agent_id: impl Into<String>) -> Self {
        self.agent_id = Some(agent_id.into());
        self
    }
}

/// What to change of a SIP number.
///
/// *Documented.* The page's column 是否必传 (required) has lost its values; sipId is assumed to be required, the others optional.
#[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
#[non_exhaustive]
pub struct SipUpdateRequest {
    /// The primary key (主键 id) of a SIP number: 24 hex digits, a MongoDB ObjectId, so that its first 4 bytes are the time of creation in Unix seconds by the server's clock.
    ///
    /// *Documented.* That it is an ObjectId is derived from the page's four examples.
    #[serde(rename = "sipId")]
    pub sip_id: crate::SipId,
    /// The SIP number (sip号码).
    ///
    /// *Documented.*
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The password (sip号密码) with which a phone registers. The reply's requestInfo.body echoes it.
    ///
    /// *Documented.*
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<crate::SipPassword>,
    /// Whether the phone is behind NAT (是否NAT).
    ///
    /// *Documented.* Boolean here; the number-management page shows it as a string.
    #[serde(rename = "isNAT", default, skip_serializing_if = "Option::is_none")]
    pub is_nat: Option<bool>,
    /// The voice codecs (语音编码格式) of the number.
    ///
    /// *Documented.*
    #[serde(rename = "codingFormat", default, skip_serializing_if = "Option::is_none")]
    pub coding_format: Option<Vec<crate::CodingFormat>>,
    /// The agent (座席) to apply to the number. An agent can be applied only to a number that is registered and not bound (已注册且未绑定). `""` unbinds.
    ///
    /// *Documented.* That `""` unbinds is assumed.
    #[serde(rename = "agentId", default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
}

impl SipUpdateRequest {
    /// A SipUpdateRequest with what is required; all else is left out.
    pub fn new(sip_id: impl Into<crate::SipId>) -> Self {
        Self {
            sip_id: sip_id.into(),
            number: None,
            password: None,
            is_nat: None,
            coding_format: None,
            agent_id: None,
        }
    }
    /// The SipUpdateRequest with [`number`](Self::number) set.
    #[must_use]
    pub fn with_number(mut self, number: impl Into<String>) -> Self {
        self.number = Some(number.into());
        self
    }
    /// The SipUpdateRequest with [`password`](Self::password) set.
    #[must_use]
    pub fn with_password(mut self, password: impl Into<crate::SipPassword>) -> Self {
        self.password = Some(password.into());
        self
    }
    /// The SipUpdateRequest with [`is_nat`](Self::is_nat) set.
    #[must_use]
    pub fn with_is_nat(mut self, is_nat: bool) -> Self {
        self.is_nat = Some(is_nat);
        self
    }
    /// The SipUpdateRequest with [`coding_format`](Self::coding_format) set.
    #[must_use]
    pub fn with_coding_format(
        mut self,
        coding_format: impl Into<Vec<crate::CodingFormat>>,
    ) -> Self {
        self.coding_format = Some(coding_format.into());
        self
    }
    /// The SipUpdateRequest with [`agent_id`](Self::agent_id) set.
    #[must_use]
    pub fn with_agent_id(mut self, agent_id: impl Into<String>) -> Self {
        self.agent_id = Some(agent_id.into());
        self
    }
}

/// Which SIP number to delete.
///
/// *Documented.* The page's column 是否必传 (required) has lost its values; sipId is assumed to be required.
#[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
#[non_exhaustive]
pub struct SipDeleteRequest {
    /// The primary key (主键 id) of a SIP number: 24 hex digits, a MongoDB ObjectId, so that its first 4 bytes are the time of creation in Unix seconds by the server's clock.
    ///
    /// *Documented.* That it is an ObjectId is derived from the page's four examples.
    #[serde(rename = "sipId")]
    pub sip_id: crate::SipId,
}

impl SipDeleteRequest {
    /// A SipDeleteRequest with what is required; all else is left out.
    pub fn new(sip_id: impl Into<crate::SipId>) -> Self {
        Self { sip_id: sip_id.into() }
    }
}

/// The reply to a list, the account's SIP numbers in `data`.
///
/// *Documented.*
pub type SipListResponse = ::m7_envelope::Envelope<
    ::m7_envelope::Items<crate::SipNumber>,
>;

/// The reply to a create, the new number's id in `data`.
///
/// *Documented.*
pub type SipCreateResponse = ::m7_envelope::Envelope<crate::SipIdentity>;

/// The reply to an update, the number's id in `data`.
///
/// *Documented.*
pub type SipUpdateResponse = ::m7_envelope::Envelope<crate::SipIdentity>;

/// The reply to a delete, the number's id in `data`.
///
/// *Documented.*
pub type SipDeleteResponse = ::m7_envelope::Envelope<crate::SipIdentity>;

/// A SIP number as it is listed.
///
/// *Documented.* The page shows a registered, bound number only. What is sent for one that isn't is unknown, so all of a registration but its status may be absent. That registerStatus, number and sipId always stand there is assumed.
#[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
#[non_exhaustive]
pub struct SipNumber {
    /// Address that the phone registered from (sip用户端注册地址), `host:port`, e.g. `111.202.78.82:54869`.
    ///
    /// *Documented.*
    #[serde(rename = "clientUrl", default, skip_serializing_if = "Option::is_none")]
    pub client_url: Option<String>,
    /// SIP server that the phone registered to (sip服务器注册地址), `host:port`, e.g. `opensips.pbxtest.7moor.com:32760`.
    ///
    /// *Documented.*
    #[serde(rename = "serverUrl", default, skip_serializing_if = "Option::is_none")]
    pub server_url: Option<String>,
    /// The device that registered (注册设备), e.g. `Telephone`.
    ///
    /// *Documented.* That it is the phone's User-Agent is assumed.
    #[serde(rename = "registerDevice", default, skip_serializing_if = "Option::is_none")]
    pub register_device: Option<String>,
    /// Time of registration (注册时间), `YYYY-MM-DD hh:mm:ss`, civil time in UTC+8.
    ///
    /// *Documented.* The timezone is derived: the sipId of the page's number was made at 14:20:49 in UTC+8, 13 minutes before its registerTime.
    #[serde(rename = "registerTime", default, skip_serializing_if = "Option::is_none")]
    pub register_time: Option<String>,
    /// Whether a phone is registered (注册状态), 0 (未注册) or 1 (已注册).
    ///
    /// *Documented.* The reply's table says string, its example shows a number; both decode.
    #[serde(rename = "registerStatus")]
    pub register_status: crate::RegisterStatus,
    /// The SIP number (sip号码).
    ///
    /// *Documented.*
    pub number: String,
    /// The primary key (主键 id) of a SIP number: 24 hex digits, a MongoDB ObjectId, so that its first 4 bytes are the time of creation in Unix seconds by the server's clock.
    ///
    /// *Documented.* That it is an ObjectId is derived from the page's four examples.
    #[serde(rename = "sipId")]
    pub sip_id: crate::SipId,
    /// The account number (账户编号); the same as the appkey.
    ///
    /// *Documented.* That it is the appkey is derived from the page's example.
    #[serde(rename = "accountId", default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// The agent (座席) bound to a SIP number.
    ///
    /// *Documented.* No page shows the agent of an unbound number, so absent, null, "", {} and blank fields all mean that there is none.
    #[serde(
        default,
        deserialize_with = "::m7_envelope::blank_as_absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub agent: Option<Agent>,
}

impl SipNumber {
    /// A SipNumber with what is required; all else is left out.
    pub fn new(
        register_status: impl Into<crate::RegisterStatus>,
        number: impl Into<String>,
        sip_id: impl Into<crate::SipId>,
    ) -> Self {
        Self {
            client_url: None,
            server_url: None,
            register_device: None,
            register_time: None,
            register_status: register_status.into(),
            number: number.into(),
            sip_id: sip_id.into(),
            account_id: None,
            agent: None,
        }
    }
    /// The SipNumber with [`client_url`](Self::client_url) set.
    #[must_use]
    pub fn with_client_url(mut self, client_url: impl Into<String>) -> Self {
        self.client_url = Some(client_url.into());
        self
    }
    /// The SipNumber with [`server_url`](Self::server_url) set.
    #[must_use]
    pub fn with_server_url(mut self, server_url: impl Into<String>) -> Self {
        self.server_url = Some(server_url.into());
        self
    }
    /// The SipNumber with [`register_device`](Self::register_device) set.
    #[must_use]
    pub fn with_register_device(mut self, register_device: impl Into<String>) -> Self {
        self.register_device = Some(register_device.into());
        self
    }
    /// The SipNumber with [`register_time`](Self::register_time) set.
    #[must_use]
    pub fn with_register_time(mut self, register_time: impl Into<String>) -> Self {
        self.register_time = Some(register_time.into());
        self
    }
    /// The SipNumber with [`account_id`](Self::account_id) set.
    #[must_use]
    pub fn with_account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }
    /// The SipNumber with [`agent`](Self::agent) set.
    #[must_use]
    pub fn with_agent(mut self, agent: impl Into<Agent>) -> Self {
        self.agent = Some(agent.into());
        self
    }
}

/// The agent (座席) bound to a SIP number.
///
/// *Documented.* No page shows the agent of an unbound number, so absent, null, "", {} and blank fields all mean that there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Agent {
    /// The agent's id (座席id), 24 hex digits on the page.
    ///
    /// *Documented.*
    #[serde(
        rename = "agentId",
        default,
        deserialize_with = "crate::blank::value_as_absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub agent_id: Option<String>,
    /// The agent's name (座席名称).
    ///
    /// *Documented.*
    #[serde(
        rename = "agentName",
        default,
        deserialize_with = "crate::blank::value_as_absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub agent_name: Option<String>,
    /// The agent's number (座席工号).
    ///
    /// *Documented.*
    #[serde(
        rename = "agentNumber",
        default,
        deserialize_with = "crate::blank::value_as_absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub agent_number: Option<String>,
}

impl Agent {
    /// An Agent with everything left out.
    pub fn new() -> Self {
        Self {
            agent_id: None,
            agent_name: None,
            agent_number: None,
        }
    }
    /// The Agent with [`agent_id`](Self::agent_id) set.
    #[must_use]
    pub fn with_agent_id(mut self, agent_id: impl Into<String>) -> Self {
        self.agent_id = Some(agent_id.into());
        self
    }
    /// The Agent with [`agent_name`](Self::agent_name) set.
    #[must_use]
    pub fn with_agent_name(mut self, agent_name: impl Into<String>) -> Self {
        self.agent_name = Some(agent_name.into());
        self
    }
    /// The Agent with [`agent_number`](Self::agent_number) set.
    #[must_use]
    pub fn with_agent_number(mut self, agent_number: impl Into<String>) -> Self {
        self.agent_number = Some(agent_number.into());
        self
    }
}

/// Which SIP number a write was about.
///
/// *Documented.* That sipId always stands there is assumed.
#[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
#[non_exhaustive]
pub struct SipIdentity {
    /// The primary key (主键 id) of a SIP number: 24 hex digits, a MongoDB ObjectId, so that its first 4 bytes are the time of creation in Unix seconds by the server's clock.
    ///
    /// *Documented.* That it is an ObjectId is derived from the page's four examples.
    #[serde(rename = "sipId")]
    pub sip_id: crate::SipId,
}

impl SipIdentity {
    /// A SipIdentity with what is required; all else is left out.
    pub fn new(sip_id: impl Into<crate::SipId>) -> Self {
        Self { sip_id: sip_id.into() }
    }
}

/// The primary key (主键 id) of a SIP number: 24 hex digits, a MongoDB ObjectId, so that its first 4 bytes are the time of creation in Unix seconds by the server's clock.
///
/// *Documented.* That it is an ObjectId is derived from the page's four examples.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    ::serde::Serialize,
    ::serde::Deserialize
)]
#[serde(transparent)]
pub struct SipId(String);

impl SipId {
    /// A SipId of this text, which isn't checked.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    /// The text on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The text on the wire, taken out.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl From<&str> for SipId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for SipId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&SipId> for SipId {
    fn from(text: &SipId) -> Self {
        text.clone()
    }
}

impl From<SipId> for String {
    fn from(text: SipId) -> String {
        text.0
    }
}

impl ::std::str::FromStr for SipId {
    type Err = ::std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text))
    }
}

impl AsRef<str> for SipId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl ::std::borrow::Borrow<str> for SipId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for SipId {
    fn eq(&self, text: &str) -> bool {
        self.0 == text
    }
}

impl PartialEq<&str> for SipId {
    fn eq(&self, text: &&str) -> bool {
        self.0 == *text
    }
}

impl ::std::fmt::Display for SipId {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.pad(&self.0)
    }
}

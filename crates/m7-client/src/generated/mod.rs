// @generated from spec/openapi.yaml by `cargo xtask regen`. Not to be edited: change the document.

#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};

#[derive(Clone, Debug)]
/// Client for 7moor v7 SIP numbers
///
/// SIP numbers (SIP号) of a 7moor (七陌) v7 contact-centre account: list, create, update, delete,
/// with an agent (座席) bound to a number.
///
/// Every request carries five headers: `content-type: application/json`, `m7-appkey`,
/// `m7-timestamp` (Unix seconds, 10 digits), `m7-nonce` (6 digits, new for every request, leading
/// zeros kept) and `m7-sign`, which is
///
/// ```text
/// base64( HMAC-SHA256( key = secretKey, message = appkey + timestamp + nonce ) )
/// ```
///
/// in the standard alphabet with padding. The server refuses a timestamp more than 5 minutes away
/// from its own clock, and a sign and nonce that it has seen in the last 5 minutes. **Neither path
/// nor body is signed**, and the documented base URL is plain http.
///
/// Every reply is one envelope: `success`, `code`, `message`, `data`, `requestInfo`. No page shows
/// a reply that failed: codes and HTTP statuses of failures are unknown.
///
/// The page's requests are curl calls with the headers `m7-appkey: 2000113`, `m7-nonce: 025513` and
/// `content-type: application/json`. Three have `m7-timestamp: 1616408549` and one `m7-sign`, which
/// all four replies' echoes repeat beside other timestamps (delete's request has a timestamp,
/// `1616406746`, and a sign of its own). So the page's signs are made up and
/// can't be verified. Requests and echoes differ in their bodies, too; each operation says where.
///
///
/// Version: 0.1.0
pub struct Client {
    pub(crate) baseurl: crate::endpoints::Endpoints,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::Transport,
}

impl Client {
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::Transport,
    ) -> Self {
        Self {
            baseurl: crate::endpoints::Endpoints::below(baseurl),
            client,
            inner,
        }
    }
}

impl ClientInfo<crate::Transport> for Client {
    fn api_version() -> &'static str {
        "0.1.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::Transport {
        &self.inner
    }
}

#[allow(clippy::all)]
impl Client {
    /// List SIP numbers (获取SIP号列表)
    ///
    /// Lists the account's SIP numbers. Without parameters (`{}`) it lists all of them; there is no
    /// pagination. Codecs, NAT and password of a number are not among what is listed.
    ///
    ///
    /// Sends a `POST` request to `/openapi/v1/call/sip/list`
    pub async fn sip_list<'a>(
        &'a self,
        body: &'a ::m7_models::SipListRequest,
    ) -> Result<ResponseValue<::m7_models::SipListResponse>, Error<()>> {
        crate::exchange::make(self, &::m7_models::operation::SIP_LIST, Some(body)).await
    }
    /// Create a SIP number (创建sip号)
    ///
    /// Creates a SIP number. An agent can be applied only to a number that is registered and not
    /// bound (已注册且未绑定), so a number can't be created and bound in one step: its phone must
    /// register first.
    ///
    ///
    /// Sends a `POST` request to `/openapi/v1/call/sip/create`
    pub async fn sip_create<'a>(
        &'a self,
        body: &'a ::m7_models::SipCreateRequest,
    ) -> Result<ResponseValue<::m7_models::SipCreateResponse>, Error<()>> {
        crate::exchange::make(self, &::m7_models::operation::SIP_CREATE, Some(body))
            .await
    }
    /// Update a SIP number (更新sip号)
    ///
    /// Replaces fields of a SIP number. With `agentId` it binds an agent, under the same rule as
    /// for create.
    ///
    ///
    /// Sends a `POST` request to `/openapi/v1/call/sip/update`
    pub async fn sip_update<'a>(
        &'a self,
        body: &'a ::m7_models::SipUpdateRequest,
    ) -> Result<ResponseValue<::m7_models::SipUpdateResponse>, Error<()>> {
        crate::exchange::make(self, &::m7_models::operation::SIP_UPDATE, Some(body))
            .await
    }
    /// Delete a SIP number (删除sip号)
    ///
    /// Deletes a SIP number. The slowest of the four, at 25 seconds on the page.
    ///
    /// Sends a `POST` request to `/openapi/v1/call/sip/delete`
    pub async fn sip_delete<'a>(
        &'a self,
        body: &'a ::m7_models::SipDeleteRequest,
    ) -> Result<ResponseValue<::m7_models::SipDeleteResponse>, Error<()>> {
        crate::exchange::make(self, &::m7_models::operation::SIP_DELETE, Some(body))
            .await
    }
}

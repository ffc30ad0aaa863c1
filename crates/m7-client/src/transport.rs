//! Signs and sends one attempt.

use std::fmt;
use std::sync::Arc;

use m7_auth::{Clock, NonceAllocator, Signer, Timestamp};
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::{Client, Error};

/// What a [`Client`] signs its requests with. Clones share the nonces, so that none is used twice.
#[derive(Clone)]
pub struct Transport(Arc<Parts>);

struct Parts {
    signer: Signer,
    nonces: NonceAllocator,
    clock: Box<dyn Clock>,
}

impl Transport {
    /// A transport that signs with `signer`, with the time of `clock` and the nonces of `nonces`.
    pub fn new(signer: Signer, nonces: NonceAllocator, clock: impl Clock + 'static) -> Self {
        Self(Arc::new(Parts {
            signer,
            nonces,
            clock: Box::new(clock),
        }))
    }

    /// Puts the four headers of a signed request into `headers`.
    fn sign<E>(&self, headers: &mut HeaderMap) -> Result<(), Error<E>> {
        let Parts {
            signer,
            nonces,
            clock,
        } = &*self.0;
        let now = Timestamp::from_system_time(clock.now()).map_err(unsigned)?;
        let (timestamp, nonce) = nonces.allocate(now).map_err(unsigned)?;
        let signed = signer.sign(timestamp, nonce);
        for (name, value) in signed.pairs() {
            let mut value = HeaderValue::from_str(value)?;
            // Kept out of reqwest's and hyper's debug output.
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), value);
        }
        Ok(())
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("appkey", &self.0.signer.appkey())
            .finish_non_exhaustive()
    }
}

impl ClientHooks<Transport> for Client {
    /// Signs the request. Here and not in `exec`, whose error type can't say why a request was not
    /// signed.
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        _: &OperationInfo,
    ) -> Result<(), Error<E>> {
        // The generator sends the version of the contract, which means nothing to the vendor.
        request.headers_mut().remove("api-version");
        self.inner().sign(request.headers_mut())
    }
}

fn unsigned<E>(reason: impl fmt::Display) -> Error<E> {
    Error::Custom(format!("the request was not signed: {reason}"))
}

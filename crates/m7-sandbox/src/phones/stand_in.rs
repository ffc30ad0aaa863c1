//! Stand-ins: phones that the sandbox's owner says are there, for whoever has none to register.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use m7_registrar::{Binding, Transport};

use crate::Error;
use crate::service::Service;
use crate::store::Account;

/// How much of a device's name is kept, in characters.
const DEVICE_LIMIT: usize = 255;

/// Tells the binding of a stand-in from a phone's, together with its never ending: a phone may send
/// this Call-ID too, but what it registers ends.
const CALL_ID: &str = "stand-in";

/// The end of the year 9999, in Unix milliseconds: a stand-in stays until it is told to leave.
const NEVER: Duration = Duration::from_millis(253_402_300_799_999);

/// Has a stand-in register at a number from `client_url` as `device`, in place of the one that was
/// there. Phones know nothing of it: it isn't among the contacts that they are told, takes the place of
/// none, and stays when they leave. Assumed: register-time, register-device, phone-form.
pub(crate) async fn register(
    service: &Service,
    appkey: &str,
    number: &str,
    client_url: &str,
    device: &str,
) -> Result<(), Error> {
    let mut stand_in = Binding::new(
        format!("sip:{number}@{client_url}"),
        source(client_url)?,
        Transport::Udp,
        service.now(),
        SystemTime::UNIX_EPOCH + NEVER,
    );
    CALL_ID.clone_into(&mut stand_in.call_id);
    stand_in.user_agent = Some(printable(device));
    change(service, appkey, number, move |account, number| {
        let Some(mut bindings) = account.bindings(number)? else {
            return Ok(false);
        };
        bindings.retain(|binding| !is_stand_in(binding));
        bindings.push(stand_in);
        Ok(account.put_bindings(number, &bindings)?)
    })
    .await
}

/// Ends all registrations of a number, those of phones too. Assumed: agent-stays.
pub(crate) async fn unregister(service: &Service, appkey: &str, number: &str) -> Result<(), Error> {
    change(service, appkey, number, |account, number| {
        Ok(account.put_bindings(number, &[])?)
    })
    .await
}

/// Whether this binding is no phone's.
pub(crate) fn is_stand_in(binding: &Binding) -> bool {
    binding.call_id == CALL_ID && binding.expires_at == SystemTime::UNIX_EPOCH + NEVER
}

/// Makes a change that tells whether there is such a number.
async fn change(
    service: &Service,
    appkey: &str,
    number: &str,
    act: impl FnOnce(&Account<'_>, &str) -> Result<bool, Error> + Send + 'static,
) -> Result<(), Error> {
    let (appkey, number) = (appkey.to_owned(), number.to_owned());
    if !service.doors.has(&appkey) {
        return Err(Error::UnknownAccount { appkey });
    }
    service
        .store
        .write(move |transaction| {
            if act(&Account::new(transaction, &appkey), &number)? {
                Ok(())
            } else {
                Err(Error::UnknownNumber {
                    appkey: appkey.clone(),
                    number: number.clone(),
                })
            }
        })
        .await
}

/// A phone has an address, never a name, and a port that isn't 0.
fn source(client_url: &str) -> Result<SocketAddr, Error> {
    const SHOWN: usize = 64;
    client_url
        .parse()
        .ok()
        .filter(|source: &SocketAddr| source.port() != 0)
        .ok_or_else(|| Error::ClientUrl {
            client_url: client_url.chars().take(SHOWN).collect(),
        })
}

/// Without control characters, and cut to a length that a name may have.
fn printable(device: &str) -> String {
    let characters = device.chars().filter(|character| !character.is_control());
    characters.take(DEVICE_LIMIT).collect()
}

//! Phones that come and go, as the sandbox's owner says they do.

use std::net::Ipv6Addr;

use crate::Error;
use crate::ids::unix_millis;
use crate::service::Service;
use crate::store::{Account, Registration};

/// How much of a device's name is kept, in characters.
const DEVICE_LIMIT: usize = 255;

/// Marks a number as registered from `client_url` by `device`, as of now. Assumed: register-time,
/// register-device, phone-form.
pub(crate) async fn register(
    service: &Service,
    appkey: &str,
    number: &str,
    client_url: &str,
    device: &str,
) -> Result<(), Error> {
    if !is_host_and_port(client_url) {
        const SHOWN: usize = 64;
        return Err(Error::ClientUrl {
            client_url: client_url.chars().take(SHOWN).collect(),
        });
    }
    let registration = Registration {
        client_url: client_url.to_owned(),
        register_device: printable(device),
        registered_at: i64::try_from(unix_millis(service.now())).unwrap_or(i64::MAX),
    };
    change(service, appkey, number, move |account, number| {
        Ok(account.register(number, &registration)?)
    })
    .await
}

/// Marks a number as not registered. Assumed: agent-stays.
pub(crate) async fn unregister(service: &Service, appkey: &str, number: &str) -> Result<(), Error> {
    change(service, appkey, number, |account, number| {
        Ok(account.unregister(number)?)
    })
    .await
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

/// Whether this is a name, an IPv4 address or an IPv6 address in brackets, and a port that isn't 0.
fn is_host_and_port(text: &str) -> bool {
    // A DNS name has no more.
    const HOST_LIMIT: usize = 253;
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    let of_a_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_host = match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => (1..=HOST_LIMIT).contains(&host.len()) && host.bytes().all(of_a_name),
    };
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit())
        && port.parse::<u16>().is_ok_and(|port| port > 0);
    is_host && is_port
}

/// Without control characters, and cut to a length that a name may have.
fn printable(device: &str) -> String {
    let characters = device.chars().filter(|character| !character.is_control());
    characters.take(DEVICE_LIMIT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_has_a_host_and_a_port() {
        for right in [
            "111.202.78.82:54869",
            "192.0.2.7:1",
            "phone-1.example_net:65535",
            "[2001:db8::1]:5060",
        ] {
            assert!(is_host_and_port(right), "{right}");
        }
        let long = format!("{}:5060", "x".repeat(254));
        for wrong in [
            "",
            ":",
            "192.0.2.7",
            "192.0.2.7:",
            "192.0.2.7:0",
            "192.0.2.7:+80",
            "1.2.3.4:99999",
            ":5060",
            "2001:db8::1:5060",
            "[phone]:5060",
            "[]:5060",
            "sip:2000@192.0.2.7:5060",
            "a b:5060",
            "junk\n\0",
            "192.0.2.7:5060\n",
            &long,
        ] {
            assert!(!is_host_and_port(wrong), "{wrong:?}");
        }
    }
}

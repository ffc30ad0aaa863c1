//! Phones that come and go, as the sandbox's owner says they do.

use crate::Error;
use crate::ids::unix_millis;
use crate::service::Service;
use crate::store::{Account, Registration};

/// Marks a number as registered from `client_url` by `device`, as of now. Assumed: register-time.
pub(crate) async fn register(
    service: &Service,
    appkey: &str,
    number: &str,
    client_url: &str,
    device: &str,
) -> Result<(), Error> {
    let registration = Registration {
        client_url: client_url.to_owned(),
        register_device: device.to_owned(),
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

//! The Redis that leases: how it is reached, asked, and understood.

use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ErrorKind, RedisError};

use super::RedisNoncesError;
use super::grid::{BEYOND, Grid};

const GRANT: &str = include_str!("grant.lua");

/// How long connecting, and one answer, may take. Leases are fetched a block ahead, and a held block
/// can be used for two minutes, so that nothing is lost by patience.
const PATIENCE: Duration = Duration::from_secs(3);

/// For how long a counter is kept, in seconds: by so much Redis' clock may be set back without a
/// restart, and so far may a process be behind it.
const REMEMBERED: u64 = 600;

/// After how many seconds without any lease Redis forgets the fleet: 30 days.
const LIFE: u64 = 30 * 24 * 3600;

/// Where the leases are kept. Holds the password, and so has no `Debug`.
pub(super) struct Server {
    client: Client,
    name: Arc<str>,
    key: Arc<str>,
    grid: Grid,
}

/// What Redis answered, and the time that its clock showed, since 1970.
pub(super) struct Answer {
    pub(super) redis_time: Duration,
    /// Whether it has found that it doesn't know what was granted before.
    pub(super) set_fence: bool,
    /// Which life of which server answered; empty if it doesn't tell.
    pub(super) identity: Box<str>,
    pub(super) said: Said,
}

pub(super) enum Said {
    /// The share with this index is granted.
    Granted(u32),
    /// The block is further ahead than blocks are granted.
    Ahead,
    /// The block begins before this second, the first that may be granted.
    Before(u64),
    /// All shares of the block are taken.
    Taken,
    /// Others cut time and nonces like this.
    Grid(Arc<str>),
    /// It doesn't tell which server it is.
    Nameless,
}

impl Server {
    pub(super) fn new(url: &str, key: &str, grid: Grid) -> Result<Self, RedisNoncesError> {
        if url.starts_with("rediss:") || url.starts_with("valkeys:") {
            return Err(RedisNoncesError::Settings(
                "TLS to Redis (rediss://) isn't supported: give redis://, through a tunnel that does \
                 TLS if the network isn't trusted"
                    .into(),
            ));
        }
        // Nothing of the URL is quoted: it may hold a password wherever it went wrong.
        let client = Client::open(url).map_err(|_| {
            RedisNoncesError::Settings(
                "the URL of Redis can't be one: it is redis://[[user]:password@]host[:port][/database]"
                    .into(),
            )
        })?;
        let name = client.get_connection_info().addr().to_string().into();
        Ok(Self {
            client,
            name,
            key: key.into(),
            grid,
        })
    }

    /// Host and port, without user and password.
    pub(super) fn name(&self) -> Arc<str> {
        self.name.clone()
    }

    pub(super) fn key(&self) -> Arc<str> {
        self.key.clone()
    }

    /// A connection, and what Redis' clock shows.
    pub(super) async fn connect(
        &self,
    ) -> Result<(MultiplexedConnection, Duration), RedisNoncesError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let mut connection = self
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await
            .map_err(|error| self.trouble_of(&error))?;
        let (seconds, micros): (u64, u64) = redis::cmd("TIME")
            .query_async(&mut connection)
            .await
            .map_err(|error| self.trouble_of(&error))?;
        let redis_time = Duration::from_secs(seconds) + Duration::from_micros(micros);
        Ok((connection, redis_time))
    }

    /// Asks for a share of `block`. Once asked, it may be granted though no answer arrives; then it
    /// is nobody's.
    pub(super) async fn ask(
        &self,
        connection: &mut MultiplexedConnection,
        block: u64,
    ) -> Result<Answer, RedisNoncesError> {
        type Told = (String, u64, u64, String, String);
        let (said, millis, number, text, identity): Told = redis::cmd("EVAL")
            .arg(GRANT)
            .arg(1)
            .arg(&*self.key)
            .arg(block)
            .arg(self.grid.text())
            .arg(self.grid.block)
            .arg(self.grid.skew)
            .arg(self.grid.shares)
            .arg(self.grid.reserved)
            .arg(REMEMBERED)
            .arg(LIFE)
            .arg(BEYOND)
            .query_async(connection)
            .await
            .map_err(|error| self.trouble_of(&error))?;
        let said = match (said.as_str(), u32::try_from(number)) {
            ("granted", Ok(share)) if share < self.grid.shares => Said::Granted(share),
            ("ahead", _) => Said::Ahead,
            ("before", _) => Said::Before(number),
            ("taken", _) => Said::Taken,
            ("grid", _) => Said::Grid(text.as_str().into()),
            ("nameless", _) => Said::Nameless,
            _ => {
                return Err(RedisNoncesError::Failed {
                    server: self.name(),
                    reason: format!("it answered {said} {number} {text}").into(),
                });
            }
        };
        Ok(Answer {
            redis_time: Duration::from_millis(millis),
            set_fence: text == "fenced",
            identity: identity.into(),
            said,
        })
    }

    fn trouble_of(&self, error: &RedisError) -> RedisNoncesError {
        let server = self.name();
        let reason = match (error.code(), error.detail()) {
            (Some(code), Some(detail)) => format!("{code} {detail}").into(),
            _ => error.to_string().into(),
        };
        let refused = error.kind() == ErrorKind::AuthenticationFailed
            || matches!(error.code(), Some("NOAUTH" | "WRONGPASS" | "NOPERM"))
            || error.to_string().contains("can't run this command");
        if refused {
            RedisNoncesError::Refused { server, reason }
        } else if error.code().is_some() {
            RedisNoncesError::Failed { server, reason }
        } else {
            RedisNoncesError::Unreachable { server, reason }
        }
    }
}

//! A redis-server of a test's own, without persistence.
//!
//! One that is started for the first time is made to believe that it knows all that it granted, so that
//! a test needn't wait for the fence of a new one.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use tempfile::TempDir;

/// Where leases are kept.
pub(crate) const KEY: &str = "m7:nonces:2000113";

pub(crate) struct RedisServer {
    child: Child,
    port: u16,
    folder: TempDir,
    password: Option<&'static str>,
}

impl RedisServer {
    pub(crate) async fn start() -> Self {
        let server = Self::started(None).await;
        server.take_the_fence_away().await;
        server
    }

    pub(crate) async fn with_password(password: &'static str) -> Self {
        let server = Self::started(Some(password)).await;
        server.take_the_fence_away().await;
        server
    }

    /// One that has never leased, and knows it.
    pub(crate) async fn start_new() -> Self {
        Self::started(None).await
    }

    /// Has it believe that it knows what it granted, and that this is nothing.
    pub(crate) async fn take_the_fence_away(&self) {
        let forged = "local function told(section, name)
                return string.match(redis.call('INFO', section), name .. ':(%x+)')
            end
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[1], 'from', 0, 'until', 0,
                'identity', told('server', 'run_id') .. '/' .. told('replication', 'master_replid'),
                'grid', 'that of nobody')";
        redis::cmd("EVAL")
            .arg(forged)
            .arg(1)
            .arg(KEY)
            .exec_async(&mut self.connection().await)
            .await
            .unwrap();
    }

    async fn started(password: Option<&'static str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The port is free when it is found; should it be taken before Redis has it, another is.
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0")
                .and_then(|free| free.local_addr())
                .unwrap()
                .port();
            let mut server = Self {
                child: spawn(port, folder.path(), password),
                port,
                folder: tempfile::tempdir().unwrap(),
                password,
            };
            if server.answers().await {
                server.folder = folder;
                return server;
            }
        }
        panic!("redis-server doesn't start");
    }

    pub(crate) fn url(&self) -> String {
        let password = self.password.map(|password| format!(":{password}@"));
        let password = password.unwrap_or_default();
        format!("redis://{password}127.0.0.1:{}", self.port)
    }

    pub(crate) fn name(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Kills it, as a crash would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again at the same place, with nothing in it.
    pub(crate) async fn start_empty(&mut self) {
        self.child = spawn(self.port, self.folder.path(), self.password);
        assert!(self.answers().await, "redis-server doesn't start again");
    }

    pub(crate) async fn connection(&self) -> MultiplexedConnection {
        redis::Client::open(self.url())
            .unwrap()
            .get_multiplexed_async_connection()
            .await
            .unwrap()
    }

    /// Has Redis do this command, of words that are separated by spaces.
    pub(crate) async fn tell(&self, command: &str) {
        let mut words = command.split(' ');
        let mut told = redis::cmd(words.next().unwrap());
        for word in words {
            told.arg(word);
        }
        told.exec_async(&mut self.connection().await).await.unwrap();
    }

    async fn answers(&mut self) -> bool {
        let client = redis::Client::open(self.url()).unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline && self.child.try_wait().unwrap().is_none() {
            if client.get_multiplexed_async_connection().await.is_ok() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // It may be dead already, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(port: u16, folder: &std::path::Path, password: Option<&str>) -> Child {
    let mut command = Command::new("redis-server");
    command
        .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
        .args(["--save", "", "--appendonly", "no"])
        .args(["--repl-diskless-sync-delay", "0"])
        .arg("--dir")
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    if let Some(password) = password {
        command.args(["--requirepass", password]);
    }
    match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!("redis-server isn't installed: `apt-get install redis-server`")
        }
        Err(error) => panic!("redis-server: {error}"),
    }
}

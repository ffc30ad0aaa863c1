//! An address that leads to one server or another, as one does whose master is replaced.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::redis_server::RedisServer;

pub(crate) struct Road {
    url: String,
    end: watch::Sender<String>,
}

impl Road {
    pub(crate) async fn to(server: &RedisServer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let (end, ends) = watch::channel(server.name());
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(carry(connection, ends.clone()));
            }
        });
        Self { url, end }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Breaks what is connected, and leads to this one from now on.
    pub(crate) fn lead_to(&self, server: &RedisServer) {
        self.end.send_replace(server.name());
    }
}

async fn carry(mut connection: TcpStream, mut ends: watch::Receiver<String>) {
    let end = ends.borrow_and_update().clone();
    let Ok(mut server) = TcpStream::connect(end).await else {
        return;
    };
    // Whichever comes first, it is over.
    tokio::select! {
        _ = copy_bidirectional(&mut connection, &mut server) => {}
        _ = ends.changed() => {}
    }
}

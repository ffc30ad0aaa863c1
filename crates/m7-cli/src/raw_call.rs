//! A request exactly as given: for showing what the facade would never send.

use std::{net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::failure::Failure;

/// The sandbox in this process answers at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// POSTs `{}` with these headers over plain HTTP/1.1 and returns the reply's JSON body.
pub(crate) async fn post_empty(
    server: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
) -> Result<Value, Failure> {
    let headers: String = headers
        .iter()
        .map(|(name, value)| [name, ": ", value, "\r\n"].concat())
        .collect();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {server}\r\n{headers}content-type: application/json\r\n\
         content-length: 2\r\nconnection: close\r\n\r\n{{}}"
    );
    let reply = tokio::time::timeout(PATIENCE, exchange(server, request.as_bytes()))
        .await
        .map_err(|_| Failure::new("the sandbox doesn't answer"))?
        .map_err(|error| Failure::new(format!("the sandbox doesn't answer: {error}")))?;
    let body = reply.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    serde_json::from_str(body).map_err(|_| Failure::new("the sandbox's reply is no JSON"))
}

async fn exchange(server: SocketAddr, request: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(server).await?;
    stream.write_all(request).await?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await?;
    Ok(reply)
}

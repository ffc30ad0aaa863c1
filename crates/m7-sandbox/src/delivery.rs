//! How an answer gets to its client, or doesn't.

use std::future;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::Response;

use crate::faults::{Manner, slowly, truncated, whole};
use crate::line::Line;
use crate::server::UnderWay;
use crate::service::Service;

/// What is to go out, and how.
pub(crate) struct Answer {
    pub(crate) reply: Response<Bytes>,
    pub(crate) manner: Manner,
}

impl Answer {
    /// Sends it on this line. What isn't to be answered never comes back from here.
    pub(crate) async fn deliver(
        self,
        line: Option<Line>,
        under_way: Option<Arc<UnderWay>>,
        service: &Arc<Service>,
    ) -> Response<Body> {
        match self.manner {
            Manner::Whole => return self.reply.map(whole),
            Manner::Slowly(spread) => {
                return self
                    .reply
                    .map(|bytes| slowly(&bytes, spread, Arc::clone(service), under_way));
            }
            Manner::Truncated => return self.reply.map(|bytes| truncated(&bytes)),
            Manner::Reset => {
                if let Some(line) = &line {
                    line.reset();
                }
            }
            Manner::Silence(held) => {
                if let Some(line) = &line {
                    let left = async {
                        match held {
                            // A client may close its half and wait all the same.
                            Some(_) => line.reset_by_client().await,
                            None => line.closed().await,
                        }
                    };
                    let passed = async {
                        match held {
                            Some(duration) => service.clock.sleep(duration).await,
                            None => future::pending().await,
                        }
                    };
                    tokio::select! {
                        () = left => {}
                        () = passed => {}
                        () = service.stopping.asked() => {}
                    }
                    line.break_off();
                }
            }
        }
        // Until the connection is dropped, and this with it.
        future::pending().await
    }
}

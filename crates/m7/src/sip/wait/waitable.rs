//! What all waits have in common.

/// Lets a wait be told how long and how often, and has `.await` begin it.
macro_rules! waitable {
    ($wait:ident => $data:ty) => {
        impl $wait {
            /// Waits no longer than this, two minutes by default. It must not be zero.
            pub fn within(mut self, time: std::time::Duration) -> Self {
                self.patience.within = time;
                self
            }

            /// Looks so long after the last look was over, 2 seconds by default: 5 ms at least, and
            /// after a look that the server refused as long as it asks for (`Retry-After`).
            pub fn every(mut self, interval: std::time::Duration) -> Self {
                self.patience.every = interval;
                self
            }
        }

        impl IntoFuture for $wait {
            type Output = Result<$crate::Reply<$data>, $crate::Error>;
            type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;

            /// The same as `send()`.
            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.send())
            }
        }
    };
}

pub(super) use waitable;

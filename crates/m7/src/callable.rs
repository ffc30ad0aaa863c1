//! What all calls have in common.

/// Gives a call its timeout, and has `.await` send it.
macro_rules! callable {
    ($call:ident => $data:ty) => {
        impl $call {
            /// Gives this call a time of its own, from its start to the last byte of the reply. It
            /// must not be zero.
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.options.timeout = Some(timeout);
                self
            }
        }

        impl IntoFuture for $call {
            type Output = Result<$crate::Reply<$data>, $crate::Error>;
            type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;

            /// The same as `send()`.
            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.send())
            }
        }
    };
}

pub(crate) use callable;

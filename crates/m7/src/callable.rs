//! What all calls have in common.

/// Gives a call its policies, and has `.await` send it.
macro_rules! callable {
    ($call:ident => $data:ty) => {
        impl $call {
            /// Gives each attempt of this call so much time, from its start to the last byte of the
            /// reply. It must not be zero.
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.options.timeout = Some(timeout);
                self
            }

            /// Gives this call so much time with all its attempts and the waits between them, and
            /// as much to wait for its turn before that, as
            /// [`ClientBuilder::deadline`]($crate::ClientBuilder::deadline) does for all calls. It
            /// must not be zero.
            pub fn deadline(mut self, deadline: std::time::Duration) -> Self {
                self.options.deadline = Some(deadline);
                self
            }

            /// Attempts this call as often as `policy` says, as
            /// [`ClientBuilder::retry`]($crate::ClientBuilder::retry) does for all calls.
            pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
                self.options.retry = Some(policy);
                self
            }

            /// Has this call find out like this what became of it when an attempt is ambiguous, as
            /// [`ClientBuilder::reconcile`]($crate::ClientBuilder::reconcile) does for all calls. (A
            /// call that only reads has nothing to find out.)
            pub fn reconcile(mut self, policy: $crate::Reconcile) -> Self {
                self.options.reconcile = Some(policy);
                self
            }

            /// Has this call sent once more as it was when an attempt is ambiguous, or not, as
            /// [`ClientBuilder::probe`]($crate::ClientBuilder::probe) does for all calls; see
            /// [`Probe`]($crate::Probe) for what it rests on. (A call that only reads is never.)
            pub fn probe(mut self, policy: $crate::Probe) -> Self {
                self.options.probe = Some(policy);
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

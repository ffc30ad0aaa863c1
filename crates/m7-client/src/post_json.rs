//! What the contract doesn't have: any body, to any path.

use m7_envelope::{Envelope, RawJson};
use m7_models::Operation;
use m7_models::operation::UNLISTED;

use crate::{Client, Error, ResponseValue, exchange};

impl Client {
    /// Posts a body to a path below the base URL, and takes whatever `data` comes back.
    ///
    /// By hand, and otherwise like the functions that are generated: signed by the
    /// [`Transport`](crate::Transport), one attempt, and bounded. The attempt has the time of the
    /// contract's operation at that path; where there is none, that of a create.
    ///
    /// The path is put behind the base URL as it is, and isn't checked: it is to begin with `/` and
    /// to be one that no URL parser changes.
    ///
    /// # Errors
    ///
    /// As for the generated functions: of a status other than 2xx, and of a body that is no envelope.
    pub async fn post_json(
        &self,
        path: &str,
        body: &RawJson,
    ) -> Result<ResponseValue<Envelope<RawJson>>, Error<()>> {
        let operation = Operation::by_path(path).unwrap_or(&UNLISTED);
        exchange::make_at(self, self.baseurl.at(path), operation, Some(body)).await
    }
}

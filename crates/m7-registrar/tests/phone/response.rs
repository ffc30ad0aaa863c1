//! What the registrar answered.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) reason: String,
    pub(crate) headers: Vec<(String, String)>,
}

impl Response {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let text = std::str::from_utf8(bytes).expect("answers are text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head has an end");
        assert!(body.is_empty(), "no answer has a body: {text}");
        // What is repeated from a request may be folded (RFC 3261 §7.3.1).
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let mut lines = head.split("\r\n");
        let start = lines.next().unwrap();
        let mut start = start.splitn(3, ' ');
        assert_eq!(start.next(), Some("SIP/2.0"), "{text}");
        Self {
            status: start.next().unwrap().parse().unwrap(),
            reason: start.next().unwrap().to_owned(),
            headers: lines
                .map(|line| {
                    let (name, value) = line.split_once(':').expect("each line is a header");
                    (name.to_owned(), value.trim().to_owned())
                })
                .collect(),
        }
    }

    /// All values of a header, in order.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The only value of a header.
    pub(crate) fn one(&self, name: &str) -> &str {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "one {name} in {self:?}");
        all[0]
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.all("WWW-Authenticate")
            .iter()
            .any(|challenge| challenge.contains("stale=true"))
    }
}

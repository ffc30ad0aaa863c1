//! The component schemas whose Rust types are written by hand.
//!
//! The document describes them for its readers and for other tools; the generator points at the
//! written type. So that a field added to the document isn't silently without effect, the lint
//! compares the properties and their types with the list here.

/// The schema that every reply is built on.
pub(crate) const ENVELOPE_BASE: &str = "EnvelopeBase";

/// A component schema whose type isn't generated.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ByHand {
    /// The schema's name.
    pub(crate) schema: &'static str,
    /// The written type.
    pub(crate) rust: &'static str,
    /// The file that the written type is in, for whoever has to change it.
    pub(crate) file: &'static str,
    /// The type that the schema is of.
    pub(crate) kind: &'static str,
    /// The properties that the written type knows, each with its type or the component that it refers
    /// to; none for what isn't an object.
    pub(crate) properties: &'static [(&'static str, &'static str)],
}

/// What is written by hand under this name, if anything.
pub(crate) fn by_hand(schema: &str) -> Option<&'static ByHand> {
    BY_HAND.iter().find(|known| known.schema == schema)
}

const BY_HAND: &[ByHand] = &[
    ByHand {
        schema: "SipPassword",
        rust: "::m7_models::SipPassword",
        file: "crates/m7-models/src/password.rs",
        kind: "string",
        properties: &[],
    },
    ByHand {
        schema: ENVELOPE_BASE,
        rust: "::m7_envelope::Envelope",
        file: "crates/m7-envelope/src/",
        kind: "object",
        properties: &[
            ("success", "boolean"),
            ("code", "string"),
            ("message", "string"),
            ("requestInfo", "RequestInfo"),
        ],
    },
    ByHand {
        schema: "RequestInfo",
        rust: "::m7_envelope::RequestInfo",
        file: "crates/m7-envelope/src/",
        kind: "object",
        properties: &[
            ("requestId", "string"),
            ("url", "string"),
            ("proxyUrl", "string"),
            ("body", "object"),
            ("headers", "object"),
            ("span", "Span"),
        ],
    },
    ByHand {
        schema: "Span",
        rust: "::m7_envelope::Span",
        file: "crates/m7-envelope/src/",
        kind: "object",
        properties: &[
            ("requestStartTime", "integer"),
            ("proxyStartTime", "integer"),
            ("proxyEndTime", "integer"),
            ("reqEndTime", "integer"),
            ("bizSpan", "string"),
            ("latency", "string"),
        ],
    },
];

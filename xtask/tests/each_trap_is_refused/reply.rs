//! Replies.

use crate::*;

#[test]
fn whose_base_has_data() {
    refused(
        &[(
            "/components/schemas/EnvelopeBase/properties/data",
            json!({"type": "string"}),
        )],
        "components.schemas.EnvelopeBase.properties.data",
        "would lose its own",
        "own part of the `allOf`",
    );
}

#[test]
fn whose_base_has_what_the_written_type_does_not_know() {
    refused(
        &[(
            "/components/schemas/Span/properties/queued",
            json!({"type": "string"}),
        )],
        "components.schemas.Span.properties.queued",
        "`::m7_envelope::Span` is written by hand",
        "xtask/src/regen/by_hand.rs",
    );
}

#[test]
fn whose_base_lacks_what_the_written_type_has() {
    refused(
        &[("/components/schemas/Span/properties/latency", Value::Null)],
        "components.schemas.Span",
        "has `latency`",
        "crates/m7-envelope/src/",
    );
}

#[test]
fn with_data_inline() {
    refused(
        &[(
            "/components/schemas/ThingCreateResponse/allOf/1/properties/data",
            json!({"type": "object", "properties": {"id": {"type": "string"}}}),
        )],
        "components.schemas.ThingCreateResponse.allOf[1].properties.data",
        "no type of its own",
        "$ref",
    );
}

#[test]
fn with_more_than_data() {
    refused(
        &[(
            "/components/schemas/ThingCreateResponse/allOf/1/properties/total",
            json!({"type": "integer"}),
        )],
        "components.schemas.ThingCreateResponse.allOf[1].properties.total",
        "nothing of its own but `data`",
        "what `data` refers to",
    );
}

#[test]
fn from_another_base() {
    refused(
        &[(
            "/components/schemas/ThingCreateResponse/allOf/0",
            json!({"$ref": "#/components/schemas/Thing"}),
        )],
        "components.schemas.ThingCreateResponse.allOf[0]",
        "start from the envelope",
        "EnvelopeBase",
    );
}

//! References.

use crate::*;

#[test]
fn to_nowhere() {
    refused(
        &[(
            "/components/schemas/Thing/properties/owner",
            json!({"$ref": "#/components/schemas/Ownr"}),
        )],
        "components.schemas.Thing.properties.owner",
        "leads nowhere",
        "a schema that stands there",
    );
}

#[test]
fn with_something_beside_it() {
    refused(
        &[(
            "/components/schemas/Thing/properties/owner/nullable",
            json!(true),
        )],
        "components.schemas.Thing.properties.owner",
        "passed over in silence: nullable",
        "the `$ref` alone",
    );
}

#[test]
fn to_a_reply_in_a_type() {
    refused(
        &[(
            "/components/schemas/Thing/properties/owner",
            json!({"$ref": "#/components/schemas/ThingCreateResponse"}),
        )],
        "components.schemas.Thing.properties.owner",
        "is a reply",
        "what the reply carries",
    );
}

#[test]
fn in_place_of_a_component() {
    refused(
        &[(
            "/components/schemas/Alias",
            json!({"$ref": "#/components/schemas/Thing"}),
        )],
        "components.schemas.Alias",
        "no type of its own",
        "where this one is used",
    );
}

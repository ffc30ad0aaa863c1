// @generated from spec/openapi.yaml by `cargo xtask regen`. Not to be edited: change the document.

pub(crate) mod open_enums;
pub(crate) mod operations;
pub(crate) mod schemas;

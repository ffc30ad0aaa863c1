//! The page at `/`: the sandbox as people see it. It works by the control API, and is there only
//! when that is.

mod assets;
mod serve;

pub(crate) use serve::{assets, index};

//! The files of the page. They are part of the program: a page that is served is the one that the
//! sandbox was built with, and nothing of it comes from elsewhere.

/// A file of the page.
pub(super) struct Asset {
    /// Its name under `/_sandbox/page/`.
    pub(super) name: &'static str,
    pub(super) media_type: &'static str,
    pub(super) text: &'static str,
}

/// What is at `/`.
pub(super) const INDEX: Asset = Asset {
    name: "index.html",
    media_type: "text/html; charset=utf-8",
    text: include_str!("assets/index.html"),
};

/// What is under `/_sandbox/page/`.
pub(super) const ASSETS: &[Asset] = &[
    picture("icon.svg", include_str!("assets/icon.svg")),
    style("controls.css", include_str!("assets/controls.css")),
    style("layout.css", include_str!("assets/layout.css")),
    style("live.css", include_str!("assets/live.css")),
    style("reference.css", include_str!("assets/reference.css")),
    style("tokens.css", include_str!("assets/tokens.css")),
    script("clock.js", include_str!("assets/clock.js")),
    script("connect.js", include_str!("assets/connect.js")),
    script("contract.js", include_str!("assets/contract.js")),
    script("curl.js", include_str!("assets/curl.js")),
    script("dom.js", include_str!("assets/dom.js")),
    script(
        "fault_examples.js",
        include_str!("assets/fault_examples.js"),
    ),
    script("faults.js", include_str!("assets/faults.js")),
    script("fields.js", include_str!("assets/fields.js")),
    script("format.js", include_str!("assets/format.js")),
    script("journal.js", include_str!("assets/journal.js")),
    script(
        "journal_detail.js",
        include_str!("assets/journal_detail.js"),
    ),
    script("journal_line.js", include_str!("assets/journal_line.js")),
    script("json_view.js", include_str!("assets/json_view.js")),
    script("latest.js", include_str!("assets/latest.js")),
    script("link.js", include_str!("assets/link.js")),
    script("live.js", include_str!("assets/live.js")),
    script("main.js", include_str!("assets/main.js")),
    script("number_row.js", include_str!("assets/number_row.js")),
    script("numbers.js", include_str!("assets/numbers.js")),
    script("pickers.js", include_str!("assets/pickers.js")),
    script("poll.js", include_str!("assets/poll.js")),
    script("prose.js", include_str!("assets/prose.js")),
    script("reference.js", include_str!("assets/reference.js")),
    script("router.js", include_str!("assets/router.js")),
    script("rows.js", include_str!("assets/rows.js")),
    script("sandbox.js", include_str!("assets/sandbox.js")),
    script("signatures.js", include_str!("assets/signatures.js")),
    script("time.js", include_str!("assets/time.js")),
    script("topbar.js", include_str!("assets/topbar.js")),
    script("try_it.js", include_str!("assets/try_it.js")),
];

const fn script(name: &'static str, text: &'static str) -> Asset {
    Asset {
        name,
        media_type: "text/javascript; charset=utf-8",
        text,
    }
}

const fn style(name: &'static str, text: &'static str) -> Asset {
    Asset {
        name,
        media_type: "text/css; charset=utf-8",
        text,
    }
}

const fn picture(name: &'static str, text: &'static str) -> Asset {
    Asset {
        name,
        media_type: "image/svg+xml",
        text,
    }
}

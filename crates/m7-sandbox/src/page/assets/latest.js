// The latest requests, below the numbers: what was just asked, beside what came of it.

import { byId, el } from "./dom.js";
import { line } from "./journal_line.js";
import { onJournal } from "./live.js";
import { reconcile } from "./rows.js";

const SHOWN = 6;

/** Starts it. */
export function startLatest() {
  onJournal(({ entries }) => {
    byId("latest").hidden = entries.length === 0;
    reconcile(byId("latest-entries"), entries.slice(-SHOWN).reverse(), (entry) => entry.requestId, create, () => {});
  });
}

function create(entry) {
  return el("li", { class: "entry" },
    el("a", { class: "entry-head", href: `#/journal/${entry.requestId}` }, line(entry)));
}

// The journal: a line for each request, the newest first, unfolding to what was sent and answered.

import { byId, el, fill, setText } from "./dom.js";
import { count, many } from "./format.js";
import { detail } from "./journal_detail.js";
import { line } from "./journal_line.js";
import { KEPT, forgetJournal, onJournal } from "./live.js";
import { onArrival } from "./router.js";
import { control } from "./sandbox.js";
import { reconcile } from "./rows.js";

const SHOWN_AT_ONCE = 100;

let latest = { entries: [] };
/** What is shown while the journal is paused. */
let held = null;
let room = SHOWN_AT_ONCE;
/** The request that the address names, until it is there to be unfolded. */
let wanted = null;

/** Starts the section. */
export function startJournal() {
  onJournal((journal) => {
    latest = journal;
    show();
  });
  onArrival("journal", (requestId) => {
    wanted = requestId || null;
    if (wanted) byId("journal-filter").reset();
    show();
  });
  byId("journal-filter").addEventListener("submit", (event) => event.preventDefault());
  byId("journal-filter").addEventListener("input", () => {
    room = SHOWN_AT_ONCE;
    show();
  });
  byId("journal-more").addEventListener("click", () => {
    room += SHOWN_AT_ONCE;
    show();
  });
  byId("journal-pause").addEventListener("click", pause);
  byId("journal-clear").addEventListener("click", clear);
}

function pause() {
  held = held ? null : { ...latest, entries: [...latest.entries] };
  byId("journal-pause").setAttribute("aria-pressed", String(held !== null));
  setText(byId("journal-pause"), held ? "Resume" : "Pause");
  show();
}

async function clear() {
  // If it fails the link is lost, and the banner says so.
  await control("journal", { method: "DELETE" }).then(forgetJournal, () => {});
}

function show() {
  setText(byId("nav-journal"), latest.entries.length ? count(latest.entries.length) : "");
  if (byId("view-journal").hidden) return;
  const { entries } = held ?? latest;
  const fitting = entries.filter(fits);
  const shown = fitting.slice(-room).reverse();
  const list = byId("journal-entries");
  const fresh = list.childElementCount > 0 && shown.length - list.childElementCount < 20;
  reconcile(list, shown, (entry) => entry.requestId, (entry) => createEntry(entry, { fresh }), () => {});
  unfoldWanted(shown);
  showCounts(fitting.length, shown.length);
  showEmpty(entries.length, shown.length);
}

function showCounts(fitting, shown) {
  const parts = [`${many(shown, "request")} of ${count(fitting)} shown`];
  if (latest.entries.length >= KEPT) parts.push(`the last ${count(KEPT)} are kept here`);
  if (held) {
    const last = held.entries.at(-1)?.seq ?? 0;
    const unseen = latest.entries.filter((entry) => entry.seq > last).length;
    parts.push(unseen > 0 ? `paused, ${count(unseen)} new` : "paused");
  }
  setText(byId("journal-shown"), shown ? parts.join(" · ") : "");
  byId("journal-more").hidden = shown >= fitting;
}

function showEmpty(total, shown) {
  const empty = byId("journal-empty");
  empty.hidden = shown > 0;
  const why = total === 0 ? "none" : "filter";
  if (empty.hidden || empty.dataset.why === why) return;
  empty.dataset.why = why;
  fill(empty, ...(why === "none" ? [
    el("h2", {}, "No requests yet"),
    el("p", {}, "Whatever is asked of the API shows here at once, with the reason if it is refused."),
    el("a", { class: "button", href: "#/reference" }, "Try an operation"),
  ] : [el("h2", {}, "No request fits"), el("p", {}, "Search for something else, or show all.")]));
}

function fits(entry) {
  const kind = byId("journal-kind").querySelector("input:checked").value;
  if (kind === "done" && entry.refusal) return false;
  if (kind === "refused" && !entry.refusal) return false;
  if (kind === "fault" && !entry.fault) return false;
  const sought = byId("journal-search").value.trim().toLowerCase();
  return sought === "" || [entry.path, entry.operation, entry.message, entry.requestId, entry.refusal?.message,
    entry.request.body, entry.fault?.kind].some((text) => text?.toLowerCase().includes(sought));
}

function createEntry(entry, { fresh }) {
  const body = el("div", { class: "entry-detail", id: `entry-${entry.seq}`, hidden: true });
  const head = el("button", {
    type: "button", class: "entry-head", "aria-expanded": "false", "aria-controls": body.id,
    on: { click: () => unfold(head, body, entry) },
  },
    line(entry));
  return el("li", { class: fresh ? "entry fresh" : "entry", "data-request": entry.requestId }, head, body);
}

function unfold(head, body, entry) {
  const open = body.hidden;
  // Made when it is first asked for: most entries are never unfolded.
  if (open && !body.firstChild) fill(body, detail(entry));
  body.hidden = !open;
  head.setAttribute("aria-expanded", String(open));
}

function unfoldWanted(shown) {
  const entry = wanted && shown.find((one) => one.requestId === wanted);
  if (!entry) return;
  wanted = null;
  const head = byId(`entry-${entry.seq}`).previousElementSibling;
  if (head.getAttribute("aria-expanded") === "false") head.click();
  head.scrollIntoView({ block: "center" });
  head.focus({ preventScroll: true });
}

// The numbers, with the phones that are registered to them. A page of them at a time, so that a
// hundred thousand are no more to show than fifty.

import { byId, el, fill, setText } from "./dom.js";
import { count } from "./format.js";
import { onState, want } from "./live.js";
import { createRow, tick, updateRow } from "./number_row.js";
import { current, onArrival } from "./router.js";
import { reconcile } from "./rows.js";

const SHOWN_AT_ONCE = 50;
/** Long enough that typing a number asks once. */
const TYPING = 200;

/** What the pages before this one were asked for with, the first one's first. */
let trail = [undefined];
let next = null;
let appkey = null;

/** Starts the section. */
export function startNumbers() {
  onState(show);
  onArrival("numbers", ask);
  byId("numbers-filter").addEventListener("submit", (event) => event.preventDefault());
  byId("numbers-status").addEventListener("change", fromTheStart);
  let typing = 0;
  byId("numbers-search").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(fromTheStart, TYPING);
  });
  byId("numbers-first").addEventListener("click", fromTheStart);
  byId("numbers-previous").addEventListener("click", () => {
    if (trail.length > 1) trail.pop();
    ask();
  });
  byId("numbers-next").addEventListener("click", () => {
    if (next !== null) trail.push(next);
    ask();
  });
  addEventListener("hashchange", () => {
    // The totals are shown everywhere; the numbers are asked for only where they are seen.
    if (current() !== "numbers") want({ limit: 0 });
  });
  setInterval(() => {
    if (current() !== "numbers" || document.hidden) return;
    for (const row of byId("numbers-rows").children) tick(row);
  }, 1000);
}

function fromTheStart() {
  trail = [undefined];
  ask();
}

function ask() {
  want({
    limit: SHOWN_AT_ONCE,
    after: trail.at(-1),
    search: byId("numbers-search").value.trim(),
    status: wantedStatus(),
  });
}

function wantedStatus() {
  return byId("numbers-status").querySelector("input:checked").value;
}

function show({ account, asked }) {
  if (!account) return;
  showTotals(account);
  if (appkey !== account.appkey) {
    const other = appkey !== null;
    appkey = account.appkey;
    // Another account's numbers have pages of their own.
    if (other && trail.length > 1) return fromTheStart();
  }
  if (current() !== "numbers" || asked.limit !== SHOWN_AT_ONCE) return;
  next = account.next;
  const agents = new Map(account.agents.map((agent) => [agent.agentId, agent]));
  const rows = account.numbers.map((number) => ({ number, agent: agents.get(number.agentId) }));
  const first = byId("numbers-rows").childElementCount === 0;
  reconcile(byId("numbers-rows"), rows, ({ number }) => number.sipId,
    (row) => createRow(row, { fresh: !first }), updateRow);
  showPager(account);
  showEmpty(account);
}

function showTotals({ total, registered, bound }) {
  setText(byId("nav-numbers"), count(total));
  setText(byId("total-numbers"), count(total));
  setText(byId("total-registered"), count(registered));
  setText(byId("total-unregistered"), count(total - registered));
  setText(byId("total-bound"), count(bound));
}

function showPager({ total, matching = total, numbers }) {
  const before = (trail.length - 1) * SHOWN_AT_ONCE;
  const filtered = matching !== total ? ` (of ${count(total)} in all)` : "";
  setText(byId("numbers-shown"), numbers.length === 0 ? "None shown"
    : `${count(before + 1)}–${count(before + numbers.length)} of ${count(matching)}${filtered}`);
  byId("numbers-first").disabled = trail.length === 1;
  byId("numbers-previous").disabled = trail.length === 1;
  byId("numbers-next").disabled = next === null;
}

function showEmpty({ total, numbers }) {
  const empty = byId("numbers-empty");
  empty.hidden = numbers.length > 0;
  const why = total === 0 ? "none" : trail.length > 1 ? "end" : "filter";
  if (empty.hidden || empty.dataset.why === why) return;
  empty.dataset.why = why;
  fill(empty, ...{
    none: [
      el("h2", {}, "No numbers yet"),
      el("p", {}, "Create one by the API, from here or from your program. Then let a phone register to it."),
      el("a", { class: "button primary", href: "#/reference/sip_create" }, "Create a number"),
    ],
    filter: [
      el("h2", {}, "No number fits"),
      el("p", {}, "Search for a part of the number, or show all of them."),
      el("button", { type: "button", class: "button", on: { click: clearFilter } }, "Show all"),
    ],
    end: [el("h2", {}, "Nothing on this page"), el("p", {}, "What was here is gone: go back to the first page.")],
  }[why]);
}

function clearFilter() {
  byId("numbers-filter").reset();
  fromTheStart();
  byId("numbers-search").focus();
}

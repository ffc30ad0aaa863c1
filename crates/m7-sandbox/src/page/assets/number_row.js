// One number, as a row of the table.

import * as clock from "./clock.js";
import { el, fill, pill, setText } from "./dom.js";
import { span, timeOfDay, utc } from "./format.js";

/** Below this many seconds a registration that isn't refreshed is about to end. */
const SOON = 15;

const parts = new WeakMap();

/** Makes the row of `{number, agent}`. */
export function createRow(item, { fresh }) {
  const cell = (label, classes = "") => el("td", { class: classes, "data-label": label });
  const cells = {
    number: cell("Number", "number"),
    status: cell("Status"),
    phone: cell("Phone"),
    device: cell("Device"),
    since: cell("Since", "figures"),
    expires: cell("Expires in", "figures"),
    agent: cell("Agent"),
  };
  const row = el("tr", { class: fresh ? "fresh" : null }, Object.values(cells));
  parts.set(row, { cells, told: "", registered: null, expiries: [] });
  updateRow(row, item);
  return row;
}

/** Shows what changed of a number. */
export function updateRow(row, item) {
  const part = parts.get(row);
  const told = JSON.stringify(item);
  if (part.told === told) return;
  part.told = told;
  const { number, agent } = item;
  const phones = number.registrations;
  const registered = phones.length > 0;
  if (part.registered === false && registered) flash(row);
  part.registered = registered;
  const { cells } = part;
  fill(cells.number, number.number, el("span", { class: "sub" }, sortOf(number)));
  fill(cells.status, registered
    ? el("span", { class: "pill good" }, el("span", { class: "dot", "aria-hidden": "true" }), "Registered")
    : pill("Not registered"));
  fillLines(cells.phone, phones, (phone) => [
    el("span", { class: "mono", title: phone.contact }, phone.clientUrl),
    el("span", { class: "way" }, phone.transport ? phone.transport.toUpperCase() : "stand-in"),
  ]);
  fillLines(cells.device, phones, (phone) => el("div", { class: "device", title: phone.device }, phone.device));
  fillLines(cells.since, phones, (phone) => {
    const since = new Date(phone.registeredAt);
    return el("time", { datetime: phone.registeredAt, title: utc(since) }, timeOfDay(since));
  });
  part.expiries = phones.map((phone) => ({
    at: phone.expiresAt === null ? null : Date.parse(phone.expiresAt),
    shown: el("div", { title: phone.expiresAt ? utc(new Date(phone.expiresAt)) : null }),
  }));
  fillLines(cells.expires, part.expiries, ({ shown }) => shown);
  fillLines(cells.agent, number.agentId ? [number.agentId] : [], (id) => [
    agent ? agent.agentName : id,
    el("span", { class: "sub", title: id }, agent ? `Agent ${agent.agentNumber}` : "Not in the directory"),
  ]);
  tick(row);
}

/** Counts down, by the sandbox's clock. */
export function tick(row) {
  for (const { at, shown } of parts.get(row).expiries) {
    const left = at === null ? null : Math.max(0, (at - clock.now()) / 1000);
    setText(shown, left === null ? "Stays" : span(left));
    shown.classList.toggle("soon", left !== null && left < SOON);
  }
}

function sortOf({ codingFormat, isNAT }) {
  return [codingFormat.join(" "), isNAT ? "NAT" : ""].filter(Boolean).join(" · ") || "Any codec";
}

function fillLines(cell, items, line) {
  cell.classList.toggle("blank", items.length === 0);
  if (items.length === 0) fill(cell, el("span", { class: "muted" }, "–"));
  else fill(cell, items.map((item) => el("div", {}, line(item))));
}

function flash(row) {
  row.classList.remove("fresh");
  // Asking for its width has the animation begin again.
  void row.offsetWidth;
  row.classList.add("fresh");
}

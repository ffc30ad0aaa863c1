// A request in one line: when, what, how it ended, how long it took.

import { el, pill } from "./dom.js";
import { timeOfDay, took, utc } from "./format.js";

/** The cells of an entry's line. */
export function line(entry) {
  const at = new Date(entry.at);
  return [
    el("time", { datetime: entry.at, title: utc(at) }, timeOfDay(at, { precise: true })),
    el("span", { class: "entry-what" }, entry.operation ?? `${entry.method} ${entry.path}`),
    el("span", {}, status(entry)),
    el("span", { class: "entry-result" }, result(entry), marks(entry)),
    el("span", { class: "entry-took" }, took(entry.durationMs)),
  ];
}

function status({ status: number, refusal }) {
  if (number === undefined) return pill("none", "warn");
  if (number < 300 && !refusal) return pill(String(number), "good");
  return pill(String(number), number >= 500 ? "bad" : "warn");
}

function result({ status: number, code, message, refusal }) {
  if (refusal) return refusal.message;
  if (number === undefined) return "No reply was sent";
  return [code && code !== String(number) ? `Code ${code}` : "", message].filter(Boolean).join(" · ");
}

function marks(entry) {
  return [
    entry.committed && pill("Committed", "accent"),
    entry.fault && pill(`Fault: ${entry.fault.kind}`, "warn"),
  ];
}

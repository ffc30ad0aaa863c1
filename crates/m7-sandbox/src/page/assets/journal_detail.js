// What a line of the journal unfolds to: why, what was sent, what was answered.

import { el, pairs } from "./dom.js";
import { took, utc, words } from "./format.js";
import { codeBlock, jsonBlock } from "./json_view.js";

/** What is shown of an entry besides its line. */
export function detail(entry) {
  return [
    entry.refusal && reason(entry.refusal),
    entry.fault && faultMet(entry),
    el("div", { class: "exchange" },
      el("section", {}, el("h3", {}, "Request"), requestFacts(entry), sentBody(entry.request)),
      el("section", {}, el("h3", {}, "Reply"), replyFacts(entry), answered(entry))),
  ];
}

function reason({ kind, message, mistake, ...facts }) {
  const listed = Object.entries(facts).map(([name, value]) => explained(name, value));
  return el("div", { class: "reason" },
    el("h3", {}, "Why it was refused"),
    el("p", {}, sentence(message)),
    mistake?.message && el("p", {}, sentence(mistake.message)),
    pairs([["Reason", kind], ...listed]),
    mistake && difference(facts.canonical, mistake));
}

function explained(name, value) {
  switch (name) {
    case "seconds":
      return ["Timestamp", `${Math.abs(value)} s ${value < 0 ? "behind" : "ahead of"} the sandbox's clock`];
    case "allowedSeconds":
      return ["Allowed", `${value} s either way`];
    case "canonical":
      return ["Canonical string", el("code", {}, value)];
    case "header":
      return ["Header", el("code", {}, value)];
    case "field":
      return ["Field", el("code", {}, value)];
    default:
      return [words(name), typeof value === "object" ? JSON.stringify(value) : value];
  }
}

function difference(canonical, { kind, signed, differsAt }) {
  const rows = [["Mistake", words(kind)]];
  if (signed !== undefined) rows.push(["The client signed", el("code", {}, signed)]);
  if (differsAt !== undefined) {
    const at = differsAt - 1;
    const theirs = signed?.charAt(at);
    const ours = canonical?.charAt(at);
    rows.push(["First difference", `character ${differsAt}`
      + (theirs && ours ? `: “${theirs}” instead of “${ours}”` : "")]);
  }
  return pairs(rows);
}

function faultMet({ fault, committed }) {
  return el("div", { class: "reason fault" },
    el("h3", {}, "It met a fault"),
    el("p", {}, committed
      ? "What it asked for was stored all the same."
      : "Nothing of what it asked for was stored."),
    pairs([["Fault", fault.kind], ["Rule", fault.rule]]));
}

function requestFacts({ at, client, method, path, appkey, requestId }) {
  return pairs([
    ["Path", el("code", {}, `${method} ${path}`)],
    ["Arrived", utc(new Date(at))],
    ["From", client],
    ["Account", appkey],
    ["Request id", requestId],
  ]);
}

function sentBody({ headers, body, truncated }) {
  return [
    el("details", {},
      el("summary", {}, `${Object.keys(headers).length} headers`),
      pairs(Object.entries(headers), { class: "mono" })),
    body === "" ? el("p", { class: "muted" }, "No body") : jsonBlock(body, "the request's body"),
    truncated && el("p", { class: "hint" }, "The body was longer: the journal keeps its beginning."),
  ];
}

function replyFacts({ status, code, message, durationMs, committed }) {
  return pairs([
    ["Status", status === undefined ? "No reply was sent" : String(status)],
    ["Code", code],
    ["Message", message],
    ["Took", took(durationMs)],
    ["Committed", committed ? "yes: what it changed is stored" : "no: nothing was changed"],
  ]);
}

function answered({ reply }) {
  if (reply.body === null) return el("p", { class: "muted" }, "Nothing was sent");
  const looksLikeJson = /^\s*[[{]/.test(reply.body);
  return [
    looksLikeJson ? jsonBlock(reply.body, "the reply") : codeBlock(reply.body, "the reply"),
    reply.truncated && el("p", { class: "hint" }, "The reply was longer: the journal keeps its beginning."),
  ];
}

function sentence(text) {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

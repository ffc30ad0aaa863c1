// Sends one operation for real: signed by the sandbox, to the documented path.

import { el, fill, pairs, pill, setText } from "./dom.js";
import { curl } from "./curl.js";
import { took } from "./format.js";
import { changeCode, codeBlock, jsonBlock } from "./json_view.js";
import { appkey, onState, refresh } from "./live.js";
import { pickers } from "./pickers.js";
import { send, signed } from "./sandbox.js";
import { SIGNATURES } from "./signatures.js";

/** The headers of the last request that was signed right, to be sent again. */
let sentBefore = null;

/** The form of an operation, and below it what came of it. */
export function tryIt(contract, operation) {
  const id = (part) => `try-${operation.id}-${part}`;
  const example = JSON.stringify(operation.requestExample ?? {}, null, 2);
  const body = el("textarea", {
    id: id("body"), rows: Math.min(16, example.split("\n").length + 1), spellcheck: "false",
    autocomplete: "off", autocapitalize: "off", "aria-describedby": id("hint"),
  });
  body.value = example;
  const signature = el("select", { id: id("signature") },
    SIGNATURES.map((one) => el("option", { value: one.id }, one.label)));
  const hint = el("p", { class: "hint", id: id("hint") });
  const button = el("button", { type: "submit", class: "button primary", id: id("send") }, "Sign and send");
  const result = el("div", { class: "try-result", id: id("result"), role: "status", hidden: true });
  const shell = codeBlock("", "the curl command");
  const changed = () => {
    setText(hint, problemOf(body.value));
    changeCode(shell, curl(operation, appkey() ?? "", compact(body.value)));
  };
  const put = (values) => {
    body.value = merged(body.value, values);
    changed();
  };
  const form = el("form", { class: "try-form" },
    pickers(contract, operation, put),
    el("div", { class: "try-row" }, el("label", { class: "label", for: id("signature") }, "Signature"), signature),
    el("div", {},
      el("div", { class: "try-body-head" },
        el("label", { class: "label", for: id("body") }, "Body"),
        el("button", { type: "button", class: "button small quiet", on: { click: () => {
          body.value = example;
          changed();
        } } }, "The documented example")),
      body, hint),
    el("div", { class: "try-send" }, button, el("span", { class: "hint" }, "Ctrl + Enter. The key stays in the sandbox.")));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    setText(button, "Sending…");
    result.hidden = false;
    // What stands there is of the request before.
    result.setAttribute("aria-busy", "true");
    await attempt(operation, signature.value, body.value).then(
      (done) => fill(result, outcome(done)),
      (error) => fill(result, el("p", { class: "form-error" }, `It wasn't sent: ${error.message}.`)));
    result.removeAttribute("aria-busy");
    button.disabled = false;
    setText(button, "Sign and send");
    refresh();
  });
  body.addEventListener("input", changed);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  // The account, and how far the clock is off, are in it.
  onState(() => {
    if (!form.contains(document.activeElement)) changed();
  });
  changed();

  return el("aside", { class: "card try", "aria-label": `Try ${operation.id}` },
    el("div", { class: "try-head" }, el("h3", {}, "Try it"), el("span", { class: "hint" }, `${operation.method} ${operation.id}`)),
    form, result,
    el("details", { class: "try-curl" }, el("summary", {}, "The same with curl"), shell));
}

async function attempt({ method, path }, signatureId, body) {
  const signature = SIGNATURES.find((one) => one.id === signatureId);
  const headers = signature.apply(await signed(appkey()), sentBefore);
  const all = { "content-type": "application/json", ...headers };
  const reply = await send(method, path, all, body);
  if (signatureId === "valid") sentBefore = headers;
  return { headers: all, ...reply };
}

function outcome({ status, milliseconds, text, headers }) {
  const requestId = requestIdOf(text);
  return [
    el("div", { class: "try-status" },
      pill(String(status), status < 300 ? "good" : status >= 500 ? "bad" : "warn"),
      el("span", { class: "muted" }, `after ${took(milliseconds)}`),
      requestId && el("a", { href: `#/journal/${requestId}` }, "See it in the journal")),
    el("details", {}, el("summary", {}, "Headers sent"), pairs(Object.entries(headers), { class: "mono" })),
    text === null ? el("p", { class: "form-error" }, "The reply broke off.")
      : text === "" ? el("p", { class: "muted" }, "The reply had no body.")
        : jsonBlock(text, "the reply"),
  ];
}

function requestIdOf(text) {
  // At the end of a reply that may be megabytes of numbers: found without parsing it all.
  return text?.match(/"requestId"\s*:\s*"([0-9a-f]{32})"/)?.[1];
}

function problemOf(text) {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return `That isn't JSON (${error.message}). It is sent as it stands.`;
  }
}

function compact(text) {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

/** The body with these fields set; what isn't a JSON object gives way to one. */
function merged(text, values) {
  let object = {};
  try {
    object = Object(JSON.parse(text));
  } catch {
    // Begins anew.
  }
  return JSON.stringify({ ...object, ...values }, null, 2);
}

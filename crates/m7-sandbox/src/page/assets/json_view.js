// Code and JSON as they are shown: laid out, coloured, with a button that copies them.

import { el, setText } from "./dom.js";

/** More than this is cut: a browser lays no more out in a moment. The copy has all. */
const SHOWN = 60_000;
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\btrue\b|\bfalse\b|\bnull\b)/g;

/** A block of JSON, laid out if it is JSON and as it is if not. */
export function jsonBlock(text, what) {
  let pretty = text;
  try {
    pretty = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Cut off, or no JSON at all: shown as it came.
  }
  return block(pretty, what, (shown) => coloured(shown));
}

/** A block of any other text. */
export function codeBlock(text, what) {
  return block(text, what, (shown) => shown);
}

/** Shows another text in a block of this module. */
export function changeCode(element, text) {
  const code = element.querySelector("code");
  setText(code, text);
  element.dataset.text = text;
}

function block(text, what, dress) {
  const shown = text.slice(0, SHOWN);
  const code = el("code", {}, dress(shown));
  const element = el("div", { class: "code-block" },
    // Scrolled by keyboard, so it takes the focus.
    el("pre", { tabindex: "0", role: "region", "aria-label": capital(what) }, code,
      shown.length < text.length && `\n… ${text.length - shown.length} more characters: copy to see them`));
  element.dataset.text = text;
  element.append(copyButton(what, () => element.dataset.text));
  return element;
}

function copyButton(what, text) {
  const button = el("button", { type: "button", class: "button small quiet copy", "aria-label": `Copy ${what}` }, "Copy");
  button.addEventListener("click", async () => {
    // A browser may forbid it, and has no clipboard for a page that isn't secure.
    const done = await navigator.clipboard?.writeText(text()).then(() => true, () => false);
    setText(button, done ? "Copied" : "Select and copy");
    setTimeout(() => setText(button, "Copy"), 1600);
  });
  return button;
}

function coloured(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon, other] = match;
    pieces.push(text.slice(end, match.index));
    if (other) pieces.push(el("span", { class: "j-number" }, other));
    else if (colon === undefined) pieces.push(el("span", { class: "j-string" }, string));
    else pieces.push(el("span", { class: "j-key" }, string), colon);
    end = match.index + whole.length;
  }
  pieces.push(text.slice(end));
  return pieces;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Which section is shown: the one that the address names, `#/reference/sip_create`.

import { byId } from "./dom.js";

const VIEWS = ["numbers", "journal", "reference", "connect", "time"];
const arrivals = new Map();
let shown = null;

/** Calls back with what stands behind the section's name, whenever the address comes to name it. */
export function onArrival(view, arrive) {
  arrivals.set(view, arrive);
}

/** The section that is shown. */
export function current() {
  return shown;
}

/** Shows the section of the address, now and whenever it changes. */
export function start() {
  addEventListener("hashchange", show);
  show();
}

function show() {
  // Anything else, as the link that skips to the content, isn't for here.
  if (location.hash !== "" && !location.hash.startsWith("#/")) return;
  const [name, ...rest] = location.hash.slice(2).split("/");
  const view = VIEWS.includes(name) ? name : "numbers";
  const changed = view !== shown;
  const first = shown === null;
  shown = view;
  for (const other of VIEWS) byId(`view-${other}`).hidden = other !== view;
  mark(view, rest.join("/"));
  const title = byId(`title-${view}`);
  document.title = `${title.textContent} · m7 sandbox`;
  if (changed) {
    scrollTo(0, 0);
    // So that a screen reader reads where one is now.
    if (!first) title.focus({ preventScroll: true });
  }
  for (const [of, arrive] of arrivals) if (of === view) arrive(rest.join("/"));
}

/** Marks the links to where one is. */
export function mark(view, rest = "") {
  for (const link of document.querySelectorAll(".sidebar a")) {
    const target = link.getAttribute("href").slice(2);
    const here = target === view || (rest !== "" && target === `${view}/${rest}`);
    if (here) link.setAttribute("aria-current", target === view && rest === "" ? "page" : "true");
    else link.removeAttribute("aria-current");
  }
}

// The API reference, rendered from the contract: what is documented, and beside it what can be tried.

import { byId, el, fill, pill } from "./dom.js";
import { basis, fields } from "./fields.js";
import { took } from "./format.js";
import { jsonBlock } from "./json_view.js";
import { inline, prose } from "./prose.js";
import { readContract } from "./contract.js";
import { mark, onArrival } from "./router.js";
import { tryIt } from "./try_it.js";

const EFFECTS = {
  read: ["Reads", "good"],
  create: ["Creates", "accent"],
  replace: ["Replaces", "accent"],
  remove: ["Removes", "bad"],
};

let state = "unread";
let place = "";

/** Starts the section. The contract is read when the section is first shown. */
export function startReference() {
  onArrival("reference", (chapter) => {
    place = chapter;
    if (state === "shown") goTo(chapter);
    else read();
  });
  // The operations stand in the sidebar from the start.
  read();
}

async function read() {
  if (state === "reading") return;
  state = "reading";
  try {
    show(await readContract());
    state = "shown";
    goTo(place);
  } catch (error) {
    state = "unread";
    fill(byId("reference-body"),
      el("div", { class: "empty" },
        el("h2", {}, "The contract couldn't be read"),
        el("p", {}, `${error.message}.`),
        el("button", { type: "button", class: "button", on: { click: read } }, "Try again")));
  }
}

function show(contract) {
  const { operations } = contract;
  fill(byId("reference-lede"), `${contract.title}, ${contract.version}: rendered from the contract that this sandbox `
    + "keeps to. Each part says what it rests on.");
  fill(byId("nav-operations"),
    link("signing", "Signing"),
    operations.map((operation) => link(operation.id, shortName(operation))));
  fill(byId("reference-body"), signing(contract), operations.map((operation) => chapter(contract, operation)));
}

function link(id, text) {
  return el("li", {}, el("a", { href: `#/reference/${id}` }, text));
}

function goTo(id) {
  if (byId("view-reference").hidden) return;
  mark("reference", id);
  const target = id && document.getElementById(`chapter-${id}`);
  if (!target) return;
  target.scrollIntoView();
  target.querySelector("h2").focus({ preventScroll: true });
}

function signing(contract) {
  return el("section", { class: "chapter", id: "chapter-signing", "aria-labelledby": "heading-signing" },
    el("div", { class: "chapter-columns" },
      el("div", {},
        el("h2", { id: "heading-signing", tabindex: "-1" }, "Signing"),
        prose(contract.description)),
      el("div", { class: "card" },
        el("h3", {}, "Headers of every request"),
        el("ul", { class: "fields" },
          [{ name: "content-type", description: "`application/json`" }, ...contract.signingHeaders].map((header) =>
            el("li", { class: "field" },
              el("div", { class: "field-head" }, el("span", { class: "field-name" }, header.name)),
              prose(header.description)))))));
}

function chapter(contract, operation) {
  const heading = `heading-${operation.id}`;
  return el("article", { class: "chapter", id: `chapter-${operation.id}`, "aria-labelledby": heading },
    el("div", { class: "chapter-columns" },
      documentation(contract, operation, heading),
      tryIt(contract, operation)));
}

function documentation(contract, operation, heading) {
  const [effect, tone] = EFFECTS[operation.effect] ?? [];
  return el("div", {},
    el("div", { class: "chapter-head" },
      el("h2", { id: heading, tabindex: "-1" }, operation.summary),
      effect && pill(effect, tone),
      basis(operation.basis)),
    el("p", { class: "endpoint" }, pill(operation.method), operation.path),
    prose(operation.description),
    operation.typicalMs && el("p", { class: "hint" }, `The documented call took ${took(operation.typicalMs)}.`),
    operation.note && el("p", { class: "note" }, el("b", {}, "On the page: "), inline(operation.note)),
    el("h3", { class: "fields-title" }, "Request"),
    described(operation.request),
    fields(contract, operation.request),
    el("h3", { class: "fields-title" }, "Reply"),
    described(operation.reply),
    fields(contract, dataFirst(operation.reply)),
    operation.replyExample !== undefined && el("details", {},
      el("summary", {}, "The documented reply"),
      jsonBlock(JSON.stringify(operation.replyExample), "the documented reply")));
}

function described(schema) {
  return [
    prose(schema.description, { class: "muted" }),
    schema.note && el("p", { class: "field-note" }, inline(schema.note)),
  ];
}

/** Whoever reads a reply wants its data; the envelope around it is always the same. */
function dataFirst(reply) {
  const rank = ({ name }) => (name === "data" ? 0 : 1);
  return { ...reply, properties: [...reply.properties].sort((a, b) => rank(a) - rank(b)) };
}

function shortName({ id, summary }) {
  return summary.replace(/\s*[(（].*$/, "") || id;
}

// The fields of a request or reply, with what they rest on: documented, derived, or assumed.

import { el, pill } from "./dom.js";
import { inline, prose } from "./prose.js";

const TONES = { documented: "good", derived: "accent", assumed: "warn" };
const MEANINGS = {
  documented: "A page of the vendor says so",
  derived: "Follows from the page's examples",
  assumed: "No page says; this project's choice",
};
/** Schemas don't hold themselves in this contract; if one ever does, it stops here. */
const DEEPEST = 6;

/** What a part of the contract rests on. */
export function basis(name) {
  if (!name) return null;
  const label = pill(name, `basis ${TONES[name] ?? ""}`);
  label.title = MEANINGS[name] ?? "";
  return label;
}

/** A contract's fields as a list, those of objects inside folded up. */
export function fields(contract, schema, depth = 0) {
  return el("ul", { class: "fields" }, schema.properties.map((property) => field(contract, property, depth)));
}

function field(contract, { name, required, schema: raw }, depth) {
  const schema = contract.schema(raw);
  const within = schema.items ? contract.schema(schema.items) : schema;
  // What is said of the items of an array is said here, where the array has nothing to say itself.
  const values = schema.values.length ? schema.values : within.values;
  return el("li", { class: "field" },
    el("div", { class: "field-head" },
      el("span", { class: "field-name" }, name),
      el("span", { class: "field-type" }, schema.type + (schema.nullable ? ", nullable" : "")),
      required && el("span", { class: "field-needed" }, "required"),
      basis(schema.basis ?? within.basis)),
    prose(schema.description ?? within.description),
    values.length > 0 && el("div", { class: "values" }, values.map(shownValue)),
    (schema.open || within.open) && el("p", { class: "field-note" }, "Other values may come: the enum is open."),
    schema.blankIsAbsent && el("p", { class: "field-note" }, "Blank in any form means that there is none."),
    [schema.note, within === schema ? undefined : within.note].filter(Boolean)
      .map((note) => el("p", { class: "field-note" }, inline(note))),
    within.properties.length > 0 && depth < DEEPEST && el("details", { class: "nested", open: depth === 0 && name === "data" },
      el("summary", {}, `${within.properties.length} fields of ${within.name ?? name}`),
      fields(contract, within, depth + 1)));
}

function shownValue({ value, name }) {
  const meaning = name && String(value) !== name && typeof value !== "string" ? ` ${name.toLowerCase()}` : "";
  return el("code", {}, JSON.stringify(value).replaceAll('"', "") + meaning);
}

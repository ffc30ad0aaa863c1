// Makes and finds elements. Whatever a server says becomes a text node, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** The element with this id. The page is broken without it, and says which. */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element #${id}`);
  return element;
}

/**
 * Makes an element. An attribute that is `true` is set empty; one that is `false`, `null` or
 * `undefined` is left out; `on` holds listeners. Children are elements, texts, arrays of them, or
 * nothing.
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...present(children));
  return element;
}

/** Has `parent` hold these children and no others. */
export function fill(parent, ...children) {
  parent.replaceChildren(...present(children));
}

/** Sets a text only if it is another, so that a selection in it lasts. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A line drawing of 16 by 16 units. */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** A small coloured label; `tone` is good, warn, bad, accent or nothing. */
export function pill(text, tone = "") {
  return el("span", { class: `pill ${tone}` }, text);
}

/** A list of names with their values; those without a value are left out. */
export function pairs(entries, attributes = {}) {
  const shown = entries.filter(([, value]) => value !== undefined && value !== null && value !== "");
  return el("dl", { class: "pairs" }, shown.map(([name, value]) => [
    el("dt", {}, name),
    el("dd", attributes, value instanceof Node ? value : String(value)),
  ]));
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

// The contract's descriptions: paragraphs, `code`, **strong** and fenced blocks. No more of Markdown.

import { el } from "./dom.js";
import { codeBlock } from "./json_view.js";

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*/g;

/** A description as elements. */
export function prose(text, attributes = { class: "prose" }) {
  const blocks = (text ?? "").split(/^```\w*\n([\s\S]*?)^```$/m);
  // Every other piece is what stood in a fence.
  const shown = blocks.flatMap((piece, index) => (index % 2 === 1
    ? [codeBlock(piece.trimEnd(), "the formula")]
    : piece.split(/\n\s*\n/).map((paragraph) => paragraph.trim()).filter(Boolean)
      .map((paragraph) => el("p", {}, inline(paragraph)))));
  return el("div", attributes, shown);
}

/** The text of one paragraph as nodes. */
export function inline(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    pieces.push(text.slice(end, match.index));
    pieces.push(match[1] ? el("code", {}, match[1]) : el("strong", {}, inline(match[2])));
    end = match.index + match[0].length;
  }
  pieces.push(text.slice(end));
  return pieces;
}

// What the sandbox has been told to let go wrong, and telling it.

import { byId, el, fill, pairs, setText } from "./dom.js";
import { many, words } from "./format.js";
import { onState } from "./live.js";
import { control } from "./sandbox.js";
import { FAULT_EXAMPLES } from "./fault_examples.js";

let told = null;

/** Starts the section's half that is about faults. */
export function startFaults() {
  fill(byId("faults-example"), el("option", { value: "" }, "What is set now"),
    FAULT_EXAMPLES.map(({ label }, at) => el("option", { value: at }, label)));
  byId("faults-example").addEventListener("change", fillIn);
  byId("faults-clear").addEventListener("click", () => tell(() => control("faults", { method: "DELETE" })));
  byId("faults-form").addEventListener("submit", (event) => {
    event.preventDefault();
    tell(() => control("faults", { method: "PUT", body: JSON.parse(byId("faults-text").value) }));
  });
  // With each state, that is once a second: there is no other sign that they changed. If it fails,
  // so does the state, and the banner says so.
  onState(() => control("faults").then(show, () => {}));
}

async function tell(call) {
  const failure = byId("faults-error");
  try {
    show(await call());
    failure.hidden = true;
  } catch (error) {
    setText(failure, `Not set: ${error.message}.`);
    failure.hidden = false;
  }
}

function show(schedule) {
  const now = JSON.stringify(schedule, null, 2);
  if (now === told) return;
  told = now;
  const rules = schedule.rules ?? [];
  const badge = byId("nav-faults");
  setText(badge, String(rules.length));
  badge.hidden = rules.length === 0;
  badge.title = many(rules.length, "fault rule");
  byId("faults-clear").hidden = rules.length === 0;
  fill(byId("faults-body"), rules.length === 0
    ? el("p", {}, "None: every request is answered as it should be. Set some to see how your program takes it.")
    : el("ol", { class: "rules" }, rules.map(rule)));
  if (byId("faults-example").value === "" && document.activeElement !== byId("faults-text")) fillIn();
}

function fillIn() {
  const chosen = byId("faults-example").value;
  byId("faults-text").value = chosen === "" ? told ?? "" : JSON.stringify(FAULT_EXAMPLES[chosen].schedule, null, 2);
}

function rule({ name, fault, ...choice }, at) {
  return el("li", {},
    el("strong", {}, name ?? `rules[${at}]`),
    pairs([["Fault", described(fault)], ["Meets", chosen(choice)]]));
}

/** `{"reset": "afterCommit"}` in words: `reset, after commit`. */
function described(fault) {
  if (typeof fault === "string") return words(fault);
  return Object.entries(fault).map(([kind, detail]) => {
    const details = typeof detail === "object" && detail !== null ? Object.entries(detail) : [["", detail]];
    const told = details.map(([name, value]) => [name && words(name).toLowerCase(),
      typeof value === "string" ? words(value).toLowerCase() : JSON.stringify(value)].filter(Boolean).join(" "));
    return [words(kind), ...told].join(", ");
  }).join("; ");
}

function chosen({ operation, number, nth, every, probability, times, ...rest }) {
  return [
    operation ?? "all operations",
    number !== undefined && `for number ${number}`,
    nth !== undefined && (every === undefined ? `request ${nth} of these` : `from request ${nth} on`),
    every !== undefined && `one in ${every}`,
    probability !== undefined && `with probability ${probability}`,
    times !== undefined && `at most ${many(times, "time")}`,
    ...Object.entries(rest).map(([name, value]) => `${words(name).toLowerCase()} ${JSON.stringify(value)}`),
  ].filter(Boolean).join(", ");
}

// What the sandbox has been told to let go wrong.

import { byId, el, fill, pairs, setText } from "./dom.js";
import { words } from "./format.js";
import { codeBlock } from "./json_view.js";
import { onState } from "./live.js";
import { control } from "./sandbox.js";

let told = null;

/** Starts the section's half that is about faults. */
export function startFaults() {
  // With each state, that is once a second: there is no other sign that they changed.
  onState(ask);
  byId("faults-clear").addEventListener("click", async () => {
    await tell(() => control("faults", { method: "DELETE" }));
  });
}

async function ask() {
  await tell(() => control("faults"));
}

async function tell(call) {
  const failure = byId("faults-error");
  try {
    show(await call());
    failure.hidden = true;
  } catch (error) {
    setText(failure, `${error.message}.`);
    failure.hidden = false;
  }
}

function show(schedule) {
  const now = JSON.stringify(schedule);
  if (now === told) return;
  told = now;
  const rules = rulesOf(schedule);
  const badge = byId("nav-faults");
  setText(badge, String(rules.length));
  badge.hidden = rules.length === 0;
  badge.title = `${rules.length} set`;
  byId("faults-clear").hidden = rules.length === 0;
  fill(byId("faults-body"), rules.length === 0 ? none() : [
    el("ol", { class: "rules" }, rules.map(rule)),
    el("details", {}, el("summary", {}, "As JSON"), codeBlock(JSON.stringify(schedule, null, 2), "the schedule")),
  ]);
}

function rulesOf(schedule) {
  return Array.isArray(schedule) ? schedule : schedule?.rules ?? [];
}

function none() {
  return [
    el("p", {}, "None: every request is answered as it should be. Set some to see how your program takes it, for example "
      + "a create that is stored and never answered:"),
    codeBlock(`curl -X PUT ${location.origin}/_sandbox/faults \\
  -H 'content-type: application/json' \\
  -d '{"rules": []}'
`, "the command"),
  ];
}

function rule(one) {
  const { id, name, ...rest } = one;
  return el("li", {},
    el("strong", {}, name ?? id ?? "Rule"),
    pairs(Object.entries(rest).map(([key, value]) => [words(key),
      typeof value === "object" ? el("code", {}, JSON.stringify(value)) : String(value)])));
}


// The sandbox's clock: seen, set, sped up, and let jump ahead.

import * as clock from "./clock.js";
import { byId, setText } from "./dom.js";
import { day, span, timeOfDay } from "./format.js";
import { onState, refresh } from "./live.js";
import { current } from "./router.js";
import { control } from "./sandbox.js";

/** Starts the section's half that is about the clock. */
export function startTime() {
  onState(showScale);
  setInterval(showTime, 250);
  byId("clock-speed").addEventListener("change", (event) =>
    change("clock", "PUT", { scale: Number(event.target.value) }));
  for (const button of byId("clock-advance").querySelectorAll("[data-seconds]")) {
    button.addEventListener("click", () =>
      change("clock/advance", "POST", { seconds: Number(button.dataset.seconds) }));
  }
  byId("clock-reset").addEventListener("click", () =>
    change("clock", "PUT", { now: new Date().toISOString(), scale: 1 }));
}

async function change(path, method, body) {
  const failure = byId("clock-error");
  try {
    clock.observe(await control(path, { method, body }));
    failure.hidden = true;
  } catch (error) {
    setText(failure, `The clock wasn't changed: ${error.message}.`);
    failure.hidden = false;
  }
  showScale();
  refresh();
}

function showScale() {
  const speed = String(clock.scale());
  for (const choice of byId("clock-speed").querySelectorAll("input")) choice.checked = choice.value === speed;
}

function showTime() {
  if (current() !== "time") return;
  const now = new Date(clock.now());
  setText(byId("clock-face"), timeOfDay(now));
  const ahead = clock.ahead();
  const off = clock.isThisMachines() || Math.abs(ahead) < 2.5 ? "as this machine's"
    : `${span(Math.abs(ahead))} ${ahead < 0 ? "behind" : "ahead of"} this machine's`;
  setText(byId("clock-date"), `${day(now)}, ${off}`);
}

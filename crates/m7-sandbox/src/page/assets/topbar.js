// The bar at the top: the account that is shown, and the sandbox's clock.

import { byId, el, fill, setText } from "./dom.js";
import * as clock from "./clock.js";
import { timeOfDay, utc } from "./format.js";
import { onState, refresh } from "./live.js";

/** Starts it. */
export function startTopbar() {
  onState(({ accounts }) => offerAccounts(accounts.map((account) => account.appkey)));
  byId("account").addEventListener("change", refresh);
  setInterval(showTime, 250);
}

function offerAccounts(appkeys) {
  const choice = byId("account");
  const offered = [...choice.options].map((option) => option.value);
  // With one account there is nothing to choose; its name stands in the sections.
  byId("account-choice").hidden = appkeys.length === 0;
  choice.disabled = appkeys.length < 2;
  // An answer for one account names that one alone.
  if (appkeys.every((appkey) => offered.includes(appkey))) return;
  const chosen = choice.value;
  fill(choice, appkeys.map((appkey) => el("option", { value: appkey }, appkey)));
  if (appkeys.includes(chosen)) choice.value = chosen;
}

function showTime() {
  const now = new Date(clock.now());
  const time = byId("clock-time");
  setText(time, timeOfDay(now));
  byId("clock-chip").title = `The sandbox's clock: ${utc(now)}`;
  const note = byId("clock-scale");
  note.hidden = clock.isThisMachines();
  setText(note, clock.scale() === 0 ? "stopped" : clock.scale() === 1 ? "set" : `${clock.scale()}×`);
}

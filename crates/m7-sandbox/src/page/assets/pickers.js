// Fills in what only the sandbox knows: the sipId of a number that is there, the agentId of an agent.

import { el, fill } from "./dom.js";
import { appkey, state } from "./live.js";
import { control } from "./sandbox.js";

/** More are too many to choose from: then the sipId is copied in by hand. */
const OFFERED = 200;

/** A choice for each field of the request that names something of the sandbox. */
export function pickers(contract, operation, put) {
  const names = new Set(operation.request.properties.map(({ name }) => name));
  return [
    names.has("sipId") && picker(operation, "Number", offeredNumbers, (sipId) => put({ sipId })),
    names.has("agentId") && picker(operation, "Agent", offeredAgents, (agentId) => put({ agentId })),
  ];
}

function picker(operation, label, offer, pick) {
  const id = `try-${operation.id}-${label.toLowerCase()}`;
  const select = el("select", { id }, el("option", { value: "-" }, "As in the body"));
  const load = async () => {
    const chosen = select.value;
    // Without an answer there is nothing to offer; the banner says why.
    const options = await offer().catch(() => []);
    fill(select, el("option", { value: "-" }, "As in the body"),
      options.map(({ value, text }) => el("option", { value }, text)));
    if (options.some(({ value }) => value === chosen)) select.value = chosen;
  };
  select.addEventListener("focus", load);
  select.addEventListener("pointerenter", load);
  select.addEventListener("change", () => {
    if (select.value !== "-") pick(select.value);
  });
  return el("div", { class: "try-row" }, el("label", { class: "label", for: id }, label), select);
}

async function offeredNumbers() {
  const query = new URLSearchParams({ appkey: appkey() ?? "", limit: OFFERED });
  const [account] = (await control(`state?${query}`)).accounts;
  return account.numbers.map(({ sipId, number, registrations }) => ({
    value: sipId,
    text: `${number}${registrations.length ? ", registered" : ""} (${sipId})`,
  }));
}

async function offeredAgents() {
  const agents = state()?.account?.agents ?? [];
  return [
    ...agents.map(({ agentId, agentName, agentNumber }) => ({ value: agentId, text: `${agentName}, ${agentNumber}` })),
    { value: "", text: "None" },
  ];
}

// What the sections share: the state and the journal, asked for about once a second.

import { byId, fill } from "./dom.js";
import { control } from "./sandbox.js";
import { Poll } from "./poll.js";
import { observe } from "./clock.js";
import { lost, found } from "./link.js";

/** How many entries of the journal this page keeps. */
export const KEPT = 1_000;
const ENTRIES_AT_ONCE = 500;

const watchers = { state: [], journal: [] };
/** What `state` is asked for. The section that shows numbers says so. */
let wanted = { limit: 1 };
let latest = null;
let journal = emptyJournal();

const statePoll = new Poll(askState, lost);
const journalPoll = new Poll(askJournal, (error) => {
  journal.next = null;
  lost(error);
});

/** Calls back with each new state: `{clock, sip, accounts}` and `account`, the one that is shown. */
export function onState(watcher) {
  watchers.state.push(watcher);
}

/** Calls back when the journal changed: `{entries}`, the newest entry last. */
export function onJournal(watcher) {
  watchers.journal.push(watcher);
}

/** Starts asking. */
export function start() {
  statePoll.now();
  journalPoll.now();
}

/** Asks at once: something was changed, or the link may be back. */
export function refresh() {
  statePoll.now();
  journalPoll.now();
}

/** Has `state` asked for this page of numbers from now on. */
export function want(page) {
  wanted = page;
  statePoll.now();
}

/** Shows no more of what was asked before: the journal was cleared. */
export function forgetJournal() {
  journal = { ...emptyJournal(), next: journal.next };
  for (const watcher of watchers.journal) watcher(journal);
}

/** The appkey of the account that is shown; none before the first state. */
export function appkey() {
  return latest?.account?.appkey;
}

/** The last state, if there is one. */
export function state() {
  return latest;
}

async function askState() {
  const asked = wanted;
  const chosen = byId("account").value;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, appkey: chosen })) {
    if (value !== "" && value !== undefined) query.set(name, value);
  }
  const told = await control(`state?${query}`).catch((error) => {
    // Another sandbox answers now, and has no such account: whichever it has is shown.
    if (error.status === 404 && chosen !== "") {
      fill(byId("account"));
      statePoll.now();
    }
    throw error;
  });
  found();
  observe(told.clock);
  // Another page of numbers is wanted by now: that answer follows.
  if (asked !== wanted || chosen !== byId("account").value) return;
  const account = told.accounts.find((one) => one.appkey === chosen) ?? told.accounts[0];
  latest = { ...told, account, asked };
  for (const watcher of watchers.state) watcher(latest);
}

async function askJournal() {
  // At first, and when the sandbox was away (it may be another one now): the newest.
  let changed = journal.next === null;
  if (journal.next === null) {
    const { next } = await control(`journal?after=${Number.MAX_SAFE_INTEGER}&limit=1`);
    journal = { ...emptyJournal(), next: Math.max(0, next - KEPT) };
  }
  for (let full = true; full;) {
    const after = journal.next;
    const told = await control(`journal?after=${after}&limit=${ENTRIES_AT_ONCE}`);
    if (told.next < after) {
      journal.next = null;
      return askJournal();
    }
    full = told.entries.length === ENTRIES_AT_ONCE;
    changed ||= told.entries.length > 0;
    journal.entries.push(...told.entries);
    journal.entries.splice(0, journal.entries.length - KEPT);
    journal.next = told.next;
  }
  if (changed) for (const watcher of watchers.journal) watcher(journal);
}

function emptyJournal() {
  return { entries: [], next: null };
}

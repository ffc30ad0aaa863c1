// Starts the page: the sections, the way between them, and what is asked of the sandbox.

import { byId } from "./dom.js";
import { control } from "./sandbox.js";
import { onRetry } from "./link.js";
import * as live from "./live.js";
import * as router from "./router.js";
import { startTopbar } from "./topbar.js";
import { startNumbers } from "./numbers.js";
import { startLatest } from "./latest.js";
import { startJournal } from "./journal.js";
import { startReference } from "./reference.js";
import { startConnect } from "./connect.js";
import { startTime } from "./time.js";
import { startFaults } from "./faults.js";

onRetry(live.refresh);
startTopbar();
startNumbers();
startLatest();
startJournal();
startReference();
startConnect();
startTime();
startFaults();
router.start();
live.start();
tellVersion();

async function tellVersion() {
  // Not worth a word if it fails: the banner says so for the state.
  const health = await control("health").catch(() => null);
  if (health) byId("version").textContent = `m7 sandbox ${health.version}`;
}

// Says whether the sandbox is there, and what to do if it isn't.

import { byId, setText } from "./dom.js";

let retry = () => {};

/** What the banner's button does. */
export function onRetry(action) {
  retry = action;
}

/** The sandbox answered. */
export function found() {
  if (byId("link-state").dataset.state === "live") return;
  byId("link-state").dataset.state = "live";
  setText(byId("link-text"), "Live");
  byId("banner").hidden = true;
}

/** A question wasn't answered as it should be. */
export function lost(error) {
  byId("link-state").dataset.state = "lost";
  const [title, text] = told(error);
  setText(byId("link-text"), error.kind === "unreachable" ? "Lost" : "Refused");
  setText(byId("banner-title"), title);
  setText(byId("banner-text"), text);
  setText(byId("banner-action"), "Try again now");
  byId("banner-action").onclick = () => retry();
  byId("banner").hidden = false;
}

function told(error) {
  const port = location.port ? `:${location.port}` : "";
  switch (error.kind) {
    case "unreachable":
      return ["The sandbox doesn't answer.",
        "What is shown here is what it said last. If it was stopped, start it again with "
        + `“m7 sandbox serve --listen ${location.host}”: this page goes on by itself.`];
    case "forbidden":
      return ["The sandbox refuses this page.",
        `${capitalised(error.message)}. Open it on the machine that the sandbox runs on, by `
        + `http://127.0.0.1${port}/, or start the sandbox with --allow-remote-control.`];
    case "refused":
      return ["The sandbox couldn't answer.", `${capitalised(error.message)}. `
        + "If it was updated while this page was open, reload the page."];
    default:
      return ["This page failed.", `${error}. Reload it; if that doesn't help, it is a mistake in the page.`];
  }
}

function capitalised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

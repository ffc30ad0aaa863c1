// The sandbox's clock as this page knows it: what it said last, and how fast it runs since.

let anchor = null;

/** Takes what the sandbox says of its clock: `{now, scale}`. */
export function observe(clock) {
  const told = Date.parse(clock.now);
  if (Number.isNaN(told)) return;
  anchor = { told, scale: clock.scale ?? 1, at: performance.now() };
}

/** The sandbox's time in Unix milliseconds. This machine's until the sandbox has told its own. */
export function now() {
  return anchor ? anchor.told + (performance.now() - anchor.at) * anchor.scale : Date.now();
}

/** Sandbox seconds per second; 0 if it stands still. */
export function scale() {
  return anchor?.scale ?? 1;
}

/** How far the sandbox's clock is ahead of this machine's, in seconds; behind, if negative. */
export function ahead() {
  return (now() - Date.now()) / 1000;
}

/** Whether the clock is this machine's own, but for what a round trip takes. */
export function isThisMachines() {
  return scale() === 1 && Math.abs(ahead()) < 2.5;
}

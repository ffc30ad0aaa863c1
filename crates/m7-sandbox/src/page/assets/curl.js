// The same request for a shell. It signs itself, so it can be run again.

import * as clock from "./clock.js";

/** A script for sh with curl and openssl. The secret key is taken from the environment. */
export function curl({ method, path }, appkey, body) {
  return `# M7_SECRET_KEY is the secretKey that the sandbox printed when it started.
appkey=${quoted(appkey)}
timestamp=$(${timestamp()})
nonce=$(od -An -N4 -tu4 /dev/urandom | awk '{ printf "%06d", $1 % 1000000 }')
sign=$(printf %s "$appkey$timestamp$nonce" |
  openssl dgst -sha256 -hmac "$M7_SECRET_KEY" -binary | base64)

curl -sS -X ${method} ${quoted(location.origin + path)} \\
  -H 'content-type: application/json' \\
  -H "m7-appkey: $appkey" \\
  -H "m7-nonce: $nonce" \\
  -H "m7-timestamp: $timestamp" \\
  -H "m7-sign: $sign" \\
  --data-raw ${quoted(body)}
`;
}

/** The time in seconds by the sandbox's clock, which need not be the shell's. */
function timestamp() {
  if (clock.isThisMachines()) return "date +%s";
  if (clock.scale() !== 1) return `echo ${Math.floor(clock.now() / 1000)}`;
  return `expr $(date +%s) + ${Math.round(clock.ahead())}`;
}

/** One word of a shell, whatever is in it. */
export function quoted(text) {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

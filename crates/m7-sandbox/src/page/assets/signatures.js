// How a request that is tried out is signed: right, or wrong in one of the ways that programs get it
// wrong, so that one sees what comes of it.

const HOUR = 3600;

/** What can be chosen: `apply` makes headers of the ones that the sandbox signed. */
export const SIGNATURES = [
  { id: "valid", label: "Valid", apply: (headers) => headers },
  { id: "wrong-sign", label: "Wrong: another sign", apply: (headers) => ({ ...headers, "m7-sign": otherSign(headers["m7-sign"]) }) },
  { id: "late", label: "Wrong: signed an hour ago", apply: (headers) => shifted(headers, -HOUR) },
  { id: "early", label: "Wrong: signed an hour ahead", apply: (headers) => shifted(headers, HOUR) },
  { id: "milliseconds", label: "Wrong: timestamp in milliseconds", apply: (headers) => ({ ...headers, "m7-timestamp": `${headers["m7-timestamp"]}000` }) },
  { id: "no-nonce", label: "Wrong: no m7-nonce", apply: ({ "m7-nonce": _, ...headers }) => headers },
  { id: "replay", label: "Wrong: the last valid request again", apply: (headers, before) => before ?? headers },
];

function shifted(headers, seconds) {
  return { ...headers, "m7-timestamp": String(Number(headers["m7-timestamp"]) + seconds) };
}

/** Another sign of the same form: 44 characters of base64. */
function otherSign(sign) {
  return (sign.startsWith("A") ? "B" : "A") + sign.slice(1);
}

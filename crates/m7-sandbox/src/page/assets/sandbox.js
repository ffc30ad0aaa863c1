// Talks to the sandbox: to its control API, and to the documented one. Nothing else is ever called.

const TIMEOUT = 15_000;

/** Why a call wasn't done. `kind` is `unreachable`, `forbidden` or `refused`. */
export class CallError extends Error {
  constructor(kind, message, status = 0) {
    super(message);
    this.kind = kind;
    this.status = status;
  }
}

/** Calls the control API, and returns the JSON that it answers. */
export async function control(path, { method = "GET", body, timeout = TIMEOUT } = {}) {
  const headers = body === undefined ? {} : { "content-type": "application/json" };
  const response = await reach(`/_sandbox/${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  }, timeout);
  const text = await response.text().catch(unreachable);
  let json = null;
  try {
    json = text === "" ? null : JSON.parse(text);
  } catch {
    // Told by its status below, or not the control API at all.
    if (response.ok) throw new CallError("refused", `/_sandbox/${path} answered something else than JSON`);
  }
  if (response.ok) return json;
  const message = json?.error ?? `/_sandbox/${path} answered with status ${response.status}`;
  throw new CallError(response.status === 403 ? "forbidden" : "refused", message, response.status);
}

/** The headers of one signed request of this account. The sandbox signs: its key stays with it. */
export async function signed(appkey) {
  const answer = await control("sign", { method: "POST", body: appkey ? { appkey } : {} });
  return answer.headers ?? answer;
}

/** Sends one request to the documented API. Returns status, time taken and text, whatever they are. */
export async function send(method, path, headers, body) {
  const started = performance.now();
  // A delete takes 25 s when documented latencies are on, and may be told to take longer.
  const response = await reach(path, { method, headers, body }, 120_000);
  const text = await response.text().catch(() => null);
  return {
    status: response.status,
    milliseconds: performance.now() - started,
    text,
  };
}

async function reach(path, request, timeout) {
  return fetch(path, {
    ...request,
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(timeout),
  }).catch(unreachable);
}

function unreachable(error) {
  const late = error?.name === "TimeoutError";
  throw new CallError("unreachable", late ? "the sandbox didn't answer in time" : "the sandbox didn't answer");
}

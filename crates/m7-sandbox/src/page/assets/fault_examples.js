// Schedules to begin with: what goes wrong between a program and a service sooner or later.

export const FAULT_EXAMPLES = [
  {
    label: "A create that is stored and never answered",
    schedule: {
      rules: [{ name: "lost-answer", operation: "sip_create", nth: 1, fault: { noAnswer: { when: "afterCommit", seconds: 60 } } }],
    },
  },
  {
    label: "A connection reset before anything is done",
    schedule: { rules: [{ name: "reset", nth: 1, fault: { reset: "beforeCommit" } }] },
  },
  {
    label: "Every second list is too many (429)",
    schedule: {
      rules: [{
        name: "too-many", operation: "sip_list", every: 2,
        fault: { status: { code: 429, when: "beforeCommit", body: "envelope", retryAfterSeconds: 2 } },
      }],
    },
  },
  {
    label: "A proxy's page instead of JSON (502)",
    schedule: { rules: [{ name: "bad-gateway", nth: 1, fault: { status: { code: 502, when: "beforeCommit", body: "html" } } }] },
  },
  {
    label: "One write in ten loses its answer",
    schedule: { seed: 7, rules: [{ name: "flaky", probability: 0.1, fault: { reset: "afterCommit" } }] },
  },
  {
    label: "The contract has grown: fields nobody knows",
    schedule: { rules: [{ name: "drift", fault: "unknownFields" }] },
  },
  {
    label: "A server whose clock is ten minutes behind",
    schedule: { rules: [{ name: "skew", fault: { skew: { seconds: -600 } } }] },
  },
];

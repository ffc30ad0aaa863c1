// How programs and phones get to the sandbox.

import { byId, el, fill, pairs } from "./dom.js";
import { codeBlock } from "./json_view.js";
import { onState } from "./live.js";
import { quoted } from "./curl.js";

let told = "";

/** Starts the section. */
export function startConnect() {
  onState(({ sip, account }) => {
    const now = JSON.stringify([sip, account?.appkey]);
    if (now === told) return;
    told = now;
    fill(byId("connect-body"),
      el("div", { class: "columns" }, programs(account?.appkey ?? ""), sip ? phones(sip) : noPhones()));
  });
}

function programs(appkey) {
  return el("article", { class: "card", "aria-labelledby": "connect-programs" },
    el("h2", { id: "connect-programs" }, "A program"),
    el("p", {}, "Any client that signs as the vendor documents: give it this address instead of the vendor's, and the "
      + "account of the sandbox. The secret key is printed once, when the sandbox starts; it isn't shown here."),
    pairs([["Base URL", el("code", {}, location.origin)], ["Appkey", el("code", {}, appkey)]]),
    codeBlock(`export M7_BASE_URL=${quoted(location.origin)}
export M7_APPKEY=${quoted(appkey)}
export M7_SECRET_KEY=…   # secretKey of the sandbox's first line
m7 sip list
`, "the environment"),
    el("p", { class: "hint" }, "What it asks shows in the ", el("a", { href: "#/journal" }, "journal"),
      ", with the reason if it is refused."));
}

function phones({ udp, tcp, public: shown, realm }) {
  const host = udp ?? tcp;
  const steps = [
    [el("p", {}, el("a", { href: "#/reference/sip_create" }, "Create a number"),
      " with a password. Both are what the phone signs in with.")],
    [el("p", {}, "Set up an account in the phone:"),
      pairs([
        ["User", "the number, for example 2004"],
        ["Password", "the number's password"],
        ["Domain, server", el("code", {}, host)],
        ["Proxy", el("code", {}, `sip:${host}`)],
        ["Transport", [udp && "UDP", tcp && "TCP"].filter(Boolean).join(" or ")],
        ["Realm, if asked", el("code", {}, realm)],
      ])],
    [el("p", {}, "See it under ", el("a", { href: "#/numbers" }, "Numbers"), " as soon as it has registered. Then an agent can be ",
      el("a", { href: "#/reference/sip_update" }, "bound"), " to it.")],
  ];
  return el("article", { class: "card", "aria-labelledby": "connect-phones" },
    el("h2", { id: "connect-phones" }, "A phone"),
    el("p", {}, "A registrar answers REGISTER with digest authentication, for soft phones and for desk phones alike. Numbers "
      + "show ", el("code", {}, shown), " as the server that they registered to."),
    el("ol", { class: "steps" }, steps.map((step) => el("li", {}, step))),
    el("h3", {}, "From a shell"),
    codeBlock(shellPhones(host), "the commands"));
}

function noPhones() {
  return el("article", { class: "card", "aria-labelledby": "connect-phones" },
    el("h2", { id: "connect-phones" }, "A phone"),
    el("p", {}, "This sandbox speaks no SIP: it was started without an address for phones. Start it with one, and real "
      + "phones can register:"),
    codeBlock("m7 sandbox serve --sip-listen 127.0.0.1:5060\n", "the command"),
    el("p", { class: "hint" }, "Until then a stand-in can be registered by ", el("code", {}, "POST /_sandbox/registrations"), "."));
}

function shellPhones(host) {
  return `# A phone that comes with m7: it asks for the password.
m7 sandbox phone 2004 --registrar ${host}

# baresip, a soft phone
mkdir -p phone
echo '<sip:2004@${host}>;auth_pass=PASSWORD' > phone/accounts
baresip -f phone
`;
}

#!/usr/bin/env python3
"""Signs, creates, lists, updates and deletes a SIP number with nothing but the standard library.

It shares no code with the rest of this project, so it shows what any language has to do, and that
the sandbox takes it. M7_BASE_URL, M7_APPKEY and M7_SECRET_KEY say where and as whom, for example
with what `m7 sandbox serve` prints when it is ready.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request

BASE_URL, APPKEY, SECRET_KEY = (os.environ[f"M7_{name}"] for name in ("BASE_URL", "APPKEY", "SECRET_KEY"))


def call(operation, **body):
    """One signed call; the reply's envelope, also of a call that was refused."""
    timestamp, nonce = str(int(time.time())), f"{secrets.randbelow(10**6):06}"
    digest = hmac.digest(SECRET_KEY.encode(), f"{APPKEY}{timestamp}{nonce}".encode(), hashlib.sha256)
    headers = {"content-type": "application/json", "m7-appkey": APPKEY, "m7-nonce": nonce,
               "m7-timestamp": timestamp, "m7-sign": base64.b64encode(digest).decode()}
    url = f"{BASE_URL}/openapi/v1/call/sip/{operation}"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=90) as response:
            return json.load(response)
    except urllib.error.HTTPError as refused:
        return json.load(refused)


def expect(what, envelope, holds):
    """Tells what was done, or ends the program."""
    if not holds(envelope):
        sys.exit(f"{what}: unexpectedly {envelope['code']} {envelope['message']}")
    print(f"{what}: {envelope['code']} {envelope['message']} ({envelope['requestInfo']['requestId']})")
    return envelope.get("data")


def done(envelope):
    return envelope["success"] and envelope["code"] == "200"


number = str(secrets.randbelow(10**9) + 10**9)
renamed = number + "0"
password = secrets.token_urlsafe(12)

created = expect(f"create {number}", call("create", number=number, password=password, isNAT=False,
                 codingFormat=["G711A"], agentId=""), done)
sip_id = created["sipId"]
assert abs(int(sip_id[:8], 16) - time.time()) < 300, "the sipId carries the server's time"
expect(f"create {number} again", call("create", number=number, password=password), lambda e: not e["success"])
expect(f"list {number}", call("list", number=number, registerStatuses=[0]),
       lambda e: done(e) and [n["sipId"] for n in e["data"]] == [sip_id] and e["data"][0]["registerStatus"] == 0)
expect(f"update it to {renamed}", call("update", sipId=sip_id, number=renamed), lambda e: done(e) and e["data"] == created)
expect(f"list {number}", call("list", number=number), lambda e: done(e) and e["data"] == [])
expect(f"list {renamed}", call("list", number=renamed), lambda e: done(e) and e["data"][0]["sipId"] == sip_id)
expect(f"delete {renamed}", call("delete", sipId=sip_id), lambda e: done(e) and e["data"] == created)
expect("list all", call("list"), lambda e: done(e) and sip_id not in [n["sipId"] for n in e["data"]])
SECRET_KEY += "x"
expect("list with a wrong secret", call("list"), lambda e: not e["success"])

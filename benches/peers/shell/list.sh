#!/bin/sh
# Lists the SIP numbers of an account as people do by hand: signed by openssl, sent by curl.
set -eu

path=/openapi/v1/call/sip/list
timestamp=$(date +%s)
# Six digits, and so one of a million: two calls of one second may draw the same.
nonce=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
nonce=$(printf '%06d' $((nonce % 1000000)))
sign=$(printf '%s%s%s' "$M7_APPKEY" "$timestamp" "$nonce" |
    openssl dgst -sha256 -hmac "$M7_SECRET_KEY" -binary | openssl base64)

exec curl --silent --show-error --fail "$M7_BASE_URL$path" \
    -H 'content-type: application/json' \
    -H "m7-appkey: $M7_APPKEY" \
    -H "m7-nonce: $nonce" \
    -H "m7-timestamp: $timestamp" \
    -H "m7-sign: $sign" \
    -d '{}'

#!/bin/sh
# Registers with baresip (Debian: baresip-core), stays for some seconds, and unregisters by leaving.
#
#   baresip.sh REGISTRAR udp|tcp register|refused NUMBER [SECONDS]   < file with the password
#
# REGISTRAR is ADDRESS:PORT. The password comes on standard input. It leaves before its seconds are
# over when it is turned away, or when the file is there that $LEAVE names. $PORT is where it sends from
# over UDP.
set -eu
registrar=$1 transport=$2 expected=$3 number=$4 seconds=${5:-3}
IFS= read -r password || [ -n "$password" ]
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
cat >"$work/config" <<CONFIG
sip_listen 127.0.0.1:${PORT:-0}
module_path ${BARESIP_MODULES:-/usr/lib/baresip/modules}
module_app account.so
module_app menu.so
CONFIG
printf '<sip:%s@%s;transport=%s>;auth_pass=%s;regint=60\n' \
    "$number" "$registrar" "$transport" "$password" >"$work/accounts"
: >"$work/contacts"
: >"$work/out"
HOME=$work baresip -4 -f "$work" -t "$seconds" >"$work/out" 2>&1 </dev/null &
phone=$!
while kill -0 "$phone" 2>/dev/null && [ ! -e "${LEAVE:-$work/never}" ]; do
    if [ "$expected" = refused ] && grep -qE '40[13] ' "$work/out"; then break; fi
    sleep 0.1
done
# Told to end, it unregisters first.
kill -TERM "$phone" 2>/dev/null || true
wait "$phone" || true
if grep -q '200 OK' "$work/out"; then
    seen=register
elif grep -qE '40[13] ' "$work/out"; then
    seen=refused
else
    seen=nothing
fi
if [ "$seen" = "$expected" ]; then
    echo "baresip over $transport: $expected as expected"
else
    tail -40 "$work/out"
    echo "baresip over $transport: $expected NOT as expected" >&2
    exit 1
fi

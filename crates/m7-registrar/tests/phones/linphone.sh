#!/bin/sh
# Registers with linphonec (Debian: linphone-cli), stays for some seconds, and unregisters.
#
#   linphone.sh REGISTRAR udp|tcp register|refused NUMBER [SECONDS]   < file with the password
#
# REGISTRAR is ADDRESS:PORT, with an IP address: linphonec takes no name for a proxy here. The
# password comes on standard input. It leaves before its seconds are over when it is turned away, or
# when the file is there that $LEAVE names. $PORT is where it sends from over UDP.
set -eu
registrar=$1 transport=$2 expected=$3 number=$4 seconds=${5:-4}
IFS= read -r password || [ -n "$password" ]
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
# linphonec ends at once when this folder isn't there.
mkdir -p "$work/.local/share/linphone"
: >"$work/out"
cat >"$work/linphonerc" <<CONFIG
[sip]
sip_port=${PORT:--1}
sip_tcp_port=-1
default_proxy=0
use_ipv6=0

[proxy_0]
reg_proxy=<sip:$registrar;transport=$transport>
reg_identity=sip:$number@$registrar
reg_expires=300
reg_sendregister=1
publish=0

[auth_info_0]
username=$number
passwd=$password
realm=${REALM:-m7}
CONFIG
{
    end=$(($(date +%s) + seconds))
    while [ "$(date +%s)" -lt "$end" ] && [ ! -e "${LEAVE:-$work/never}" ]; do
        if [ "$expected" = refused ] \
            && grep -qE 'Password for|Registration on .* failed' "$work/out"; then break; fi
        sleep 0.1
    done
    echo 'status register'
    sleep 1
    echo 'unregister'
    sleep 1
    echo 'quit'
} | HOME=$work linphonec -c "$work/linphonerc" >"$work/out" 2>&1 || true
if grep -qE 'registered, identity=|Registration on .* successful' "$work/out"; then
    seen=register
# Turned away, it asks for another password.
elif grep -qE 'Password for|Registration on .* failed' "$work/out"; then
    seen=refused
else
    seen=nothing
fi
if [ "$seen" = "$expected" ]; then
    echo "linphonec over $transport: $expected as expected"
else
    tail -40 "$work/out"
    echo "linphonec over $transport: $expected NOT as expected" >&2
    exit 1
fi

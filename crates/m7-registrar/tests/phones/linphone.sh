#!/bin/sh
# Registers with linphonec (Debian: linphone-cli), stays for some seconds, and unregisters.
#
#   linphone.sh REGISTRAR udp|tcp register|refused NUMBER [SECONDS]   < file with the password
#
# REGISTRAR is ADDRESS:PORT, with an IP address: linphonec takes no name for a proxy here. The
# password comes on standard input.
set -eu
registrar=$1 transport=$2 expected=$3 number=$4 seconds=${5:-4}
IFS= read -r password || [ -n "$password" ]
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
# linphonec ends at once when this folder isn't there.
mkdir -p "$work/.local/share/linphone"
cat >"$work/linphonerc" <<CONFIG
[sip]
sip_port=-1
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
    sleep "$seconds"
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

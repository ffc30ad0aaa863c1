#!/bin/sh
# Registers with sipp (Debian: sip-tester) and stays so, takes that back, or expects to be turned away.
#
#   sipp.sh REGISTRAR udp|tcp register|unregister|refused NUMBER   < file with the password
#
# The password comes on standard input, so that no list of processes shows it. $PORT is where it sends
# from over UDP.
set -eu
registrar=$1 transport=$2 scenario=$3 number=$4
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
IFS= read -r password || [ -n "$password" ]
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
printf 'SEQUENTIAL\n%s;[authentication username=%s password=%s]\n' \
    "$number" "$number" "$password" >"$work/numbers.csv"
case $transport in udp) mode=u1 ;; tcp) mode=t1 ;; *) exit 2 ;; esac
cd "$work"
# The password stands in traces of messages: none is written.
if sipp "$registrar" -t "$mode" -i 127.0.0.1 ${PORT:+-p "$PORT"} -sf "$here/sipp-$scenario.xml" -inf numbers.csv \
    -m "${CALLS:-1}" -r "${RATE:-10}" -timeout 20 -timeout_error -nostdin -trace_err >out 2>&1
then
    echo "sipp over $transport: $scenario as expected"
else
    status=$?
    cat ./*errors.log 2>/dev/null || tail -40 out
    echo "sipp over $transport: $scenario NOT as expected" >&2
    exit "$status"
fi

#!/usr/bin/env bash
# Runs COMMAND beside a PC/SC daemon of its own that has one serial reader:
#   scripts/stacks/serial/with-pcscd.sh PORT LOG COMMAND [ARGUMENT...]
# PORT is the tty the reader answers on, LOG the file for what daemon and driver say.
# The daemon lives in a mount and a network namespace, so it meets no other daemon. It dies with this shell.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

# The driver asks the reader for its firmware first and waits 2 s for it; 10 s is a machine under load.
STEP_SECONDS=0.05
START_STEPS_MAX=200

if [ "${ONECARD_SERIAL_PCSCD:-}" != entered ]; then
  [ $# -ge 3 ] || { echo "usage: with-pcscd.sh PORT LOG COMMAND [ARGUMENT...]" >&2; exit 64; }
  namespaces=(--mount --net)
  [ "$(id -u)" = 0 ] || namespaces+=(--user --map-root-user)
  ONECARD_SERIAL_PCSCD=entered exec unshare "${namespaces[@]}" -- bash "$0" "$@"
fi
port=$1
log=$2
shift 2

[ -d /run/pcscd ] || mount -t tmpfs tmpfs /run
mkdir -p /run/pcscd
mount -t tmpfs tmpfs /run/pcscd
cat >/run/pcscd/reader.conf <<CONF
FRIENDLYNAME "OneCard Serial"
DEVICENAME $port:GemPCTwin
LIBPATH /usr/lib/pcsc/drivers/serial/libccidtwin.so
CHANNELID 1
CONF

# Log level 15: everything the driver sees on the line, which is what the tests look for.
LIBCCID_ifdLogLevel=0x000F setpriv --pdeathsig KILL \
  pcscd --foreground --debug --apdu --config /run/pcscd/reader.conf >"$log" 2>&1 &
daemon=$!
trap 'kill -KILL "$daemon" 2>/dev/null || true' EXIT
trap 'exit 143' TERM

steps=0
until [ -S /run/pcscd/pcscd.comm ]; do
  kill -0 "$daemon" 2>/dev/null || { tail -n 20 "$log" >&2; echo 'pcscd ended at once' >&2; exit 69; }
  steps=$((steps + 1))
  [ "$steps" -lt "$START_STEPS_MAX" ] || { tail -n 20 "$log" >&2; echo 'pcscd did not start' >&2; exit 69; }
  sleep "$STEP_SECONDS"
done

"$@" <&0

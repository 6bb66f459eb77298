#!/usr/bin/env bash
# Runs COMMAND beside a PC/SC daemon of its own:  scripts/with-private-pcscd.sh COMMAND [ARGUMENT...]
#
# The daemon lives in a mount namespace (its socket is on a tmpfs) and a network namespace (its virtual
# slots listen on TCP 35963 and 35964 of a loopback of their own), so that it meets no other daemon and
# any number of these may run side by side. COMMAND's exit status is the script's; the daemon ends with it.
# Needs pcscd, vsmartcard-vpcd and iproute2 (scripts/install-real-stacks.sh), and root or a kernel that lets
# users make namespaces. Exit 69: cannot run here.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

# The driver opens its ports within 0.2 s; 10 s is a machine under heavy load.
STEP_SECONDS=0.05
START_STEPS_MAX=200
# pcscd needs about 0.5 s to end; after 3 s it is killed.
STOP_STEPS_MAX=60
EXIT_UNAVAILABLE=69

refuse() {
  echo "with-private-pcscd: $1" >&2
  exit "$EXIT_UNAVAILABLE"
}

if [ "${ONECARD_PRIVATE_PCSCD:-}" != entered ]; then
  [ $# -gt 0 ] || { echo "usage: scripts/with-private-pcscd.sh COMMAND [ARGUMENT...]" >&2; exit 64; }
  for program in unshare ip setpriv pcscd; do
    command -v "$program" >/dev/null || refuse "$program is not installed"
  done
  ls /etc/reader.conf.d/*vpcd* >/dev/null 2>&1 || refuse "vsmartcard-vpcd is not installed"
  namespaces=(--mount --net)
  [ "$(id -u)" = 0 ] || namespaces+=(--user --map-root-user)
  unshare "${namespaces[@]}" true 2>/dev/null || refuse "needs root: namespaces are not allowed here"
  ONECARD_PRIVATE_PCSCD=entered exec unshare "${namespaces[@]}" -- bash "$0" "$@"
fi
export ONECARD_PRIVATE_PCSCD=inside

# Where no daemon has ever run its folder is missing: then /run is ours alone, and nothing outside is touched.
[ -d /run/pcscd ] || mount -t tmpfs tmpfs /run
mkdir -p /run/pcscd
mount -t tmpfs tmpfs /run/pcscd
ip link set lo up
# The driver writes length and body in two segments: without quick acknowledgement each APDU waits 40 ms.
# A kernel without the option is slow, not wrong.
for destination in 127.0.0.0/8 127.0.0.1; do
  ip route change local "$destination" dev lo table local proto kernel scope host src 127.0.0.1 quickack 1 || true
done

log=$(mktemp)
daemon=
child=
finish() {
  [ -z "$child" ] || kill "$child" 2>/dev/null || true
  if [ -n "$daemon" ] && kill "$daemon" 2>/dev/null; then
    for _ in $(seq "$STOP_STEPS_MAX"); do
      kill -0 "$daemon" 2>/dev/null || break
      sleep "$STEP_SECONDS"
    done
    kill -KILL "$daemon" 2>/dev/null || true
  fi
  rm -f "$log"
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# The daemon dies with this shell, also when the shell is killed and no trap runs.
setpriv --pdeathsig KILL pcscd --foreground >"$log" 2>&1 &
daemon=$!

# Ready when its socket exists and the first slot listens: 8C7B is port 35963, 0A is LISTEN.
ready() { [ -S /run/pcscd/pcscd.comm ] && grep -q ':8C7B [0-9A-F]*:[0-9A-F]* 0A ' /proc/net/tcp /proc/net/tcp6; }
steps=0
until ready; do
  kill -0 "$daemon" 2>/dev/null || { cat "$log" >&2; daemon=; refuse "pcscd ended at once"; }
  steps=$((steps + 1))
  [ "$steps" -lt "$START_STEPS_MAX" ] || { cat "$log" >&2; refuse "pcscd did not answer in 10 s"; }
  sleep "$STEP_SECONDS"
done

"$@" <&0 &
child=$!
status=0
wait "$child" || status=$?
child=
exit "$status"

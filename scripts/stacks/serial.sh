#!/usr/bin/env bash
# Readies the judge of the serial readers: libccid with its driver for serial GemPC Twin readers, a PC/SC
# daemon to load it, socat for the pseudo terminals, and three strangers that must see the card.
# As root on Debian or Ubuntu it installs what is missing; anywhere else it prints the command. A second run
# takes no time. Ends with 0 when everything is there, with 69 when the tests cannot run here.
set -euo pipefail

packages=(pcscd libccid libpcsclite1 socat opensc pcsc-tools python3-pyscard util-linux)
EXIT_UNAVAILABLE=69

if ! command -v dpkg-query >/dev/null; then
  echo "serial stack: not Debian or Ubuntu; install pcsc-lite, ccid (with the serial driver), socat, opensc, pyscard" >&2
  exit "$EXIT_UNAVAILABLE"
fi

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "serial stack: as root: apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}" >&2
    exit "$EXIT_UNAVAILABLE"
  fi
  export DEBIAN_FRONTEND=noninteractive
  # A slow mirror needs a minute or two; ten is one that hangs.
  install() { timeout 600 apt-get --quiet=2 --option DPkg::Lock::Timeout=60 install --yes --no-install-recommends "${missing[@]}" >&2; }
  install || { timeout 600 apt-get --quiet=2 update >&2 && install; } || {
    echo "serial stack: could not install: ${missing[*]}" >&2
    exit "$EXIT_UNAVAILABLE"
  }
fi

driver=/usr/lib/pcsc/drivers/serial/libccidtwin.so
[ -e "$driver" ] || { echo "serial stack: $driver is missing; this libccid has no serial driver" >&2; exit "$EXIT_UNAVAILABLE"; }
namespaces=(--mount --net)
[ "$(id -u)" = 0 ] || namespaces+=(--user --map-root-user)
unshare "${namespaces[@]}" true 2>/dev/null || {
  echo 'serial stack: a namespace of its own is not allowed here' >&2
  exit "$EXIT_UNAVAILABLE"
}

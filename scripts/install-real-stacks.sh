#!/usr/bin/env bash
# Installs the real PC/SC stack that the tests run against: daemon, drivers, the virtual reader driver, and
# other programs' tools that must see the same card. As root on Debian or Ubuntu it installs what is
# missing; anywhere else it names what is missing and prints the commands. Always ends with 0: a test
# that cannot run says so by name, and fails when CI=true.
set -uo pipefail

PACKAGES=(pcscd libccid libpcsclite1 vsmartcard-vpcd opensc pcsc-tools python3-pyscard iproute2 util-linux)
# A slow mirror needs a minute or two; ten is one that hangs.
INSTALL_SECONDS_MAX=600
LOCK_SECONDS_MAX=60

say() { echo "real stacks: $1" >&2; }

if ! command -v dpkg-query >/dev/null; then
  say "not Debian or Ubuntu; install pcsc-lite, ccid, vsmartcard (vpcd), opensc, pcsc-tools, pyscard, iproute2"
  exit 0
fi

find_missing() {
  missing=()
  for package in "${PACKAGES[@]}"; do
    state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)
    [ "$state" = installed ] || missing+=("$package")
  done
}

find_missing
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ]; then
  say "missing: ${missing[*]}"
  say "run as root: apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
  exit 0
fi

say "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
options=(--quiet=2 --option "DPkg::Lock::Timeout=$LOCK_SECONDS_MAX")
timeout "$INSTALL_SECONDS_MAX" apt-get "${options[@]}" update >&2
timeout "$INSTALL_SECONDS_MAX" apt-get "${options[@]}" install --yes --no-install-recommends "${missing[@]}" >&2

find_missing
[ ${#missing[@]} -eq 0 ] || say "could not install: ${missing[*]}"
exit 0

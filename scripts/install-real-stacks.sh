#!/usr/bin/env bash
# Readies the real stacks that the tests run against, where it may: as root on Debian or Ubuntu it installs
# what is missing; anywhere else it names what is missing and prints the commands. The PC/SC daemon and its
# virtual reader here, the others each in a script of its own under stacks/. Always ends with 0: a test
# that cannot run says so by name, and fails when CI=true.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)

PACKAGES=(pcscd libccid libpcsclite1 vsmartcard-vpcd opensc pcsc-tools python3-pyscard iproute2 util-linux)
# A slow mirror needs a minute or two; ten is one that hangs.
INSTALL_SECONDS_MAX=600
LOCK_SECONDS_MAX=60

say() { echo "real stacks: $1" >&2; }

find_missing() {
  missing=()
  for package in "${PACKAGES[@]}"; do
    state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)
    [ "$state" = installed ] || missing+=("$package")
  done
}

ready_pcsc() {
  if ! command -v dpkg-query >/dev/null; then
    say "not Debian or Ubuntu; install pcsc-lite, ccid, vsmartcard (vpcd), opensc, pcsc-tools, pyscard, iproute2"
    return
  fi
  find_missing
  [ ${#missing[@]} -gt 0 ] || return
  if [ "$(id -u)" != 0 ]; then
    say "missing: ${missing[*]}"
    say "run as root: apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
    return
  fi
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  options=(--quiet=2 --option "DPkg::Lock::Timeout=$LOCK_SECONDS_MAX")
  timeout "$INSTALL_SECONDS_MAX" apt-get "${options[@]}" update >&2
  timeout "$INSTALL_SECONDS_MAX" apt-get "${options[@]}" install --yes --no-install-recommends "${missing[@]}" >&2
  find_missing
  [ ${#missing[@]} -eq 0 ] || say "could not install: ${missing[*]}"
}

ready_pcsc
for stack in "$here"/stacks/*.sh; do
  bash "$stack" >/dev/null || say "cannot run here: $(basename "$stack" .sh)"
done
exit 0

#!/usr/bin/env bash
# Readies a PKCS#11 token for the issuer's keys: SoftHSM 2, and OpenSC to look into it. As root on Debian or Ubuntu it installs what is
# missing; anywhere else it prints the command. A second run takes no time. Ends with 0 and the path of the
# library when everything is there, with 69 when the tests cannot run here.
set -euo pipefail

EXIT_UNAVAILABLE=69

find_library() {
  library=$(ls /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so /usr/local/lib/softhsm/libsofthsm2.so /opt/homebrew/lib/softhsm/libsofthsm2.so 2>/dev/null | head -n 1 || true)
}

find_library
if [ -z "$library" ] || ! command -v softhsm2-util >/dev/null || ! command -v pkcs11-tool >/dev/null; then
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo 'token stack: install SoftHSM 2 and OpenSC; on Debian as root: apt-get update && apt-get install --yes --no-install-recommends softhsm2 opensc' >&2
    exit "$EXIT_UNAVAILABLE"
  fi
  export DEBIAN_FRONTEND=noninteractive
  # A slow mirror needs a minute or two; ten is one that hangs.
  install() { timeout 600 apt-get --quiet=2 --option DPkg::Lock::Timeout=60 install --yes --no-install-recommends softhsm2 opensc >&2; }
  install || { timeout 600 apt-get --quiet=2 update >&2 && install; } || {
    echo 'token stack: could not install softhsm2' >&2
    exit "$EXIT_UNAVAILABLE"
  }
  find_library
fi
[ -n "$library" ] || { echo 'token stack: libsofthsm2.so is missing' >&2; exit "$EXIT_UNAVAILABLE"; }
echo "$library"

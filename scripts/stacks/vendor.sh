#!/usr/bin/env bash
# Readies the C compiler with which the tests of vendors' libraries make theirs. Does nothing when there
# is one. As root on Debian or Ubuntu it installs it; anywhere else it prints the command.
set -euo pipefail
packages=(gcc libc6-dev)
# A slow mirror needs a minute or two; ten is one that hangs.
seconds_max=600

if echo 'int main(void) { return 0; }' | cc -x c -o /dev/null - 2>/dev/null; then exit 0; fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "vendor libraries need a C compiler; as root: apt-get install -y --no-install-recommends ${packages[*]}" >&2
  exit 2
fi
export DEBIAN_FRONTEND=noninteractive
install() { timeout "$seconds_max" apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null 2>&1; }
install || { timeout "$seconds_max" apt-get update -qq >/dev/null && install; } || {
  echo "apt-get could not install: ${packages[*]}" >&2
  exit 1
}

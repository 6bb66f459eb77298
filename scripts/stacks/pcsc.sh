#!/usr/bin/env bash
# Builds the optional pcsclite package, the second adapter to PC/SC and a peer of the benchmark, and readies
# pyscard and a C compiler, the other two peers. A second run takes no time.
# As root on Debian or Ubuntu it installs what is missing; anywhere else it prints the command. The package
# is built by npm for the Node that runs this, once for each; Node's headers are those beside it, else
# npm fetches them. Ends with 0 when everything is there, with 69 when something cannot be had here.
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=(g++ make python3 libpcsclite-dev python3-pyscard)
EXIT_UNAVAILABLE=69
# Compiling takes 10 s; a slow mirror or slow headers need a minute or two; ten is one that hangs.
seconds_max=600

refuse() {
  echo "pcsc stack: $1" >&2
  exit "$EXIT_UNAVAILABLE"
}
is_built() { node -e "require('pcsclite')" 2>/dev/null; }
has_peers() { /usr/bin/python3 -c 'import smartcard.scard' 2>/dev/null && [ -e /usr/include/PCSC/winscard.h ] && command -v cc >/dev/null; }

if is_built && has_peers; then exit 0; fi
[ -e node_modules/pcsclite/package.json ] || refuse 'pcsclite is not installed: npm ci'

if command -v dpkg-query >/dev/null; then
  missing=()
  for package in "${packages[@]}"; do
    state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing+=("$package")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    [ "$(id -u)" = 0 ] || refuse "as root: apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    install() { timeout "$seconds_max" apt-get --quiet=2 --option DPkg::Lock::Timeout=60 install --yes --no-install-recommends "${missing[@]}" >&2; }
    install || { timeout "$seconds_max" apt-get --quiet=2 update >&2 && install; } || refuse "could not install: ${missing[*]}"
  fi
else
  echo 'pcsc stack: not Debian or Ubuntu; a C++ compiler, make, python3, pyscard and the headers of pcsc-lite are needed' >&2
fi

if is_built; then exit 0; fi
# npm would fetch Node's headers from the network, where there may be none.
prefix=$(node -p "require('node:path').resolve(process.execPath, '../..')")
if [ -e "$prefix/include/node/node_api.h" ]; then export npm_config_nodedir=$prefix; fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
timeout "$seconds_max" npm rebuild pcsclite --ignore-scripts=false >"$log" 2>&1 || true
is_built || {
  tail -n 20 "$log" >&2
  refuse 'pcsclite does not build for this Node: npm rebuild pcsclite --ignore-scripts=false'
}

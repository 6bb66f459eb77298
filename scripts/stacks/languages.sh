#!/usr/bin/env bash
# Readies the compilers and programs with which the samples of examples/vendors/ are made and run. Installs
# only what is missing, as root on Debian or Ubuntu; anywhere else it prints the command. Ends with 0 when
# everything is there, with 69 when it cannot be had.
set -euo pipefail

# What has to be there, and the package that brings it.
declare -A packages=(
  [mcs]='mono-mcs libmono-system-web-extensions4.0-cil'
  [mono]='mono-runtime'
  [javac]='default-jdk-headless'
  [fpc]='fp-compiler fp-units-fcl'
  [python3]='python3'
  [curl]='curl ca-certificates'
  [jq]='jq'
)
EXIT_UNAVAILABLE=69
# A hundred megabytes from a near mirror take a minute; ten is a mirror that hangs.
seconds_max=600

find_missing() {
  missing=()
  for command in "${!packages[@]}"; do
    command -v "$command" >/dev/null && continue
    read -r -a wanted <<<"${packages[$command]}"
    missing+=("${wanted[@]}")
  done
}
refuse() {
  echo "languages: $1" >&2
  exit "$EXIT_UNAVAILABLE"
}

find_missing
[ ${#missing[@]} -gt 0 ] || exit 0
command -v apt-get >/dev/null || refuse "not Debian or Ubuntu; needed: ${missing[*]}"
[ "$(id -u)" = 0 ] || refuse "as root: apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install() { timeout "$seconds_max" apt-get --quiet=2 --option DPkg::Lock::Timeout=60 install --yes --no-install-recommends "${missing[@]}" >&2; }
install || { timeout "$seconds_max" apt-get --quiet=2 update >&2 && install; } || refuse "could not install: ${missing[*]}"
find_missing
[ ${#missing[@]} -eq 0 ] || refuse "not there after the installation: ${missing[*]}"

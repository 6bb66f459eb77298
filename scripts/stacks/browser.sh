#!/usr/bin/env bash
# Readies the browser in which the desk's pages and its client are tried: Debian's Chromium, a face
# for Chinese, and poppler, which reads PDF files again. A second run takes no time. As root on Debian or Ubuntu it installs what is missing;
# anywhere else it prints the command. Ends with 0 when everything is there, with 69 when it cannot be had.
# The last line of standard output is the path of the browser.
set -euo pipefail

packages=(chromium fonts-noto-cjk poppler-utils)
EXIT_UNAVAILABLE=69
# A hundred megabytes from a near mirror take a minute; ten is a mirror that hangs.
seconds_max=600

refuse() {
  echo "browser stack: $1" >&2
  exit "$EXIT_UNAVAILABLE"
}
find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

missing=()
if command -v dpkg-query >/dev/null; then
  for package in "${packages[@]}"; do
    state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing+=("$package")
  done
elif ! find_browser >/dev/null; then
  refuse 'not Debian or Ubuntu; Chromium and a face for Chinese are needed'
fi
if [ ${#missing[@]} -gt 0 ]; then
  [ "$(id -u)" = 0 ] || refuse "as root: apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  install() { timeout "$seconds_max" apt-get --quiet=2 --option DPkg::Lock::Timeout=60 install --yes --no-install-recommends "${missing[@]}" >&2; }
  install || { timeout "$seconds_max" apt-get --quiet=2 update >&2 && install; } || refuse "could not install: ${missing[*]}"
fi
find_browser || refuse 'no Chromium after the installation'

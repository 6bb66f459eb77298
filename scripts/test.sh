#!/usr/bin/env bash
# Runs everything that must hold: types, lint, the suite with the real stacks. Ends with one line of counts.
set -u
cd "$(dirname "$0")/.."

bash scripts/install-real-stacks.sh || exit 1

passed=0
failed=0
check() {
  echo "== $1"
  shift
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

check 'types' npx tsc --noEmit -p tsconfig.json
check 'format' npx biome check .
check 'lint' npx oxlint --type-aware --deny-warnings
check 'bundle with type declarations' npx tsup --silent
check 'bundle for browsers' npx tsup --config tsup.client.ts --silent

reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
status=0
suite() {
  echo "== $1"
  npx vitest run --reporter=default --reporter=json --outputFile.json="$reports/$1.json" "${@:2}" || status=$?
}

# A guest kernel in emulation needs a processor to itself; what it proves is no slower for the wait.
guest=tests/reader/hid/guest.realstack.test.ts
suite 'HID guest' "$guest"
suite 'suite' --exclude "$guest"
node scripts/count.mjs "$reports" "$passed" "$failed" "$status"

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

report=$(mktemp)
trap 'rm -f "$report"' EXIT
echo '== suite'
npx vitest run --reporter=default --reporter=json --outputFile.json="$report"
status=$?
node scripts/count.mjs "$report" "$passed" "$failed" "$status"

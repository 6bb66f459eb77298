#!/usr/bin/env bash
# Mutates money and the adjudication; arguments narrow it: npm run mutate -- --mutate src/money.ts
set -eu
cd "$(dirname "$0")/.."
[ -d tools/mutation/node_modules ] || npm ci --prefix tools/mutation --ignore-scripts --no-audit --no-fund
exec tools/mutation/node_modules/.bin/stryker run "$@"

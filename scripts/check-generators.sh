#!/usr/bin/env bash
# scripts/check-generators.sh [OPTION…]: tests that generators, a proxy and two validators read the contract.
# They come from npm, as test/generators/package.json pins them. The guarantees are in
# test/generators/*.check.ts; the options are vitest's. Ends with 77 if npm cannot install them.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/path.sh
if ! (cd test/generators && npm ci --silent --prefer-offline --no-audit --no-fund); then
  echo 'skipped: the generators could not be installed from npm.'
  exit 77
fi
exec vitest run --config test/generators/vitest.config.ts "$@"

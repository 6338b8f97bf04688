#!/usr/bin/env bash
# scripts/mutants.sh ROOM [FILE…]: changes the code of a room of src/, one mutant at a time. It tells which
# changes the tests do not see: docs/mutants.md. A second run tests again only what has changed. Ends with 77
# if npm cannot install Stryker.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/path.sh
if ! (cd test/mutants && npm ci --silent --prefer-offline --no-audit --no-fund); then
  echo 'skipped: Stryker could not be installed from npm.'
  exit 77
fi
exec node test/mutants/main.ts "$@"

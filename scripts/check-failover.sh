#!/usr/bin/env bash
# scripts/check-failover.sh [OPTION…]: PostgreSQL fails over under load. The guarantees are in
# test/failover/*.check.ts; the options are vitest's. The servers come with npm; it is apart because it takes
# minutes. Ends with 77 if there is none for this platform.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/path.sh
node -e "import('./test/support/postgres-binaries.ts').then(({ findBinaries }) => process.exit('missing' in findBinaries() ? 77 : 0))" || {
  echo 'skipped: there is no PostgreSQL from npm for this platform.'
  exit 77
}
exec vitest run --config test/failover/vitest.config.ts "$@"

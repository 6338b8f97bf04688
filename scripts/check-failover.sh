#!/usr/bin/env bash
# scripts/check-failover.sh [OPTION…]: tests a fail-over of PostgreSQL under load. The guarantees are in
# test/failover/*.check.ts; the options are vitest's. PostgreSQL comes from npm. The suite is not part of
# `npm test`, because it takes minutes. Ends with 77 if npm has no PostgreSQL for this platform.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/path.sh
node -e "import('./test/support/postgres-binaries.ts').then(({ findBinaries }) => process.exit('missing' in findBinaries() ? 77 : 0))" || {
  echo 'skipped: there is no PostgreSQL from npm for this platform.'
  exit 77
}
exec vitest run --config test/failover/vitest.config.ts "$@"

#!/usr/bin/env bash
# scripts/check-faults.sh [OPTION…]: kills services under load, and takes databases and disks away. It also
# breaks the contract, and the build must notice. The guarantees are in test/faults/*.check.ts and
# test/contract/*.check.ts; the options are vitest's. The suite is not part of `npm test`, because that has a
# limit of three minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/path.sh
exec vitest run --config test/faults/vitest.config.ts "$@"

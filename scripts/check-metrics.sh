#!/usr/bin/env bash
# scripts/check-metrics.sh [OPTION…]: lets Debian's Prometheus scrape Mintmark under load. The guarantees are
# in test/metrics/*.check.ts; the options are vitest's. Ends with 77 if this machine cannot run them.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/debian-packages.sh prometheus
. scripts/path.sh
exec vitest run --config test/metrics/vitest.config.ts "$@"

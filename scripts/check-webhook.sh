#!/usr/bin/env bash
# scripts/check-webhook.sh [OPTION…]: delivers events to a receiver, takes it away, and kills the service. The
# guarantees are in test/webhook/*.check.ts; the options are vitest's. The suite is not part of `npm test`,
# because most of its time is waiting.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/path.sh
exec vitest run --config test/webhook/vitest.config.ts "$@"

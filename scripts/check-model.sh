#!/usr/bin/env bash
# scripts/check-model.sh [OPTION…]: walks the model of the session protocol further than `npm test` does. The
# guarantees are in test/model/*.check.ts; the options are vitest's. The walks print their depth and states.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/path.sh
exec vitest run --config test/model/vitest.config.ts "$@"

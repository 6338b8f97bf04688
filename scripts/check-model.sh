#!/usr/bin/env bash
# scripts/check-model.sh [OPTION…]: walks the model of the session protocol further than `npm test` does. It
# also holds real services to it on both databases, also over a `kill -9`. It sends 5,000 generated requests,
# whose answers the contract must have. The guarantees are in test/model/*.check.ts; the options are vitest's.
# It prints its counts and seeds. `MODEL_SEED=N` makes only the run of that seed.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/path.sh
exec vitest run --config test/model/vitest.config.ts "$@"

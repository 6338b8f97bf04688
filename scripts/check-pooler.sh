#!/usr/bin/env bash
# scripts/check-pooler.sh [OPTION…]: tests Mintmark behind Debian's PgBouncer. The guarantees are in
# test/pooler/*.check.ts; the options are vitest's. Ends with 77 if this machine cannot run them.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/debian-packages.sh pgbouncer
. scripts/path.sh
export PATH=$PATH:/usr/sbin
exec vitest run --config test/pooler/vitest.config.ts "$@"

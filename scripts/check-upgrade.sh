#!/usr/bin/env bash
# scripts/check-upgrade.sh [OPTION…]: upgrades the database of an earlier build, and rolls it back, with live
# sessions, on both engines. It takes the earlier build from the git history and runs it. The guarantees are
# in test/upgrade/*.check.ts; the options are vitest's. Ends with 77 if the history does not have that build.
set -euo pipefail
cd "$(dirname "$0")/.."

# The last build whose newest migration was 01-007.
readonly FROM=865989d73685264b81f57a6ac5dae5698011adf5
if ! git cat-file -e "$FROM^{commit}" 2>/dev/null; then
  echo "SKIPPED: the history does not have $FROM. Fetch it whole: git fetch --unshallow"
  exit 77
fi
earlier=$(mktemp -d)
trap 'rm -rf "$earlier"' EXIT
git archive "$FROM" | tar -x -C "$earlier"
. scripts/path.sh
(cd "$earlier" && npm ci --silent)

EARLIER_BUILD=$earlier vitest run --config test/upgrade/vitest.config.ts "$@"

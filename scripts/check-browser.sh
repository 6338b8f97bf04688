#!/usr/bin/env bash
# scripts/check-browser.sh [OPTION…]: tries the pages in Debian's Chromium. The guarantees are in test/browser/*.check.ts; the options are vitest's.
# Ends with 77 where this machine cannot do it.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/debian-packages.sh chromium
. scripts/path.sh
exec vitest run --config test/browser/vitest.config.ts "$@"

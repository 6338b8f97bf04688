#!/usr/bin/env bash
# scripts/check-browser.sh [OPTION…]: tests the pages in Debian's Chromium. The guarantees are in
# test/browser/*.check.ts; the options are vitest's. Ends with 77 if this machine cannot run them.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/debian-packages.sh chromium
. scripts/path.sh
exec vitest run --config test/browser/vitest.config.ts "$@"

#!/usr/bin/env bash
# scripts/check-python.sh [OPTION…]: tests clients and services in Python, with Debian's libraries, against a
# running Mintmark. The guarantees are in test/interop/*.check.ts; the options are vitest's. Ends with 77 if
# this machine cannot run them.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/debian-packages.sh python3 python3-authlib python3-fastapi python3-httpx python3-jwt python3-requests-oauthlib python3-uvicorn
. scripts/path.sh
exec vitest run --config test/interop/vitest.config.ts "$@"

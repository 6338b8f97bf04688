#!/usr/bin/env bash
# scripts/check-languages.sh [OPTION…]: tests the verifiers of docs/in-another-language.md, with Debian's JWT
# libraries for Python, Ruby, Perl and Erlang. The guarantees are in test/languages/*.check.ts; the options
# are vitest's. Ends with 77 if this machine cannot run them.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/debian-packages.sh python3 python3-jwt python3-cryptography ruby ruby-jwt perl libcrypt-jwt-perl erlang-base erlang-jose erlang-jiffy
. scripts/path.sh
exec vitest run --config test/languages/vitest.config.ts "$@"

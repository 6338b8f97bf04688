#!/usr/bin/env bash
# scripts/check-runtimes.sh [OPTION…]: tests both packages on Bun and Deno, which come from npm. The
# guarantees are in test/runtimes/*.check.ts; the options are vitest's. Ends with 77 if this machine cannot
# run them.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Their install scripts only copy programs that this script uses in their own folders.
if ! npm install --silent --no-save --ignore-scripts --prefix "$folder" bun@1.4.5 deno@2.9.6; then
  echo 'skipped: Bun and Deno could not be installed from npm.'
  exit 77
fi
BUN=$(echo "$folder"/node_modules/@oven/*/bin/bun)
DENO=$(echo "$folder"/node_modules/@deno/*/deno)
export BUN DENO DENO_DIR=$folder/deno
for runtime in "$BUN" "$DENO"; do
  if ! "$runtime" --version >/dev/null 2>&1; then
    echo "skipped: ${runtime##*/} does not run on this machine."
    exit 77
  fi
done
. scripts/path.sh
vitest run --config test/runtimes/vitest.config.ts "$@"

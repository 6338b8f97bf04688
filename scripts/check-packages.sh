#!/usr/bin/env bash
# scripts/check-packages.sh [OPTION…]: packs the three packages from a clean copy of the checkout. Then it
# installs and runs them as a user does. The guarantees are in test/packages/*.check.ts; the options are
# vitest's. It needs npm's registry, and a Node 20 in the path for the packages that run on it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/path.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/copy" "$work/packed" "$work/again"
git ls-files -z --cached --others --exclude-standard | xargs -0 ls -d 2>/dev/null | tar cf - -T - | tar xf - -C "$work/copy"
# `.npmrc` turns the install scripts of packages off. If one ran, its output would be in the log.
(cd "$work/copy" && npm ci --prefer-offline --foreground-scripts >"$work/install.log" 2>&1) || { cat "$work/install.log" >&2; exit 1; }
for folder in packed again; do
  (cd "$work/copy" && npm run --silent package -- --silent --workspace sdk/client --workspace sdk/verify --include-workspace-root --pack-destination "$work/$folder")
done

export PACKAGES_FOLDER=$work
vitest run --config test/packages/vitest.config.ts "$@"

#!/usr/bin/env bash
# scripts/release/publish.sh TAG FOLDER [--dry-run]: publishes what packages.sh packed. The two libraries go
# to npm, by its trusted publishing, so no token is stored. All files go to the release on GitHub.
set -euo pipefail
tag=$1 folder=$(cd "$2" && pwd)
shift 2
cd "$(dirname "$0")/../.."

notes=$(mktemp)
trap 'rm -f "$notes"' EXIT
scripts/release/notes.sh "$tag" >"$notes"
(cd "$folder" && sha256sum --check --quiet SHA256SUMS)
# Trusted publishing needs npm 11.5 or later; a runner has npm 10.
for library in client verify; do
  npx --yes npm@11.21.2 publish "$folder/mintmark-$library-${tag#v}.tgz" --access public ${GITHUB_ACTIONS:+--provenance} "$@"
done
[ "${1:-}" = --dry-run ] || gh release create "$tag" "$folder"/* --verify-tag --title "Mintmark ${tag#v}" --notes-file "$notes"

#!/usr/bin/env bash
# scripts/release/packages.sh FOLDER: packs the three packages of this commit into an empty folder, with their
# checksums. On GitHub it names the repository in each, because npm compares it with the provenance.
set -euo pipefail
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
. scripts/path.sh

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git archive HEAD | tar xf - -C "$copy"
cd "$copy"
npm ci --silent --prefer-offline
if [ -n "${GITHUB_REPOSITORY:-}" ]; then
  npm pkg set --include-workspace-root --workspace sdk/client --workspace sdk/verify "repository.url=git+$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git"
fi
npm run --silent package -- --silent --workspace sdk/client --workspace sdk/verify --include-workspace-root --pack-destination "$folder"
cp sbom.cdx.json THIRD-PARTY-NOTICES "$folder"
cd "$folder"
sha256sum -- * >SHA256SUMS

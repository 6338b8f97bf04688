#!/usr/bin/env bash
# scripts/release/labels.sh: prints the labels that a build adds to those of the Dockerfile, one on a line.
# They are OCI annotations: the version, the commit and, on GitHub, where the sources are.
set -euo pipefail
cd "$(dirname "$0")/../.."

label() { printf -- '--label=org.opencontainers.image.%s=%s\n' "$1" "$2"; }
label version "$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)"
label revision "$(git -c safe.directory="$PWD" rev-parse HEAD 2>/dev/null || echo unknown)"
[ -z "${GITHUB_REPOSITORY:-}" ] || label source "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"

#!/usr/bin/env bash
# scripts/release/image.sh NAME:TAG [FOLDER [OPTION…]]: builds the image for the architecture of this machine,
# pushes it, and prints its digest. The options are those of `buildah build`. It needs root, buildah, and a
# login at the registry (REGISTRY_AUTH_FILE). TLS_VERIFY=false is for a registry on loopback.
set -euo pipefail
image=$1 folder=$(cd "${2:-.}" && pwd)
shift $(($# < 2 ? $# : 2))
cd "$(dirname "$0")/../.."
scripts/debian-packages.sh buildah >&2

# Only Docker's own format has a health check.
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot BUILDAH_FORMAT=docker
: "${SOURCE_DATE_EPOCH:=$(git -c safe.directory="$PWD" log -1 --format=%ct)}"
mapfile -t labels < <(scripts/release/labels.sh)
buildah bud --quiet --timestamp "$SOURCE_DATE_EPOCH" --build-arg BASE=docker.io/library/node:26-slim "${labels[@]}" "$@" --tag "$image" "$folder" >/dev/null

digest=$(mktemp)
trap 'rm -f "$digest"' EXIT
buildah push --quiet --tls-verify="${TLS_VERIFY:-true}" --digestfile "$digest" "$image" "docker://$image" >&2
cat "$digest"

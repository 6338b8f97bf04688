#!/usr/bin/env bash
# scripts/release/index.sh NAME TAG DIGEST…: joins images of several architectures under one tag, pushes that
# index, and prints its digest. It names them by digest, because somebody could move a tag meanwhile.
set -euo pipefail
name=$1 tag=$2
shift 2
cd "$(dirname "$0")/../.."
scripts/debian-packages.sh buildah >&2

export STORAGE_DRIVER=vfs
index=localhost/mintmark-index:$$ digest=$(mktemp)
trap 'buildah manifest rm "$index" >/dev/null 2>&1 || true; rm -f "$digest"' EXIT
buildah manifest create "$index" >/dev/null
for image in "$@"; do buildah manifest add --tls-verify="${TLS_VERIFY:-true}" "$index" "docker://$name@$image" >/dev/null; done
buildah manifest push --all --quiet --tls-verify="${TLS_VERIFY:-true}" --format v2s2 --digestfile "$digest" "$index" "docker://$name:$tag" >&2
cat "$digest"

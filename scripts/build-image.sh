#!/usr/bin/env bash
# scripts/build-image.sh [TAG [FOLDER]]: builds the image where there is no Docker engine (default: the tag mintmark, from this project).
# scripts/build-image.sh --prepare: only installs what it needs. Where there is an engine: docker build -t mintmark .
#
# It needs root, Debian's packages and the project's node_modules. The base image is made here, of Debian's packages and the Node that the project
# pins, so the result is for trying and checking; what is published is built on the base that the Dockerfile names.
# All files in its layers have the time SOURCE_DATE_EPOCH (default: that of the last commit), so two builds of
# a commit are one but for the last layer. Ends with 77 where this machine can do none of it.
set -euo pipefail

project=$(cd "$(dirname "$0")/.." && pwd)
suite=bookworm

# This asks least of the kernel; and only Docker's own format has a health check.
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot BUILDAH_FORMAT=docker

impossible() {
  echo "build-image: $1" >&2
  exit 77
}

[ "$(id -u)" = 0 ] || impossible 'needs root'
unshare --mount true 2>/dev/null || impossible 'needs leave to mount (CAP_SYS_ADMIN)'

"$project/scripts/debian-packages.sh" buildah debootstrap
[ "${1:-}" != --prepare ] || exit 0

tag=${1:-mintmark}
folder=$(cd "${2:-$project}" && pwd)
[ -d "$project/node_modules" ] || { echo 'build-image: no node_modules; run npm ci first' >&2; exit 1; }
cd "$project"
. scripts/path.sh
node=$(node -p process.execPath)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Debian's least, with Node and npm where the official image has them.
make_base() {
  local root=$work/base/root
  mkdir "$work/base"
  debootstrap --variant=minbase --include=ca-certificates,libatomic1 "$suite" "$root" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; return 1; }
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/usr/share/{doc,man,locale,info}/*
  cp "$node" "$root/usr/local/bin/node"
  mkdir -p "$root/usr/local/lib/node_modules/npm"
  (cd "$work" && tar xzf "$(npm pack --silent npm@11)" -C "$root/usr/local/lib/node_modules/npm" --strip-components 1)
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  printf 'FROM scratch\nADD root /\nENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nCMD ["node"]\n' >"$work/base/Dockerfile"
  buildah bud --quiet --tag "$1" "$work/base" >/dev/null
  rm -rf "$work/base"
}

base=localhost/mintmark-base:node-$(node -p process.versions.node)-$suite
if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
  echo "Making $base …"
  make_base "$base"
fi

# npm in the build asks the registry that npm asks here, trusts what this machine trusts, and keeps its
# downloads where they are kept here. Lent for the build only, so none of it is in a layer.
trusted=/etc/ssl/certs/ca-certificates.crt
printf 'registry=%s\nupdate-notifier=false\n' "$(npm config get registry)" >"$work/npmrc"
downloads=$(npm config get cache)/_cacache
mkdir -p "$downloads"
lent=(--volume "$work/npmrc:/usr/local/etc/npmrc:ro" --volume "$downloads:/root/.npm/_cacache")
if [ -s "$trusted" ]; then
  echo 'cafile=/usr/local/etc/trusted.crt' >>"$work/npmrc"
  lent+=(--volume "$trusted:/usr/local/etc/trusted.crt:ro")
fi

before=$(buildah inspect --type image --format '{{.FromImageID}}' "$tag" 2>/dev/null || true)
: "${SOURCE_DATE_EPOCH:=$(git -C "$project" log -1 --format=%ct 2>/dev/null || echo 0)}"
buildah bud --pull-never --quiet --timestamp "$SOURCE_DATE_EPOCH" "${lent[@]}" --build-arg "BASE=$base" --tag "$tag" "$folder" >/dev/null
after=$(buildah inspect --type image --format '{{.FromImageID}}' "$tag")
# The one that had the tag before has none now, and nobody else knows of it.
[ -z "$before" ] || [ "$before" = "$after" ] || buildah rmi "$before" >/dev/null 2>&1 || true
echo "Built $tag."

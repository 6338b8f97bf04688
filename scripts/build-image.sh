#!/usr/bin/env bash
# Builds the container image without a Docker engine. With an engine, use `docker build -t mintmark .`
# instead.
#
#   scripts/build-image.sh [TAG [FOLDER]]    builds it; by default the tag mintmark, from this project
#   scripts/build-image.sh --prepare         only installs what the build needs
#
# It needs root, Debian's packages and the project's node_modules. It makes the base image from Debian's
# packages and the Node that the project pins. So the result is for trials and checks only. A published image
# is built on the base that the Dockerfile names.
#
# All files in the layers have the time SOURCE_DATE_EPOCH (default: the time of the last commit). So two
# builds of a commit give the same layers, except the last. The script ends with 77 if this machine cannot
# build images.
set -euo pipefail

project=$(cd "$(dirname "$0")/.." && pwd)
suite=bookworm

# These need the least from the kernel. Only Docker's own format has a health check.
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

# Makes a minimal Debian, with Node and npm in the folders that the official image uses.
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

# In the build, npm uses this machine's registry, trusted certificates and download cache. They are mounted
# for the build only, so no layer contains them.
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
mapfile -t labels < <(scripts/release/labels.sh)
buildah bud --pull-never --quiet --timestamp "$SOURCE_DATE_EPOCH" "${lent[@]}" "${labels[@]}" --build-arg "BASE=$base" --tag "$tag" "$folder" >/dev/null
after=$(buildah inspect --type image --format '{{.FromImageID}}' "$tag")
# Deletes the image that had the tag before, because it has no name any more.
[ -z "$before" ] || [ "$before" = "$after" ] || buildah rmi "$before" >/dev/null 2>&1 || true
echo "Built $tag."

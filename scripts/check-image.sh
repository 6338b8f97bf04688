#!/usr/bin/env bash
# scripts/check-image.sh [OPTION…]: builds the image and tests the service in it. The service runs as it
# should in production: as its own user, on a read-only root, without a shell. The guarantees are in
# test/image/image.check.ts; the options are vitest's. Ends with 77 if this machine cannot build images (see
# build-image.sh).
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/build-image.sh --prepare
scripts/debian-packages.sh iproute2

export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
tag=localhost/mintmark-check:$$
work=$(mktemp -d)
container=
clean_up() {
  [ -z "$container" ] || buildah rm "$container" >/dev/null 2>&1 || true
  buildah rmi "$tag" "$tag-again" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT

copy() {
  mkdir "$1"
  git ls-files -z --cached --others --exclude-standard | xargs -0 ls -d 2>/dev/null | tar cf - -T - | tar xf - -C "$1"
}

# Builds from a working copy that other users cannot read, and that has secrets in it, as real ones have.
IMAGE_PLANTED=planted-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
copy "$work/copy"
mkdir -p "$work/copy/.mintmark" "$work/copy/data"
for file in .env .mintmark/demo.json data/mintmark.db.secret src/.env src/mintmark.db.secret generated/tls.key; do
  echo "$IMAGE_PLANTED" >"$work/copy/$file"
done
echo "//registry.invalid/:_authToken=$IMAGE_PLANTED" >>"$work/copy/.npmrc"
chmod -R go-rwx "$work/copy"

scripts/build-image.sh "$tag" "$work/copy"
# Builds once more, from a copy as git makes it, to compare both.
copy "$work/other"
scripts/build-image.sh "$tag-again" "$work/other"

mkdir "$work/image" "$work/root" "$work/data" "$work/secrets"
buildah inspect --type image "$tag" >"$work/image.json"
buildah inspect --type image "$tag-again" >"$work/again.json"
buildah push --quiet "$tag" "docker-archive:$work/image.tar" >/dev/null
tar xf "$work/image.tar" -C "$work/image" && rm "$work/image.tar"
container=$(buildah from --pull-never "$tag")
mounted=$(buildah mount "$container")

# A container engine makes these. It also gives a new volume the owner that its folder has in the image.
mkdir -p "$mounted/run/secrets"
echo '127.0.0.1 localhost' >"$mounted/etc/hosts"
chown --reference="$mounted/data" "$work/data"

export IMAGE_PLANTED IMAGE_ROOT=$work/root IMAGE_DATA=$work/data IMAGE_SECRETS=$work/secrets
export IMAGE_LAYERS=$work/image IMAGE_DESCRIPTION=$work/image.json IMAGE_AGAIN=$work/again.json
. scripts/path.sh
# In a network of its own every port is free, and nothing outside can be reached.
# shellcheck disable=SC2016
unshare --mount --net --pid --fork --kill-child --mount-proc bash -euc '
  ip link set lo up
  mount --bind "$1" "$IMAGE_ROOT"
  mount --bind "$IMAGE_DATA" "$IMAGE_ROOT/data"
  mount --bind "$IMAGE_SECRETS" "$IMAGE_ROOT/run/secrets"
  mount -t tmpfs -o mode=755 tmpfs "$IMAGE_ROOT/dev"
  for device in null zero random urandom; do
    touch "$IMAGE_ROOT/dev/$device"
    mount --bind "/dev/$device" "$IMAGE_ROOT/dev/$device"
  done
  # There is no shell, and no program except Node.
  mount -t tmpfs -o ro tmpfs "$IMAGE_ROOT/usr/bin"
  mount -t tmpfs -o ro tmpfs "$IMAGE_ROOT/usr/sbin"
  mount -o remount,bind,ro "$IMAGE_ROOT/dev"
  mount -o remount,bind,ro "$IMAGE_ROOT/run/secrets"
  mount -o remount,bind,ro "$IMAGE_ROOT"
  shift
  exec vitest run --config test/image/vitest.config.ts "$@"
' check-image "$mounted" "$@"

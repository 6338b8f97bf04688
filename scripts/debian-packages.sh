#!/usr/bin/env bash
# scripts/debian-packages.sh PACKAGE…: installs those that are missing. If this machine cannot, it prints the
# reason and ends with 77.
set -euo pipefail

missing=()
for package in "$@"; do
  dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "skipped: it needs Debian's packages ${missing[*]}, and only root on Debian may install them."
  exit 77
fi
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }
# If it fails, the list of packages may be missing or old: update it and try again.
install 2>/dev/null || { apt-get update -qq >/dev/null && install; } || {
  echo "skipped: Debian's packages ${missing[*]} could not be installed."
  exit 77
}

#!/usr/bin/env bash
# scripts/debian-packages.sh PACKAGE…: installs what is missing of them. Ends with 77, and the reason, where this machine cannot.
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
# A list of packages may be missing, or old.
install 2>/dev/null || { apt-get update -qq >/dev/null && install; } || {
  echo "skipped: Debian's packages ${missing[*]} could not be installed."
  exit 77
}

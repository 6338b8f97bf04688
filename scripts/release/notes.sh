#!/usr/bin/env bash
# scripts/release/notes.sh TAG: prints what CHANGELOG.md says about a release. It fails if a package has
# another version than the tag, or if the changelog has no section for it. So a wrong tag publishes nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=${1#v}
[ "$1" = "v$version" ] || { echo "notes: the tag $1 does not begin with v" >&2; exit 1; }
for manifest in package.json sdk/client/package.json sdk/verify/package.json; do
  grep -q "^  \"version\": \"${version//./\\.}\",\$" "$manifest" || { echo "notes: $manifest does not have the version $version" >&2; exit 1; }
done
notes=$(awk -v heading="## [$version]" 'index($0, "## ") == 1 { shown = index($0, heading) == 1; next } shown' "${CHANGELOG:-CHANGELOG.md}")
[ -n "$notes" ] || { echo "notes: CHANGELOG.md has no section for $version" >&2; exit 1; }
printf '%s\n' "$notes"

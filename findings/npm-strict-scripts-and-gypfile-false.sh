#!/usr/bin/env bash
# npm 11.19.1 with strict-allow-scripts: the first installation of better-sqlite3 13.2.0 succeeds, the next is
# refused.
#
# better-sqlite3 13 has a binding.gyp, no install script, and `"gypfile": false`. With that setting a package
# tells npm not to compile it.
#
# Expected: there is no script, so nothing must be allowed.
#
# Found: the first `npm install` installs it, and compiles nothing. The second finds it in node_modules, and
# ends with ESTRICTALLOWSCRIPTS for a script that npm would never run. If `allowScripts` denies the package,
# both succeed. Output:
#   first: installed, compiled: no
#   second: better-sqlite3@13.2.0 (install: node-gyp rebuild)
#
# Ends with 1 if this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-save --prefix "$work/tool" npm@11.19.1
npm=$work/tool/node_modules/npm/bin/npm-cli.js
mkdir project
cd project
echo '{ "name": "orders", "version": "1.0.0", "dependencies": { "better-sqlite3": "13.2.0" } }' >package.json
node "$npm" install --silent --strict-allow-scripts
compiled=no
[ ! -e node_modules/better-sqlite3/build ] || compiled=yes
seen="first: installed, compiled: $compiled
second: $(node "$npm" install --strict-allow-scripts 2>&1 | grep -o 'better-sqlite3@13.2.0 (.*)' || true)"
echo "$seen"
[ "$seen" = 'first: installed, compiled: no
second: better-sqlite3@13.2.0 (install: node-gyp rebuild)' ]

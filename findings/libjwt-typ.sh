#!/usr/bin/env bash
# libjwt 1.10.2 (Debian libjwt0 1.10.2-1+deb12u1): jwt_decode refuses a well-signed token for its typ.
#
# Expected: `typ` is for applications (RFC 7519 §5.1: optional, ignored by JWT implementations). So a token
# with "typ":"at+jwt" (RFC 9068) is decoded like one with "typ":"JWT", and the caller judges it.
#
# Found: if typ is not JWT, in upper or lower case, the result is EINVAL (22). A broken token gives the same
# result. Without a typ it decodes. It has no option for this, so it cannot read access tokens of RFC 9068.
# Output:
#   typ JWT: 0
#   typ jwt: 0
#   no typ: 0
#   typ at+jwt: 22
#   typ application/jwt: 22
#
# Ends with 0 while this is so, and with 1 if it changes. It ends with 77 if this machine has no Debian
# packages.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
packages=(libjwt0=1.10.2-1+deb12u1 libjansson4=2.14-2)
{ apt-get download -qq "${packages[@]}" || { apt-get update -qq && apt-get download -qq "${packages[@]}"; }; } >/dev/null 2>&1 || {
  echo "skipped: the Debian packages ${packages[*]} cannot be downloaded."
  exit 77
}
for package in *.deb; do dpkg-deb --extract "$package" root; done
LIBRARY=$(echo root/usr/lib/*/libjwt.so.0)
export LD_LIBRARY_PATH=${LIBRARY%/*} LIBRARY

/usr/bin/python3 - <<'PYTHON' | tee said
import base64, ctypes, hashlib, hmac, json, os

libjwt = ctypes.CDLL(os.environ["LIBRARY"])
key = b"k" * 32
part = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=")


def decode(header):
    signed = part(json.dumps({"alg": "HS256", **header}).encode()) + b"." + part(b'{"sub":"olga"}')
    token = signed + b"." + part(hmac.new(key, signed, hashlib.sha256).digest())
    return libjwt.jwt_decode(ctypes.byref(ctypes.c_void_p()), token, key, len(key))


for name, header in [("typ JWT", {"typ": "JWT"}), ("typ jwt", {"typ": "jwt"}), ("no typ", {}), ("typ at+jwt", {"typ": "at+jwt"}), ("typ application/jwt", {"typ": "application/jwt"})]:
    print(f"{name}: {decode(header)}")
PYTHON
diff said - <<'SEEN'
typ JWT: 0
typ jwt: 0
no typ: 0
typ at+jwt: 22
typ application/jwt: 22
SEEN

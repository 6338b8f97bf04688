"""plain.py VECTORS ID…: prints whether PyJWT accepts each token with only a key, its algorithm and the audience.

Without the audience it accepts no Mintmark token.
"""

import json
import sys

import jwt


def takes(token: str) -> bool:
    alg, key = keys[jwt.get_unverified_header(token)["kid"]]
    try:
        return bool(jwt.decode(token, key, [alg], audience=vectors["audience"]))
    except jwt.InvalidTokenError:
        return False


with open(sys.argv[1], encoding="utf-8") as file:
    vectors = json.load(file)
keys = {jwk["kid"]: (jwk["alg"], jwt.PyJWK(jwk).key) for jwk in vectors["jwks"]["keys"]}
print("version", jwt.__version__)
for vector in vectors["vectors"]:
    if vector["id"] in sys.argv:
        print(vector["id"], "takes" if takes(vector["token"]) else "refuses")

"""A resource server with PyJWT: it loads the JWK Set from its URL and makes the checks of RFC 9068 §4."""

import json
from urllib.request import Request, urlopen

import jwt

from given import ALICE, ISSUER, ORDERS, TOKEN, held

KEYS = jwt.PyJWKClient(ISSUER + "/.well-known/jwks.json")
REQUIRED = {"require": ["exp", "iat", "iss", "aud", "sub", "jti", "client_id"]}


def verify(token, audience):
    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"
    key = KEYS.get_signing_key_from_jwt(token).key
    return jwt.decode(token, key, algorithms=["ES256"], audience=audience, issuer=ISSUER, options=REQUIRED)


form = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in {**ALICE, "client_id": "spa", "grant_type": "password"}.items())
token = json.load(urlopen(Request(TOKEN, data=form.encode())))["access_token"]
for audience in (ISSUER, ORDERS):
    claims = verify(token, audience)
    assert claims["username"] == "alice" and claims["client_id"] == "spa", claims
try:
    verify(token, "https://stock.example.com")
    raise AssertionError("a token for others was taken")
except jwt.InvalidAudienceError:
    held("verified for its audience, refused for others")

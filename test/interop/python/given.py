"""What the check gives its scripts, on standard input: where the service is, and who may log in."""

import json
import sys

GIVEN = json.load(sys.stdin)
ISSUER, SECRET, AWKWARD, ROBOT_KEY, PASSWORD, ORDERS = (
    GIVEN[name] for name in ("issuer", "secret", "awkward", "robotKey", "password", "orders")
)
TOKEN, REVOKE, INTROSPECT = (ISSUER + path for path in ("/token", "/token/revoke", "/token/introspect"))
ALICE = {"username": "alice", "password": PASSWORD}


def held(guarantee):
    """Said once all that was asserted for it is so."""
    print(guarantee, flush=True)

"""The values that the check writes to standard input of each script: the service's URL and the credentials."""

import json
import sys

GIVEN = json.load(sys.stdin)
ISSUER, SECRET, AWKWARD, ROBOT_KEY, PASSWORD, ORDERS = (
    GIVEN[name] for name in ("issuer", "secret", "awkward", "robotKey", "password", "orders")
)
TOKEN, REVOKE, INTROSPECT = (ISSUER + path for path in ("/token", "/token/revoke", "/token/introspect"))
ALICE = {"username": "alice", "password": PASSWORD}


def held(guarantee):
    """Prints a guarantee after all its assertions have passed."""
    print(guarantee, flush=True)

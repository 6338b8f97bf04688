"""requests-oauthlib: BackendApplicationClient, LegacyApplicationClient, and a session that refreshes by itself."""

import time

from oauthlib.oauth2 import BackendApplicationClient, InvalidClientError, InvalidGrantError, LegacyApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from given import ALICE, ISSUER, SECRET, TOKEN, held


def due(error, ask):
    try:
        ask()
    except error as refusal:
        return refusal
    raise AssertionError(f"{error.__name__} was due")


def services_for_themselves():
    for how in ({"auth": HTTPBasicAuth("svc", SECRET)}, {"client_secret": SECRET}, {"client_secret": SECRET, "include_client_id": True}):
        session = OAuth2Session(client=BackendApplicationClient(client_id="svc"))
        assert session.fetch_token(TOKEN, **how)["scope"] == ["data:read", "data:write"]
        assert session.get(ISSUER + "/protected").json() == {"message": "Protected route"}
    wrong = OAuth2Session(client=BackendApplicationClient(client_id="svc"))
    due(InvalidClientError, lambda: wrong.fetch_token(TOKEN, client_secret="wrong"))
    held("client_credentials by basic and post")


def people():
    session = OAuth2Session(client=LegacyApplicationClient(client_id="bff"))
    token = session.fetch_token(TOKEN, client_secret=SECRET, **ALICE)
    assert token["token_type"] == "bearer" and token["expires_at"] > time.time() + 800, token
    assert session.get(ISSUER + "/me").json()["username"] == "alice"
    spent = token["refresh_token"]
    assert session.refresh_token(TOKEN, auth=HTTPBasicAuth("bff", SECRET))["refresh_token"] != spent
    due(InvalidGrantError, lambda: session.refresh_token(TOKEN, refresh_token="mrt_none", auth=HTTPBasicAuth("bff", SECRET)))
    held("log in, call, refresh")


def kept_fresh():
    """A public client sends its id with an empty secret by Basic at the login, and in the form at the refresh."""
    kept = []
    refreshing = {"auto_refresh_url": TOKEN, "auto_refresh_kwargs": {"client_id": "spa"}, "token_updater": kept.append}
    session = OAuth2Session(client=LegacyApplicationClient(client_id="spa"), **refreshing)
    token = session.fetch_token(TOKEN, **ALICE)
    session.token = {**token, "expires_in": -1, "expires_at": time.time() - 1}
    assert session.get(ISSUER + "/me").status_code == 200
    assert len(kept) == 1 and kept[0]["refresh_token"] != token["refresh_token"], kept
    held("auto refresh with token_updater")


services_for_themselves()
people()
kept_fresh()

"""Authlib's OAuth2Session: tokens for users and for services, refreshed, introspected and revoked."""

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT, private_key_jwt_sign

from given import ALICE, AWKWARD, INTROSPECT, ISSUER, ORDERS, REVOKE, ROBOT_KEY, SECRET, TOKEN, held


class ShortAssertion(PrivateKeyJWT):
    """Makes an assertion for the issuer that is valid for one minute.

    Authlib's own is for the token endpoint and one hour. Only a client that is registered for that may use it.
    """

    def sign(self, auth, token_endpoint):
        key = {"client_id": auth.client_id, "token_endpoint": ISSUER, "alg": "ES256"}
        return private_key_jwt_sign(auth.client_secret, expires_in=60, **key)


def services_for_themselves():
    for method in ("client_secret_basic", "client_secret_post"):
        token = OAuth2Session("svc", SECRET, token_endpoint_auth_method=method).fetch_token(TOKEN, grant_type="client_credentials")
        assert token["token_type"] == "bearer" and token["scope"] == "data:read data:write", token
        assert not token.is_expired(), token
    post = OAuth2Session("awkward", AWKWARD, token_endpoint_auth_method="client_secret_post")
    assert post.fetch_token(TOKEN, grant_type="client_credentials")["access_token"]
    robot = OAuth2Session("robot", ROBOT_KEY, token_endpoint_auth_method="private_key_jwt")
    robot.register_client_auth_method(ShortAssertion())
    for _ in range(2):
        assert robot.fetch_token(TOKEN, grant_type="client_credentials", resource=ORDERS)["access_token"]
    stock = OAuth2Session("stock-robot", ROBOT_KEY, token_endpoint_auth_method="private_key_jwt")
    stock.register_client_auth_method(PrivateKeyJWT(TOKEN, alg="ES256"))
    assert stock.fetch_token(TOKEN, grant_type="client_credentials")["access_token"]
    held("client_credentials by basic, post and private_key_jwt")


def people():
    session = OAuth2Session("bff", SECRET)
    first = dict(session.fetch_token(TOKEN, **ALICE))
    assert session.get(ISSUER + "/me").json()["username"] == "alice"
    second = session.refresh_token(TOKEN)
    assert second["refresh_token"] != first["refresh_token"]
    assert session.get(ISSUER + "/me").status_code == 200

    orders = OAuth2Session("svc", SECRET)
    told = orders.introspect_token(INTROSPECT, token=second["access_token"], token_type_hint="access_token").json()
    assert told["active"] and told["username"] == "alice" and ORDERS in told["aud"], told
    revoked = session.revoke_token(REVOKE, token=second["refresh_token"], token_type_hint="refresh_token")
    assert revoked.status_code == 200 and revoked.text == "", revoked.text
    told = orders.introspect_token(INTROSPECT, token=second["access_token"]).json()
    assert told == {"active": False}, told
    held("log in, call, refresh, introspect, revoke")


def kept_fresh():
    updates = []
    update = lambda token, refresh_token=None, access_token=None: updates.append(  # noqa: E731
        (refresh_token, access_token)
    )
    person = OAuth2Session("spa", token_endpoint=TOKEN, update_token=update)
    before = dict(person.fetch_token(TOKEN, **ALICE))
    person.token = {**before, "expires_at": 1}
    assert person.get(ISSUER + "/me").status_code == 200
    service = OAuth2Session("svc", SECRET, token_endpoint=TOKEN, grant_type="client_credentials", update_token=update)
    old = dict(service.fetch_token(TOKEN))
    service.token = {**old, "expires_at": 1}
    assert service.get(ISSUER + "/protected").json() == {"message": "Protected route"}
    assert updates == [(before["refresh_token"], None), (None, old["access_token"])], updates
    held("auto refresh with update_token")


def refused():
    for session, asked, error in (
        (OAuth2Session("svc", "wrong"), {"grant_type": "client_credentials"}, "invalid_client"),
        (OAuth2Session("bff", SECRET), {**ALICE, "password": "not the right one"}, "invalid_grant"),
        (OAuth2Session("bff", SECRET), {"grant_type": "client_credentials"}, "unauthorized_client"),
        (OAuth2Session("bff", SECRET, scope="no:such"), ALICE, "invalid_scope"),
    ):
        try:
            session.fetch_token(TOKEN, **asked)
            raise AssertionError(f"{error} was due")
        except OAuthError as refusal:
            assert refusal.error == error and refusal.description, refusal
    held("refusals by their names")


services_for_themselves()
people()
kept_fresh()
refused()

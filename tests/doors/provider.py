"""A provider of OpenID Connect on this machine: one person, who signs in at once, and every way to lie about it."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from flask import Flask, Response, jsonify, redirect, request
from werkzeug.serving import make_server

from project.issuers import Issuer

CLIENT, SECRET = "header-inspector", "shared only with the issuer"
GRACE = {"sub": "7f3a", "preferred_username": "grace", "name": "Grace Hopper"}


@cache
def key(name: str) -> RSAPrivateKey:
    """The provider's key, or somebody else's."""
    return generate_private_key(65537, 2048)


@dataclass
class Provider:
    """`person` signs in; the token says `lies` instead of the truth, and is `signed` by this key and algorithm."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=lambda: dict(GRACE))
    lies: dict[str, Any] = field(default_factory=dict)
    signed: tuple[Any, str] = field(default_factory=lambda: (key("provider"), "RS256"))
    answer: dict[str, str] = field(default_factory=dict)
    profile: dict[str, Any] | None = None
    calls_itself: str = ""
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def issuer(self, name: str = "lab") -> Issuer:
        return Issuer(name, "The Lab", self.address, CLIENT, SECRET)

    def configuration(self) -> Response:
        return jsonify(
            issuer=self.calls_itself or self.address,
            authorization_endpoint=f"{self.address}/authorize",
            token_endpoint=f"{self.address}/token",
            jwks_uri=f"{self.address}/keys",
            scopes_supported=self.scopes,
            **({"userinfo_endpoint": f"{self.address}/profile"} if self.profile is not None else {}),
        )

    def keys(self) -> Response:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(key("provider").public_key(), as_dict=True)
        return jsonify(keys=[{**public, "kid": "one", "use": "sig"}])

    def authorize(self) -> Any:
        """The person signs in and is sent back at once."""
        asked = request.args.to_dict()
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert set(asked["scope"].split()) == {"openid", "profile"} & set(self.scopes)
        code = secrets.token_hex(8)
        self.codes[code] = asked
        return redirect(
            f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], **(self.answer or {'code': code})})}"
        )

    def token(self) -> Any:
        """A code, once, for who asked for it and can prove that."""
        sent = request.form
        asked = self.codes.pop(sent["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=")
        who = request.authorization
        if not asked or not who or (who.username, who.password) != (CLIENT, SECRET):
            return jsonify(error="invalid_client"), 401
        if (asked["code_challenge"], asked["redirect_uri"]) != (challenge.decode(), sent["redirect_uri"]):
            return jsonify(error="invalid_grant"), 400
        now = int(time.time())
        truth = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        told = {name: value for name, value in {**self.person, **truth, **self.lies}.items() if value is not None}
        signed = jwt.encode(told, self.signed[0], self.signed[1], headers={"kid": "one"})
        return jsonify(access_token="for the profile", token_type="Bearer", id_token=signed)

    def userinfo(self) -> Response:
        assert request.headers["Authorization"] == "Bearer for the profile"
        return jsonify(self.profile)


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers, at a free port."""
    app, provider = Flask(__name__), Provider()
    app.add_url_rule("/.well-known/openid-configuration", view_func=provider.configuration)
    app.add_url_rule("/keys", view_func=provider.keys)
    app.add_url_rule("/authorize", view_func=provider.authorize)
    app.add_url_rule("/token", view_func=provider.token, methods=["POST"])
    app.add_url_rule("/profile", view_func=provider.userinfo)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
